"""`course export grades`: the marks as a learning platform takes them, or as plain CSV."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sitekit.errors import CourseError, shown
from sitekit.paths import find_root

from coursekit.assignments import all_assignments
from coursekit.folder import add_folder_option, course_folder, open_gradebook

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

    from coursekit.lms.fill import Graded

FORMATS = ("csv", "canvas", "moodle", "blackboard")


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add `course export grades`."""
    parser = subparsers.add_parser(
        "grades",
        help="write all marks to a CSV file, also as Canvas, Moodle or Blackboard takes it",
        description="Write the marks. For a learning platform give the table that it exports (the "
        "gradebook; in Moodle also an assignment's grading worksheet): marks go into its own "
        "columns, by its own student ids, with all their decimals, and everyone without a match "
        "has a line. As plain CSV, who handed in nothing has 0.",
        epilog="examples:\n  course export grades marks.csv\n"
        "  course export grades upload.csv --format canvas --roster Downloads/gradebook.csv",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE.csv", type=Path, help="where to write them")
    parser.add_argument("--format", choices=FORMATS, default="csv", help="default: %(default)s")
    parser.add_argument(
        "--roster", type=Path, metavar="EXPORT.csv", help="the table that the platform exported"
    )
    parser.add_argument(
        "--assignment",
        action="append",
        metavar="NAME",
        help="only this assignment, such as crops-lab (can be given again; default: all)",
    )
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="NAME=COLUMN",
        help="the platform's column of an assignment, where its title does not tell",
    )
    parser.add_argument(
        "--unfinished",
        action="store_true",
        help="write marks too where answers are still to be marked by hand",
    )
    add_folder_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Export."""
    target: Path = arguments.file
    if target.is_dir() or not target.resolve().parent.is_dir():
        raise CourseError(f"{target}: cannot be written there; name a file in a folder that exists")
    if arguments.format == "csv" and arguments.roster:
        raise CourseError("--roster: say whose table it is: --format canvas, moodle or blackboard")
    if arguments.format != "csv" and not arguments.roster:
        raise CourseError(
            f"--format {arguments.format}: name the table that the platform exports: --roster "
            "EXPORT.csv (its own ids and columns are in it)"
        )
    folder = course_folder(arguments)
    with open_gradebook(folder) as gradebook:
        names = _chosen(gradebook, arguments.assignment)
        if arguments.format == "csv":
            return _plain(gradebook, folder, names, target)
        return _platform(gradebook, folder, names, arguments)


def _chosen(gradebook: Gradebook, wanted: list[str] | None) -> list[str]:
    """The assignments to export.

    Raises:
        CourseError: one is not in the gradebook.
    """
    there = [assignment.name for assignment in gradebook.assignments]
    for name in wanted or []:
        if name not in there:
            raise CourseError(
                f"--assignment {name!r} is not in the gradebook; it has: {', '.join(there)}"
            )
    return wanted or there


def _plain(gradebook: Gradebook, folder: Path, names: list[str], target: Path) -> int:
    from coursekit.grade import waiting_for_a_person
    from coursekit.lms.marks import MarksCsv

    MarksCsv(to=str(target), assignment=names).export(gradebook)
    waiting = sum(waiting_for_a_person(folder, gradebook, name) for name in names)
    print(f"{shown(target)}: {len(gradebook.students)} students, {len(names)} assignments")
    if waiting:
        print(f"Next: answers still to mark by hand: {waiting}; export again after that")
    else:
        print("Next: open it in a spreadsheet; for your learning platform, use --format")
    return 0


def _platform(
    gradebook: Gradebook, folder: Path, names: list[str], arguments: argparse.Namespace
) -> int:
    from coursekit.lms.export_file import read_export
    from coursekit.lms.fill import fill, table
    from coursekit.lms.matching import match

    target: Path = arguments.file
    if target.exists():
        raise CourseError(f"{shown(target)}: there already; name a new file, nothing is replaced")
    export = read_export(arguments.roster, arguments.format)
    if export.is_worksheet and len(names) > 1:
        raise CourseError(
            f"{shown(arguments.roster)}: a grading worksheet is about one assignment; say which: "
            f"--assignment {names[0]}"
        )
    rows, lines = match(export, ((s.id, s.email) for s in gradebook.students))
    filled = fill(
        export,
        _graded(gradebook, folder, names),
        rows,
        _named_columns(arguments.column, names),
        unfinished=arguments.unfinished,
    )
    for line in [*lines, *filled.lines, *_unmatched(export, rows)]:
        print(f"  {line}")
    if not filled.columns:
        raise CourseError(
            f"{shown(arguments.roster)}: no column fits an assignment, so nothing was written; "
            "the lines above say what to do"
        )
    target.write_bytes(table(export, filled))
    print(
        f"{shown(target)}: {filled.written} marks, {len(filled.columns)} of {len(names)} "
        f"assignments, {len(rows)} of {len(gradebook.students)} students matched"
    )
    print(f"Next: import it into the gradebook of {arguments.format.capitalize()}")
    return 0


def _graded(gradebook: Gradebook, folder: Path, names: list[str]) -> list[Graded]:
    from sitekit.notebooks import exercise_facts

    from coursekit.lms.fill import Graded
    from coursekit.lms.marks import marks_of

    titles = {a.name: exercise_facts(a.exercise_path).title for a in all_assignments(find_root())}
    return [
        Graded(
            name,
            titles.get(name, name),
            gradebook.find_assignment(name).max_score,
            marks_of(gradebook, folder, name),
        )
        for name in names
    ]


def _named_columns(given: list[str], names: list[str]) -> dict[str, str]:
    named = dict(text.partition("=")[::2] for text in given)
    for name, column in named.items():
        if name not in names or not column:
            raise CourseError(
                f"--column {name}: write NAME=COLUMN, with NAME one of: {', '.join(names)}"
            )
    return named


def _unmatched(export, rows) -> list[str]:
    """One line for each of the platform's students who is not in the gradebook."""
    matched = {row.line for row in rows.values()}
    return [
        f"{export.path.name}:{row.line}: {row.name}: not in the gradebook; left as it was"
        for row in export.students
        if row.line not in matched
    ]
