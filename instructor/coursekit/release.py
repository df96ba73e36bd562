"""`course release`: from an exercise and its solutions to what a student is handed."""

from __future__ import annotations

import argparse
import datetime
import shutil
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from sitekit.errors import CourseError, shown
from sitekit.manifest import ZIP_TIME
from sitekit.paths import find_root

from coursekit.assignments import (
    Assignment,
    all_assignments,
    find_assignment,
    find_assignments,
)
from coursekit.folder import add_folder_option, course_folder, open_nbgrader, prepare, reason

if TYPE_CHECKING:
    from sitekit.pathways.plan import Plan


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add `course release`."""
    from sitekit.pathways.command import add_dates

    parser = subparsers.add_parser(
        "release",
        help="make assignments ready to hand out, checked both ways",
        description="Merge an exercise with its solutions, check that the solutions earn every "
        "point and that untouched stubs earn none, let nbgrader make the student's notebook, and "
        "zip it with its data. A pathway's "
        "assignments get its due dates in nbgrader's gradebook. With --to, a repository for "
        "students is written too, ready to push.",
        epilog="example:\n  course release ecology-disease\n  course release ecology-disease-lab\n"
        "  course release --pathway biodiversity-month --start 2027-01-12 --days tue thu \\\n"
        "      --to ../students --repository https://git.example.org/us/students",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "name",
        nargs="?",
        metavar="CHAPTER|ASSIGNMENT",
        help="a chapter (all its exercises) or one assignment",
    )
    parser.add_argument(
        "--pathway", metavar="NAME|FILE.yml", help="what this pathway hands in, with due dates"
    )
    add_dates(parser)
    parser.add_argument("--to", type=Path, metavar="DIR", help="write the students' repository")
    parser.add_argument(
        "--repository", default="", metavar="URL", help="its address, for links to Binder and hub"
    )
    parser.add_argument("--hub", default="", metavar="URL", help="a JupyterHub with nbgitpuller")
    parser.add_argument("--branch", default="main", help="of the students' repository")
    parser.add_argument(
        "--no-check", action="store_true", help="do not run the notebooks (quicker, less sure)"
    )
    add_folder_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Release every assignment that was asked for."""
    from coursekit.markers import check_unique

    root, folder = find_root(), course_folder(arguments)
    plan = _plan(root, arguments)
    assignments = _assignments(root, arguments, plan)
    chapters = list(
        plan.pathway.chapters if plan else dict.fromkeys(a.chapter for a in assignments)
    )
    # What is wrong with the addresses is said before minutes are spent.
    files = _repository_files(root, arguments, chapters, plan) if arguments.to else None
    check_unique(root / "instructor")
    prepare(folder)
    for number, assignment in enumerate(assignments, 1):
        started = time.monotonic()
        if len(assignments) > 1:
            print(f"{assignment.name} ({number} of {len(assignments)}) ...", flush=True)
        package = release(assignment, folder, check=not arguments.no_check)
        how = (
            "not run (--no-check)"
            if arguments.no_check
            else f"solutions pass, stubs fail ({time.monotonic() - started:.0f} s)"
        )
        print(f"{assignment.name}: {_points(assignment)}; {how}")
        print(f"  for students: {shown(package)} ({package.stat().st_size // 1024 + 1} KB)")
    if plan:
        _set_due(plan, folder)
    if files is not None:
        _write_repository(files, arguments, root)
    elif assignments:
        print(
            "Next: hand out the zip; when work is in, "
            f"'course collect {assignments[0].name} <folder or zip>'"
        )
    return 0


def _plan(root: Path, arguments: argparse.Namespace) -> Plan | None:
    """The plan of the pathway that was named.

    Raises:
        CourseError: there is none of this name, or the options do not go together.
    """
    from sitekit.pathways.command import plan_of

    if arguments.pathway is None:
        if arguments.start or arguments.days:
            raise CourseError("--start and --days belong to a pathway; add --pathway")
        if arguments.name is None and arguments.to is None:
            raise CourseError("name a chapter or an assignment, or add --pathway or --to")
        return None
    if arguments.name is not None:
        raise CourseError(
            f"{arguments.name!r} and --pathway: name one of them; a pathway says itself what is "
            "handed in"
        )
    return plan_of(root, arguments.pathway, arguments.start, arguments.days)


def _assignments(root: Path, arguments: argparse.Namespace, plan: Plan | None) -> list[Assignment]:
    if plan:
        return [find_assignment(root, due.name) for due in plan.due]
    return find_assignments(root, arguments.name) if arguments.name else all_assignments(root)


