"""The question bank, its key, and the quiz on paper."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from coursekit.leaks import collect_secrets, find_leaks
from coursekit.quiz import read_graded, write_quiz
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


class _Reader(HTMLParser):
    """The text of a page, and whether its tags close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_paper_holds_the_questions_and_not_the_answers(course: Course) -> None:
    paper, answers = write_quiz(course.root, CHAPTER)
    assert paper.parent == course.root / "_build" / "instructor" / CHAPTER
    texts = []
    for page in (paper, answers):
        reader = _Reader()
        reader.feed(page.read_text(encoding="utf-8"))
        assert reader.open == []
        texts.append(reader.text)
    assert "Which month of Table 1 is the driest?" in texts[0], "Markdown is rendered"
    assert "October & November" in texts[0]
    assert "In what unit" not in texts[0], "self-check questions are in the book"
    assert "B: July" in texts[1] and "holds no rainy day" in texts[1]
    secrets = collect_secrets(course.root)
    assert find_leaks([paper], secrets) == []
    assert find_leaks([answers], secrets) != []


def test_a_chapter_without_graded_questions_has_no_quiz(course: Course) -> None:
    text = _bank(course).read_text(encoding="utf-8")
    _bank(course).write_text(text[: text.index("- id: driest-month")], encoding="utf-8")
    _key(course).unlink()
    assert write_quiz(course.root, CHAPTER) == []
