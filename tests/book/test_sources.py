"""Data sources: what `SOURCES.md` must say, and the table made from it."""

from __future__ import annotations

import pytest
from sitekit.errors import CourseError
from sitekit.paths import ROOT
from sitekit.sources import data_files, data_sources

SOURCES = """\
# Where the data come from

## one.csv and two.csv

Words.

| | |
| --- | --- |
| Made from | `a.rda`, a file |
| Taken from | package `a`, version 1 |
| Licence of the package | MIT |

## Make them again

Run the script.
"""


@pytest.fixture
def folder(tmp_path):
    for name in ("one.csv", "two.csv", "make.py"):
        (tmp_path / name).touch()
    (tmp_path / "SOURCES.md").write_text(SOURCES, encoding="utf-8")
    return tmp_path


def test_a_section_gives_files_origin_and_licence(folder):
    (found,) = data_sources(folder)
    assert found.files == ("one.csv", "two.csv")
    assert found.origin == "`a.rda`, a file"
    assert found.taken_from == "package `a`, version 1"
    assert found.licence == "MIT"


def test_a_file_without_a_section_is_named(folder):
    (folder / "three.csv").touch()
    with pytest.raises(CourseError, match=r"no section's heading names three\.csv"):
        data_sources(folder)


@pytest.mark.parametrize("row", ["Made from", "Licence of the package"])
def test_a_missing_row_is_named(folder, row):
    text = "\n".join(line for line in SOURCES.splitlines() if not line.startswith(f"| {row} "))
    (folder / "SOURCES.md").write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=f"has no row '{row.split(' of ')[0]}'"):
        data_sources(folder)


def test_every_data_file_of_the_course_has_a_licence():
    for folder in ROOT.glob("exercises/*/data"):
        named = [name for source in data_sources(folder) for name in source.files]
        assert sorted(named) == data_files(folder)
