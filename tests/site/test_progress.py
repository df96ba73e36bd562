"""The reader's own progress: kept in this browser alone, carried by a file, erased at a word."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sitekit.course import load_course
from sitekit.exercises import exercises_of
from sitekit.questions import load_questions

ROOT = Path(__file__).resolve().parents[2]
KEY = "dsi-course-progress"
CHAPTER = "ecology-disease"
SCIENCE = f"book/{CHAPTER}/science.html"
RULES = f"book/{CHAPTER}/rules.html"
PRACTICE = f"book/{CHAPTER}/practice.html"
PROGRESS = "book/reference/progress.html"
COURSE = load_course(ROOT)
LESSONS = COURSE.lessons_of(CHAPTER)


def self_check(chapter: str) -> list:
    questions = load_questions(ROOT / "exercises" / chapter / "questions.yml")
    return [question for question in questions if question.use == "self-check"]


QUESTIONS = self_check(CHAPTER)
#: A browser in which a site may store nothing (Chrome with site data blocked throws just so).
NO_STORAGE = """for (const name of ['localStorage', 'sessionStorage']) {
  Object.defineProperty(window, name, {configurable: true, get() {
    throw new DOMException('Access is denied for this document.', 'SecurityError');
  }});
}"""
FULL_STORAGE = """Storage.prototype.setItem = () => {
  throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
};"""


def kept(page) -> dict | None:
    return json.loads(page.evaluate(f"localStorage.getItem('{KEY}')") or "null")


def mark(page):
    return page.get_by_role("button", name="Mark this page as read")


def row(page, part: str, key: str):
    return page.locator(f".progress-page li[data-part={part}]").filter(
        has=page.locator(f"xpath=self::*[contains(concat(' ', @data-keys, ' '), ' {key} ')]")
    )


def answer_right(page, question) -> None:
    form = page.locator(f"form[data-id={question.id}]")
    form.locator("input").nth([bool(o.correct) for o in question.options].index(True)).check()
    form.get_by_role("button", name="Check my answer").click()


def load_file(page, name: str, text: str) -> str:
    """Choose a file on the progress page; what the page says of it."""
    said = page.locator(".progress-said")
    said.evaluate("e => { e.textContent = ''; }")
    page.get_by_label("Load a saved file").set_input_files(
        {"name": name, "mimeType": "application/json", "buffer": text.encode()}
    )
    page.wait_for_function("document.querySelector('.progress-said').textContent")
    return said.inner_text()


def saved_file(page) -> dict:
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    assert download.value.suggested_filename == f"{KEY}.json"
    return json.loads(Path(download.value.path()).read_text(encoding="utf-8"))


@pytest.fixture(params=["http", "file", "sub-path"])
def start(request, site, built, serve, tmp_path):
    """The book's address: from a server, from a folder of files, and below a sub-path."""
    if request.param == "http":
        return site
    if request.param == "file":
        return f"{built.as_uri()}/"
    shutil.copytree(built, tmp_path / "courses" / "dsi")
    return f"{serve(tmp_path)}courses/dsi/"


