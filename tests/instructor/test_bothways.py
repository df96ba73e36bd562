"""The check both ways must fail when a solution fails or a test tests nothing."""

from __future__ import annotations

import pytest
from coursekit.bothways import check_both_ways
from coursekit.merge import merge
from sitekit.errors import CourseError

from tests.instructor.helpers import Course, edit


def _check(course: Course) -> None:
    check_both_ways(merge(course.exercise, course.solutions), course.exercise)


def _faults(course: Course) -> list[str]:
    with pytest.raises(CourseError) as error:
        _check(course)
    return str(error.value).splitlines()


def test_a_solution_that_fails_and_one_that_prints_to_stderr(course: Course) -> None:
    edit(course.solutions, "return sum(values) / len(values)", "return sum(values)")
    edit(course.solutions, "return sum(1 for",
         "import sys; print('hm', file=sys.stderr); return sum(1 for")  # fmt: skip
    faults = _faults(course)
    assert faults[0] == (
        "exercises/toy-chapter/lab.md: with its solution the cell 'mean-of-check' fails: "
        "AssertionError: The mean of 1, 2 and 3 is 2."
    )
    assert any("'count-above-check' earns 0 of 1 points: anything on stderr" in f for f in faults)


def test_a_test_that_passes_untouched(course: Course) -> None:
    visible = 'assert isinstance(count_above(RAIN, 0.0), int), "Give back a whole number."'
    edit(course.exercise, visible, "# Hidden tests only.")
    edit(course.solutions, "assert count_above(RAIN * 2, 1.0) == 2 * count_above(RAIN, 1.0),",
         "assert RAIN,")  # fmt: skip
    assert _faults(course) == [
        "exercises/toy-chapter/lab.md: the test 'count-above-properties' passes though nothing is "
        "solved; make one of its asserts depend on the student's answer"
    ]


def test_a_solution_that_kills_its_kernel(course: Course) -> None:
    edit(course.solutions, "return sum(values) / len(values)", "import os; os._exit(3)")
    assert _faults(course) == [
        "exercises/toy-chapter/lab.md: a cell killed its kernel; run the merged notebook by hand "
        "to see which (limit 30 s a cell)"
    ]
