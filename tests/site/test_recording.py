"""The recording card with a real short video and WebVTT, both made here."""

from __future__ import annotations

import shutil
import subprocess

import imageio_ffmpeg
import pytest
from playwright.sync_api import expect
from sitekit.directives.recording import render
from sitekit.recordings import RecordingEntry

SERIES = "https://learnnagoya.com/workshop-series/"
CUES = [
    (0.0, "Welcome to the session."),
    (2.0, "A sequence is not a sample."),
    (4.0, "Who benefits from a sequence?"),
    (6.0, "Thank you."),
]
PAGE = """<!doctype html>
<html lang="en" data-theme="light" data-mode="light">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Probe</title>
<link rel="icon" href="_static/icon.svg">
<link rel="stylesheet" href="_static/theme.css"><link rel="stylesheet" href="_static/course.css">
<script defer src="_static/site.js"></script>
<script defer src="_static/recording.js"></script></head>
<body><main class="bd-main"><article class="bd-article"><h1>Probe</h1>{card}</article></main></body>
</html>
"""


@pytest.fixture(scope="module")
def folder(built, tmp_path_factory):
    """A site of one folder with a ten-second video and its captions."""
    root = tmp_path_factory.mktemp("recording")
    shutil.copytree(built / "_static", root / "_static")
    media = root / "_static" / "recordings"
    media.mkdir()
    subprocess.run(
        [
            imageio_ffmpeg.get_ffmpeg_exe(),
            "-loglevel",
            "error",
            "-f",
            "lavfi",
            "-i",
            "testsrc=duration=10:size=160x90:rate=10",
            "-f",
            "lavfi",
            "-i",
            "sine=duration=10",
            "-c:v",
            "libvpx",
            "-c:a",
            "libvorbis",
            "-g",
            "10",
            str(media / "probe.webm"),
        ],
        check=True,
    )
    lines = [f"00:{at:06.3f} --> 00:{at + 1.9:06.3f}\n{text}\n" for at, text in CUES]
    (media / "probe.vtt").write_text("\n".join(["WEBVTT\n", *lines]), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def address(folder, serve):
    return serve(folder)


@pytest.fixture
def open_card(folder, address, visit):
    """Opens a page that holds the card of one recording."""

    def open_(media: str | None, *, width: int = 1280, **fields):
        entry = RecordingEntry(title="A talk", series_page=SERIES, media=media, **fields)
        (folder / "probe.html").write_text(
            PAGE.format(card=render(entry, "probe", folder)), encoding="utf-8"
        )
        return visit(f"{address}probe.html", width=width)

    return open_


OWN = {
    "media": "_static/recordings/probe.webm",
    "captions": "_static/recordings/probe.vtt",
    "chapters": ({"start": "00:06", "title": "The end"},),
}
TIME = "() => document.querySelector('video').currentTime"


def test_a_file_plays_on_request_with_its_captions(open_card):
    seen = open_card(**OWN)
    asked: list[str] = []
    seen.page.on("request", lambda request: asked.append(request.url))
    assert seen.faults() == []
    expect(seen.page.locator("video, iframe")).to_have_count(0)
    expect(seen.page.locator(".player-notice")).to_contain_text(
        "contacts nobody else", use_inner_text=True
    )
    seen.page.get_by_role("button", name="Play the recording").press("Enter")
    seen.page.wait_for_function("document.querySelector('video').currentTime > 0.3")
    assert any(url.endswith("probe.webm") for url in asked)
    expect(seen.page.locator("video")).to_be_focused()
    captions = "() => [...document.querySelector('video').textTracks[0].cues].map(c => c.text)"
    seen.page.wait_for_function("document.querySelector('video').textTracks[0].cues?.length")
    assert seen.page.evaluate(captions) == [text for _, text in CUES]
    assert seen.faults() == []


def test_times_of_chapters_and_transcript_move_the_video(open_card):
    seen = open_card(**OWN)
    seen.page.get_by_role("button", name="0:06 The end").click()
    seen.page.wait_for_function("document.querySelector('video')?.currentTime >= 6")
    seen.page.click("summary")
    seen.page.get_by_role("button", name="0:02", exact=True).press("Enter")
    seen.page.wait_for_function("Math.abs(document.querySelector('video').currentTime - 2.5) < 1")
    assert seen.page.evaluate(TIME) < 4
    assert seen.noticed() == []


def test_the_spoken_line_is_marked_in_the_transcript(open_card):
    seen = open_card(**OWN)
    seen.page.click("summary")
    now = seen.page.locator(".cues [aria-current=true]")
    expect(now).to_have_count(0)
    for name, text in (("0:04", CUES[2][1]), ("0:00", CUES[0][1])):
        seen.page.get_by_role("button", name=name, exact=True).click()
        now.filter(has_text=text).wait_for()
        expect(now).to_have_count(1)
    assert seen.axe() == []


def test_the_transcript_can_be_searched(open_card):
    seen = open_card(**OWN, width=390)
    seen.page.click("summary")
    field = seen.page.get_by_role("searchbox", name="Search the transcript")
    lines = seen.page.locator(".cues li:visible")
    expect(lines).to_have_count(len(CUES))
    field.press_sequentially("Sequence")
    expect(lines).to_have_count(2)
    count = seen.page.locator(".transcript-count")
    expect(count).to_have_attribute("role", "status")
    expect(count).to_have_text("2 of 4 lines contain “Sequence”", use_inner_text=True)
    assert seen.faults() == []
    field.fill("")
    expect(lines).to_have_count(len(CUES))
    expect(count).to_have_text("", use_inner_text=True)


@pytest.mark.parametrize(
    ("media", "company", "player"),
    [
        (
            "youtube:dQw4w9WgXcQ",
            "YouTube (Google)",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&rel=0&start={}",
        ),
        (
            "vimeo:123456789",
            "Vimeo",
            "https://player.vimeo.com/video/123456789?autoplay=1&dnt=1#t={}s",
        ),
    ],
)
def test_a_company_is_named_before_and_asked_only_after_a_press(open_card, media, company, player):
    seen = open_card(media, chapters=({"start": "00:01", "title": "The start"}, *OWN["chapters"]))
    seen.page.wait_for_timeout(300)
    assert seen.faults() == []
    assert seen.outside == []
    expect(seen.page.locator(".player-notice")).to_contain_text(company, use_inner_text=True)
    play = seen.page.locator(".play")
    expect(play).to_have_text("Play the recording", use_inner_text=True)
    seen.page.get_by_role("button", name="0:06 The end", exact=True).press("Enter")
    expect(play).to_have_text("Play from 0:06 The end", use_inner_text=True)
    expect(play).to_be_focused()
    seen.page.wait_for_timeout(200)
    assert seen.outside == []
    play.press("Enter")
    frame = seen.page.locator("iframe")
    expect(frame).to_have_attribute("src", player.format(6))
    expect(frame).to_have_attribute("title", "Recording: A talk")
    seen.page.wait_for_timeout(200)
    asked = [url.partition("#")[0] for url in seen.outside]
    assert asked == [player.format(6).partition("#")[0]]
    seen.page.get_by_role("button", name="0:01 The start").click()
    expect(frame).to_have_count(1)
    expect(frame).to_have_attribute("src", player.format(1))


def test_an_unknown_address_is_said_and_times_do_not_pretend(open_card):
    seen = open_card(None, chapters=OWN["chapters"])
    assert seen.faults() == []
    expect(seen.page.locator(".recording")).to_contain_text(
        "We do not have the recording’s address", use_inner_text=True
    )
    expect(seen.page.get_by_role("button", name="0:06 The end")).to_be_disabled()
    expect(seen.page.locator(".play")).to_have_count(0)
