"""The recordings that the book embeds, as `book/_data/recordings.yml` declares them."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import webvtt
from pydantic import AfterValidator, Field, HttpUrl

from sitekit.declared import read_declared_file
from sitekit.errors import CourseError, shown
from sitekit.schema import Declaration

#: How each provider's ids look. Anything else would end up inside an address.
ID_PATTERNS = {"youtube": r"[A-Za-z0-9_-]{11}", "vimeo": r"[0-9]{6,12}"}
VIDEO_SUFFIXES = (".mp4", ".webm", ".m4v", ".ogv")


def parse_clock(clock: str) -> float:
    """Seconds of `1:02:03`, `02:03` or `02:03.500`.

    Raises:
        ValueError: it is no such time.
    """
    match = re.fullmatch(r"(?:(\d{1,2}):)?([0-5]?\d):([0-5]\d(?:\.\d{1,3})?)", clock)
    if not match:
        raise ValueError(f"a time is written as 12:34 or 1:02:03, not {clock!r}")
    hours, minutes, seconds = match.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)


def show_clock(seconds: float) -> str:
    """`0:07`, `12:34` or `1:02:03`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _is_clock(clock: str) -> str:
    parse_clock(clock)
    return clock


def _is_media(media: str) -> str:
    provider, _, identity = media.partition(":")
    if provider in ID_PATTERNS:
        if not re.fullmatch(ID_PATTERNS[provider], identity):
            raise ValueError(f"this is no {provider} id; write the id alone, not the address")
    elif not media.startswith("_static/") or not media.endswith(VIDEO_SUFFIXES):
        raise ValueError(
            "write youtube:ID, vimeo:ID, or a file under book/_static/ as "
            f"_static/recordings/name.mp4 ({', '.join(VIDEO_SUFFIXES)})"
        )
    return media


def _is_static(file: str) -> str:
    if not file.startswith("_static/"):
        raise ValueError("write a file under book/_static/ as _static/recordings/name.vtt")
    return file


StaticFile = Annotated[str, AfterValidator(_is_static)]


class Chapter(Declaration):
    """One part of a recording."""

    start: Annotated[str, AfterValidator(_is_clock)]
    title: Annotated[str, Field(min_length=2)]


class RecordingEntry(Declaration):
    """One recording. Without `media` its public address is not known, and its card says so."""

    title: str
    series_page: HttpUrl
    date: datetime.date | None = None
    hosts: tuple[str, ...] = ()
    media: Annotated[str, AfterValidator(_is_media)] | None = None
    captions: StaticFile | None = None
    chapters: tuple[Chapter, ...] = ()
    poster: StaticFile | None = None

    @property
    def provider(self) -> str | None:
        """`youtube`, `vimeo`, `file`, or None where the address is not known."""
        if self.media is None:
            return None
        provider = self.media.partition(":")[0]
        return provider if provider in ID_PATTERNS else "file"

    @property
    def source(self) -> str:
        """The provider's id, or the file's path under `book/`."""
        return (self.media or "").partition(":")[2] if self.provider != "file" else self.media


@dataclass(frozen=True)
class Cue:
    """One line of a transcript; times in seconds."""

    start: float
    text: str


def load_recordings(path: Path) -> dict[str, RecordingEntry]:
    """Read the declaration; the files it names must be there.

    Raises:
        CourseError: a bad field, or a file that is not there; with file and line.
    """
    entries = read_declared_file(dict[str, RecordingEntry], path)
    book = path.parent.parent
    for key, entry in entries.items():
        named = {"captions": entry.captions, "poster": entry.poster}
        if entry.provider == "file":
            named["media"] = entry.media
        for field, file in named.items():
            if file and not (book / file).is_file():
                raise CourseError(
                    f"{shown(path)}: {key}.{field}: there is no file book/{file}; put it there, "
                    "or take the line out"
                )
        if entry.captions:
            read_cues(book / entry.captions)
    return entries


def read_cues(path: Path) -> list[Cue]:
    """The lines of a WebVTT file.

    Raises:
        CourseError: it is not valid WebVTT, or holds no cue.
    """
    try:
        captions = list(webvtt.read(str(path)))
    except (webvtt.errors.MalformedFileError, UnicodeDecodeError) as error:
        what = error or "no WEBVTT header"
        raise CourseError(f"{shown(path)}: this is not valid WebVTT: {what}") from None
    if not captions:
        raise CourseError(f"{shown(path)}: there is no cue in this file")
    return [Cue(cue.start_in_seconds, " ".join(cue.text.split())) for cue in captions]
