"""`timeline`: the events of a declared timeline as an ordered list that a reader can filter.

The list is whole without scripts and in print; a script shows the filter and hides rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes

from sitekit.directives.base import CourseDirective
from sitekit.directives.filtering import Facet, filtered
from sitekit.errors import CourseError
from sitekit.html import el, facts
from sitekit.language import _
from sitekit.references import bibliographies, known_sources
from sitekit.timeline import TOPICS, Row, load_timeline, show_date


class Timeline(CourseDirective):
    """Argument: the name of a file of `book/_data/`, without its ending."""

    def build(self) -> Sequence[nodes.Node]:
        name = self.arguments[0]
        path = self.depends_on(self.root / "book" / "_data" / f"{name}.yml")
        if not path.is_file():
            raise CourseError(f"there is no timeline book/_data/{name}.yml")
        for file in bibliographies(self.root):
            self.depends_on(file)
        rows = load_timeline(path, known_sources(self.root))
        used = [topic for topic in TOPICS if any(topic in row.topics for row in rows)]
        return [
            filtered(
                self.label(name, _("Timeline")),
                [
                    Facet(
                        "topic",
                        _("Show what concerns"),
                        {topic: _(TOPICS[topic]) for topic in used},
                    )
                ],
                el("ol", *(self._row(row) for row in rows), class_="timeline-rows"),
                count=len(rows),
                noun=_("events"),
                label=_("Timeline"),
                class_="timeline",
            )
        ]

    def _row(self, row: Row) -> nodes.Element:
        return el(
            "li",
            el("p", el("time", show_date(row.date), datetime=row.date), class_="timeline-date"),
            el(
                "p",
                el("strong", _("Check this.") + " ") if row.check else None,
                self.inline(row.event),
                " ",
                self.inline(f"{{footcite:p}}`{row.source}`"),
            ),
            facts(
                {
                    _("Document"): row.document,
                    _("Concerns"): ", ".join(_(TOPICS[topic]) for topic in row.topics),
                    _("As of"): show_date(row.as_of),
                },
                class_="facts",
            ),
            class_="check" if row.check else None,
            data_topic=" ".join(row.topics),
        )
