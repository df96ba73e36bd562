"""`talk`: a chapter's recorded talk: the player, its chapters, and its slides with what is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel import Locale
from docutils import nodes

from sitekit.directives.base import CourseDirective
from sitekit.editions.translations import SOURCE
from sitekit.errors import CourseError
from sitekit.html import el, facts
from sitekit.language import _, language, language_name
from sitekit.recordings import show_clock
from sitekit.talks.make import (
    AUDIO,
    CAPTIONS,
    CHAPTERS,
    VIDEO,
    Times,
    chapter_cues,
    is_edition,
    load_talks,
    made_talk,
    times_along,
)
from sitekit.talks.pronunciation import ALLOWED, FOLDER, LIST
from sitekit.talks.site import DECK, TRANSCRIPT, folder_of, made_name, slide_data, slide_name
from sitekit.talks.slides import HEIGHT, WIDTH, slide_alt
from sitekit.talks.source import Slide, Talk, talk_path

SPEEDS = ("0.75", "1", "1.25", "1.5", "1.75", "2")


class TalkCard(CourseDirective):
    """No argument and no content: the talk is that of the page's chapter."""

    required_arguments = 0
    has_content = False

    def build(self) -> Sequence[nodes.Node]:
        page = self.course.by_docname[self.env.docname]
        slug = page.chapter
        self.depends_on(talk_path(self.root, slug))
        for name in (LIST, ALLOWED):
            self.depends_on(self.root / FOLDER / name)
        (talk,) = load_talks(self.root, [slug])
        along = times_along(self.root, talk)
        if page.lesson and not is_edition(self.root) and not talk.takes(page.lesson.minutes.watch):
            raise CourseError(
                f"{page.path}:{page.lesson_line}: lesson.minutes.watch: the talk takes about "
                f"{talk.seconds / 60:.1f} minutes (got {page.lesson.minutes.watch}); write watch: "
                f"{talk.minutes}"
            )
        if not hasattr(self.env, "talks_read"):
            self.env.talks_read = {}
        self.env.talks_read[self.env.docname] = (slug, made_name(self.root, talk))
        self.label(f"talk-{slug}", talk.title)
        folder = self.static_address(folder_of(slug))
        if along:
            # One folder up from the edition lies the site of the language that is spoken.
            media = Media(along, self.static_address(f"../{folder_of(slug)}"), spoken=SOURCE)
        elif made := made_talk(self.root, talk):
            media = Media(made[1], folder, made[0], language())
        else:
            media = None
        return [card(talk, media, folder, slide_data(self.root, talk, 1), self._sources)]

    def _sources(self, slide: Slide) -> nodes.Node | None:
        """The slide's sources, cited as everywhere on the page."""
        if not slide.sources:
            return None
        return el(
            "p",
            _("Source: "),
            self.inline("{footcite:p}`" + ",".join(slide.sources) + "`"),
            class_="talk-sources",
        )


@dataclass(frozen=True)
class Media:
    """What there is to see and hear of a talk."""

    times: Times
    address: str
    """The address of video and sound from the page."""
    files: Path | None = None
    """The folder that they lie in, where it is this book's own."""
    spoken: str = SOURCE
    """The language of the voice."""


def card(
    talk: Talk,
    media: Media | None,
    folder: str,
    poster: str,
    sources: Callable[[Slide], nodes.Node | None],
) -> nodes.Element:
    """The card; without media it is whole all the same: the slides and every word.

    Args:
        talk: what is said and shown.
        media: video, sound and their times, or None where they are not made.
        folder: the address of the talk's files from the page.
        poster: the address of the picture that is seen before the talk plays.
        sources: a slide's sources as nodes.
    """
    times = media.times if media else None
    title_id = f"talk-{talk.slug}-title"
    return el(
        "section",
        el("p", _("Recorded talk"), class_="card-kind"),
        el("h2", talk.title, id=title_id),
        facts(
            {
                _("Length"): show_clock(times.seconds)
                if times
                else _("about {n} minutes", n=talk.minutes),
                _("Voice"): _voice(talk, times),
                _("Words"): _("by the course’s authors, from this chapter and its sources"),
            },
            class_="facts",
        ),
        *(_player(talk, media, folder, poster) if media else _no_media()),
        _script(talk, media, folder, sources),
        _downloads(media, folder),
        class_="talk card",
        id=f"talk-{talk.slug}",
        aria_labelledby=title_id,
        data_talk=f"{talk.slug}/talk",
        data_seconds=f"{times.seconds:g}" if times else None,
    )


def _voice(talk: Talk, times: Times | None) -> str:
    synthetic = _("synthetic: a computer reads the text, and may miss a name")
    recorded = len(times.recorded) if times else 0
    if recorded == len(talk.slides):
        return _("a person’s own recording")
    if recorded:
        return _(
            "a person’s own recording on {n} of {all} slides; else {voice}",
            n=recorded,
            all=len(talk.slides),
            voice=synthetic,
        )
    return synthetic