def test_read_answered_and_opened_are_remembered_and_shown(start, visit):
    seen = visit(start + SCIENCE)
    page = seen.page
    requests = []
    mark(page).click()
    expect(page.locator(".mark-read")).to_contain_text(
        "You marked this page as read on", use_inner_text=True
    )
    page.reload()
    expect(page.get_by_role("button", name="Take the mark away")).to_be_visible()
    sidebar = page.locator(".bd-docs-nav")
    expect(sidebar.get_by_role("link", name="The science read")).to_be_visible()
    expect(sidebar).to_contain_text(f"1 of {len(LESSONS)} pages read", use_inner_text=True)

    page.goto(start + PRACTICE)
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: requests.append(request.url))
    answer_right(page, QUESTIONS[0])
    wrong = page.locator(f"form[data-id={QUESTIONS[1].id}]")
    wrong.locator("input").nth([bool(o.correct) for o in QUESTIONS[1].options].index(False)).check()
    wrong.get_by_role("button", name="Check my answer").click()
    # The click is what counts; the lab itself has tests of its own.
    page.evaluate("document.addEventListener('click', event => event.preventDefault())")
    page.locator("#exercise-ecology-disease-lab").get_by_role("link", name="Open in the").click()
    assert [url for url in requests if not url.endswith("icon.svg")] == []
    stored = kept(page)
    assert set(stored["read"]) == {f"{CHAPTER}/science"}
    assert set(stored["right"]) == {f"{CHAPTER}/{QUESTIONS[0].id}"}
    assert set(stored["labs"]) == {f"{CHAPTER}/lab"}
    assert page.evaluate("document.cookie") == ""

    page.goto(start + PROGRESS)
    expect(row(page, "read", f"{CHAPTER}/science")).to_contain_text("read on", use_inner_text=True)
    expect(row(page, "read", f"{CHAPTER}/rules")).to_have_text(
        re.compile(re.escape("not read yet") + "$"), use_inner_text=True
    )
    answered = row(page, "right", f"{CHAPTER}/{QUESTIONS[0].id}").inner_text()
    assert answered.endswith(f"◐ 1 of {len(QUESTIONS)} answered right")
    expect(row(page, "labs", f"{CHAPTER}/lab")).to_contain_text("✓ opened on", use_inner_text=True)
    expect(row(page, "labs", f"{CHAPTER}/memo")).to_have_text(
        re.compile(re.escape("not opened yet") + "$"), use_inner_text=True
    )
    resume = page.locator(".progress-resume")
    expect(resume).to_have_text(
        re.compile("^" + re.escape("You left off at: ")), use_inner_text=True
    )
    resume.get_by_role("link").click()
    page.wait_for_url(f"**/{PRACTICE}")
    assert seen.noticed() == []


def test_a_page_is_read_only_when_the_reader_says_so(site, visit):
    page = visit(site + RULES).page
    page.keyboard.press("End")
    page.wait_for_function("scrollY > 0 && scrollY + innerHeight > document.body.scrollHeight - 9")
    assert kept(page)["read"] == {}
    assert kept(page)["last"]["page"] == f"{CHAPTER}/rules"
    mark(page).focus()
    page.keyboard.press("Enter")
    assert set(kept(page)["read"]) == {f"{CHAPTER}/rules"}
    page.keyboard.press("Enter")
    assert kept(page)["read"] == {}
    expect(page.locator(".bd-docs-nav")).not_to_contain_text("read", use_inner_text=True)


def progress_file(read) -> str:
    """A progress file in which these pages are read."""
    days = {lesson.slug: "2026-01-02" for lesson in read}
    return json.dumps(GOOD | {"read": days})


def test_the_next_page_is_the_one_after_the_last(site, visit):
    page = visit(site + PROGRESS).page
    resume = page.locator(".progress-resume")
    every = COURSE.lessons
    expect(resume).to_have_text(f"Start with: {every[0].title}", use_inner_text=True)
    page.goto(site + SCIENCE)
    mark(page).click()
    page.goto(site + PROGRESS)
    expect(resume).to_have_text(f"Read next: {LESSONS[2].title}", use_inner_text=True)
    # The rest of the chapter, but its last page: the next chapter begins after that.
    load_file(page, "chapter.json", progress_file(LESSONS[:-1]))
    page.goto(f"{site}{LESSONS[-1].docname}.html")
    chapter = page.locator(".bd-docs-nav li.has-children", has=page.locator("a.current"))
    link = chapter.locator("> a")
    expect(link).to_have_text(
        re.compile(re.escape(f"◐ {len(LESSONS) - 1} of {len(LESSONS)} pages read") + "$"),
        use_inner_text=True,
    )
    mark(page).click()
    expect(link).to_have_text(re.compile(re.escape("✓ read") + "$"), use_inner_text=True)
    page.goto(site + PROGRESS)
    after = every[every.index(LESSONS[-1]) + 1]
    expect(resume).to_have_text(f"Read next: {after.title}", use_inner_text=True)
    # After the course's last page come those that were left out, and then none.
    load_file(page, "rest.json", progress_file(every[2:]))
    page.goto(f"{site}{every[-1].docname}.html")
    page.goto(site + PROGRESS)
    expect(resume).to_have_text(f"Read next: {every[0].title}", use_inner_text=True)
    load_file(page, "all.json", progress_file(every))
    expect(resume).to_have_text("You have marked every page as read.", use_inner_text=True)


