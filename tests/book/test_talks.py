"""The talks' words, names, slides and captions, without a voice; the voice on one small talk."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from io import StringIO

import numpy as np
import pytest
import webvtt
from sitekit.course import load_course
from sitekit.directives.talk import Media, card
from sitekit.errors import CourseError
from sitekit.html import to_html
from sitekit.paths import ROOT
from sitekit.server import open_port, serve
from sitekit.talks import make
from sitekit.talks.captions import write_vtt
from sitekit.talks.recorded import lay
from sitekit.talks.site import deck, transcript, write_talk
from sitekit.talks.slides import (
    HEIGHT,
    MARGIN,
    SOURCE,
    WIDTH,
    figure_svg,
    short_reference,
    slide_svg,
    text_width,
    wrap,
)
from sitekit.talks.sound import (
    LOUDNESS,
    LOUDNESS_WITHIN,
    even,
    loudness,
    quiet_spans,
    read_wav,
    silence,
    write_wav,
)
from sitekit.talks.source import SLIDE_REST, load_talk, split_sentences, talk_slugs
from sitekit.talks.voice import RATE

from tests.book import talks as small

SLUGS = talk_slugs(ROOT)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def course_talks():
    """All talks of the course; what is wrong in one fails here, with file and line."""
    return {talk.slug: talk for talk in make.load_talks(ROOT)}


def test_every_chapter_has_a_talk():
    assert sorted(load_course(ROOT).chapters) == SLUGS


@pytest.mark.parametrize("slug", SLUGS)
def test_a_talk_takes_four_to_seven_minutes_and_stands_on_a_page(slug, course_talks):
    talk = course_talks[slug]
    assert 4 * 60 <= talk.seconds <= 7 * 60
    pages = [p for p in (ROOT / "book" / slug).glob("*.md") if ":::{talk}" in p.read_text("utf-8")]
    assert len(pages) == 1
    said = int(re.search(r"watch: (\d+),", pages[0].read_text("utf-8"))[1])
    assert talk.takes(said)
    assert not talk.takes(said + 2)
    assert not talk.takes(0)


LONG = " ".join(["word"] * 106)
FAULTS = {
    "no spoken text": ({2: "## Slide 2\n- A point\n\n"}, 13, "no spoken text"),
    "empty spoken text": ({2: small.slide(2, "")}, 16, "no spoken text"),
    "above 45 seconds": ({1: small.slide(1, LONG)}, 9, "106 words take longer than 45 s"),
    "unknown figure": (
        {1: small.slide(1, extra="![What it shows in words.](figure:none-such)")},
        8,
        "there is no figure 'none-such'; allowed: ",
    ),
    "a figure without words": (
        {1: small.slide(1, extra="![](figure:embargo-lives)")},
        8,
        "alternative text",
    ),
    "unknown source": ({1: small.slide(1, extra="Source: [@no2020where]")}, 8, "'no2020where'"),
    "five points": ({1: small.slide(1, extra="- b\n- c\n- d\n- e")}, 6, "5 points"),
    "unknown block": ({1: small.slide(1, extra=":::{note}\nx\n:::")}, 8, "no block 'note'"),
    "a block without end": ({8: "## Slide 8\n:::{spoken}\nText.\n"}, 60, "no end"),
    "two spoken blocks": ({1: small.slide(1, extra=":::{spoken}\nx.\n:::")}, 11, "a second"),
    "markup in spoken text": ({1: small.slide(1, "Say *this*.")}, 9, "no markup"),
    "loose text": ({1: small.slide(1, extra="\nSome text.\n")}, 9, "not a point"),
    "two questions": (
        {4: small.slide(4, extra=":::{pause}\nAnd now?\n:::\n")},
        30,
        "2 slides have a question",
    ),
    "no question": ({3: small.slide(3)}, 1, "0 slides have a question"),
    "too few slides": ({4: ""}, 1, "7 slides; allowed: 8 to 16"),
    "an unknown name": ({1: small.slide(1, "We met in Kyoto.")}, 9, "'Kyoto'"),
    "a foreign letter": ({1: small.slide(1, "Look, a kākāpō.")}, 9, "'kākāpō'"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_names_file_and_line(fault, tmp_path):
    slides, line, says = FAULTS[fault]
    path = small.write_course(tmp_path, small.text(slides))
    with pytest.raises(CourseError) as caught:
        make.load_talks(tmp_path)
    lines = [one for one in str(caught.value).splitlines() if says in one]
    assert lines, str(caught.value)
    assert lines[0].startswith(f"{path}:{line}: ")


def test_a_talk_without_fault_is_read(tmp_path):
    small.write_course(tmp_path, small.text({1: small.slide(1, "In Brazil it said Nagoya’s.")}))
    (talk,) = make.load_talks(tmp_path)
    assert [slide.chapter for slide in talk.slides] == ["One"] * 4 + ["Two"] * 4
    assert talk.slides[2].question == "What would you do?"
    assert make._jobs(tmp_path, talk)[0].texts == ("In Brazil it said nahgoya’s.",)


def test_a_name_is_in_one_list_and_once(tmp_path):
    small.write_course(tmp_path, small.text())
    names = tmp_path / "book" / "_data" / "pronunciations-allowed.txt"
    names.write_text("Nagoya\n", encoding="utf-8")
    with pytest.raises(CourseError, match=r"'Nagoya' is in pronunciations\.yml too"):
        make.load_talks(tmp_path)
    names.write_text("", encoding="utf-8")
    names.with_name("pronunciations.yml").write_text(small.PRONUNCIATIONS * 2, encoding="utf-8")
    with pytest.raises(CourseError, match="'Nagoya' is here twice"):
        make.load_talks(tmp_path)


@pytest.mark.parametrize("slug", SLUGS)
def test_no_word_is_lost_between_the_file_and_the_captions(slug, course_talks):
    talk = course_talks[slug]
    spoken = re.findall(r":::\{spoken\}\n(.*?)\n:::", talk.path.read_text("utf-8"), re.S)
    words = " ".join(spoken).replace("{pause}", " ").split()
    assert " ".join(sentence.text for sentence in talk.sentences).split() == words
    assert max(len(sentence.text.split()) for sentence in talk.sentences) <= 25


def test_sentences_and_pauses():
    found = split_sentences("Is 6.7 a lot? “Yes.” {pause} Go on.")
    assert [(s.text, s.pause) for s in found] == [
        ("Is 6.7 a lot?", False),
        ("“Yes.”", True),
        ("Go on.", False),
    ]


@pytest.mark.parametrize("slug", SLUGS)
def test_slides_are_large_and_whole(slug, course_talks):
    talk = course_talks[slug]
    for number, slide in enumerate(talk.slides, 1):
        svg = ElementTree.fromstring(slide_svg(ROOT, talk, number))
        texts = svg.findall(f"{SVG}text")
        assert "".join("".join(t.itertext()) for t in texts).strip()
        for line in texts:
            size, x, y = (float(line.get(name)) for name in ("font-size", "x", "y"))
            assert size >= (SOURCE if line.get("fill") == "#52605b" else 28)
            assert y <= HEIGHT - 20
            if line.get("text-anchor") != "end":
                wide = text_width(
                    "".join(line.itertext()), size, bold=bool(line.get("font-weight"))
                )
                assert x + wide <= WIDTH - MARGIN + 12, (slug, number, "".join(line.itertext()))
        # No point runs into the line of sources, or off the slide.
        points = [float(c.get("cy")) for c in svg.findall(f"{SVG}circle")]
        sources = [float(t.get("y")) for t in texts if t.get("font-size") == str(SOURCE)]
        assert len(points) == len(slide.points)
        assert max(points, default=0) < min(sources, default=HEIGHT)
        if slide.figure:
            drawn = svg.find(f"{SVG}svg")
            _, wide, high = figure_svg(ROOT, slide.figure)
            shown = float(drawn.get("width")) / float(drawn.get("height"))
            assert shown == pytest.approx(wide / high, rel=0.01), "its right aspect"
            assert float(drawn.get("width")) >= 400


def test_lines_break_without_losing_a_word_or_a_mark():
    lines = wrap("One **two three four** five", 40, 180)
    assert len(lines) > 2
    assert " ".join(lines).replace("**", "") == "One two three four five"
    assert all(line.count("**") % 2 == 0 for line in lines)


def test_short_references(tmp_path):
    small.write_course(tmp_path, small.text())
    assert short_reference(tmp_path, "known2020source") == "One & Two 2020"


def test_captions_are_valid_webvtt():
    cues = [(0.0, 1.25, "A & B?"), (61.5, 3661.007, "Later.")]
    read = list(webvtt.from_buffer(StringIO(write_vtt(cues))))
    assert [(c.start, c.end) for c in read] == [
        ("00:00:00.000", "00:00:01.250"),
        ("00:01:01.500", "01:01:01.007"),
    ]
    assert [c.text for c in read] == ["A &amp; B?", "Later."]


def tone(seconds: float, loud: float = 0.3) -> np.ndarray:
    at = np.arange(round(seconds * RATE)) / RATE
    return (loud * np.sin(2 * np.pi * 220 * at)).astype(np.float32)


@pytest.mark.parametrize("loud", [0.01, 0.1, 0.9])
def test_talks_are_equally_loud(loud):
    bursts = [p for _ in range(4) for p in (tone(1, loud), tone(0.2, loud / 4), silence(0.3))]
    made = even(np.concatenate(bursts))
    assert loudness(made) == pytest.approx(LOUDNESS, abs=LOUDNESS_WITHIN)
    assert np.abs(made).max() <= 0.9
    assert made.size == sum(part.size for part in bursts)


def test_sentences_are_laid_into_a_recording_at_its_rests():
    # Read unevenly, with a short rest inside of the second sentence.
    parts = [tone(1), silence(0.6), tone(1.5), silence(0.2), tone(1.5), silence(0.7), tone(2)]
    spans = lay(np.concatenate(parts), [20, 40, 25])
    for found, right in zip(spans, [(0, 1), (1.6, 4.8), (5.5, 7.5)], strict=True):
        assert found == pytest.approx(right, abs=0.05)
    without_rest = [at for span in lay(tone(3), [10, 20]) for at in span]
    assert without_rest == pytest.approx([0, 1, 1, 3], abs=0.05)


def test_quiet_spans():
    for before in (1.0, 300.0):  # after minutes too: a drift would show
        found = quiet_spans(np.concatenate([tone(before), silence(0.5), tone(1)]))
        assert found == [pytest.approx((before, before + 0.5), abs=0.02)]


def test_one_slide_changed_is_one_slide_voiced(tmp_path):
    """Also: a person's recording takes the voice's place, and a slide that is too long is named."""
    path = small.write_course(tmp_path, small.text())
    (folder,) = make.make_talks(tmp_path, processes=1)
    heard = make.cache(tmp_path) / "heard"
    first = {p.name for p in heard.glob("*.wav")}
    assert len(first) == 8
    times = json.loads((folder / make.TIMES).read_text())

    captions = [cue.text for cue in webvtt.read(str(folder / make.CAPTIONS))]
    assert captions == [f"This is slide number {n}." for n in range(1, 9)]
    for start, end in itertools.pairwise(times["slides"]):
        inside = [a for a, _ in times["sentences"] if start <= a < end]
        assert len(inside) == 1

    path.write_text(small.text({5: small.slide(5, "Quite another sentence.")}), encoding="utf-8")
    (talk,) = make.load_talks(tmp_path)
    assert make.unmade_talks(tmp_path) == ["chapter"]
    make.make_talks(tmp_path, processes=1)
    second = {p.name for p in heard.glob("*.wav")}
    assert len(second - first) == 1, "one slide is voiced anew"
    assert len(second) == 8, "what nobody uses is forgotten"
    assert not folder.exists()

    own = path.parent / "talk-recorded"
    own.mkdir()
    write_wav(own / "slide-02.wav", np.concatenate([silence(1), tone(7), silence(2)]))
    (folder,) = make.make_talks(tmp_path, processes=1)
    _, made = make.made_talk(tmp_path, talk)
    assert made.recorded == (2,)
    assert made.slides[2] - made.slides[1] == pytest.approx(7 + SLIDE_REST, abs=0.6)
    html = to_html(card(talk, Media(made, "t", folder), "t", "p.svg", lambda slide: None))
    assert "a person’s own recording on 1 of 8 slides" in html

    write_wav(own / "slide-02.wav", tone(46))
    with pytest.raises(CourseError, match=r"talk\.md:16: this slide takes 46 s to say"):
        make.make_talks(tmp_path, processes=1)
    (own / "slide-02.wav").rename(own / "slide-9.wav")
    with pytest.raises(CourseError, match=r"slide-9\.wav: this names no slide"):
        make.load_talks(tmp_path) and make.unmade_talks(tmp_path)


def test_without_media_the_page_has_every_word(course_talks, tmp_path):
    talk = course_talks[SLUGS[0]]
    html = to_html(card(talk, None, "../../talks/x", "p.svg", lambda slide: None))
    assert "<video" not in html
    assert "no sound yet" in html
    assert "The voice" not in html
    assert re.search(r"<details[^>]* open>", html)
    for slide in talk.slides:
        assert slide.title in html.replace("&amp;", "&")
    assert html.count("<li><span>") == len(talk.sentences)
    for number in range(1, len(talk.slides) + 1):
        assert f'src="../../talks/x/slide-{number:02}.svg"' in html


def test_the_files_of_a_talk(course_talks, tmp_path, monkeypatch):
    talk = course_talks[SLUGS[0]]
    monkeypatch.setattr("sitekit.talks.site.made_talk", lambda root, talk: None)
    write_talk(ROOT, talk, tmp_path)
    folder = tmp_path / "talks" / talk.slug
    assert len(list(folder.glob("slide-*.svg"))) == len(talk.slides)
    words = " ".join(transcript(talk).split())
    notes = deck(ROOT, talk)
    for sentence in talk.sentences:
        assert sentence.text in words
    assert notes.count("<img alt=") == notes.count("To say over slide") == len(talk.slides)
    assert not re.search(r'(?:src|href)="(?!data:)', notes), "one file, complete in itself"


def test_the_voice_is_at_rest_where_the_times_say(tmp_path):
    spoken = make.speak(
        ("Who owns a sequence?", "Nobody has answered that."),
        load_talk_of(tmp_path, "Who owns a sequence? {pause} Nobody has answered that."),
    )
    rests = quiet_spans(spoken.sound)
    (_, first_end), (second, end) = spoken.spans
    assert any(abs(a - first_end) < 0.3 and abs(b - second) < 0.3 for a, b in rests)
    assert second - first_end > 1
    assert spoken.seconds == pytest.approx(end + SLIDE_REST, abs=0.01)


def load_talk_of(root, spoken):
    small.write_course(root, small.text({1: small.slide(1, spoken)}))
    return load_talk(root, "chapter").slides[0]


def test_the_sound_that_is_kept_is_the_sound_that_was_made(tmp_path):
    sound = tone(0.5)
    write_wav(tmp_path / "a.wav", sound)
    assert np.abs(read_wav(tmp_path / "a.wav") - sound).max() < 1e-4
    assert (tmp_path / "a.wav").stat().st_size == 44 + 2 * sound.size


@pytest.mark.parametrize(
    ("code", "says"), [(0, "The talks are there now"), (1, "The talks could not be made")]
)
def test_the_book_is_served_while_the_talks_are_made(code, says, tmp_path, capfd):
    """`course serve` gives the making of the talks as the command to run meanwhile."""
    (tmp_path / "index.html").write_text("Here.", encoding="utf-8")
    sockets = open_port(0)
    port = sockets[0].getsockname()[1]
    later = f"import time; time.sleep(0.5); raise SystemExit({code})"

    async def run() -> tuple[str, str]:
        task = asyncio.create_task(serve(tmp_path, sockets, [sys.executable, "-c", later]))
        await asyncio.sleep(0.1)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.0\r\n\r\n")
        page = (await reader.read()).decode()
        before, said = capfd.readouterr().out, ""
        for _ in range(200):
            said += capfd.readouterr().out
            if says in said:
                break
            await asyncio.sleep(0.05)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert says not in before
        return page, said

    page, said = asyncio.run(run())
    assert page.endswith("Here.")
    assert says in said
