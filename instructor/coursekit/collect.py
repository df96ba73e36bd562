"""`course collect`: takes in what students handed in, whatever it came in."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sitekit.errors import CourseError, shown
from sitekit.paths import find_root

from coursekit.assignments import Assignment, find_assignment
from coursekit.folder import add_folder_option, check_released, course_folder, open_gradebook
from coursekit.grading.align import align
from coursekit.grading.plan import make_plan
from coursekit.grading.reading import UnreadableError, read_notebook
from coursekit.grading.records import write_safely
from coursekit.lms.export_file import read_export
from coursekit.lms.matching import PlatformIds
from coursekit.roster import Student, read_roster
from coursekit.submissions import (
    MAX_ATTACHMENT,
    UNPACKING,
    Odd,
    Submission,
    collected_path,
    find_submissions,
    read_collected,
)


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add `course collect`."""
    parser = subparsers.add_parser(
        "collect",
        help="take in students' notebooks from a folder or a zip",
        description="Find each student's notebook (s01/lab.ipynb, s01_lab.ipynb, or "
        "'lab (1).ipynb' in a student's folder, or as Canvas and Moodle name them in a zip), put "
        "it where nbgrader grades it, and say in one line whatever is odd. A submission is never "
        "replaced by an older one; links are never "
        "followed.",
        epilog="example:\n  course collect ecology-disease-lab Downloads/submissions.zip "
        "--roster students.csv --due 2026-10-01T12:00",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="such as ecology-disease-lab")
    parser.add_argument("source", metavar="FOLDER|ZIP", type=Path, help="what students handed in")
    parser.add_argument(
        "--roster", type=Path, metavar="CSV", help="the class list: id,first_name,last_name,email"
    )
    parser.add_argument(
        "--lms-roster",
        type=Path,
        metavar="EXPORT.csv",
        help="for a zip of Canvas or Moodle: Canvas's gradebook export or Moodle's grading "
        "worksheet of this assignment, which says whose each number is",
    )
    parser.add_argument(
        "--due",
        type=due_date,
        metavar="TIME",
        help="when it was due, in this computer's time zone unless it names one; kept in the "
        "gradebook. Lateness is recorded; a penalty is nbgrader's own setting (none by default)",
    )
    add_folder_option(parser)
    parser.set_defaults(run=run)


def due_date(text: str) -> datetime:
    """A time such as 2026-10-01T12:00 in UTC, without a zone, as nbgrader keeps it."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time; write it like 2026-10-01T12:00 or 2026-10-01T12:00+02:00"
        ) from None


def run(arguments: argparse.Namespace) -> int:
    """Collect; 0 also where single submissions were refused, as each of those has its line."""
    root, folder = find_root(), course_folder(arguments)
    assignment = find_assignment(root, arguments.assignment)
    check_released(folder, assignment.name)
    roster = read_roster(arguments.roster) if arguments.roster else None
    due = _register(folder, assignment.name, roster, arguments.due)
    ids = _platform_ids(arguments.lms_roster, folder) if arguments.lms_roster else None
    declared = assignment.attachments
    found = find_submissions(
        arguments.source, assignment.notebook_name, assignment.name, declared, ids
    )
    plan = make_plan(folder, assignment.name, assignment.exercise, assignment.chapter, {})
    notes = Notes(read_collected(folder, assignment.name))
    for odd in found.oddities:
        notes.add(odd)
    taken: list[Submission] = []
    for submission in found.submissions:
        who = submission.student
        if roster is not None and who not in roster:
            notes.refuse(who, "NOT-ON-ROSTER", "not in the class list; not taken")
            continue
        refusal, content = None, b""
        try:
            content = submission.entry.read()
            align(plan, read_notebook(content))
        except UnreadableError as error:
            refusal = str(error)
        except UNPACKING as error:
            refusal = f"cannot be read ({error}); ask for it again"
        if refusal:
            notes.refuse(who, "NOT-TAKEN", f"{submission.entry.path}: {refusal}; not taken")
            continue
        target = folder / "submitted" / who / assignment.name
        submission, late = timed(submission, due)
        before = notes.students.get(who, {}).get("copy", 0)
        attached = _attached(submission, found.oddities, notes)
        older = _store(submission, content, target, assignment.notebook_name, before)
        if older:
            notes.lines.append(f"{who}: {older}")
            continue
        for name in declared:
            # One of an earlier submission is no part of this one.
            (target / name).unlink(missing_ok=True)
        for name, data in attached.items():
            (target / name).write_bytes(data)
        notes.take(submission, late, found.oddities)
        taken.append(submission)
    for line in notes.lines:
        print(f"  {printable(line)}")
    write_safely(
        collected_path(folder, assignment.name), json.dumps(notes.students, indent=1) + "\n"
    )
    _summarise(assignment, taken, found.submissions, roster, folder)
    return 0


@dataclass
class Notes:
    """What is said now, and what stays for `course grade`."""

    students: dict[str, dict[str, Any]]
    lines: list[str] = field(default_factory=list)

    def add(self, odd: Odd) -> None:
        self.lines.append(str(odd))
        if odd.student and odd.code in ("MISSING-FILE", "SIZE-REFUSED"):
            self.students.setdefault(odd.student, {})["refused"] = odd.line

    def refuse(self, student: str, code: str, line: str) -> None:
        self.lines.append(f"{student}: {line}")
        self.students.setdefault(student, {})["refused"] = f"{line} [{code}]"

    def take(self, submission: Submission, late: str, oddities: list[Odd]) -> None:
        student = submission.student
        odds = [odd for odd in oddities if odd.student == student]
        if late:
            self.lines.append(f"{student}: {late}")
            if submission.late:
                odds.append(Odd("LATE-FLAG", late, student))
        self.students[student] = {
            "file": submission.entry.path.name,
            "copy": submission.copy,
            "oddities": [
                {"code": odd.code, "grade_id": None, "line": odd.line, "evidence": ""}
                for odd in odds
            ],
        }


def timed(submission: Submission, due: datetime | None) -> tuple[Submission, str]:
    """A submission with the time that stays on record, and a line where it is late.

    A zip of Canvas holds the time of the download, and a flag: who has no flag was in time,
    whatever the clock says, and who has one is late, though nobody can say by how much.
    """
    by_canvas = submission.entry.platform and submission.entry.platform.platform == "canvas"
    if by_canvas and not submission.late and due and submission.handed_in > due:
        submission = replace(submission, handed_in=due)
    after = due is not None and submission.handed_in > due
    if by_canvas and submission.late:
        how = "the zip does not say by how much, so the time of the download is on record"
        return submission, f"late, as Canvas flags it ({how})"
    if after:
        return submission, f"late by {span(submission.handed_in - due)}"
    if submission.late:
        then = "not by the due date here" if due else "no due date is known here; give --due"
        return submission, f"late, as the platform flags it ({then})"
    return submission, ""


def printable(line: str) -> str:
    """A line without what a terminal would obey: file names are the students' own."""
    return "".join(c if c.isprintable() else "?" for c in line)


