"""`course grade`: nbgrader runs the tests on every submission."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sitekit.errors import CourseError, shown
from sitekit.paths import find_root

from coursekit.assignments import Assignment, find_assignment
from coursekit.folder import (
    add_folder_option,
    check_released,
    course_folder,
    open_gradebook,
    open_nbgrader,
    reason,
)

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add `course grade`."""
    parser = subparsers.add_parser(
        "grade",
        help="run the tests on every new submission",
        description="Let nbgrader run the tests on every submission that is new or newer than its "
        "last grading. A submission that cannot be graded gets one line and stops no other. "
        "Students' code runs on this machine, with your rights.",
        epilog="example:\n  course grade ecology-disease-lab\n"
        "  course grade ecology-disease-lab --student s07 --again",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="such as ecology-disease-lab")
    parser.add_argument("--student", metavar="ID", help="only this student")
    parser.add_argument(
        "--again", action="store_true", help="grade anew what is graded; marks by hand are kept"
    )
    add_folder_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Grade; 1 where a submission could not be graded."""
    folder = course_folder(arguments)
    assignment = find_assignment(find_root(), arguments.assignment)
    check_released(folder, assignment.name)
    nbgrader = open_nbgrader(folder)
    submitted = nbgrader.get_submitted_students(assignment.name)
    if not submitted:
        raise CourseError(
            f"{assignment.name}: there are no submissions in {shown(folder / 'submitted')}; run "
            f"'course collect {assignment.name} <folder or zip>' first"
        )
    if arguments.student:
        if arguments.student not in submitted:
            raise CourseError(
                f"{assignment.name}: nothing was collected from {arguments.student!r}; there are: "
                f"{', '.join(sorted(submitted))}"
            )
        submitted = {arguments.student}
    done = set() if arguments.again else nbgrader.get_autograded_students(assignment.name)
    failed: list[str] = []
    for student in sorted(submitted - done):
        result = nbgrader.autograde(assignment.name, student, force=True, create=True)
        if not result["success"]:
            failed.append(student)
            log = _keep_log(result, folder, assignment.name, student)
            print(f"  {student}: not graded: {reason(result)} (log: {shown(log)})")
            continue
        for cell in _settle_missing(folder, assignment, student):
            print(f"  {student}: the cell {cell!r} is missing from the notebook: 0 points")
    graded = sorted(submitted - done - set(failed))
    _summarise(assignment, folder, graded, len(submitted & done), failed)
    return 1 if failed else 0


def _keep_log(result: dict, folder: Path, assignment: str, student: str) -> Path:
    path = folder / "logs" / f"{assignment}-{student}.log"
    path.parent.mkdir(exist_ok=True)
    path.write_text((result.get("log") or "") + (result.get("error") or ""), encoding="utf-8")
    return path


def _settle_missing(folder: Path, assignment: Assignment, student: str) -> list[str]:
    """Give 0 points for graded cells that a student deleted; gives their names.

    nbgrader leaves them without a mark: the submission would wait for a marker for ever, and the
    formgrader has no cell to put a mark on.
    """
    import nbformat

    path = folder / "autograded" / student / assignment.name / assignment.notebook_name
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    present = {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells}
    settled = []
    with open_gradebook(folder) as gradebook:
        submission = gradebook.find_submission_notebook(
            assignment.exercise, assignment.name, student
        )
        for grade in submission.grades:
            if grade.name not in present and grade.manual_score is None:
                grade.auto_score = 0
                grade.needs_manual_grade = False
                settled.append(grade.name)
        gradebook.db.commit()
    return sorted(settled)


def waiting_for_a_person(folder: Path, gradebook: Gradebook, assignment: str) -> int:
    """How many answers of an assignment still need a mark by hand.

    A submission that could not be graded has no notebook to mark, though the gradebook lists it.
    """
    return sum(
        grade.needs_manual_grade
        for submission in gradebook.assignment_submissions(assignment)
        if (folder / "autograded" / submission.student.id / assignment).is_dir()
        for notebook in submission.notebooks
        for grade in notebook.grades
    )


def _summarise(
    assignment: Assignment, folder: Path, graded: list[str], before: int, failed: list[str]
) -> None:
    with open_gradebook(folder) as gradebook:
        waiting = waiting_for_a_person(folder, gradebook, assignment.name)
        for student in graded:
            submission = gradebook.find_submission(assignment.name, student)
            late = submission.total_seconds_late
            note = f", {late:.0f} s late" if late else ""
            note += ", to be marked by hand yet" if submission.needs_manual_grade else ""
            print(f"  {student}: {submission.score:g} of {submission.max_score:g}{note}")
    already = f", {before} were graded before" if before else ""
    broken = f", {len(failed)} could not be" if failed else ""
    print(f"{assignment.name}: graded {len(graded)}{already}{broken}")
    if waiting:
        print(
            f"Next: answers to mark by hand: {waiting}; start 'jupyter lab' in "
            f"{shown(folder)}, menu Nbgrader, Formgrader; then 'course feedback {assignment.name}'"
        )
    else:
        print(f"Next: 'course feedback {assignment.name}'")