def _no_media() -> list[nodes.Element]:
    return [
        el(
            "p",
            _(
                "In this copy of the book the talk has no sound yet. Its slides and every word of "
                "it are here to read."
            ),
            class_="talk-unmade",
        )
    ]


def _player(talk: Talk, media: Media, folder: str, poster: str) -> Iterator[nodes.Element]:
    if media.spoken != language():
        yield el(
            "p",
            _(
                "The voice and the slides of the video are in {spoken}; its captions, and the "
                "slides and words below, are in {ours}.",
                spoken=Locale.parse(media.spoken).get_display_name(language()),
                ours=language_name(language()).lower(),
            ),
            class_="talk-spoken",
        )
    written = {"srclang": language(), "label": language_name(language())}
    yield el(
        "video",
        el("source", src=f"{media.address}/{VIDEO}", type="video/mp4"),
        # For a browser, or a copy of the book, that has no video: the same talk to listen to.
        el("source", src=f"{media.address}/{AUDIO}", type="audio/ogg; codecs=opus"),
        el("track", kind="captions", src=f"{folder}/{CAPTIONS}", **written),
        el("track", kind="chapters", src=f"{folder}/{CHAPTERS}", **written),
        controls=True,
        preload="none",
        playsinline=True,
        width=WIDTH,
        height=HEIGHT,
        poster=poster,
        aria_label=_("Recorded talk: {title}", title=talk.title),
    )
    yield el(
        "div",
        el("button", _("Go on"), type="button", class_="button talk-resume", hidden=True),
        el(
            "label",
            _("Speed") + " ",
            el(
                "select",
                *(
                    el("option", f"{speed} ×", value=speed, selected=speed == "1")
                    for speed in SPEEDS
                ),
            ),
        ),
        class_="talk-tools",
        hidden=True,
    )
    yield el("p", class_="talk-played")
    items = [
        el("li", _jump(media, start, f"{show_clock(start)} {title}"), data_start=f"{start:g}")
        for start, _end, title in chapter_cues(talk, media.times)
    ]
    yield el("h3", _("Parts of the talk"))
    yield el("ol", *items, class_="chapters")


def _jump(media: Media, seconds: float, text: str) -> nodes.Element:
    """A link that opens the video at a time; the script moves the player of the page instead."""
    return el("a", text, href=f"{media.address}/{VIDEO}#t={seconds:g}", data_jump=f"{seconds:g}")


def _script(
    talk: Talk,
    media: Media | None,
    folder: str,
    sources: Callable[[Slide], nodes.Node | None],
) -> nodes.Element:
    spans = iter(media.times.sentences if media else ())
    slides = []
    for number, slide in enumerate(talk.slides, 1):
        lines = []
        for sentence in slide.sentences:
            start, end = next(spans, (None, None))
            if start is None:
                lines.append(el("li", el("span", sentence.text)))
                continue
            clock = _jump(media, start, show_clock(start))
            lines.append(
                el(
                    "li",
                    clock,
                    " ",
                    el("span", sentence.text),
                    data_start=f"{start:g}",
                    data_end=f"{end:g}",
                )
            )
        slides.append(
            el(
                "section",
                el("h3", f"{number}. {slide.title}", id=f"talk-{talk.slug}-slide-{number}"),
                el(
                    "img",
                    src=f"{folder}/{slide_name(number)}",
                    alt=_("Slide: {words}", words=slide_alt(slide)),
                    width=WIDTH,
                    height=HEIGHT,
                    loading="lazy",
                ),
                sources(slide),
                el("ol", *lines, class_="cues"),
                class_="talk-slide",
                aria_labelledby=f"talk-{talk.slug}-slide-{number}",
            )
        )
    return el(
        "details",
        el("summary", _("Slides and transcript ({n} slides)", n=len(talk.slides))),
        el(
            "div",
            *slides,
            class_="talk-script",
            tabindex="0",
            role="region",
            aria_label=_("Slides and transcript"),
        ),
        class_="talk-text",
        open=media is None,
    )


def _downloads(media: Media | None, folder: str) -> nodes.Element:
    def size(name: str) -> str:
        return f"{(media.files / name).stat().st_size / 1e6:.1f} MB"

    files = []
    if media and media.files:
        files += [
            (VIDEO, _("Video (MP4, {size})", size=size(VIDEO)), "talk-video"),
            (
                AUDIO,
                _("Sound alone, for a slow connection (Opus, {size})", size=size(AUDIO)),
                None,
            ),
            (CAPTIONS, _("Captions (WebVTT)"), None),
        ]
    elif media:
        files.append((CAPTIONS, _("Captions (WebVTT)"), None))
    files += [
        (TRANSCRIPT, _("Transcript (text)"), None),
        (DECK, _("Slides with speaker notes"), None),
    ]
    links = [
        el("li", el("a", text, href=f"{folder}/{name}", download=name != DECK), class_=class_)
        for name, text, class_ in files
    ]
    return el(
        "div",
        el("h3", _("Take it with you")),
        el("ul", *links, class_="talk-files"),
        class_="talk-downloads",
    )