def _set_due(plan: Plan, folder: Path) -> None:
    """Write the due dates into the gradebook: the end of the day, by this machine's clock."""
    with open_nbgrader(folder).gradebook as gradebook:
        for due in plan.due:
            if due.date is None:
                print(f"  {due.name}: no due date, as the pathway has no start (--start)")
                continue
            end = datetime.datetime.combine(due.date, datetime.time(23, 59, 59)).astimezone()
            gradebook.update_or_create_assignment(due.name, duedate=end.isoformat())
            print(f"  {due.name}: due {end:%Y-%m-%d %H:%M %Z}")


def _repository_files(
    root: Path, arguments: argparse.Namespace, chapters: list[str], plan: Plan | None
) -> dict[str, bytes]:
    from sitekit.pathways.syllabus import when_due

    from coursekit.students import student_files

    due = {d.name: when_due(d, plan.pathway) for d in plan.due} if plan else None
    return student_files(root, chapters, due, arguments.repository, arguments.hub, arguments.branch)


def _write_repository(files: dict[str, bytes], arguments: argparse.Namespace, root: Path) -> None:
    """Write the students' repository.

    Raises:
        CourseError: it would hold teaching material, or would take something away; nothing is
            written then.
    """
    from coursekit.leaks import refuse_leaks
    from coursekit.students import commit, write_repository

    refuse_leaks(files, root)
    changed = write_repository(files, arguments.to)
    by_hand = commit(arguments.to, arguments.branch)
    print(f"{shown(arguments.to)}: {len(files)} files, {len(changed)} of them new or changed")
    if by_hand:
        print(f"  {by_hand}")
    if not arguments.repository:
        print("  its README has no links: add --repository with its address, and release again")
    print(f"Next: git -C {arguments.to} push <address> {arguments.branch}")


def release(assignment: Assignment, folder: Path, *, check: bool = True) -> Path:
    """Release one assignment into nbgrader's folder; gives the student's zip.

    Raises:
        CourseError: the merge breaks a rule, a check fails, nbgrader refuses, a test cannot run
            outside of the student's process and does not say so, or the release is not the
            student's notebook byte for byte or holds teaching material.
    """
    from sitekit.notebooks import notebook_bytes, student_notebook

    from coursekit.bothways import check_both_ways
    from coursekit.grading.setting import rehearse
    from coursekit.leaks import collect_secrets, find_leaks
    from coursekit.merge import merge

    merged = merge(assignment.exercise_path, assignment.solutions_path)
    if check:
        check_both_ways(merged, assignment.exercise_path)
    _write_source(assignment, notebook_bytes(merged), folder)
    nbgrader = open_nbgrader(folder)
    result = nbgrader.generate_assignment(assignment.name, force=True, create=True)
    if not result["success"]:
        raise CourseError(f"{assignment.name}: nbgrader did not release it: {reason(result)}")
    released = folder / "release" / assignment.name
    expected = notebook_bytes(student_notebook(assignment.exercise_path))
    if (released / assignment.notebook_name).read_bytes() != expected:
        raise CourseError(
            f"{shown(released / assignment.notebook_name)}: this is not the student's notebook of "
            f"{shown(assignment.exercise_path)}; look for a region's words in a visible cell"
        )
    if check:
        rehearse(folder, assignment)
    package = _zip(assignment, released)
    leaks = find_leaks([released, package], collect_secrets(assignment.root))
    if leaks:
        package.unlink()
        raise CourseError("\n".join(str(leak) for leak in leaks))
    return package


def _write_source(assignment: Assignment, notebook: bytes, folder: Path) -> None:
    from coursekit.bothways import copy_data

    source = folder / "source" / assignment.name
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir(parents=True)
    (source / assignment.notebook_name).write_bytes(notebook)
    copy_data(assignment.exercise_path.parent, source)


def _zip(assignment: Assignment, released: Path) -> Path:
    """The notebook with its data, `dsilab` beside them, in the layout of `exercises/`."""
    root = assignment.root
    files = {
        f"{assignment.chapter}/{path.relative_to(released).as_posix()}": path
        for path in sorted(released.rglob("*"))
        if path.is_file()
    }
    for path in sorted((root / "exercises" / "dsilab").rglob("*.py")):
        files[path.relative_to(root / "exercises").as_posix()] = path
    if (root / "LICENSE").is_file():
        files["LICENSE"] = root / "LICENSE"
    package = root / "_build" / "release" / f"{assignment.name}.zip"
    package.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in files.items():
            archive.writestr(
                zipfile.ZipInfo(name, ZIP_TIME), path.read_bytes(), zipfile.ZIP_DEFLATED
            )
    return package


def _points(assignment: Assignment) -> str:
    from sitekit.notebooks import exercise_facts

    facts = exercise_facts(assignment.exercise_path)
    return (
        f"{facts.points:g} points ({facts.points_auto:g} by tests, "
        f"{facts.points_manual:g} by a person)"
    )
