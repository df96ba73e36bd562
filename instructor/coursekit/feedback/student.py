"""What one student is told: marks from the gradebook, how each test went from the record."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitekit.errors import CourseError

from coursekit.assignments import Assignment
from coursekit.feedback.levels import Level, split_comment
from coursekit.feedback.outline import Graded, Part, read_outline
from coursekit.hints import NO_HINT
from coursekit.record import CellResult, Record
from coursekit.rubric import Rubric, read_rubric

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

#: Characters of a written answer that are shown above the comment on it.
MAX_ANSWER = 20_000

#: What each status is called; colours only repeat it.
WORDS = {
    "passed": "Passed",
    "failed": "Not passed",
    "error": "Not passed",
    "timeout": "Stopped: too slow",
    "killed": "Stopped",
    "missing": "Missing",
    "not_run": "Not run",
    "waiting": "Not marked yet",
    "marked": "Marked",
    "partly": "Passed in part",
}
SENTENCES = {
    "timeout": "It took too long and was stopped. Is there a loop without an end?",
    "killed": "Your code ended the program that runs it, or asked for more memory, output or "
    "processes than there are.",
    "missing": "This cell, or the cell that it tests, is not in the notebook that you handed in.",
    "not_run": "This test could not be run.",
}
HIDDEN = "A further test, which runs when your work is marked, did not pass."
ASK = "Your instructor knows, and can say how to hand it in again."
#: What nbgrader itself writes under an answer that was left empty.
NO_RESPONSE = "No response."
NO_ANSWER = "There is no answer in the notebook that you handed in."
FOR_A_PERSON = "What this test said cannot be relied on; a person will mark this part."
BY_A_PERSON = "A person changed the mark that the test gave."


@dataclass(frozen=True)
class Item:
    """One graded cell as the student reads of it."""

    grade_id: str
    label: str
    status: str
    """A key of WORDS."""
    points: float
    max_points: float
    message: str = ""
    comment: str = ""
    levels: tuple[Level, ...] = ()
    answer: str = ""
    """The student's own words, for a written answer."""

    @property
    def word(self) -> str:
        return WORDS[self.status]


@dataclass(frozen=True)
class Section:
    """One part of the notebook."""

    title: str
    items: tuple[Item, ...]

    @property
    def points(self) -> float:
        return sum(item.points for item in self.items)

    @property
    def max_points(self) -> float:
        return sum(item.max_points for item in self.items)


@dataclass(frozen=True)
class Feedback:
    """All that one student is told about one assignment."""

    assignment: str
    title: str
    student: str
    sections: tuple[Section, ...] = ()
    points: float = 0.0
    max_points: float = 0.0
    handed_in: datetime | None = None
    seconds_late: float = 0.0
    late_penalty: float = 0.0
    refused: str = ""
    """Why the submission could not be graded, and what to do."""
    seconds: float = 0.0
    remarks: tuple[str, ...] = field(default=())
    """For the instructor: what does not fit together. Not on the page."""

    @property
    def total(self) -> float:
        """As nbgrader's export counts it: the penalty taken off, never below 0."""
        return max(0.0, self.points - self.late_penalty)

    @property
    def waiting(self) -> int:
        """Answers that a person has yet to mark."""
        return sum(item.status == "waiting" for section in self.sections for item in section.items)


@dataclass(frozen=True)
class Material:
    """What the feedback of all students of an assignment has in common."""

    assignment: Assignment
    folder: Path
    title: str
    parts: tuple[Part, ...]
    rubrics: dict[str, Rubric]
    """By the written answer that each marks."""
    exercise_text: str

    @classmethod
    def read(cls, assignment: Assignment, folder: Path) -> Material:
        """Read it.

        Raises:
            CourseError: the released notebook, the rubric or the exercise cannot be read.
        """
        from sitekit.notebooks import exercise_facts

        released = folder / "release" / assignment.name / assignment.notebook_name
        parts = tuple(read_outline(released))
        rubric = read_rubric(
            assignment.solutions_path.with_name(f"{assignment.exercise}.rubric.yml")
        )
        written = [cell.grade_id for part in parts for cell in part.cells if cell.written]
        names = [rubric.grade_id] if rubric and rubric.grade_id else written[:1]
        return cls(
            assignment,
            folder,
            exercise_facts(assignment.exercise_path).title,
            parts,
            {name: rubric for name in names} if rubric else {},
            assignment.exercise_path.read_text(encoding="utf-8"),
        )


