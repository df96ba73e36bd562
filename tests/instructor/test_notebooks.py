"""The student's notebook, and what an exercise's file says of itself."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from sitekit.errors import CourseError
from sitekit.notebooks import (
    exercise_facts,
    notebook_bytes,
    read_exercise,
    student_notebook,
)

from tests.instructor.helpers import Course, edit


def test_cells_have_the_same_ids_in_every_build(course: Course) -> None:
    ids = [cell.id for cell in student_notebook(course.exercise).cells]
    assert ids[:4] == ["cell-1", "task-mean", "cell-3", "mean-of"]
    assert ids[-2:] == ["cell-10", "explain-mean"]
    first = notebook_bytes(student_notebook(course.exercise))
    assert first == notebook_bytes(student_notebook(course.exercise))


def test_the_file_is_a_valid_notebook_with_locked_tests(course: Course) -> None:
    import nbformat

    written = notebook_bytes(student_notebook(course.exercise)).decode()
    notebook = nbformat.reads(written, as_version=4)
    nbformat.validate(notebook)
    cells = {cell.id: cell for cell in notebook.cells}
    assert cells["mean-of-check"].metadata.editable is False
    assert cells["mean-of"].metadata.deletable is False
    assert "editable" not in cells["mean-of"].metadata
    assert len(cells["explain-mean"].metadata.nbgrader.checksum) == 32
    assert notebook.metadata.kernelspec.name == "python3"
    assert "exercise" not in notebook.metadata, "the header is for the book"


def test_facts_come_from_the_header_and_the_graded_cells(course: Course) -> None:
    facts = exercise_facts(course.exercise)
    assert (facts.title, facts.minutes) == ("Means of rain", 15)
    assert (facts.points_auto, facts.points_manual, facts.points) == (8, 4, 12)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("  minutes: 15\n", "", 10, "exercise.minutes: this field is missing"),
        ("minutes: 15", "minutes: soon", 13, "exercise.minutes: "),
        ("grade_id: mean-of,", "grade_id: 'mean of',", 34, "nbgrader.grade_id: letters"),
        ("grade_id: mean-of-check,", "grade_id: mean-of,", 44, "'mean-of' is taken by the cell"),
        ("mean-of-check, locked: true, points: 2,", "mean-of-check, locked: true,",
         44, "nbgrader.points"),
        ("mean-of-properties, locked: true", "mean-of-properties, locked: false",
         51, "must not be edited; use locked: true"),
        ("YOUR ANSWER HERE", "Your answer", 84, "must hold exactly 'YOUR ANSWER HERE'"),
        ('"schema_version": 3, "solution": false, "task": false}}\n\nWrite',
         '"schema_version": 2, "solution": false, "task": false}}\n\nWrite', 21, "schema_version"),
    ],
)  # fmt: skip
def test_a_fault_names_file_and_line(
    course: Course, old: str, new: str, line: int, words: str
) -> None:
    edit(course.exercise, old, new)
    with pytest.raises(CourseError) as error:
        read_exercise(course.exercise)
    first = str(error.value).splitlines()[0]
    found = re.fullmatch(r"exercises/toy-chapter/lab\.md:(\d+): (.+)", first)
    assert found, first
    assert abs(int(found.group(1)) - line) <= 2, first
    assert words in found.group(2)


def test_a_file_without_a_header_or_not_there(course: Course) -> None:
    course.exercise.write_text("# No header\n", encoding="utf-8")
    with pytest.raises(CourseError, match=r"lab\.md:1: an exercise starts with a header"):
        read_exercise(course.exercise)
    course.exercise.unlink()
    with pytest.raises(CourseError, match=r"exercises/toy-chapter/lab\.md: no such exercise"):
        exercise_facts(course.exercise)


def test_importing_the_module_stays_quick() -> None:
    """nbformat, jupytext and nbgrader each take seconds; `course --help` must not pay for them."""
    code = "import json, sys, sitekit.notebooks; print(json.dumps(sorted(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"nbformat", "jupytext", "nbgrader"} & set(json.loads(ran.stdout))
