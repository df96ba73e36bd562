"""The form on the page for instructors: it writes the file that `course pathway` reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sitekit.course import load_course
from sitekit.errors import CourseError
from sitekit.paths import ROOT
from sitekit.pathways.choose import choose
from sitekit.pathways.declare import load_pathways
from sitekit.pathways.plan import make_plan

PAGE = "book/reference/teaching.html"


@pytest.fixture
def form(site, visit):
    return visit(site + PAGE).page


def saved(page, tmp_path: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as pathways.yml").click()
    assert download.value.suggested_filename == "pathways.yml"
    target = tmp_path / "pathways.yml"
    download.value.save_as(target)
    return target


def said(page) -> str:
    return page.locator(".pathway-total").inner_text()


def warned(page) -> list[str]:
    return page.locator(".pathway-warnings li").all_inner_texts()


def open_lessons(page, chapter: str) -> None:
    page.locator(f"#pathway-chapters-{chapter}").locator("xpath=ancestor::*[2]//summary").click()


def test_it_writes_the_same_file_and_counts_the_same(form, tmp_path):
    form.get_by_label("Name of your course").fill('Our: "course" of É, #1')
    form.get_by_label("Minutes a week outside of class, at most").fill("400")
    form.get_by_label("First day, if you know it").fill("2027-01-12")
    for chapter in ("foundations", "crops", "anthropology", "synthesis"):
        form.locator(f"#pathway-chapters-{chapter}").check()
    open_lessons(form, "crops")
    form.locator("#pathway-lessons-crops-workshop").uncheck()
    form.locator("#pathway-hand-in-crops-memo").uncheck()
    path = saved(form, tmp_path)
    expect(form.locator(".pathway-said")).to_contain_text(
        "Saved as pathways.yml", use_inner_text=True
    )
    (pathway,) = load_pathways(path).values()
    assert pathway.title == 'Our: "course" of É, #1'
    assert list(pathway.chapters) == ["foundations", "crops", "anthropology", "synthesis"]
    assert pathway.chapters["foundations"] is None
    assert pathway.chapters["crops"] == ("index", "science", "rules", "discuss", "practice")
    assert "crops-memo" not in pathway.hand_in
    assert pathway.starts.isoformat() == "2027-01-12"
    plan = make_plan(choose(ROOT, load_course(ROOT), pathway, path))
    taught, home = map(
        int, re.search(r"(\d+) minutes in class, (\d+) outside", said(form)).groups()
    )
    assert taught == sum(session.in_class for session in plan.sessions)
    pages = sum(part.home for session in plan.sessions for part in session.parts)
    assert home == pages + sum(due.exercise.facts.minutes for due in plan.due)
    # crops/practice needs the workshop's page: both say so.
    assert [w for w in warned(form) if "crops/practice needs crops/workshop" in w]
    assert [w for w in plan.warnings if "crops/practice needs crops/workshop" in w]


def test_labs_in_class_are_counted_as_the_command_counts_them(form, tmp_path):
    form.get_by_label("Name of your course").fill("Labs")
    form.get_by_label("Minutes a session").fill("50")
    form.get_by_label("Lab", exact=True).check()
    for chapter in ("crops", "macrosystems"):
        form.locator(f"#pathway-chapters-{chapter}").check()
    (pathway,) = load_pathways(saved(form, tmp_path)).values()
    plan = make_plan(choose(ROOT, load_course(ROOT), pathway))
    taught, home = map(
        int, re.search(r"(\d+) minutes in class, (\d+) outside", said(form)).groups()
    )
    assert taught == sum(session.in_class for session in plan.sessions)
    parts = [part for session in plan.sessions for part in session.parts]
    memos = sum(d.exercise.facts.minutes for d in plan.due if d.exercise.name == "memo")
    assert home == sum(part.home for part in parts) + memos


def test_too_few_weeks_are_said_as_the_command_says_them(form, tmp_path):
    form.get_by_label("Name of your course").fill("Short")
    form.get_by_label("Weeks", exact=True).fill("1")
    form.locator("#pathway-chapters-synthesis").check()
    (line,) = [w for w in warned(form) if "Too few sessions" in w]
    needed = re.search(r"at least (\d+)", line)[1]
    path = saved(form, tmp_path)
    (pathway,) = load_pathways(path).values()
    with pytest.raises(CourseError, match=f"at least {needed} sessions"):
        make_plan(choose(ROOT, load_course(ROOT), pathway, path))


def test_it_says_what_is_missing_and_saves_nothing(form):
    form.get_by_role("button", name="Save as pathways.yml").click()
    expect(form.locator(".pathway-said")).to_contain_text(
        "Not saved yet. Give your course a name", use_inner_text=True
    )
    assert "Tick at least one chapter." in warned(form)
    form.get_by_label("Weeks", exact=True).fill("0")
    assert any(line.startswith("Weeks: a whole number from 1 to 52") for line in warned(form))


def test_a_lower_level_takes_lessons_away(form, tmp_path):
    form.get_by_label("Name of your course").fill("Beginners")
    form.locator("#pathway-chapters-crops").check()
    form.get_by_label("Highest level of the lessons").select_option("introductory")
    form.locator("#pathway-hand-in-crops-lab").evaluate("box => box.click()")
    form.locator("#pathway-hand-in-crops-memo").evaluate("box => box.click()")
    (pathway,) = load_pathways(saved(form, tmp_path)).values()
    assert pathway.chapters["crops"] == ("index", "science", "workshop")
    assert pathway.level == "introductory"


def test_without_scripts_the_file_is_there_to_copy(site, visit, tmp_path):
    page = visit(site + PAGE, scripts=False).page
    expect(page.locator(".pathway-form")).to_be_hidden()
    note = page.locator("noscript p").get_by_text("so the form is not shown")
    expect(note).to_have_count(1)
    page.get_by_text("The file, as the form writes it").click()
    path = tmp_path / "pathways.yml"
    path.write_text(page.locator(".pathway-file").inner_text() + "\n", encoding="utf-8")
    (pathway,) = load_pathways(path).values()
    make_plan(choose(ROOT, load_course(ROOT), pathway, path))


def test_the_keyboard_reaches_every_control_of_the_form(form):
    form.locator("#pathway-title").focus()
    reached = set()
    for _ in range(30):
        form.keyboard.press("Tab")
        reached.add(form.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert {"pathway-weeks", "pathway-level", "pathway-chapters-foundations"} <= reached
