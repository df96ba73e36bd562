"""`course kit`: every paper on a page of its own; secret sheets that fit the public ones."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from coursekit.kit import SHEETS, load_sheets, write_kit
from coursekit.leaks import collect_secrets, find_leaks
from playwright.sync_api import Browser
from sitekit.errors import CourseError
from sitekit.negotiation import FILE, load_negotiation

from tests.instructor.helpers import REPOSITORY, edit


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for file in (FILE, SHEETS):
        (tmp_path / file).parent.mkdir(parents=True)
        shutil.copy(REPOSITORY / file, tmp_path / file)
    return tmp_path


def pdf_pages(page, path: Path, paper: str) -> int:
    page.goto(path.as_uri())
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper, prefer_css_page_size=False)))


def test_every_paper_is_one_page_on_paper(copy: Path, browser: Browser) -> None:
    written = write_kit(copy, copy / "out")
    assert {path.stem: n for path, n in written.items()} == {
        "role-cards": 10, "draft": 1, "score-sheet": 1, "rubric": 1, "secret-sheets": 7,
    }  # fmt: skip
    page = browser.new_page()
    for paper in ("A4", "Letter"):
        counted = {path: pdf_pages(page, path, paper) for path in written}
        assert counted == written, paper
    edit(copy / FILE, "Two people.", "Two people. " + "And a long speech. " * 250)
    (cards, pages), *_ = write_kit(copy, copy / "out").items()
    assert pdf_pages(page, cards, "A4") > pages, "a card that is too long is noticed"
    page.close()


def test_each_party_and_no_adviser_has_a_secret_sheet() -> None:
    papers = load_negotiation(REPOSITORY)
    have = {sheet.role for sheet in load_sheets(REPOSITORY, papers).sheets}
    assert {role.id for role in papers.roles if role.kind == "Party"} <= have
    assert not have & {role.id for role in papers.roles if role.kind in ("Adviser", "Chair")}


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("  - role: coral", "  - role: corral", "there is no such seat"),
        ("  - role: coral", "  - role: corral", "the Party 'coral' has no sheet"),
        ("formula, points: {in equal parts: 5", "form, points: {in equal parts: 5",
         "there is no article 'form'"),
        ("red_line: >-\n      You refuse", "redline: >-\n      You refuse",
         "red_line: this field is missing"),
    ],
)  # fmt: skip
def test_a_sheet_that_does_not_fit_is_named(copy: Path, old: str, new: str, line: str) -> None:
    edit(copy / SHEETS, old, new)
    with pytest.raises(CourseError, match=re.escape(line)):
        load_sheets(copy, load_negotiation(copy))


def test_a_red_line_on_a_students_page_is_a_leak(tmp_path: Path) -> None:
    papers = load_negotiation(REPOSITORY)
    sheets = load_sheets(REPOSITORY, papers).sheets
    page = tmp_path / "page.html"
    page.write_text("<p>Nothing secret.</p>", encoding="utf-8")
    assert find_leaks([page]) == []
    secrets = collect_secrets(REPOSITORY)
    for words in (words for s in sheets for words in (s.hope, s.red_line, s.may_give)):
        page.write_text(f"<p>{words}</p>", encoding="utf-8")
        assert find_leaks([page], secrets), words


def test_the_command_says_where_and_what_next(course) -> None:
    for file in (FILE, SHEETS):
        (course.root / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / file, course.root / file)
    ran = course("kit")
    assert (ran.code, ran.err) == (0, "")
    assert "_build/instructor/negotiation/secret-sheets.html: 7 pages to print" in ran.out
    edit(course.root / FILE, "kind: Press", "kind: Reporter")
    ran = course("kit")
    assert ran.code == 1
    assert ran.err.startswith("course: ") and FILE in ran.err