def test_every_chapter_has_its_pages_questions_and_labs(site, visit):
    page = visit(site + PROGRESS).page
    for chapter in COURSE.chapters:
        part = page.locator(f".progress-page section[aria-labelledby=progress-{chapter}]")
        kept = {
            "read": [lesson.slug for lesson in COURSE.lessons_of(chapter)],
            "right": [" ".join(f"{chapter}/{one.id}" for one in self_check(chapter))],
            "labs": [f"{chapter}/{one.name}" for one in exercises_of(ROOT, chapter)],
        }
        for kind, keys in kept.items():
            rows = part.locator(f"li[data-part={kind}]").all()
            assert [one.get_attribute("data-keys") for one in rows] == keys


def test_a_file_carries_progress_to_another_browser_and_both_keep_the_best(site, visit):
    one = visit(site + SCIENCE).page
    mark(one).click()
    one.goto(site + PRACTICE)
    answer_right(one, QUESTIONS[0])
    one.goto(site + PROGRESS)
    file = saved_file(one)
    file["read"][f"{CHAPTER}/rules"] = "2026-01-02"

    two = visit(site + RULES).page
    mark(two).click()
    two.goto(site + PRACTICE)
    answer_right(two, QUESTIONS[2])
    two.goto(site + PROGRESS)
    said = load_file(two, "mine.json", json.dumps(file))
    new = "1 × page read, 1 × right answer, 0 × lab opened, 0 × talk watched"
    assert said == f"Loaded mine.json. New: {new}."
    after = kept(two)
    assert set(after["read"]) == {f"{CHAPTER}/science", f"{CHAPTER}/rules"}
    assert after["read"][f"{CHAPTER}/rules"] == "2026-01-02", "the earlier day"
    assert set(after["right"]) == {f"{CHAPTER}/{QUESTIONS[n].id}" for n in (0, 2)}
    assert after["last"]["at"] > file["last"]["at"], "the later of the two"
    two.reload()
    expect(row(two, "read", f"{CHAPTER}/rules")).to_contain_text(
        "2 January 2026", use_inner_text=True
    )

    before = kept(two)
    assert load_file(two, "again.json", json.dumps(saved_file(two))).startswith("Loaded")
    assert kept(two) == before


GOOD = {"course": "dsi-course", "version": 2, "last": None} | {
    part: {} for part in ("read", "right", "labs", "talks")
}
BAD = {
    "not json": ("PK\x03\x04", "it is not JSON"),
    "empty": ("", "it is not JSON"),
    "null": ("null", "it holds no progress of this course"),
    "of something else": ('{"cells": []}', "it holds no progress of this course"),
    "of another version": (
        json.dumps(GOOD | {"version": 3}),
        "it has version 3, and this page reads version 2",
    ),
    "a part is missing": (
        json.dumps({k: v for k, v in GOOD.items() if k != "right"}),
        "its part “right” is damaged",
    ),
    "a bad day": (
        json.dumps(GOOD | {"read": {"a/b": "2026-13-45"}}),
        "its part “read” is damaged",
    ),
    "a day that is a list": (
        json.dumps(GOOD | {"labs": {"a/b": ["2026-01-01"]}}),
        "its part “labs” is damaged",
    ),
    "markup for a name": (
        json.dumps(GOOD | {"read": {"<img src=x onerror=alert(1)>": "2026-01-01"}}),
        "its part “read” is damaged",
    ),
    "a bad last page": (json.dumps(GOOD | {"last": {"page": 3}}), "its part “last” is damaged"),
    "too large": (" " * 1_000_001, "it is too large"),
}


