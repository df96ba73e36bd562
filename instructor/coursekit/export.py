"""`course export`: all marks as a CSV file."""

from __future__ import annotations

import argparse
from pathlib import Path

from sitekit.errors import CourseError, shown

from coursekit.folder import add_folder_option, course_folder, open_gradebook


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add `course export`."""
    parser = subparsers.add_parser(
        "export",
        help="write all marks to a CSV file",
        description="Write the marks of every student and assignment with nbgrader's own CSV "
        "exporter. Who handed in nothing has 0.",
        epilog="example:\n  course export marks.csv",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE.csv", type=Path, help="where to write them")
    add_folder_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Export."""
    from nbgrader.plugins import CsvExportPlugin

    from coursekit.grade import waiting_for_a_person

    target: Path = arguments.file
    if target.is_dir() or not target.resolve().parent.is_dir():
        raise CourseError(f"{target}: cannot be written there; name a file in a folder that exists")
    folder = course_folder(arguments)
    with open_gradebook(folder) as gradebook:
        assignments = [assignment.name for assignment in gradebook.assignments]
        waiting = sum(waiting_for_a_person(folder, gradebook, name) for name in assignments)
        students = len(gradebook.students)
        CsvExportPlugin(to=str(target)).export(gradebook)
    print(f"{shown(target)}: {students} students, {len(assignments)} assignments")
    if waiting:
        print(f"Next: answers still to mark by hand: {waiting}; export again after that")
    else:
        print("Next: open it in a spreadsheet, or upload it to your learning platform")
    return 0
