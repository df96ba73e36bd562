"""Lets a stock Jupyter Book build our pages: each of our directives prints its content as text.

It gives the stock book no feature of ours; without it the stock book could not build the pages.
`bench_book.py` copies it beside the stock book.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

NAMES = (
    "recording",
    "timetable",
    "chart",
    "explorer",
    "discussion",
    "position",
    "selfcheck",
    "exercise",
)


class AnyOption(dict):
    """An option list that knows every option."""

    def __getitem__(self, name: str):
        return str

    def __contains__(self, name: object) -> bool:
        return True


class PlainText(SphinxDirective):
    """The directive's content, parsed as the rest of the page."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = AnyOption()

    def run(self) -> list[nodes.Node]:
        holder = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, holder)
        return [holder]


def setup(app: Sphinx) -> dict[str, bool]:
    for name in NAMES:
        app.add_directive(name, PlainText)
    return {"parallel_read_safe": True}
