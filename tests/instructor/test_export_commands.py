"""The commands for platforms and materials: help, and one clear line for every bad input."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.instructor.helpers import REPOSITORY, Course


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Course:
    """This repository itself, with a build that must not be started."""
    monkeypatch.setenv("DSI_COURSE_ROOT", str(REPOSITORY))

    def build(*_: object, **__: object) -> Path:
        raise AssertionError("built before the input was looked at")

    monkeypatch.setattr("sitekit.build.build", build)
    return Course(REPOSITORY)


@pytest.mark.parametrize(
    "words", [["export"], ["export", "cartridge"], ["export", "grades"], ["materials"]]
)
def test_help_shows_examples(here: Course, words: list[str]) -> None:
    ran = here(*words, "--help")
    assert ran.code == 0
    assert f"examples:\n  course {' '.join(words)}" in ran.out


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["export", "cartridge", "crop"], "'crop' is no chapter of this course; there are: foun"),
        (["export", "cartridge", "--pages", "link"], "--pages link: say where the book is publ"),
        (["export", "cartridge", "--site", "example.org"], "--site 'example.org': write it like"),
        (["export", "cartridge", "--site", "ftp://x.org"], "--site 'ftp://x.org': write it like"),
        (["materials", "crops", "nope"], "'nope' is no chapter of this course; there are: found"),
        (["export", "grades", "x.csv", "--format", "moodle"], "--format moodle: name the table"),
        (["export", "grades", "x.csv", "--roster", "x"], "--roster: say whose table it is"),
    ],
)
def test_one_line_for_a_bad_input(here: Course, words: list[str], line: str) -> None:
    ran = here(*words)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"course: {line}") and len(ran.err.splitlines()) == 1


def test_no_network_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from coursekit.materials import reveal
    from sitekit.errors import CourseError

    monkeypatch.setattr(reveal, "npm", lambda: ["sh", "-c", "echo npm error network >&2; exit 1"])
    with pytest.raises(CourseError, match=r"npm error network\); try again .*--no-slides"):
        reveal.reveal(tmp_path)
    assert not list(tmp_path.glob("reveal-*[0-9a-f]")), "nothing half is kept"