def span(duration: timedelta) -> str:
    """A length of time in words: '1 d 2 h', '3 h 5 min', '40 s'."""
    seconds = int(duration.total_seconds())
    steps = [("d", seconds // 86400), ("h", seconds // 3600 % 24), ("min", seconds // 60 % 60)]
    parts = [f"{count} {unit}" for unit, count in steps if count][:2]
    return " ".join(parts) or f"{seconds} s"


def _register(
    folder: Path, assignment: str, roster: dict[str, Student] | None, due: datetime | None
) -> datetime | None:
    """Put the class and the due date into the gradebook; gives the due date that holds."""
    with open_gradebook(folder) as gradebook:
        for student in (roster or {}).values():
            gradebook.update_or_create_student(
                student.id,
                first_name=student.first_name,
                last_name=student.last_name,
                email=student.email,
            )
        if due:
            gradebook.update_or_create_assignment(assignment, duedate=due)
        return gradebook.find_assignment(assignment).duedate


def _platform_ids(path: Path, folder: Path) -> PlatformIds:
    """Whose a platform's numbers are, with the ids that the gradebook has already."""
    export = read_export(path)
    if export.platform == "blackboard" or (export.platform == "moodle" and not export.is_worksheet):
        raise CourseError(
            f"{shown(path)}: give Canvas's gradebook export, or the grading worksheet of Moodle's "
            "assignment: the numbers in the zip's file names are in those"
        )
    with open_gradebook(folder) as gradebook:
        known = [student.id for student in gradebook.students]
    return PlatformIds(export, known)


def _store(
    submission: Submission, content: bytes, target: Path, name: str, copy_before: int
) -> str | None:
    """Write a submission to its place; says why not where a newer or the same one is there."""
    from nbgrader.utils import parse_utc

    stamp = target / "timestamp.txt"
    if stamp.is_file() and submission.copy and copy_before > submission.copy:
        return f"this file ({submission.copy}) is older than the one taken before; kept that"
    if stamp.is_file() and not (submission.copy and submission.copy >= copy_before > 0):
        before = parse_utc(stamp.read_text(encoding="utf-8").strip())
        if before > submission.handed_in:
            return f"this one is older than the one of {before:%Y-%m-%d %H:%M} UTC; kept that"
    target.mkdir(parents=True, exist_ok=True)
    (target / name).write_bytes(content)
    stamp.write_text(f"{submission.handed_in:%Y-%m-%d %H:%M:%S.%f} UTC\n", encoding="utf-8")
    return None


def _attached(submission: Submission, oddities: list[Odd], notes: Notes) -> dict[str, bytes]:
    """The declared attachments that can be read; a line for each that cannot."""
    contents = {}
    for name, entry in submission.attachments.items():
        try:
            content = entry.read()
            if len(content) > MAX_ATTACHMENT:
                raise OSError(f"more than {MAX_ATTACHMENT // 1_000_000} MB")
            contents[name] = content
        except UNPACKING as error:
            odd = Odd("ATTACHMENT-REFUSED", f"{name}: {error}; not taken", submission.student)
            oddities.append(odd)
            notes.add(odd)
    return contents


def _summarise(
    assignment: Assignment,
    taken: list[Submission],
    found: list[Submission],
    roster: dict[str, Student] | None,
    folder: Path,
) -> None:
    if not found:
        raise CourseError(
            f"{assignment.name}: no submission was found; expected <student id>/"
            f"{assignment.notebook_name} or <student id>_{assignment.notebook_name}"
        )
    print(
        f"{assignment.name}: took {len(taken)} of {len(found)} into {shown(folder / 'submitted')}"
    )
    if roster is not None:
        absent = sorted(
            student
            for student in roster
            if not (folder / "submitted" / student / assignment.name).is_dir()
        )
        if absent:
            print(f"  nothing yet from: {', '.join(absent)}")
    print(f"Next: 'course grade {assignment.name}'")