def test_a_bad_file_gets_one_clear_line_and_changes_nothing(site, visit):
    seen = visit(site + SCIENCE)
    mark(seen.page).click()
    seen.page.goto(site + PROGRESS)
    before = kept(seen.page)
    for text, why in BAD.values():
        said = load_file(seen.page, "bad.json", text)
        assert said == f"bad.json was not loaded, and nothing has changed: {why}."
        assert kept(seen.page) == before
    expect(row(seen.page, "read", f"{CHAPTER}/science")).to_contain_text(
        "read on", use_inner_text=True
    )
    assert seen.noticed() == []


def test_erasing_asks_first_and_then_leaves_nothing(site, visit):
    page = visit(site + SCIENCE).page
    mark(page).click()
    page.goto(site + PROGRESS)
    erase = page.get_by_role("button", name="Erase all …")
    for refuse in ("Escape", "button"):
        erase.click()
        expect(page.get_by_role("dialog", name="Erase your progress?")).to_be_visible()
        if refuse == "Escape":
            page.keyboard.press("Escape")
        else:
            page.get_by_role("button", name="Keep it").click()
        assert kept(page)["read"]
        expect(erase).to_be_focused()
    erase.click()
    page.get_by_role("button", name="Erase all", exact=True).click()
    page.get_by_text("Erased: this browser keeps nothing").wait_for()
    assert page.evaluate("Object.keys(localStorage)") in ([], ["mode", "theme"], ["theme", "mode"])
    expect(row(page, "read", f"{CHAPTER}/science")).to_contain_text(
        "not read yet", use_inner_text=True
    )
    expect(page.locator(".bd-docs-nav .done")).to_have_count(0)


@pytest.mark.parametrize("text", ['{"version": 99, "course": "dsi-course"}', "{broken", '"text"'])
def test_what_cannot_be_read_is_said_and_left_until_it_is_erased(text, site, visit):
    page = visit(site + PROGRESS).page
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])
    page.goto(site + SCIENCE)
    mark(page).click()
    expect(page.locator(".mark-read")).to_contain_text("cannot be read", use_inner_text=True)
    page.goto(site + PROGRESS)
    trouble = page.locator(".progress-trouble")
    expect(trouble).to_have_text(
        re.compile("^" + re.escape("What this browser keeps cannot be read: it ")),
        use_inner_text=True,
    )
    said = load_file(page, "good.json", json.dumps(GOOD))
    assert said.endswith("nothing has changed: erase what cannot be read first.")
    assert page.evaluate(f"localStorage.getItem('{KEY}')") == text
    page.get_by_role("button", name="Erase all …").click()
    page.get_by_role("button", name="Erase all", exact=True).click()
    page.get_by_text("Erased:").wait_for()
    expect(trouble).to_have_text("", use_inner_text=True)
    assert load_file(page, "good.json", json.dumps(GOOD)).startswith("Loaded good.json.")


def use_every_part(seen, site) -> str:
    """Mark, answer and look at the progress; what the marked page says."""
    page = seen.page
    mark(page).click()
    said = page.locator(".mark-read").inner_text()
    page.goto(site + PRACTICE)
    answer_right(page, QUESTIONS[0])
    expect(page.locator(".selfcheck-score")).to_have_text(
        re.compile("^" + re.escape("1 right of 1")), use_inner_text=True
    )
    page.locator(".theme-switch-button").click()
    page.keyboard.press("Control+k")
    expect(page.locator("#pst-search-dialog[open]"), "the theme's own script runs").to_be_visible()
    page.keyboard.press("Escape")
    page.goto(site + PROGRESS)
    page.get_by_role("button", name="Erase all …").click()
    page.get_by_role("button", name="Erase all", exact=True).click()
    return said


