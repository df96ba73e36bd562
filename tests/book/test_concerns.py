"""The table of concerns: its declaration, what is refused, and the course's own rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from sitekit.concerns import STAKEHOLDERS, THEMES, load_concerns
from sitekit.course import load_course
from sitekit.errors import CourseError
from sitekit.paths import ROOT
from sitekit.references import known_sources

ROW = """\
- kind: concern
  says: Open access without duties is extraction.
  holder: A campaigner
  source: twn2024
  page: crops/rules
  themes: [open, equity]
  stakeholders: [governments]
"""
SOURCES, LESSONS = {"twn2024"}, {"crops/rules"}


def declare(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "rows.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_row(tmp_path):
    (row,) = load_concerns(declare(tmp_path, ROW), SOURCES, LESSONS)
    assert (row.module, row.kind, row.themes) == ("crops", "concern", ("open", "equity"))


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("kind: concern", "kind: worry"), 1, "0.kind: "),
        (("  holder: A campaigner\n", ""), 1, "0.holder: this field is missing"),
        (("twn2024", "nobody2020"), 4, "0.source: this is no key of book/_data/references/"),
        (("crops/rules", "crops/none"), 5, "0.page: there is no such lesson; allowed: crops/rules"),
        (("equity", "fairness"), 6, "0.themes.1: there is no such theme; allowed: open, "),
        (("[governments]", "[]"), 7, "0.stakeholders: "),
        (("[governments]", "[kings]"), 7, "0.stakeholders.0: there is no such stakeholder"),
        (("  says:", "  text:"), 2, "0.text: there is no such field"),
    ],
)
def test_a_bad_row_is_refused_with_its_line(tmp_path, change, line, says):
    assert change[0] in ROW
    with pytest.raises(CourseError) as caught:
        load_concerns(declare(tmp_path, ROW.replace(*change)), SOURCES, LESSONS)
    assert f"rows.yml:{line}: {says}" in str(caught.value)


def test_the_courses_own_rows_cover_every_module_theme_and_stakeholder():
    course = load_course(ROOT)
    lessons = {page.slug for page in course.lessons}
    rows = load_concerns(ROOT / "book" / "_data" / "concerns.yml", known_sources(ROOT), lessons)
    assert {row.module for row in rows} == set(course.chapters)
    assert {theme for row in rows for theme in row.themes} == set(THEMES)
    assert {name for row in rows for name in row.stakeholders} == set(STAKEHOLDERS)
    assert {row.kind for row in rows} == {"concern", "recommendation"}


def test_each_row_stands_where_its_page_cites_the_source_or_its_chapter_does():
    """A row's module is where the reader meets the argument, so its sources are there too."""
    course = load_course(ROOT)
    rows = load_concerns(
        ROOT / "book" / "_data" / "concerns.yml",
        known_sources(ROOT),
        {page.slug for page in course.lessons},
    )
    new = {"akpoviri2023digital", "mccartney2022balancing", "cgspace2026brief"}
    new |= {"learnnagoya2021gaffney"}  # met in the table alone
    for row in rows:
        pages = (ROOT / "book" / row.module).glob("*.md")
        cited = any(row.source in path.read_text(encoding="utf-8") for path in pages)
        assert cited or row.source in new, f"{row.source} is not cited in {row.module}"
