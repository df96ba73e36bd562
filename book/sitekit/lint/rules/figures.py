"""DSI205: who made a figure, from what, and who may use it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsilab.figures import DATA

from sitekit.directives.credit import terms
from sitekit.errors import CourseError
from sitekit.lint.document import Document
from sitekit.lint.rule import Finding, Rule
from sitekit.lint.sources import Sources

#: How a caption names a licence.
LICENCE = re.compile(
    r"\bCC[ -](?:BY|0)|\bCC0\b|\bpublic domain\b|\blicen[cs]e|\bMIT\b|\bGPL|\bBSD\b", re.IGNORECASE
)
#: How the script of a talk names a figure of the course.
FIGURE = "figure:"


def figures_without_credit(sources: Sources) -> Iterator[Finding]:
    for document in sources.everywhere:
        folder = sources.root / "exercises" / document.folder / "data"
        for line, name in _drawn(document):
            if name not in DATA:
                yield Finding(document.where, line, f"{name}: nothing says what it is drawn from")
                continue
            try:
                _ = terms(folder, DATA[name])
            except CourseError as error:
                yield Finding(document.where, line, f"{name}: {error}")
        yield from _images_without_licence(document)


def _drawn(document: Document) -> Iterator[tuple[int, str]]:
    """The figures that the course draws: the line, and the name."""
    for directive in document.directives:
        if directive.name == "chart":
            yield directive.line, directive.argument
    for block in document.blocks:
        for image in block.images:
            if image.target.startswith(FIGURE):
                yield image.line, image.target.removeprefix(FIGURE)


def _images_without_licence(document: Document) -> Iterator[Finding]:
    """Pictures from elsewhere: the caption must name a licence, in the same or the next block."""
    for block, after in zip(document.blocks, [*document.blocks[1:], None], strict=True):
        said = block.prose + (after.prose if after and after.section == block.section else "")
        for image in block.images:
            if not image.target.startswith(FIGURE) and not LICENCE.search(said):
                yield Finding(document.where, image.line, f"{image.target}: no licence and credit")
    for directive in document.directives:
        if directive.name in ("image", "figure") and not LICENCE.search(directive.content):
            what = f"{directive.argument}: no licence and credit"
            yield Finding(document.where, directive.line, what)


RULES = (
    Rule(
        "DSI205",
        "figure without licence and credit",
        "Who wants to use it in a lecture or a paper must see whose it is and what is allowed, "
        "beside it.",
        "name its data files in dsilab.figures.DATA and their licence in the chapter’s "
        "data/SOURCES.md; under a picture from elsewhere, say whose it is and its licence",
        figures_without_credit,
    ),
)
