"""The marks of the gradebook, as they go to a learning platform: exact, or not at all."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbgrader.plugins import ExportPlugin

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

#: Binary fractions are not decimal ones: 0.1 + 0.2 is meant to be 0.3.
NOISE = 10
#: The columns of nbgrader's own CSV file.
COLUMNS = ("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
           "raw_score", "late_submission_penalty", "score", "max_score")  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """What one student got for one assignment."""

    student: str
    points: float
    unfinished: str = ""
    """Why it is no final mark; empty where it is one."""


def exact(points: float) -> str:
    """A number of points with all its decimals: `40`, `37.5`, `12.333333`."""
    text = f"{round(points, NOISE):.{NOISE}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def marks_of(gradebook: Gradebook, folder: Path, assignment: str) -> list[Mark]:
    """The marks of everyone who handed something in, in order of their ids."""
    found = []
    for submission in gradebook.find_assignment(assignment).submissions:
        student = submission.student_id
        unfinished = ""
        if not (folder / "autograded" / student / assignment).is_dir():
            unfinished = "handed in, not graded yet"
        elif submission.needs_manual_grade:
            unfinished = "answers still to mark by hand"
        penalty = submission.late_submission_penalty or 0.0
        found.append(Mark(student, max(0.0, submission.score - penalty), unfinished))
    return sorted(found, key=lambda mark: mark.student)


class MarksCsv(ExportPlugin):
    """nbgrader's CSV file of all marks, with quotes where a name holds a comma.

    `course release` makes it the exporter of `nbgrader export` too.
    """

    def export(self, gradebook: Gradebook) -> None:
        """Write the file named by `to`."""
        with Path(self.to or "grades.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(self._rows(gradebook))

    def _rows(self, gradebook: Gradebook) -> Iterable[list[Any]]:
        students = [s for s in gradebook.students if not self.student or s.id in self.student]
        for assignment in gradebook.assignments:
            if self.assignment and assignment.name not in self.assignment:
                continue
            handed_in = {s.student_id: s for s in assignment.submissions}
            for student in students:
                own = handed_in.get(student.id)
                score = own.score if own else 0.0
                penalty = (own.late_submission_penalty or 0.0) if own else 0.0
                row = [
                    *(assignment.name, assignment.duedate, own.timestamp if own else None),
                    *(student.id, student.last_name, student.first_name, student.email),
                    *(score, penalty, max(0.0, score - penalty), assignment.max_score),
                ]
                yield ["" if value is None else value for value in row]
