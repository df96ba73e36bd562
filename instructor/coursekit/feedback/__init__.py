"""`course feedback`: what each student gets back, as a page, as Markdown and for Gradescope."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sitekit.errors import CourseError, shown
from sitekit.paths import find_root

from coursekit.assignments import find_assignment
from coursekit.folder import add_folder_option, check_released, course_folder, open_gradebook

if TYPE_CHECKING:
    from coursekit.feedback.student import Feedback
    from coursekit.leaks import Leak, Secrets

#: What `nbgrader release_feedback` looks for beside a page.
_FOR_THE_EXCHANGE = ("timestamp.txt", "submission_secret.txt")


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add `course feedback`."""
    parser = subparsers.add_parser(
        "feedback",
        help="make the feedback that students get back",
        description="Write for each graded submission a page, the same as Markdown, and "
        "Gradescope's results.json: marks, the messages of the checks that students have, the "
        "hints of those that they have not, comments and rubric levels. Everything is searched "
        "for hidden tests, model answers and mark schemes; a file that holds one is removed.",
        epilog="example:\n  course feedback ecology-disease-lab",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="such as ecology-disease-lab")
    add_folder_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make feedback; 1 where a file could not be made or had to be removed."""
    from coursekit.leaks import collect_secrets

    root, folder = find_root(), course_folder(arguments)
    assignment = find_assignment(root, arguments.assignment)
    check_released(folder, assignment.name)
    secrets = collect_secrets(root, for_feedback=True)
    made = waiting = 0
    faults: list[str] = []
    for feedback in all_feedback(folder, arguments.assignment, faults):
        leaks = write(feedback, folder, assignment.exercise, secrets)
        faults += [f"{feedback.student}: removed the file again: {leak}" for leak in leaks]
        for remark in feedback.remarks:
            print(f"  {remark}")
        made += not leaks
        waiting += feedback.waiting
    for fault in faults:
        print(f"  {fault}")
    print(
        f"{assignment.name}: feedback for {made} students in "
        f"{shown(folder / 'feedback')}/<student>/{assignment.name}/ "
        f"({assignment.exercise}.html, {assignment.exercise}.md, results.json)"
    )
    if waiting:
        print(f"  answers still to mark by hand, which count as 0 in it: {waiting}")
    print("Next: give each student the page; 'course export grades marks.csv' for the marks")
    return 1 if faults else 0


def all_feedback(folder: Path, name: str, faults: list[str]) -> Iterator[Feedback]:
    """The feedback of every student with a record, by student.

    Args:
        folder: the course folder.
        name: of the assignment.
        faults: takes one line for each student for whom there is none.

    Raises:
        CourseError: nothing is graded, or the material of the assignment cannot be read.
    """
    from coursekit.feedback.student import Material, student_feedback
    from coursekit.record import read_records

    assignment = find_assignment(find_root(), name)
    material = Material.read(assignment, folder)
    records = read_records(folder, assignment.name)
    with open_gradebook(folder) as gradebook:
        for record in records.values():
            try:
                yield student_feedback(material, gradebook, record)
            except CourseError as error:
                faults.append(str(error))


def write(feedback: Feedback, folder: Path, exercise: str, secrets: Secrets) -> list[Leak]:
    """Write the three files of one student; a file that holds a secret is removed and given."""
    import json

    from coursekit.feedback.gradescope import results
    from coursekit.feedback.markdown import feedback_markdown
    from coursekit.leaks import find_leaks

    target = folder / "feedback" / feedback.student / feedback.assignment
    target.mkdir(parents=True, exist_ok=True)
    texts = {
        f"{exercise}.html": page(feedback),
        f"{exercise}.md": feedback_markdown(feedback),
        "results.json": json.dumps(results(feedback), indent=1, ensure_ascii=False) + "\n",
    }
    for name, text in texts.items():
        (target / name).write_text(text, encoding="utf-8")
    graded = folder / "autograded" / feedback.student / feedback.assignment
    for name in _FOR_THE_EXCHANGE:
        if (graded / name).is_file():
            shutil.copyfile(graded / name, target / name)
    leaks = find_leaks([target / name for name in texts], secrets)
    for leak in leaks:
        leak.file.unlink(missing_ok=True)
    return leaks


def page(feedback: Feedback) -> str:
    """The page of one student."""
    from datetime import timedelta

    from coursekit.collect import span
    from coursekit.feedback.student import ASK
    from coursekit.page import render

    late = span(timedelta(seconds=feedback.seconds_late))
    return render("page.html.j2", f=feedback, late=late, ask=ASK)
