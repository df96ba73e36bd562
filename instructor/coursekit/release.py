"""`course release`: from an exercise and its solutions to what a student is handed."""

from __future__ import annotations

import argparse
import shutil
import time
import zipfile
from pathlib import Path

from sitekit.errors import CourseError, shown
from sitekit.paths import find_root

from coursekit.assignments import Assignment, find_assignments
from coursekit.folder import add_folder_option, course_folder, open_nbgrader, prepare, reason

#: Zip files carry times; a fixed one makes two releases of the same sources the same bytes.
ZIP_TIME = (2026, 1, 1, 0, 0, 0)


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add `course release`."""
    parser = subparsers.add_parser(
        "release",
        help="make an assignment ready to hand out, checked both ways",
        description="Merge an exercise with its solutions, check that the solutions earn every "
        "point and that untouched stubs earn none, let nbgrader make the student's notebook, and "
        "zip it with its data.",
        epilog="example:\n  course release ecology-disease\n  course release ecology-disease-lab",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "name", metavar="CHAPTER|ASSIGNMENT", help="a chapter (all its exercises) or one assignment"
    )
    parser.add_argument(
        "--no-check", action="store_true", help="do not run the notebooks (quicker, less sure)"
    )
    add_folder_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Release every assignment that was asked for."""
    from coursekit.markers import check_unique

    root, folder = find_root(), course_folder(arguments)
    assignments = find_assignments(root, arguments.name)
    check_unique(root / "instructor")
    prepare(folder)
    for assignment in assignments:
        started = time.monotonic()
        package = release(assignment, folder, check=not arguments.no_check)
        how = (
            "not run (--no-check)"
            if arguments.no_check
            else f"solutions pass, stubs fail ({time.monotonic() - started:.0f} s)"
        )
        print(f"{assignment.name}: {_points(assignment)}; {how}")
        print(f"  for students: {shown(package)} ({package.stat().st_size // 1024 + 1} KB)")
    print(
        "Next: hand out the zip; when work is in, "
        f"'course collect {assignments[0].name} <folder or zip>'"
    )
    return 0


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
