"""The recordings' declaration, and the card that it becomes."""

from __future__ import annotations

from pathlib import Path

import pytest
from sitekit.directives.recording import card
from sitekit.errors import CourseError
from sitekit.html import to_html
from sitekit.paths import ROOT
from sitekit.recordings import load_recordings, parse_clock, read_cues, show_clock

PAGE = "  series_page: https://learnnagoya.com/workshop-series/\n"
VTT = "WEBVTT\n\n00:01.000 --> 00:02.500\nFirst\nline.\n\n01:00:03.000 --> 01:00:04.000\nLast.\n"


def declare(tmp_path: Path, lines: str) -> Path:
    path = tmp_path / "book" / "_data" / "recordings.yml"
    path.parent.mkdir(parents=True)
    path.write_text(f"one:\n  title: A talk\n{PAGE}{lines}", encoding="utf-8")
    media = tmp_path / "book" / "_static" / "recordings"
    media.mkdir(parents=True)
    (media / "talk.mp4").write_bytes(b"video")
    (media / "talk.vtt").write_text(VTT, encoding="utf-8")
    (media / "bad.vtt").write_text("1\nno header\n", encoding="utf-8")
    return path


def html_of(tmp_path: Path, lines: str) -> str:
    entry = load_recordings(declare(tmp_path, lines))["one"]
    return to_html(card(entry, "one", tmp_path / "book", lambda file: f"../{file}"))


def test_without_media_the_card_says_so_and_loads_nothing(tmp_path):
    html = html_of(tmp_path, "")
    assert "We do not have the recording’s address" in html
    assert 'href="https://learnnagoya.com/workshop-series/"' in html
    assert "<button" not in html
    assert "<iframe" not in html
    assert "<video" not in html


@pytest.mark.parametrize(
    ("media", "provider", "source", "company"),
    [
        ("youtube:dQw4w9WgXcQ", "youtube", "dQw4w9WgXcQ", "YouTube"),
        ("vimeo:123456789", "vimeo", "123456789", "Vimeo"),
        ("_static/recordings/talk.mp4", "file", "../_static/recordings/talk.mp4", "nobody else"),
    ],
)
def test_one_line_adds_a_recording(tmp_path, media, provider, source, company):
    html = html_of(tmp_path, f"  media: {media}\n")
    assert f'data-provider="{provider}"' in html
    assert f'data-src="{source}"' in html
    assert company in html
    assert "<iframe" not in html, "a player must not load before the reader asks for it"


def test_chapters_and_transcript_have_times(tmp_path):
    html = html_of(
        tmp_path,
        "  media: _static/recordings/talk.mp4\n  captions: _static/recordings/talk.vtt\n"
        '  chapters:\n    - {start: "1:00:03", title: The end}\n',
    )
    assert 'data-start="3603">1:00:03 The end</button>' in html
    assert '<li data-start="1"><button type="button" class="time" data-start="1">0:01' in html
    assert "<span>First line.</span>" in html
    assert 'data-captions="../_static/recordings/talk.vtt"' in html


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("  media: youtube:https://youtu.be/x\n", "4: one.media: this is no youtube id"),
        ("  media: talk.mp4\n", "a file under book/_static/"),
        ("  media: _static/recordings/none.mp4\n", "there is no file book/_static/recordings/none"),
        ("  captions: _static/recordings/bad.vtt\n", "bad.vtt: this is not valid WebVTT"),
        ("  chapters: [{start: soon, title: One}]\n", "4: one.chapters.0.start: a time is written"),
        ("  media: 'youtube:\"><script>'\n", "this is no youtube id"),
        ("  host: nobody\n", "4: one.host: there is no such field"),
    ],
)
def test_bad_declarations_end_in_one_line(tmp_path, lines, says):
    with pytest.raises(CourseError, match=r"(recordings\.yml|bad\.vtt)") as caught:
        load_recordings(declare(tmp_path, lines))
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("clock", "seconds"), [("0:07", 7), ("12:34", 754), ("1:02:03", 3723), ("00:01.500", 1.5)]
)
def test_clocks(clock, seconds):
    assert parse_clock(clock) == seconds


@pytest.mark.parametrize("clock", ["soon", "75", "1:99", "-0:10", "1:2:3:4"])
def test_no_clocks(clock):
    with pytest.raises(ValueError, match="a time is written as"):
        parse_clock(clock)


def test_clocks_shown():
    assert [show_clock(s) for s in (7.9, 754, 3723)] == ["0:07", "12:34", "1:02:03"]


def test_an_empty_transcript_is_refused(tmp_path):
    path = tmp_path / "empty.vtt"
    path.write_text("WEBVTT\n", encoding="utf-8")
    with pytest.raises(CourseError, match="no cue"):
        read_cues(path)


def test_the_course_declares_the_six_sessions_of_the_series():
    entries = load_recordings(ROOT / "book" / "_data" / "recordings.yml")
    assert list(entries) == [
        "ecology-disease",
        "crops",
        "macrosystems",
        "phylogenetics",
        "livestock-rescue",
        "anthropology",
    ]
    assert all("learnnagoya.com" in str(entry.series_page) for entry in entries.values())
