"""The talks as they are made, measured; and their player in a real browser."""

from __future__ import annotations

import re
import subprocess

import imageio_ffmpeg
import numpy as np
import pytest
from playwright.sync_api import expect
from sitekit.course import load_course
from sitekit.offline import VIDEO_SOURCE, offline_files, without_video
from sitekit.paths import ROOT
from sitekit.talks.make import AUDIO, CAPTIONS, CHAPTERS, VIDEO, load_talks, made_talk
from sitekit.talks.slides import slide_png, slide_svg
from sitekit.talks.sound import (
    LOUDNESS,
    LOUDNESS_WITHIN,
    loudness,
    quiet_spans,
    read_sound,
)
from sitekit.talks.source import LONGEST, talk_slugs
from sitekit.talks.video import FRAMES, MOST_AUDIO, MOST_VIDEO

SLUGS = talk_slugs(ROOT)
SMALL = (160, 90)  # pixels: enough to tell one slide from another
TIME = "document.querySelector('.talk video').currentTime"
CUES = """async () => {
  const video = document.querySelector('.talk video');
  const element = video.querySelector('track[kind=captions]');
  const track = element?.track ?? video.textTracks[0];
  if (track.mode === 'disabled') track.mode = 'hidden';
  while (element && element.readyState < 2) await new Promise(next => setTimeout(next, 50));
  return [...track.cues].map(c => [c.startTime, c.endTime, c.text]);
}"""


def heard(faults: list[str]) -> list[str]:
    """The faults without what is none: a browser drops what it was loading when it is moved."""
    return [fault for fault in faults if f"{VIDEO} (net::ERR_ABORTED)" not in fault]


@pytest.fixture(scope="module")
def talks(built):
    """Every talk with its media, by its slug."""
    made = {talk.slug: (talk, *made_talk(ROOT, talk)) for talk in load_talks(ROOT)}
    for slug, (_, folder, _) in made.items():
        for name in (VIDEO, AUDIO, CAPTIONS, CHAPTERS):
            assert (built / "talks" / slug / name).read_bytes() == (folder / name).read_bytes()
    return made


def page_of(slug: str) -> str:
    (page,) = (
        page.docname
        for page in load_course(ROOT).pages
        if page.chapter == slug and ":::{talk}" in (ROOT / page.path).read_text("utf-8")
    )
    return f"{page}.html"


@pytest.fixture
def open_talk(site, visit):
    """Opens the page of a talk, with its transcript unfolded."""

    def open_(slug: str = SLUGS[0], **how):
        seen = visit(f"{site}{page_of(slug)}", **how)
        seen.page.locator(".talk").scroll_into_view_if_needed()
        return seen

    return open_


@pytest.mark.parametrize("slug", SLUGS)
def test_length_size_and_loudness(slug, talks):
    talk, folder, times = talks[slug]
    assert 4 * 60 <= times.seconds <= 7 * 60
    assert (folder / VIDEO).stat().st_size <= MOST_VIDEO * times.seconds
    assert (folder / AUDIO).stat().st_size <= MOST_AUDIO * times.seconds
    for name in (VIDEO, AUDIO):
        sound = read_sound(folder / name)
        assert sound.size / 22_050 == pytest.approx(times.seconds, abs=0.2)
        assert loudness(sound) == pytest.approx(LOUDNESS, abs=LOUDNESS_WITHIN)
    assert talk.seconds == pytest.approx(times.seconds, rel=0.1), "the time that a page announces"
    assert max(np.diff([*times.slides, times.seconds])) <= LONGEST + 3


def late(times, sound) -> list[float]:
    """How far the sentences' beginnings and ends lie from the rests that are to be heard."""
    rests = [(0.0, 0.0), *quiet_spans(sound), (times.seconds, times.seconds)]
    begins = np.array([b for _, b in rests])
    ends = np.array([a for a, _ in rests])
    return [
        max(np.abs(begins - start).min(), np.abs(ends - end).min())
        for start, end in times.sentences
    ]


