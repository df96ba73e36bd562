"""The one writer of marks: what the engine found goes into nbgrader's gradebook, in batches."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

#: nbgrader's own word for an answer that was left as it was.
NO_RESPONSE = "No response."


def skip_slow_import() -> None:
    """Keep nbgrader's imports from taking 1.5 s more.

    jsonschema imports `rfc3987_syntax` where it is there, which builds 35 grammars at once, for a
    format check of addresses that no notebook has (python-jsonschema/jsonschema issue 1428).
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


class Marks:
    """One assignment's marks in an open gradebook."""

    def __init__(
        self, gradebook: Gradebook, assignment: str, exercise: str, penalties: Any
    ) -> None:
        from nbgrader.api import Student

        self.db = gradebook.db
        self.assignment = gradebook.find_assignment(assignment)
        self.notebook = gradebook.find_notebook(exercise, assignment)
        self.graded = {cell.id: cell.name for cell in self.notebook.grade_cells}
        self.solved = {cell.id: cell.name for cell in self.notebook.solution_cells}
        self.enrolled = {student for (student,) in self.db.query(Student.id)}
        self.submitted = self.students()
        self.penalties = penalties

    def students(self) -> set[str]:
        """Who has marks for this assignment."""
        from nbgrader.api import SubmittedAssignment

        rows = self.db.query(SubmittedAssignment.student_id).filter(
            SubmittedAssignment.assignment_id == self.assignment.id
        )
        return {student for (student,) in rows}

    def put(
        self,
        student: str,
        handed_in: datetime | None,
        cells: list[dict[str, Any]],
        unanswered: list[str],
        *,
        changed: bool,
    ) -> bool:
        """Put one submission's marks in place; nothing is lasting before `commit`.

        Marks and comments that a person gave stay. Where the submission has changed since, they
        are flagged to be looked at again, as nbgrader does it.

        Returns:
            Whether marks by hand were flagged.
        """
        submitted = self._submitted(student, handed_in)
        results = {cell["grade_id"]: cell for cell in cells}
        flagged = False
        for grade in submitted.grades:
            result = results.get(self.graded.get(grade.cell_id))
            if result is None:
                continue
            by_hand = grade.manual_score is not None
            grade.auto_score = None if result["status"] == "manual" else result["points"]
            if by_hand:
                grade.needs_manual_grade = grade.needs_manual_grade or changed
                flagged = flagged or changed
            else:
                grade.needs_manual_grade = result["status"] == "manual"
        for comment in submitted.comments:
            empty = self.solved.get(comment.cell_id) in unanswered
            comment.auto_comment = NO_RESPONSE if empty else None
        self._late(student, submitted)
        return flagged

    def commit(self) -> None:
        self.db.commit()
        self.submitted = self.students()

    def _submitted(self, student: str, handed_in: datetime | None) -> Any:
        from nbgrader.api import Comment, Grade, Student, SubmittedAssignment, SubmittedNotebook

        if student not in self.enrolled:
            self.db.add(Student(id=student))
            self.enrolled.add(student)
        submission = notebook = None
        if student in self.submitted:
            submission = (
                self.db.query(SubmittedAssignment)
                .filter_by(assignment_id=self.assignment.id, student_id=student)
                .one()
            )
            # More than one notebook to an assignment is nothing that this course has.
            notebook = next(
                (n for n in submission.notebooks if n.notebook_id == self.notebook.id), None
            )
        if submission is None:
            submission = SubmittedAssignment(assignment=self.assignment, student_id=student)
            self.db.add(submission)
        if handed_in is not None:
            submission.timestamp = handed_in
        if notebook is None:
            notebook = SubmittedNotebook(notebook_id=self.notebook.id, assignment=submission)
            self.db.add(notebook)
        there = {grade.cell_id for grade in notebook.grades}
        self.db.add_all(Grade(cell_id=c, notebook=notebook) for c in self.graded.keys() - there)
        there = {comment.cell_id for comment in notebook.comments}
        self.db.add_all(Comment(cell_id=c, notebook=notebook) for c in self.solved.keys() - there)
        return notebook

    def _late(self, student: str, notebook: Any) -> None:
        """nbgrader's own penalty for late work, by the settings of the course folder."""
        notebook.late_submission_penalty = None
        late = notebook.assignment.total_seconds_late
        if late > 0:
            self.db.flush()
            self.db.refresh(notebook)  # its score is a sum in the database
            plugin = self.penalties.plugin_inst
            penalty = plugin.late_submission_penalty(student, notebook.score, late)
            if penalty is not None:
                checked = self.penalties._check_late_penalty(notebook, penalty)
                notebook.late_submission_penalty = checked


@contextmanager
def open_marks(folder: Path, assignment: str, exercise: str) -> Iterator[Marks]:
    """The marks of an assignment; what was not committed is forgotten.

    Raises:
        CourseError: there is no gradebook, or its settings cannot be read.
    """
    skip_slow_import()
    from nbgrader.preprocessors import AssignLatePenalties

    from coursekit.folder import open_gradebook, open_nbgrader

    penalties = AssignLatePenalties(config=open_nbgrader(folder).config)
    penalties.init_plugin()
    with open_gradebook(folder) as gradebook:
        # One query each for what every submission asks for, and none again after a commit.
        gradebook.db.session_factory.kw["expire_on_commit"] = False
        gradebook.db().expire_on_commit = gradebook.db().autoflush = False
        yield Marks(gradebook, assignment, exercise, penalties)
