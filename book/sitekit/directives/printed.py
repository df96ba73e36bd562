"""`print-editions`: the PDF files and the EPUB, where the built site has them.

They are made after the book (`course print`), so the page holds a place for them, which
`sitekit.printing.offer` fills.
"""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes

from sitekit.directives.base import CourseDirective
from sitekit.html import raw
from sitekit.printing.offer import NOTHING, place


class PrintEditions(CourseDirective):
    """No argument and no content."""

    required_arguments = 0
    has_content = False

    def build(self) -> Sequence[nodes.Node]:
        return [raw(place(NOTHING))]
