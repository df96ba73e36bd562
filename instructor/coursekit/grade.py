"""`course grade`: the tests on every new submission, students' code in a sandbox."""

from __future__ import annotations

import argparse
import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitekit.errors import shown
from sitekit.paths import find_root

from coursekit.assignments import Assignment, find_assignment
from coursekit.folder import add_folder_option, check_released, course_folder, open_gradebook
from coursekit.grading.policy import Limits
from coursekit.grading.sandbox import IMAGE, KINDS

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add `course grade`."""
    usual = Limits()
    parser = subparsers.add_parser(
        "grade",
        help="run the tests on every new submission, students' code in a sandbox",
        description="Grade every submission that is new or has changed since. Students' cells run "
        "in a sandbox without network, files or rights; the tests run outside of it and never "
        "enter it. A submission that cannot be graded gets one line and stops no other. Stopped "
        "at any moment and run again, it goes on where it was. Marks by hand are never changed.",
        epilog="example:\n  course grade ecology-disease-lab\n"
        "  course grade ecology-disease-lab --student s07 --again",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="such as ecology-disease-lab")
    parser.add_argument("--student", metavar="ID", help="only this student")
    parser.add_argument(
        "--again", action="store_true", help="grade anew what is graded; marks by hand are kept"
    )
    parser.add_argument(
        "--jobs", type=positive_int, metavar="N", help="submissions at once (default: two a core)"
    )
    parser.add_argument(
        "--sandbox",
        choices=KINDS,
        help="default: the first of these that works; 'none' protects "
        "nothing and is never chosen by itself",
    )
    parser.add_argument(
        "--image", default=IMAGE, help="the image for Docker or Podman (default: %(default)s)"
    )
    parser.add_argument(
        "--dask", metavar="ADDRESS", help="grade on a Dask cluster, such as tcp://host:8786"
    )
    for name, value, what in (
        ("cell-seconds", usual.cell_seconds, "wall time of one cell or test"),
        ("submission-seconds", usual.submission_seconds, "wall time of one submission"),
        ("memory-mb", usual.memory >> 20, "memory of a student's process"),
    ):
        parser.add_argument(
            f"--{name}",
            type=positive,
            default=value,
            metavar="N",
            help=f"{what} (default: {value:g})",
        )
    add_folder_option(parser)
    parser.set_defaults(run=run)


def positive(text: str) -> float:
    """A number above 0, for an option."""
    with contextlib.suppress(ValueError):
        if 0 < float(text) < 1e6:
            return float(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")


def positive_int(text: str) -> int:
    """A whole number above 0, for an option."""
    if text.isdecimal() and 0 < int(text) < 10_000:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 0")


def run(arguments: argparse.Namespace) -> int:
    """Grade; 1 where a submission could not be graded, or not even be taken."""
    from coursekit.grading.gradebook import skip_slow_import
    from coursekit.grading.run import Batch
    from coursekit.grading.sandbox import choose
    from coursekit.grading.setting import setting_of

    skip_slow_import()
    folder = course_folder(arguments)
    assignment = find_assignment(find_root(), arguments.assignment)
    check_released(folder, assignment.name)
    sandbox = choose(arguments.sandbox, arguments.image)
    if sandbox.kind == "none":
        print("  --sandbox none: students' code runs with your rights, on your files and network")
    limits = Limits(
        cell_seconds=arguments.cell_seconds,
        submission_seconds=arguments.submission_seconds,
        memory=int(arguments.memory_mb) << 20,
    )
    with setting_of(folder, assignment, sandbox, limits) as setting:
        batch = Batch(folder, assignment, setting, only=arguments.student, again=arguments.again)
        # Tests and students' code wait for each other by turns: one pair leaves a core idle.
        batch.run(arguments.jobs or 2 * (os.cpu_count() or 1), arguments.dask)
    _summarise(assignment, folder, batch)
    return 1 if batch.refused or batch.not_taken else 0


def waiting_for_a_person(folder: Path, gradebook: Gradebook, assignment: str) -> int:
    """How many answers of an assignment still need a mark by hand.

    A submission that could not be graded has no notebook to mark, though the gradebook lists it.
    """
    from nbgrader.api import Assignment as Known
    from nbgrader.api import Grade, SubmittedAssignment, SubmittedNotebook

    rows = (
        gradebook.db.query(SubmittedAssignment.student_id)
        .join(Known, Known.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .filter(Known.name == assignment, Grade.needs_manual_grade)
    )
    return sum((folder / "autograded" / student / assignment).is_dir() for (student,) in rows)


def _summarise(assignment: Assignment, folder: Path, batch: Any) -> None:
    with open_gradebook(folder) as gradebook:
        waiting = waiting_for_a_person(folder, gradebook, assignment.name)
        marks = {m["student"]: m for m in gradebook.submission_dicts(assignment.name)}
        late = {
            s.student_id: (s.total_seconds_late, s.late_submission_penalty or 0.0)
            for s in gradebook.find_assignment(assignment.name).submissions
        }
    for student in sorted({*batch.graded, *batch.refused}):
        for line in batch.lines.get(student, ()):
            print(f"  {student}: {line}")
        if student in batch.refused:
            print(f"  {student}: not graded: {batch.refused[student]}")
            continue
        mark = marks[student]
        seconds, penalty = late[student]
        note = f", {seconds:.0f} s late" if seconds else ""
        note += f" (penalty {penalty:g})" if penalty else ""
        note += ", to be marked by hand yet" if mark["needs_manual_grade"] else ""
        note += "; look again at the marks by hand" if student in batch.flagged else ""
        print(f"  {student}: {mark['score']:g} of {mark['max_score']:g}{note}")
    for student, why in batch.not_taken.items():
        print(f"  {student}: not taken: {why}")
    already = f", {len(batch.kept)} were graded before" if batch.kept else ""
    broken = f", {len(batch.refused)} could not be" if batch.refused else ""
    print(f"{assignment.name}: graded {len(batch.graded)}{already}{broken}")
    print(f"  report: {shown(batch.report)}")
    if waiting:
        print(
            f"Next: answers to mark by hand: {waiting}; start 'jupyter lab' in "
            f"{shown(folder)}, menu Nbgrader, Formgrader; then 'course feedback {assignment.name}'"
        )
    else:
        print(f"Next: 'course feedback {assignment.name}'")
