"""`course feedback`: a page for each student, with marks, comments and hints, and no test in it."""

from __future__ import annotations

import argparse

from sitekit.errors import CourseError, shown
from sitekit.paths import find_root

from coursekit.assignments import find_assignment
from coursekit.folder import (
    add_folder_option,
    check_released,
    course_folder,
    open_gradebook,
    open_nbgrader,
    reason,
)
from coursekit.grade import waiting_for_a_person


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add `course feedback`."""
    parser = subparsers.add_parser(
        "feedback",
        help="make the feedback pages that students get back",
        description="Let nbgrader write a feedback page for each graded submission. Hidden tests, "
        "mark schemes and model answers are taken out, and the pages are searched for them "
        "afterwards: a page that holds one is removed.",
        epilog="example:\n  course feedback ecology-disease-lab",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="such as ecology-disease-lab")
    add_folder_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make feedback; 1 where a page could not be made or had to be removed."""
    from coursekit.leaks import collect_secrets, find_leaks

    root, folder = find_root(), course_folder(arguments)
    assignment = find_assignment(root, arguments.assignment)
    check_released(folder, assignment.name)
    nbgrader = open_nbgrader(folder)
    students = sorted(nbgrader.get_autograded_students(assignment.name))
    if not students:
        raise CourseError(
            f"{assignment.name}: nothing is graded yet; run 'course grade {assignment.name}' first"
        )
    with open_gradebook(folder) as gradebook:
        waiting = waiting_for_a_person(folder, gradebook, assignment.name)
    secrets = collect_secrets(root, for_feedback=True)
    faults = 0
    for student in students:
        result = nbgrader.generate_feedback(assignment.name, student, force=True)
        page = folder / "feedback" / student / assignment.name / f"{assignment.exercise}.html"
        if not result["success"]:
            print(f"  {student}: no feedback: {reason(result)}")
            faults += 1
            continue
        leaks = find_leaks([page], secrets)
        if leaks:
            page.unlink()
            print(f"  {student}: removed the page again: {leaks[0]}")
            faults += 1
    print(
        f"{assignment.name}: {len(students) - faults} feedback pages in "
        f"{shown(folder / 'feedback')}/<student>/{assignment.name}/{assignment.exercise}.html"
    )
    if waiting:
        print(f"  answers still to mark by hand, which count as 0 in them: {waiting}")
    print("Next: give each student the page; 'course export marks.csv' for the marks")
    return 1 if faults else 0