@pytest.mark.parametrize("how", ["denied", "sandbox"])
def test_without_storage_everything_works_and_the_page_says_so(how, site, visit):
    seen = visit("about:blank")
    if how == "denied":
        seen.page.add_init_script(NO_STORAGE)
    else:  # the browser itself refuses: a document with an origin of its own

        def sandbox(route):
            answer = route.fetch()
            policy = {"content-security-policy": "sandbox allow-scripts allow-forms allow-modals"}
            route.fulfill(response=answer, headers=answer.headers | policy)

        seen.page.route(re.compile(r"\.html$"), sandbox)
    seen.page.goto(site + SCIENCE)
    refused = "() => { try { return localStorage.constructor === Storage } catch { return false } }"
    assert not seen.page.evaluate(refused)
    said = use_every_part(seen, site)
    assert "You marked this page as read" in said
    assert "This browser keeps no memory for this site" in said
    seen.page.goto(site + PROGRESS)
    expect(seen.page.locator(".progress-trouble")).to_contain_text(
        "keeps no memory", use_inner_text=True
    )
    expect(row(seen.page, "read", f"{CHAPTER}/science")).to_contain_text(
        "not read yet", use_inner_text=True
    )
    if how == "denied":
        assert seen.faults() == []
    else:
        assert seen.noticed() == []


def test_full_storage_is_said_and_breaks_nothing(site, visit):
    seen = visit(site + PROGRESS)
    seen.page.add_init_script(FULL_STORAGE)
    seen.page.goto(site + SCIENCE)
    mark(seen.page).click()
    expect(seen.page.locator(".mark-read")).to_contain_text(
        "storage for this site is full", use_inner_text=True
    )
    seen.page.goto(site + PROGRESS)
    said = load_file(seen.page, "good.json", json.dumps(GOOD))
    assert said.endswith("nothing has changed: this browser’s storage for this site is full.")


def test_two_tabs_never_write_over_each_other(site, visit):
    first = visit(site + SCIENCE).page
    second = first.context.new_page()
    second.goto(site + RULES)
    third = first.context.new_page()
    third.goto(site + PROGRESS)
    mark(first).click()
    mark(second).click()
    assert set(kept(first)["read"]) == {f"{CHAPTER}/science", f"{CHAPTER}/rules"}
    for name in ("science", "rules"):  # the third tab follows without a reload
        row(third, "read", f"{CHAPTER}/{name}").get_by_text("read on").wait_for()
    first.get_by_text(f"2 of {len(LESSONS)} pages read").wait_for()
    third.get_by_role("button", name="Erase all …").click()
    third.get_by_role("button", name="Erase all", exact=True).click()
    mark(first).wait_for()


def test_marked_pages_fit(site, visit):
    seen = visit(site + SCIENCE, width=390)
    mark(seen.page).click()
    seen.page.click(".primary-toggle")
    expect(seen.page.locator("dialog .done").first).to_be_visible()
    assert seen.faults() == []
    seen.page.goto(site + PROGRESS)
    assert seen.page.locator(".progress-tools > .tools button").last.bounding_box()["height"] > 30
    last = seen.page.locator(".progress-page li").last.bounding_box()
    whole = seen.page.locator(".progress-page").bounding_box()
    assert whole["y"] + whole["height"] > last["y"] + last["height"], "nothing is cut off"


def test_the_page_without_scripts_and_in_print(site, visit):
    page = visit(site + PROGRESS, scripts=False).page
    assert page.locator("noscript p").get_by_text("needs scripts").count()
    links = page.locator(".progress-page li a")
    labs = sum(len(exercises_of(ROOT, chapter)) for chapter in COURSE.chapters)
    talks = len(list((ROOT / "book").glob("*/talk.md")))
    expect(links, "self-checks too").to_have_count(
        len(COURSE.lessons) + len(COURSE.chapters) + labs + talks
    )
    expect(page.locator(".progress-tools")).to_be_hidden()
    page.goto(site + SCIENCE)
    expect(page.locator(".mark-read")).to_be_hidden()

    page = visit(site + SCIENCE).page
    mark(page).click()
    page.emulate_media(media="print")
    expect(page.locator(".mark-read")).to_be_hidden()
    page.goto(site + PROGRESS)
    expect(page.get_by_text("read on")).to_be_visible()
    expect(page.locator(".progress-tools")).to_be_hidden()


def test_the_script_of_every_page_is_small():
    static = ROOT / "book" / "_static"
    assert (static / "progress.js").stat().st_size < 6_500
    assert (static / "progress-page.js").stat().st_size < 6_500
