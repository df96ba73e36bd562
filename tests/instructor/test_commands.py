"""The commands themselves: help, and one clear line for every bad input."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.instructor.helpers import CHAPTER, LAB, MEMO, Course, edit, entry_points, fill, hand_in


@pytest.mark.parametrize("name", ["release", "collect", "grade", "feedback", "survey"])
def test_help_shows_an_example(course: Course, name: str) -> None:
    ran = course(name, "--help")
    assert ran.code == 0
    assert f"example:\n  course {name} " in ran.out
    assert "--folder FOLDER" in ran.out


def test_help_does_not_wait_for_nbgrader() -> None:
    """nbgrader takes seconds to import."""
    modules = sorted({add.__module__ for add in entry_points().values()})
    code = f"import json, sys, {', '.join(modules)}; print(json.dumps(sorted(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"nbformat", "nbgrader", "nbclient", "sqlalchemy"} & set(json.loads(ran.stdout))


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["release", "toy-chaptr"], "'toy-chaptr' is no chapter and no assignment; did you mean "
         "'toy-chapter'? there are: toy-chapter, toy-chapter-lab, toy-chapter-memo"),
        (["collect", "toy-chapter", "x"], "'toy-chapter' is a chapter with several assignments; "
         "name one of them: toy-chapter-lab, toy-chapter-memo"),
        (["collect", LAB, "x"], "marking/gradebook.db: there is no gradebook yet; run "
         "'course release <chapter>' first, or name the right folder with --folder"),
        (["grade", LAB], "marking/gradebook.db: there is no gradebook yet; run "
         "'course release <chapter>' first, or name the right folder with --folder"),
        (["feedback", LAB], "marking/gradebook.db: there is no gradebook yet; run "
         "'course release <chapter>' first, or name the right folder with --folder"),
        (["export", "grades", "x.csv"], "marking/gradebook.db: there is no gradebook yet; run "
         "'course release <chapter>' first, or name the right folder with --folder"),
        (["export", "grades", "/no/such/x.csv"], "/no/such/x.csv: cannot be written there; name a "
         "file in a folder that exists"),
    ],
)  # fmt: skip
def test_one_line_for_what_is_not_there(
    course: Course, words: list[str], line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = course(*words)
    assert (ran.code, ran.out, ran.err) == (1, "", f"course: {line}\n")


def test_a_bad_due_date_is_a_mistake_in_usage(course: Course) -> None:
    ran = course("collect", LAB, ".", "--due", "next Friday")
    assert ran.code == 2
    assert "'next Friday' is no time; write it like 2026-10-01T12:00" in ran.err


def test_release_reports_faults_of_all_kinds_and_releases_nothing(course: Course) -> None:
    edit(course.root / "instructor" / CHAPTER / "guide.md", "00000a13", "00000a01")
    ran = course("release", LAB)
    assert ran.code == 1
    assert "the marker teachonly00000a01 is already used" in ran.err
    edit(course.root / "instructor" / CHAPTER / "guide.md", "00000a01", "00000a13")
    edit(course.solutions, "## count-above\n", "## count\n")
    ran = course("release", LAB)
    assert ran.code == 1
    assert "no cell of exercises/toy-chapter/lab.md" in ran.err
    assert not (course.root / "_build" / "release").exists()
    assert not (course.folder / "release").exists()


def test_a_release_that_would_leak_is_taken_back(course: Course) -> None:
    """A solution pasted into a data file: no cell is wrong, and yet it must not go out."""
    data = course.exercise.parent / "data" / "notes.txt"
    data.write_text("# teachonly00000a05\n", encoding="utf-8")
    ran = course("release", LAB, "--no-check")
    assert ran.code == 1
    assert (
        "toy-chapter-lab.zip: teaching material in a student's file: teachonly00000a05" in ran.err
    )
    assert not (course.root / "_build" / "release" / f"{LAB}.zip").exists()


def test_the_students_zip_is_complete_and_the_same_every_time(released: Course) -> None:
    package = released.root / "_build" / "release" / f"{LAB}.zip"
    before = package.read_bytes()
    with zipfile.ZipFile(package) as archive:
        assert archive.namelist() == [
            "toy-chapter/data/rain.txt", "toy-chapter/lab.ipynb", "dsilab/__init__.py"
        ]  # fmt: skip
    assert released("release", LAB, "--no-check").code == 0
    assert package.read_bytes() == before


def test_what_a_released_course_still_refuses(released: Course, tmp_path: Path) -> None:
    ran = released("grade", LAB)
    assert ran.err == (
        f"course: {LAB}: there are no submissions in marking/submitted; run "
        f"'course collect {LAB} <folder or zip>' first\n"
    )
    ran = released("feedback", LAB)
    assert ran.err == f"course: {LAB}: nothing is graded yet; run 'course grade {LAB}' first\n"
    hand_in(released.released(MEMO), tmp_path / "in" / "s01" / "memo.ipynb")
    assert released("collect", MEMO, tmp_path / "in").code == 0
    ran = released("grade", MEMO, "--student", "s02")
    assert ran.err == f"course: {MEMO}: nothing was collected from 's02'; there are: s01\n"


def test_a_gradebook_that_is_none(released: Course, tmp_path: Path) -> None:
    (released.folder / "gradebook.db").write_bytes(b"no database at all, just some words" * 99)
    for words in (["grade", LAB], ["feedback", LAB], ["export", "grades", str(tmp_path / "x.csv")]):
        ran = released(*words)
        assert ran.code == 1
        assert ran.err.startswith("course: marking/gradebook.db: this is no gradebook of nbgrader")
        assert ran.err.count("\n") == 1


def test_another_folder_and_settings_of_ones_own(course: Course, tmp_path: Path) -> None:
    folder = tmp_path / "autumn"
    assert course("release", MEMO, "--no-check", "--folder", folder).code == 0
    assert (folder / "gradebook.db").is_file()
    assert not course.folder.exists()
    (folder / "local_config.py").write_text(
        "c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'zero'\n", encoding="utf-8"
    )
    memo = json.loads((folder / "release" / MEMO / "memo.ipynb").read_bytes())
    work = tmp_path / "in" / "s01" / "memo.ipynb"
    hand_in(fill(memo, {"memo-text": "Too late."}), work)
    due = ["--due", "2020-01-01T00:00"]
    assert course("collect", MEMO, tmp_path / "in", *due, "--folder", folder).code == 0
    assert course("grade", MEMO, "--folder", folder).code == 0
    from coursekit.folder import open_nbgrader

    assert open_nbgrader(folder).config.LateSubmissionPlugin.penalty_method == "zero"
    (folder / "local_config.py").write_text("c = (", encoding="utf-8")
    ran = course("grade", MEMO, "--folder", folder)
    assert ran.code == 1
    assert "the settings cannot be read" in ran.err


def test_from_a_shell_grading_says_what_it_did_and_nothing_else(
    released: Course, tmp_path: Path
) -> None:
    memo = fill(released.released(MEMO), {"memo-text": "Minister, dig."})
    hand_in(memo, tmp_path / "in" / "s01" / "memo.ipynb")
    assert released("collect", MEMO, tmp_path / "in").code == 0
    ran = subprocess.run(
        [sys.executable, "-m", "sitekit.cli", "grade", MEMO],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == (
        "  s01: 0 of 16, to be marked by hand yet\n"
        f"{MEMO}: graded 1\n"
        f"  report: marking/records/{MEMO}.json\n"
        "Next: answers to mark by hand: 1; start 'jupyter lab' in marking, menu Nbgrader, "
        f"Formgrader; then 'course feedback {MEMO}'\n"
    )


def test_the_settings_of_another_course_are_not_overwritten(course: Course, tmp_path: Path) -> None:
    mine = tmp_path / "nbgrader_config.py"
    mine.write_text("c = get_config()\n", encoding="utf-8")
    ran = course("release", MEMO, "--no-check", "--folder", tmp_path)
    assert ran.code == 1
    assert "these are settings of another course and would be lost" in ran.err
    assert mine.read_text(encoding="utf-8") == "c = get_config()\n"


def test_cells_cannot_change_under_submissions(released: Course, tmp_path: Path) -> None:
    hand_in(released.released(MEMO), tmp_path / "in" / "s01" / "memo.ipynb")
    assert released("collect", MEMO, tmp_path / "in").code == 0
    assert released("grade", MEMO).code == 0
    memo = released.exercise.with_name("memo.md")
    edit(memo, '"grade_id": "memo-text"', '"grade_id": "memo-words"')
    edit(released.solutions.with_name("memo.solutions.md"), "## memo-text", "## memo-words")
    ran = released("release", MEMO, "--no-check")
    assert ran.code == 1
    assert ran.err == (
        f"course: {MEMO}: nbgrader did not release it: RuntimeError: Cannot add or remove cells "
        "for notebook 'memo' because there are submissions associated with it\n"
    )
