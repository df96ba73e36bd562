"""The timeline: its declaration, what is refused, and the list that it becomes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sitekit.build import build
from sitekit.errors import CourseError
from sitekit.paths import ROOT
from sitekit.references import known_sources
from sitekit.timeline import TOPICS, load_timeline, show_date

FILE = ROOT / "book" / "_data" / "policy-timeline.yml"
ROW = """\
- date: "1993-12-29"
  event: The Convention comes into force.
  document: Article 36
  source: cbd1992convention
  as_of: "2011"
  topics: [cbd]
"""
SOURCES = {"cbd1992convention", "who2011pip"}


def declare(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "rows.yml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("date", "shown"),
    [("1993-12-29", "29 December 1993"), ("2022-12", "December 2022"), ("2016", "2016")],
)
def test_dates_as_they_are_shown(date, shown):
    assert show_date(date) == shown


def test_rows_come_out_by_date_whatever_their_order(tmp_path):
    later = ROW.replace("1993-12-29", "2011-05").replace("cbd1992convention", "who2011pip")
    rows = load_timeline(declare(tmp_path, later + ROW), SOURCES)
    assert [row.date for row in rows] == ["1993-12-29", "2011-05"]
    assert rows[0].topics == ("cbd",) and not rows[0].check


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (('"1993-12-29"', '"29.12.1993"'), 1, '0.date: write a date as "1993"'),
        (('"1993-12-29"', '"1993-02-31"'), 1, "0.date: "),
        (('"1993-12-29"', '"1993-13"'), 1, "0.date: write a date"),
        (("The Convention comes into force.", "Short"), 2, "0.event: "),
        (("cbd1992convention", "nobody2020"), 4, "0.source: this is no key of book/_data/referenc"),
        (("[cbd]", "[cbd, weather]"), 6, "0.topics.1: there is no such topic; allowed: cbd, "),
        (("[cbd]", "[]"), 6, "0.topics: "),
        (('  as_of: "2011"\n', ""), 1, "0.as_of: this field is missing; add it"),
        (("  document:", "  number:"), 3, "0.number: there is no such field"),
        (("topics: [cbd]", "topics: [cbd]\n  check: perhaps"), 7, "0.check: "),
    ],
)
def test_a_bad_row_is_refused_with_its_line(tmp_path, change, line, says):
    assert change[0] in ROW
    with pytest.raises(CourseError) as caught:
        load_timeline(declare(tmp_path, ROW.replace(*change)), SOURCES)
    assert f"rows.yml:{line}: {says}" in str(caught.value)


def test_an_empty_timeline_and_broken_yaml_are_refused(tmp_path):
    for text in ("[]", "- date: [", "just words"):
        with pytest.raises(CourseError, match=r"rows\.yml:1: "):
            load_timeline(declare(tmp_path, text), SOURCES)


def test_the_courses_own_timeline():
    rows = load_timeline(FILE, known_sources(ROOT))
    assert len(rows) >= 25
    assert {topic for row in rows for topic in row.topics} == set(TOPICS)
    checks = [row for row in rows if row.check]
    assert any("COP17" in row.event and row.date == "2026-10" for row in checks)
    in_force = {row.event.split(" comes into force")[0]: row.date for row in rows}
    assert in_force["The Nagoya Protocol"] == "2014-10-12"
    assert in_force["The Convention"] == "1993-12-29"


PAGE = """\
---
title: Rules
---

:::{timeline} rows
:::

## Sources

:::{footbibliography}
:::
"""
BIB = (
    "@misc{cbd1992convention,\n title = {CBD},\n year = {1992},\n url = {https://example.org/}\n}\n"
)


@pytest.fixture
def book(small_book):
    """A small book with a timeline on its home page."""
    root = small_book.root
    for name in ("_config.yml", "LICENSE"):
        shutil.copy(ROOT / name, root / name)
    for name in ("book/_templates", "book/_static", "exercises/dsilab"):
        shutil.copytree(ROOT / name, root / name)
    small_book.write("book/index.md", PAGE)
    small_book.write("book/_data/references/shared.bib", BIB)
    small_book.write("book/_data/rows.yml", ROW)
    return small_book


def test_a_planted_bad_row_ends_the_build_with_file_and_line(book):
    book.write("book/_data/rows.yml", ROW.replace("cbd1992convention", "cbd1992conventoin"))
    with pytest.raises(CourseError) as caught:
        build(book.root)
    said = str(caught.value)
    assert "rows.yml:4: 0.source: this is no key" in said
    assert "book/index.md:5" in said


def test_a_timeline_that_is_not_there_is_named(book):
    book.write("book/index.md", PAGE.replace("} rows", "} years"))
    with pytest.raises(CourseError, match=r"there is no timeline book/_data/years\.yml"):
        build(book.root)


def test_the_list_is_whole_without_scripts(book):
    build(book.root)
    html = (book.root / "_build" / "html" / "book" / "index.html").read_text(encoding="utf-8")
    assert '<ol class="timeline-rows">' in html
    assert '<time datetime="1993-12-29">29 December 1993</time>' in html
    assert 'data-topic="cbd"' in html and "Article 36" in html
    assert "filter.js" in html
    assert '<form class="controls" hidden>' in html, "the filter waits for its script"
    assert 'href="https://example.org/"' in html, "the source can be opened"