def student_feedback(material: Material, gradebook: Gradebook, record: Record) -> Feedback:
    """What one student is told.

    Args:
        material: of the assignment.
        gradebook: open.
        record: how the tests went.

    Raises:
        CourseError: the gradebook has no marks for it.
    """
    from nbgrader.api import MissingEntry

    assignment, student = material.assignment, record.student
    refused = record.reason or "no reason is recorded" if record.outcome == "refused" else ""
    remarks = []
    if _handed_in_anew(material, record):
        remarks.append(
            f"{student}: another notebook was handed in since; 'course grade {assignment.name}' "
            "grades it"
        )
    try:
        submission = gradebook.find_submission(assignment.name, student)
        notebook = gradebook.find_submission_notebook(assignment.exercise, assignment.name, student)
    except MissingEntry:
        if not refused:
            raise CourseError(
                f"{student}: graded, and not in the gradebook; run 'course grade "
                f"{assignment.name} --student {student} --again'"
            ) from None
        return Feedback(
            assignment.name, material.title, student, refused=refused,
            max_points=sum(cell.max_points for cell in record.cells), seconds=record.seconds,
        )  # fmt: skip
    grades = {grade.name: grade for grade in notebook.grades}
    comments = {comment.name: comment.comment or "" for comment in notebook.comments}
    results = {cell.grade_id: cell for cell in record.cells}
    answers = {} if refused else _answers(material, student)
    sections = []
    for part in material.parts:
        items = [
            _item(material, cell, grades[cell.grade_id], results.get(cell.grade_id),
                  comments.get(cell.grade_id, ""), answers.get(cell.grade_id, ""))
            for cell in part.cells if cell.grade_id in grades
        ]  # fmt: skip
        sections.append(Section(part.title or material.title, tuple(items)))
        remarks += [f"{student}: {line}" for item in items for line in _unfit(item)]
    return Feedback(
        assignment.name,
        material.title,
        student,
        tuple(sections),
        notebook.score,
        notebook.max_score,
        submission.timestamp,
        submission.total_seconds_late,
        submission.late_submission_penalty or 0.0,
        refused,
        record.seconds,
        tuple(remarks),
    )


def _handed_in_anew(material: Material, record: Record) -> bool:
    """Whether the notebook that lies there is not the one that was graded."""
    name = material.assignment
    path = material.folder / "submitted" / record.student / name.name / name.notebook_name
    if not path.is_file() or path.is_symlink():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() != record.submitted.sha256


def _item(
    material: Material,
    cell: Graded,
    grade: Any,
    result: CellResult | None,
    comment: str,
    answer: str,
) -> Item:
    levels, comment = split_comment(
        comment, material.rubrics.get(cell.grade_id), material.exercise_text
    )
    status, message = (
        _written_status(grade, result) if cell.written else _test_status(grade, result)
    )
    if status == "missing" and comment == NO_RESPONSE:
        comment = ""
    return Item(
        cell.grade_id, cell.label, status, grade.score or 0.0, grade.max_score, message, comment,
        tuple(levels), answer if cell.written and status != "missing" else "",
    )  # fmt: skip


def _written_status(grade: Any, result: CellResult | None) -> tuple[str, str]:
    if grade.manual_score is None and result is not None and result.status == "missing":
        return "missing", NO_ANSWER
    return ("waiting" if grade.needs_manual_grade else "marked"), ""


def _test_status(grade: Any, result: CellResult | None) -> tuple[str, str]:
    """The status and the line for a test cell, the mark of a person before that of the test."""
    if grade.manual_score is not None:
        return "marked", BY_A_PERSON
    if grade.needs_manual_grade or (result is not None and result.status == "manual"):
        return "waiting", FOR_A_PERSON
    if result is None:
        return ("passed" if grade.score == grade.max_score else "failed"), ""
    if result.status in SENTENCES:
        return result.status, SENTENCES[result.status]
    said = result.message or NO_HINT
    if result.status == "passed" or (grade.score and said == NO_HINT):
        return ("passed" if grade.score == grade.max_score else "partly"), ""
    return result.status, f"{HIDDEN} {said}" if result.hidden else said


def _unfit(item: Item) -> list[str]:
    """Levels of a rubric that do not add up to the mark."""
    together = sum(level.points for level in item.levels)
    if not item.levels or item.status != "marked" or together == item.points:
        return []
    return [
        f"{item.grade_id}: the levels in the comment add up to {together}, the mark is "
        f"{item.points:g}; change one of the two"
    ]


def _answers(material: Material, student: str) -> dict[str, str]:
    """The written answers of a student, as plain text, by `grade_id`."""
    assignment = material.assignment
    path = (
        material.folder / "autograded" / student / assignment.name / assignment.notebook_name
    )  # fmt: skip
    try:
        cells = json.loads(path.read_bytes())["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    written = {cell.grade_id for part in material.parts for cell in part.cells if cell.written}
    return {
        name: "".join(cell["source"])[:MAX_ANSWER]
        for cell in cells
        if (name := cell["metadata"].get("nbgrader", {}).get("grade_id")) in written
    }
