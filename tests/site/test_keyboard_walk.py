"""A chapter by keyboard alone: from its first page to the file handed in."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sitekit.course import load_course

from tests.site.test_talks import TIME

ROOT = Path(__file__).resolve().parents[2]
CHAPTER = "ecology-disease"
LAB = f"{CHAPTER}-lab"
LESSONS = [page.docname for page in load_course(ROOT).lessons_of(CHAPTER)]
#: More stops than any page has.
MOST = 400
#: The tests of the one part that is written.
PARTS = {"parse-label-check", "parse-label-properties"}
ANSWER = """def parse_label(label):
found = dsilab.parse_label(label)  # by keyboard
return {"year": found.year, "accession": found.accession, "country": found.country}"""


class Walk:
    """A reader who has nothing but a keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.press = page.keyboard.press

    def at(self, selector: str) -> bool:
        """Whether the focus is on what this selector finds."""
        return self.page.evaluate("s => document.activeElement.matches(s)", selector)

    def tab(self, selector: str, key: str = "Tab") -> None:
        """Press Tab until the focus is there; it may be nowhere in between."""
        for _ in range(MOST):
            self.press(key)
            focus = self.page.evaluate(
                """() => { const e = document.activeElement; return {
                  lost: e === document.body || !e.checkVisibility(), what: e.outerHTML.slice(0, 99),
                }; }"""
            )
            assert not focus["lost"], f"the focus is lost before {selector}: {focus['what']}"
            if self.at(selector):
                return
        raise AssertionError(f"Tab never came to {selector}")

    def open(self, selector: str) -> None:
        """Go to a link, follow it, and skip to the text of the page that it opens."""
        self.tab(selector)
        with self.page.expect_navigation():
            self.press("Enter")
        self.skip()

    def skip(self) -> None:
        """Past the frame of the page, by the first link in it."""
        self.press("Tab")
        expect(self.page.locator(".skip-link")).to_be_focused()
        self.press("Enter")
        expect(self.page.locator("#main-content")).to_be_focused()


def explore(walk: Walk) -> None:
    """A word's meaning, opened and closed; an explorer, moved; the page, marked as read."""
    page = walk.page
    walk.tab(".term a")
    meaning = page.locator(".term:focus-within .meaning")
    expect(meaning).to_be_visible()
    walk.press("Escape")
    expect(page.locator(".term:focus-within .meaning")).to_be_hidden()
    walk.tab(".explorer select")
    summary = page.locator(".explorer .summary").first
    before = summary.inner_text()
    walk.press("ArrowUp")
    walk.press("ArrowDown")
    expect(summary).to_have_text(before)
    walk.press("ArrowUp")
    expect(summary).not_to_have_text(before)
    walk.tab(".mark-read button")
    walk.press("Enter")
    expect(page.locator(".mark-read")).to_contain_text("You marked this page as read")


def watch(walk: Walk) -> None:
    """The talk: played and stopped at the player itself, its speed, one of its parts."""
    page = walk.page
    walk.tab(".talk video")
    walk.press("Space")
    page.wait_for_function(f"{TIME} > 0.3")
    walk.press("Space")
    page.wait_for_function("document.querySelector('.talk video').paused")
    walk.tab(".talk select")
    walk.press("ArrowDown")
    page.wait_for_function("document.querySelector('.talk video').playbackRate > 1")
    walk.tab(".talk .chapters li:nth-child(2) a")
    walk.press("Enter")
    expect(page.locator(".talk .chapters li[aria-current=true]")).to_be_visible()
    walk.tab(".talk-text > summary")
    walk.press("Enter")
    expect(page.locator(".talk .cues").first).to_be_visible()
    page.evaluate("document.querySelector('.talk video').pause()")


def discuss(walk: Walk) -> None:
    """A prompt's worksheet, opened and saved."""
    walk.tab(".prompt-sheet summary")
    walk.press("Enter")
    walk.tab(".prompt-sheet [data-do=save]")
    with walk.page.expect_download():
        walk.press("Enter")


def answer(walk: Walk) -> None:
    """A question of the self-check."""
    walk.tab("form.question input")
    walk.press("Space")
    walk.tab("form.question button")
    walk.press("Enter")
    expect(walk.page.locator(".verdict").first).to_contain_text("orrect")


