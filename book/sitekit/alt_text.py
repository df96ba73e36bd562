"""Warns of images without alternative text, at their line in the source.

Checkers that read the built page cannot see this fault: Markdown's `![](map.png)` becomes
`alt=""`, which says that the image is decoration.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)


def _check(app: Sphinx, doctree: nodes.document) -> None:
    for image in doctree.findall(nodes.image):
        if not image.get("alt", "").strip():
            logger.warning(
                "the image %s has no alternative text; say what it shows: ![what it shows](...)",
                image.get("uri", ""),
                location=_with_line(image),
                type="course",
                subtype="alt",
            )


def _with_line(node: nodes.Node) -> nodes.Node:
    """The nearest node around `node` that knows its line; an inline image does not."""
    while not node.line and node.parent is not None:
        node = node.parent
    return node


def setup(app: Sphinx) -> None:
    app.connect("doctree-read", _check)