@pytest.mark.parametrize("slug", SLUGS)
def test_captions_lie_where_the_waveform_has_its_rests(slug, talks):
    _, folder, times = talks[slug]
    sound = read_sound(folder / VIDEO)
    assert max(late(times, sound)) <= 0.3
    # The measure sees captions that are late.
    shifted = late(times, np.roll(sound, 22_050 * 45 // 100))
    assert np.mean([off > 0.3 for off in shifted]) > 0.5


def frames(path) -> np.ndarray:
    """Every picture of a video, small and grey."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(path)]
    command += ["-s", f"{SMALL[0]}x{SMALL[1]}", "-f", "rawvideo", "-pix_fmt", "gray", "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, SMALL[1], SMALL[0]).astype(float)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_slide_appears_when_it_should(slug, talks, tmp_path):
    talk, folder, times = talks[slug]
    shown = frames(folder / VIDEO)
    assert len(shown) == pytest.approx(times.seconds * FRAMES, abs=2)
    drawn = np.stack(
        [
            frames(slide_png(slide_svg(ROOT, talk, number), tmp_path))[0]
            for number in range(1, len(talk.slides) + 1)
        ]
    )
    ends = [*times.slides[1:], times.seconds]
    for number, (start, end) in enumerate(zip(times.slides, ends, strict=True)):
        for at in (start + 0.5, (start + end) / 2, end - 1):
            off = np.abs(drawn - shown[round(at * FRAMES)]).mean(axis=(1, 2))
            assert off.argmin() == number, (slug, at)


def test_every_talk_plays_to_its_end_with_its_captions(talks, site, visit):
    """All of them at once, sixteen times as fast."""
    seen = {slug: visit(f"{site}{page_of(slug)}") for slug in SLUGS}
    for slug, one in seen.items():
        assert one.page.evaluate("document.querySelector('video').paused"), "nothing starts alone"
        talk, _, times = talks[slug]
        cues = one.page.evaluate(CUES)
        assert [text for _, _, text in cues] == [s.text for s in talk.sentences]
        found = np.array([(a, b) for a, b, _ in cues])
        assert np.abs(found - np.array(times.sentences)).max() < 0.002
        one.page.evaluate(
            "() => { const v = document.querySelector('video'); v.muted = true; "
            "v.playbackRate = 16; v.play(); }"
        )
    for slug, one in seen.items():
        one.page.wait_for_function("document.querySelector('video').ended", timeout=90_000)
        size = one.page.evaluate(
            "(v => [v.videoWidth, v.videoHeight])(document.querySelector('video'))"
        )
        assert size == [1280, 720], "the picture, and not the sound alone"
        expect(one.page.locator(".talk-played")).to_have_text(
            "You have watched this talk.", use_inner_text=True
        )
        kept = one.page.evaluate("window.courseProgress.load().talks")
        assert list(kept) == [f"{slug}/talk"]
        assert heard(one.noticed()) == []
    # The page of one's own progress says so too.
    page = seen[SLUGS[0]].page
    page.goto(f"{site}book/reference/progress.html")
    row = page.locator(f'[data-keys="{SLUGS[0]}/talk"]')
    expect(row).to_contain_text("watched on", use_inner_text=True)
    other = page.locator(f'[data-keys="{SLUGS[1]}/talk"]')
    expect(other).to_contain_text("not watched yet", use_inner_text=True)


def test_nothing_is_loaded_before_the_reader_plays(open_talk):
    seen = open_talk()
    asked = []
    seen.page.on("request", lambda request: asked.append(request.url))
    seen.page.reload()
    seen.page.wait_for_timeout(300)
    poster = seen.page.locator(".talk video").get_attribute("poster")
    assert poster.startswith("data:image/svg+xml"), "the poster asks for nothing either"
    assert not [url for url in asked if url.endswith((VIDEO, AUDIO))]


def test_captions_show_while_it_is_muted(open_talk):
    seen = open_talk()
    mode = "document.querySelector('track[kind=captions]').track.mode"
    assert seen.page.evaluate(mode) == "disabled"
    mute = "on => { const v = document.querySelector('video'); v.muted = on; }"
    seen.page.evaluate(mute, True)
    seen.page.wait_for_function(f"{mode} === 'showing'")
    seen.page.evaluate(mute, False)
    seen.page.wait_for_function(f"{mode} === 'disabled'")
    # What the reader has switched on stays on.
    seen.page.evaluate(f"{mode} = 'showing'")
    seen.page.evaluate(mute, True)
    seen.page.evaluate(mute, False)
    seen.page.wait_for_timeout(100)
    assert seen.page.evaluate(mode) == "showing"


@pytest.mark.parametrize("press", ["click", "Enter"])
def test_parts_and_transcript_move_the_player_and_follow_it(press, open_talk, talks):
    talk, _, times = talks[SLUGS[0]]
    seen = open_talk()
    page = seen.page

    def use(link):
        link.click() if press == "click" else link.press("Enter")

    parts = page.locator(".talk .chapters a")
    titles = list(dict.fromkeys(slide.chapter for slide in talk.slides))
    assert [text.split(" ", 1)[1] for text in parts.all_inner_texts()] == titles
    starts = [
        next(t for s, t in zip(talk.slides, times.slides, strict=True) if s.chapter == c)
        for c in titles
    ]
    use(parts.nth(1))
    page.wait_for_function(f"{TIME} >= {starts[1]} && {TIME} < {starts[1] + 3}")
    page.locator(".talk .chapters li[aria-current=true]").filter(has_text=titles[1]).wait_for()
    assert page.url.endswith(page_of(SLUGS[0])), "the page is not left"

    page.click(".talk-text > summary")
    number = len(talk.sentences) // 2
    line = page.locator(".talk .cues li").nth(number)
    expect(line.locator("span")).to_have_text(talk.sentences[number].text, use_inner_text=True)
    use(line.locator("a"))
    page.locator(".talk .cues li[aria-current=true]").filter(
        has_text=talk.sentences[number].text
    ).wait_for()
    assert abs(page.evaluate(TIME) - times.sentences[number][0]) < 3
    expect(page.locator(".talk-script [aria-current]")).to_have_count(1)
    page.evaluate("document.querySelector('video').pause()")
    assert heard(seen.faults()) == []


def test_speed_and_place_are_remembered_and_what_was_skipped_is_not_watched(open_talk, site):
    seen = open_talk()
    page = seen.page
    expect(page.locator(".talk-resume")).to_be_hidden()
    page.get_by_label("Speed").select_option("1.5")
    page.wait_for_function("document.querySelector('video').playbackRate === 1.5")
    page.locator(".talk .chapters a").nth(1).click()
    page.wait_for_function("document.querySelector('video').played.length")
    # To the last seconds, and on to the end: hardly anything of it was played.
    page.evaluate("document.querySelector('video').currentTime = 1e6")
    page.wait_for_function("document.querySelector('video').ended")
    said = page.locator(".talk-played").inner_text()
    assert said == "" or "It counts as watched from 90% on" in said
    assert page.evaluate("window.courseProgress.load().talks") == {}
    page.evaluate("const v = document.querySelector('video'); v.currentTime = 100; v.play()")
    page.wait_for_function(f"{TIME} > 100.2")
    page.evaluate("document.querySelector('video').pause()")
    page.wait_for_timeout(100)
    page.reload()
    expect(page.get_by_label("Speed")).to_have_value("1.5")
    on = page.locator(".talk-resume")
    expect(on).to_have_text(re.compile("^" + re.escape("Go on from 1:4")), use_inner_text=True)
    on.press("Enter")
    page.wait_for_function(f"{TIME} >= 100")
    page.wait_for_function("document.querySelector('video').playbackRate === 1.5")
    expect(on).to_be_hidden()
    expect(page.locator("video")).to_be_focused()


@pytest.mark.parametrize("kept", ["{broken", '{"talks": 7}', '{"talks": {"X": {"played": "all"}}}'])
def test_what_cannot_be_read_does_no_harm(kept, open_talk):
    seen = open_talk()
    kept = kept.replace("X", f"{SLUGS[0]}/talk")
    seen.page.evaluate("text => localStorage.setItem('dsi-course-talks', text)", kept)
    seen.page.reload()
    expect(seen.page.locator(".talk-tools")).to_be_visible()
    assert seen.noticed() == []


def test_files_to_take_along(open_talk, site):
    seen = open_talk()
    links = seen.page.locator(".talk-files a")
    names = {link.get_attribute("href").rpartition("/")[2] for link in links.all()}
    assert names == {VIDEO, AUDIO, CAPTIONS, "transcript.txt", "slides.html"}
    for link in links.all():
        answer = seen.page.request.get(link.evaluate("a => a.href"))
        assert answer.ok
        assert len(answer.body()) > 1000


def test_without_scripts_it_plays_and_reads(open_talk, talks):
    seen = open_talk(scripts=False)
    expect(seen.page.locator(".talk video[controls]")).to_be_visible()
    expect(seen.page.locator(".talk-tools")).to_be_hidden()
    first = seen.page.locator(".talk .chapters a").nth(1)
    assert f"{VIDEO}#t=" in first.get_attribute("href")
    seen.page.click(".talk-text > summary")
    expect(seen.page.locator(".talk .cues li")).to_have_count(len(talks[SLUGS[0]][0].sentences))


def test_opened_as_a_file_it_has_captions_too(built, visit, talks):
    seen = visit((built / page_of(SLUGS[0])).as_uri())
    cues = seen.page.evaluate(CUES)
    talk, _, times = talks[SLUGS[0]]
    # The page's own text has typographer's quotation marks.
    straight = str.maketrans("‘’“”", "''\"\"")
    shown = [text.translate(straight) for _, _, text in cues]
    assert shown == [s.text.translate(straight) for s in talk.sentences]
    assert cues[3][:2] == pytest.approx(times.sentences[3], abs=0.002)


def test_the_deck_has_no_fault(site, visit):
    seen = visit(f"{site}talks/{SLUGS[0]}/slides.html", width=390)
    assert seen.faults() == []


def test_the_offline_edition_can_do_without_video(built):
    files = offline_files(ROOT, built)
    kept = without_video(files)
    assert {name for name in files if name.endswith(VIDEO)} == files.keys() - kept.keys()
    assert len(files.keys() - kept.keys()) == len(SLUGS)
    for slug in SLUGS:
        before = files[f"site/{page_of(slug)}"].read_text("utf-8")
        page = kept[f"site/{page_of(slug)}"].decode()
        assert VIDEO_SOURCE.search(before)
        assert VIDEO not in page
        assert f'/{AUDIO}" type="audio/ogg' in page
    together = sum(p.stat().st_size for name, p in files.items() if name.startswith("site/talks/"))
    assert together < 40e6
