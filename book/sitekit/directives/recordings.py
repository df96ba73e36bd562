"""`recordings`: an index of the workshop recordings, as `book/_data/recordings.yml` has them."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes

from sitekit.directives.base import CourseDirective
from sitekit.html import anchor_link, el, stacked_table
from sitekit.recordings import RecordingEntry, load_recordings

COLUMNS = ("Session", "Recorded", "Hosts", "Where to watch")


class RecordingsIndex(CourseDirective):
    """No argument and no content."""

    required_arguments = 0
    has_content = False

    def build(self) -> Sequence[nodes.Node]:
        path = self.depends_on(self.root / "book" / "_data" / "recordings.yml")
        rows = [(_cells(key, entry), {}) for key, entry in load_recordings(path).items()]
        return [stacked_table(COLUMNS, rows, label="The recordings of the workshop series")]


def _cells(key: str, entry: RecordingEntry) -> list[nodes.Node | str]:
    if entry.provider is None:
        where = el(
            "span",
            "Address not known to us; begin at ",
            el("a", "the page of the series", href=str(entry.series_page)),
        )
    else:
        where = anchor_link(f"card-recording-{key}", "In its chapter")
    extras = {"captions": "a transcript", "chapters": "a list of parts"}
    has = [words for field, words in extras.items() if getattr(entry, field)]
    return [
        anchor_link(f"card-recording-{key}", entry.title),
        f"{entry.date:%d %B %Y}".lstrip("0") if entry.date else "Date not found",
        "; ".join(entry.hosts) or "Not found",
        el("span", where, f" (with {' and '.join(has)})" if has else None),
    ]
