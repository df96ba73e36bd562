"""`recordings`: an index of the workshop recordings, as `book/_data/recordings.yml` has them."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes

from sitekit.directives.base import CourseDirective
from sitekit.html import anchor_link, el, stacked_table
from sitekit.language import N_, _, show_day
from sitekit.recordings import RecordingEntry, load_recordings

COLUMNS = (N_("Session"), N_("Recorded"), N_("Hosts"), N_("Where to watch"))


class RecordingsIndex(CourseDirective):
    """No argument and no content."""

    required_arguments = 0
    has_content = False

    def build(self) -> Sequence[nodes.Node]:
        path = self.depends_on(self.root / "book" / "_data" / "recordings.yml")
        rows = [(_cells(key, entry), {}) for key, entry in load_recordings(path).items()]
        columns = [_(column) for column in COLUMNS]
        return [stacked_table(columns, rows, label=_("The recordings of the workshop series"))]


def _cells(key: str, entry: RecordingEntry) -> list[nodes.Node | str]:
    if entry.provider is None:
        where = el(
            "span",
            _("Address not known to us; begin at "),
            el("a", _("the page of the series"), href=str(entry.series_page)),
        )
    else:
        where = anchor_link(f"card-recording-{key}", _("In its chapter"))
    extras = {"captions": _("a transcript"), "chapters": _("a list of parts")}
    has = [words for field, words in extras.items() if getattr(entry, field)]
    return [
        anchor_link(f"card-recording-{key}", entry.title),
        show_day(entry.date.day, entry.date.month, entry.date.year)
        if entry.date
        else _("Date not found"),
        "; ".join(entry.hosts) or _("Not found"),
        el("span", where, " " + _("(with {things})", things=_(" and ").join(has)) if has else None),
    ]
