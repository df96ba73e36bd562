"""Slides, handouts, cards and papers, as they open in a browser from a stick."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from coursekit.leaks import collect_secrets, find_leaks
from coursekit.materials.command import write_materials
from coursekit.materials.reveal import reveal
from playwright.sync_api import Browser, Page, expect
from sitekit.course import load_course
from sitekit.questions import load_questions

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = ["crops", "synthesis"]


@pytest.fixture(scope="module")
def materials(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with two chapters' materials."""
    folder = tmp_path_factory.mktemp("materials")
    player = reveal(ROOT / "_build" / "cache")
    return write_materials(ROOT, built, folder, CHAPTERS, "1", player).parent


def _soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(params=CHAPTERS)
def deck(request: pytest.FixtureRequest, materials: Path, browser: Browser):
    """An open deck, and what it asked the network for."""
    page = browser.new_page(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    path = materials / request.param / "slides.html"
    page.goto(path.as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    yield page, asked, errors, path
    page.close()


def test_a_deck_shows_itself(deck: tuple[Page, list, list, Path]) -> None:
    page, asked, errors, path = deck
    count = page.evaluate("Reveal.getTotalSlides()")
    assert count > 30
    assert asked == [path.as_uri()] and errors == [], "one file, from a stick, with no network"
    tall = page.evaluate(
        """() => Reveal.getSlides().map(s => {
          const kept = s.style.display; s.style.display = 'block';
          const size = [s.scrollHeight, s.scrollWidth, s.textContent.trim().slice(0, 40)];
          s.style.display = kept; return size; }).filter(s => s[0] > 720 || s[1] > 1280)"""
    )
    assert tall == []
    page.keyboard.press("ArrowRight")
    page.wait_for_function("Reveal.getIndices().h === 1")
    page.locator("section.present a").nth(1).click()
    lesson = load_course(ROOT).lessons_of(path.parent.name)[1]
    expect(page.locator("section.present")).to_contain_text(lesson.lesson.question)


def test_an_answer_waits_for_a_click(deck: tuple[Page, list, list, Path]) -> None:
    page = deck[0]
    place = page.evaluate("Reveal.getSlides().findIndex(s => s.querySelector('.fragment'))")
    page.evaluate(f"Reveal.slide({place})")
    shown = page.locator("section.present .fragment")
    expect(shown).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(shown).to_be_visible()  # it fades in


def test_axe_has_nothing_to_say_about_a_deck(deck: tuple[Page, list, list, Path]) -> None:
    page = deck[0]
    for place in (0, 1, 8, 35):
        page.evaluate(f"Reveal.slide({place}, 0, 9)")
        page.wait_for_timeout(700)  # until the words are no longer half faded in
        found = Axe().run(page).response["violations"]
        assert [(fault["id"], fault["nodes"][0]["html"][:80]) for fault in found] == []


def test_a_deck_prints_one_page_a_slide(deck: tuple[Page, list, list, Path]) -> None:
    page, _, _, path = deck
    count = page.evaluate("Reveal.getTotalSlides()")
    page.goto(f"{path.as_uri()}?print-pdf")
    page.wait_for_selector(".pdf-page")
    page.emulate_media(media="print")
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == count


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_what_is_on_the_slides(materials: Path, chapter: str) -> None:
    slides = _soup(materials / chapter / "slides.html").select(".slides > section")
    for slide in slides:
        notes = slide.select_one("aside.notes")
        assert notes and len(notes.get_text().split()) > 5, slide.get_text()[:60]
    text = " ".join(_soup(materials / chapter / "slides.html").get_text().split())
    for page in load_course(ROOT).lessons_of(chapter):
        for words in (page.lesson.question, *page.lesson.objectives, *page.lesson.key_points):
            assert " ".join(words.split()) in text
    for picture in (s for slide in slides for s in slide.select("svg")):
        named = {n["id"]: n.get_text() for n in picture.select("title, desc")}
        labels = picture["aria-labelledby"].split()
        assert picture["role"] == "img" and all(len(named[label]) > 10 for label in labels)
    identities = [node["id"] for slide in slides for node in slide.select("[id]")]
    assert len(identities) == len(set(identities))


def test_a_guides_notes_are_beside_their_prompt(materials: Path) -> None:
    slide = _soup(materials / "crops" / "slides.html").select_one("#discuss-market-bag-patents")
    assert "If it stalls: the examiner’s dilemma" in slide.get_text().replace("'", "’")


def test_handouts_without_and_with_answers(materials: Path) -> None:
    bank = load_questions(ROOT / "exercises" / "crops" / "questions.yml")
    asked = [q for q in bank if q.use == "self-check"]
    without, with_answers = (
        _soup(materials / "crops" / f"handout{end}.html").get_text() for end in ("", "-answers")
    )
    for question in asked:
        for option in question.options:
            words = option.feedback[:40]
            assert words in with_answers and words not in without
    points = load_course(ROOT).by_slug["crops/science"].lesson.key_points
    assert points[0] in with_answers and points[0] not in without


def test_one_card_a_position(materials: Path) -> None:
    source = (ROOT / "book" / "crops" / "discuss.md").read_text(encoding="utf-8")
    named = re.findall(r"^:{3,}\{position\} (.+)$", source, re.MULTILINE)
    cards = _soup(materials / "crops" / "cards.html").select(".card h2")
    assert [card.get_text() for card in cards] == [name.replace("'", "’") for name in named]


def test_what_students_get_holds_no_secret_and_the_rest_would_be_found(materials: Path) -> None:
    secrets = collect_secrets(ROOT)
    folder = materials / "crops"
    for name in ("handout", "handout-answers", "cards", "paper-a", "paper-b"):
        assert find_leaks([folder / f"{name}.html"], secrets) == [], name
    for name in ("slides", "paper-keys", "marking-sheet-memo"):
        assert find_leaks([folder / f"{name}.html"], secrets) != [], name


def test_the_book_leads_to_none_of_it(built: Path, materials: Path) -> None:
    # The talks have slides of their own, which are for everyone.
    names = {path.name for path in materials.rglob("*.html")} - {"index.html", "slides.html"}
    there = {path.name for path in built.rglob("*.html")}
    assert not names & there
    words = re.compile("|".join(map(re.escape, {*names, "_build/instructor"})))
    for page in (built / "book").rglob("*.html"):
        assert not words.search(page.read_text(encoding="utf-8")), page


def test_the_list_leads_to_everything(materials: Path) -> None:
    listed = {a["href"] for a in _soup(materials / "index.html").select("a")}
    there = {p.relative_to(materials).as_posix() for p in materials.rglob("*.html")}
    assert listed == there - {"index.html"}


@pytest.mark.parametrize("name", ["handout", "cards", "paper-a", "paper-keys"])
def test_papers_fit_a_phone_and_a_screen_reader(
    materials: Path, browser: Browser, name: str
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto((materials / "crops" / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []
    page.close()
