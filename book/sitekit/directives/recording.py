"""`recording`: a card for one recording; the player loads only when the reader asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from docutils import nodes

from sitekit.directives.base import CourseDirective, choose
from sitekit.html import el, facts, to_html
from sitekit.language import _, show_day
from sitekit.recordings import (
    RecordingEntry,
    load_recordings,
    parse_clock,
    read_cues,
    show_clock,
)

COMPANIES = {"youtube": "YouTube (Google)", "vimeo": "Vimeo"}
WATCH = {"youtube": "https://www.youtube.com/watch?v={}", "vimeo": "https://vimeo.com/{}"}


class Recording(CourseDirective):
    """Argument: a key of `book/_data/recordings.yml`."""

    def build(self) -> Sequence[nodes.Node]:
        path = self.depends_on(self.root / "book" / "_data" / "recordings.yml")
        entry = choose(self.arguments[0], load_recordings(path), "recording")
        if entry.captions:
            self.depends_on(self.root / "book" / entry.captions)
        key = self.arguments[0]
        self.label(f"card-recording-{key}", entry.title)
        return [card(entry, key, self.root / "book", self.static_address)]


def render(entry: RecordingEntry, key: str, book: Path | None = None) -> str:
    """The card's HTML for a page that lies beside `_static/`."""
    return to_html(card(entry, key, book or Path(), lambda file: file))


def card(
    entry: RecordingEntry, key: str, book: Path, address: Callable[[str], str]
) -> nodes.Element:
    """The card: what it is, the player or why there is none, chapters and transcript."""
    title_id = f"recording-{key}"
    about = {
        _("Recorded"): show_day(entry.date.day, entry.date.month, entry.date.year)
        if entry.date
        else None,
        _("Hosts"): "; ".join(entry.hosts),
    }
    parts = [
        el("p", _("Workshop recording"), class_="card-kind"),
        el("h2", entry.title, id=title_id),
        facts(about, class_="facts"),
    ]
    series = el("a", _("the workshop series’ own page"), href=str(entry.series_page))
    if entry.provider is None:
        parts.append(
            el(
                "p",
                _(
                    "The series says that this session was recorded and put online. We do not have "
                    "the recording’s address, so it does not play here. Look for it on "
                ),
                series,
                ".",
                class_="recording-unknown",
            )
        )
    else:
        parts.append(_player(entry, address))
        parts.append(el("p", _("More about the session: "), series, "."))
    if entry.chapters:
        parts.append(_chapters(entry))
    if entry.captions:
        parts.append(_transcript(entry, book))
    return el(
        "section",
        *parts,
        class_="recording card",
        id=f"card-{title_id}",
        aria_labelledby=title_id,
    )


def _player(entry: RecordingEntry, address: Callable[[str], str]) -> nodes.Element:
    if entry.provider == "file":
        source = address(entry.source)
        notice = _("The recording is part of this book: playing it contacts nobody else.")
        plain = el("a", _("Open the video file"), href=source)
    else:
        source = entry.source
        company = COMPANIES[entry.provider]
        notice = _(
            "Playing loads the video from {company}, which then learns your internet address and "
            "that you watched. Nothing is sent before you press the button.",
            company=company,
        )
        plain = el(
            "a",
            _("Watch on {company}", company=company),
            href=WATCH[entry.provider].format(entry.source),
        )
    return el(
        "div",
        el("button", _("Play the recording"), type="button", class_="play", hidden=True),
        el("p", notice, class_="player-notice"),
        el("p", plain, class_="player-link"),
        class_="player",
        data_provider=entry.provider,
        data_src=source,
        data_title=_("Recording: {title}", title=entry.title),
        data_captions=address(entry.captions) if entry.captions else None,
        data_poster=address(entry.poster) if entry.poster else None,
    )


def _seek(seconds: float, text: str) -> nodes.Element:
    return el("button", text, type="button", class_="time", data_start=f"{seconds:g}")


def _chapters(entry: RecordingEntry) -> nodes.Element:
    items = []
    for chapter in entry.chapters:
        seconds = parse_clock(chapter.start)
        items.append(el("li", _seek(seconds, f"{show_clock(seconds)} {chapter.title}")))
    return el("div", el("h3", _("Parts")), el("ol", *items, class_="chapters"))


def _transcript(entry: RecordingEntry, book: Path) -> nodes.Element:
    lines = [
        el(
            "li",
            _seek(cue.start, show_clock(cue.start)),
            " ",
            el("span", cue.text),
            data_start=f"{cue.start:g}",
        )
        for cue in read_cues(book / entry.captions)
    ]
    return el(
        "details",
        el("summary", _("Transcript ({n} lines)", n=len(lines))),
        el(
            "p",
            el("label", _("Search the transcript") + " ", el("input", type="search")),
            class_="transcript-search",
            hidden=True,
        ),
        el("p", role="status", class_="transcript-count"),
        el("ol", *lines, class_="cues"),
        class_="transcript",
    )
