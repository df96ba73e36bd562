"""Formulas as MathML, which browsers draw and read aloud themselves: no script, no other machine.

The stock book asks a public server for MathJax on every page with a formula.
"""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

logger = logging.getLogger(__name__)


def to_mathml(node: nodes.math | nodes.math_block, *, as_block: bool) -> str:
    """The formula; its LaTeX stands in `alttext` for readers of a browser that lacks MathML."""
    latex = node.astext()
    try:
        written = tex2mathml(latex, as_block=as_block)
    except MathError as error:
        logger.warning("this formula cannot be shown: %s", error, location=node)
        return f"<code>{escape(latex)}</code>"
    # The entity is known to XML with a DTD but not to every tool that reads our pages.
    written = written.replace("&ApplyFunction;", "\u2061")
    return written.replace("<math ", f'<math alttext="{escape(latex, quote=True)}" ', 1)


def visit_math(translator: Any, node: nodes.math) -> None:
    translator.body.append(to_mathml(node, as_block=False))
    raise nodes.SkipNode


def visit_displaymath(translator: Any, node: nodes.math_block) -> None:
    # The box, not the formula, scrolls on a narrow screen.
    translator.body.append(translator.starttag(node, "div", CLASS="math-block"))
    translator.body.append(to_mathml(node, as_block=True))
    if node["number"]:
        translator.body.append(f'<span class="eqno">({node["number"]})</span>')
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def choose(app: Sphinx, config: Config) -> None:
    config.html_math_renderer = "mathml"


def setup(app: Sphinx) -> None:
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_displaymath, None))
    app.connect("config-inited", choose)
