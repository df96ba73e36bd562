"""`data-sources`: every data file of the labs, chapter by chapter, with its origin and licence."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes

from sitekit.directives.base import CourseDirective
from sitekit.html import el, stacked_table
from sitekit.language import N_, _
from sitekit.sources import DataSource, data_sources

COLUMNS = (N_("File"), N_("Made from"), N_("Taken from"), N_("Licence"))


class DataSources(CourseDirective):
    """No argument and no content: the chapters are those of the table of contents."""

    required_arguments = 0
    has_content = False

    def build(self) -> Sequence[nodes.Node]:
        return [
            self._chapter(chapter)
            for chapter in self.course.chapters
            if (self.root / "exercises" / chapter / "data").is_dir()
        ]

    def _chapter(self, chapter: str) -> nodes.Element:
        folder = self.root / "exercises" / chapter / "data"
        self.depends_on(folder / "SOURCES.md")
        title = self.course.by_slug[f"{chapter}/index"].title
        heading = f"data-{chapter}"
        return el(
            "section",
            el("h2", title, id=heading),
            stacked_table(
                [_(column) for column in COLUMNS],
                [(self._cells(source), {}) for source in data_sources(folder)],
                label=_("Data of the chapter {title}", title=title),
            ),
            aria_labelledby=heading,
        )

    def _cells(self, source: DataSource) -> list[nodes.Node | str]:
        return [
            ", ".join(source.files),
            self.inline(source.origin),
            self.inline(source.taken_from) if source.taken_from else "–",
            self.inline(source.licence),
        ]