def work(walk: Walk) -> Path:
    """In the lab: run the cells up to the first answer, write it, run it, and take the file."""
    page = walk.page
    active = page.locator(".jp-mod-active.jp-Cell")
    expect(active).to_be_focused()  # the lab begins at its first cell
    for _ in range(MOST):
        if "def parse_label" in (active.inner_text() if active.count() else ""):
            break
        walk.press("Shift+Enter")
    expect(active).to_contain_text("def parse_label")
    editor = active.locator(".cm-content")
    walk.press("Enter")
    expect(editor).to_be_focused()
    walk.press("Control+A")
    for line in ANSWER.splitlines():  # the editor indents the next line itself
        page.keyboard.type(line)
        walk.press("Enter")
    # Tab belongs to the editor. Escape gives it back: it then leads to the bar, below.
    walk.press("Tab")
    expect(editor).to_be_focused()
    walk.press("Escape")
    expect(editor).not_to_be_focused()
    expect(active).to_contain_text("# by keyboard")
    walk.press("Shift+Enter")
    mine = page.locator(".jp-CodeCell").filter(has_text="# by keyboard")
    expect(mine.locator(".jp-InputPrompt")).to_contain_text(re.compile(r"\[\d+\]"))
    expect(mine.locator("[data-mime-type*=error], [data-mime-type*=stderr]")).to_have_count(0)
    walk.tab(".lab-bar button", key="Shift+Tab")
    page.get_by_role("button", name="Download to hand in", exact=True).evaluate(
        "button => { button.id = 'hand-in'; }"
    )
    if not walk.at("#hand-in"):
        walk.tab("#hand-in", key="Shift+Tab")
    with page.expect_download() as download:
        walk.press("Enter")
    return Path(download.value.path())


@pytest.fixture
def marks(tmp_path, monkeypatch):
    """A function that grades a lab's file as `course` does: each test's points, by its name."""
    if not (ROOT / "instructor").is_dir():
        return None  # a public copy has no grader
    from coursekit.folder import open_gradebook

    from tests.instructor.helpers import Course

    root = tmp_path / "course"
    for room in ("book", "exercises", "instructor"):
        shutil.copytree(ROOT / room / CHAPTER, root / room / CHAPTER)
    shutil.copytree(ROOT / "exercises/dsilab", root / "exercises/dsilab")
    (root / "_config.yml").write_text("title: A copy\n", encoding="utf-8")
    monkeypatch.setenv("DSI_COURSE_ROOT", str(root))
    course = Course(root)

    def grade(file: Path) -> dict[str, float]:
        work = tmp_path / "work" / "walker"
        work.mkdir(parents=True)
        shutil.copy(file, work / "lab.ipynb")
        steps = (("release", CHAPTER, "--no-check"), ("collect", LAB, work.parent), ("grade", LAB))
        for words in steps:
            ran = course(*words)
            assert ran.code == 0, ran.err or ran.out
        with open_gradebook(course.folder) as gradebook:
            notebook = gradebook.find_submission_notebook("lab", LAB, "walker")
            return {one.name: one.auto_score or 0 for one in notebook.grades}

    return grade


def test_from_the_first_page_to_the_file_that_is_handed_in(site, lab, marks):
    visit = lab()
    page = visit.page
    walk = Walk(page)
    page.goto(f"{site}{LESSONS[0]}.html")
    walk.skip()
    done = set()
    for number, name in enumerate(LESSONS):
        here = page.url.partition("#")[0]
        assert here == f"{site}{name}.html", "the link to the next page leads on"
        for part, what in (("talk", watch), ("explorer", explore), ("selfcheck", answer),
                           ("discussion", discuss)):  # fmt: skip
            if page.locator(f"article .{part}").count():
                what(walk)
                done.add(part)
        if number + 1 < len(LESSONS):
            walk.open(".prev-next .right-next")
    assert done == {"talk", "explorer", "selfcheck", "discussion"}
    walk.tab("a[data-lab]")
    walk.press("Enter")
    visit.ready()
    file = work(walk)
    (mine,) = (
        cell
        for cell in json.loads(file.read_bytes())["cells"]
        if "# by keyboard" in "".join(cell["source"])
    )
    assert mine["execution_count"]
    assert visit.failed == []
    if marks:
        points = marks(file)
        assert {name for name, given in points.items() if given} == PARTS, "what was written"
