"""The question bank and its key."""

from __future__ import annotations

import pytest
from coursekit.quiz import read_graded
from sitekit.errors import CourseError
from sitekit.questions import load_questions

from tests.instructor.helpers import CHAPTER, Course, edit


def _bank(course: Course):
    return course.root / "exercises" / CHAPTER / "questions.yml"


def _key(course: Course):
    return course.root / "instructor" / CHAPTER / "questions.key.yml"


def test_questions_come_in_order(course: Course) -> None:
    questions = load_questions(_bank(course))
    assert [q.id for q in questions] == ["rain-unit", "driest-month", "wettest-month"]
    assert questions[0].answer == 0
    assert questions[1].answer is None


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("      correct: true\n", "", ":1", "exactly one option"),
        ("      feedback: Days measure how long it rained.\n", "", ":1", "needs feedback"),
        ("    - text: July\n    - text: October", "    - text: July\n      correct: true\n"
         "    - text: October", ":12", "'driest-month' shows its answer here"),
        ("- id: wettest-month", "- id: driest-month", ":19", "used by an earlier question"),
        ("  use: graded\n  prompt: Which month is", "  use: marked\n  prompt: Which month is",
         ":20", "use: "),
        ("    - text: Days\n      feedback: Days measure how long it rained.\n", "", ":4",
         "options: "),
        ("- id: rain-unit", "- id: rain-unit\n  hint: none", ":2", "there is no such field"),
    ],
)  # fmt: skip
def test_a_bad_bank_names_file_and_line(
    course: Course, old: str, new: str, place: str, words: str
) -> None:
    edit(_bank(course), old, new)
    with pytest.raises(CourseError) as error:
        load_questions(_bank(course))
    message = str(error.value)
    assert f"exercises/toy-chapter/questions.yml{place}: " in message
    assert words in message


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("answer: 2, why: The", "answer: 4, why: The", ":3: 'driest-month' has 3 options"),
        ("answer: 2, why: The", "answer: 0, why: The", "answers.driest-month.answer: "),
        ("  wettest-month:", "  hottest-month:", "'wettest-month' has no key"),
        ("  wettest-month:", "  hottest-month:", ":4: no graded question"),
        ("marker: teachonly00000a01", "marker: none", "marker: "),
    ],
)
def test_a_bad_key_names_what_does_not_fit(course: Course, old: str, new: str, words: str) -> None:
    edit(_key(course), old, new)
    with pytest.raises(CourseError) as error:
        read_graded(course.root, CHAPTER)
    assert words in str(error.value)
    assert "instructor/toy-chapter/questions.key.yml" in str(error.value)


def test_graded_questions_without_a_key_file(course: Course) -> None:
    _key(course).unlink()
    with pytest.raises(CourseError, match="the graded questions need their key there"):
        read_graded(course.root, CHAPTER)
