"""Checks a merge both ways: the solutions earn every point, untouched stubs earn none."""

from __future__ import annotations

import copy
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sitekit.errors import CourseError, shown
from sitekit.notebooks import grade_id, is_test

from coursekit.merge import with_stubs

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: Seconds for one cell; as long as nbgrader gives it.
CELL_TIMEOUT = 30


def check_both_ways(merged: NotebookNode, exercise_path: Path) -> None:
    """Run the merge with its solutions, then with the stubs.

    Raises:
        CourseError: a cell fails with the solutions, a test earns less than its points with them,
            or a test passes untouched; one line for each fault.
    """
    if not any(cell.cell_type == "code" for cell in merged.cells):
        return
    faults = _solution_faults(execute(merged, exercise_path), exercise_path)
    if not faults and any(is_test(cell) for cell in merged.cells):
        faults = _stub_faults(
            execute(with_stubs(merged, exercise_path), exercise_path), exercise_path
        )
    if faults:
        raise CourseError("\n".join(faults))


def execute(notebook: NotebookNode, exercise_path: Path) -> NotebookNode:
    """Run a copy of a notebook in a fresh kernel, beside a copy of the exercise's data.

    Errors stay in the outputs, and the run goes on after them, as in nbgrader.

    Raises:
        CourseError: the kernel died or never started.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    with tempfile.TemporaryDirectory(prefix="course-check-") as folder:
        copy_data(exercise_path.parent, Path(folder))
        client = NotebookClient(
            copy.deepcopy(notebook),  # it is filled in where it is
            timeout=CELL_TIMEOUT,
            kernel_name="python3",
            allow_errors=True,
            shutdown_kernel="immediate",
            extra_arguments=["--log-level=ERROR"],
            resources={"metadata": {"path": folder}},
        )
        try:
            return client.execute()
        except (CellTimeoutError, DeadKernelError) as error:
            kind = "took too long" if isinstance(error, CellTimeoutError) else "killed its kernel"
            raise CourseError(
                f"{shown(exercise_path)}: a cell {kind}; run the merged notebook by hand to see "
                f"which (limit {CELL_TIMEOUT} s a cell)"
            ) from None


def copy_data(chapter: Path, target: Path) -> None:
    """Copy a chapter's data folder, so that a notebook's relative path `data/...` works."""
    if (chapter / "data").is_dir():
        shutil.copytree(chapter / "data", target / "data", dirs_exist_ok=True)


def _solution_faults(notebook: NotebookNode, path: Path) -> list[str]:
    from nbgrader.utils import determine_grade

    faults = []
    for cell in notebook.cells:
        problem = failure(cell)
        if problem:
            faults.append(f"{shown(path)}: with its solution the cell {cell.id!r} fails: {problem}")
        elif is_test(cell):
            score, points = determine_grade(cell)
            if score != points:
                faults.append(
                    f"{shown(path)}: with its solution the cell {cell.id!r} earns {score:g} of "
                    f"{points:g} points: anything on stderr, or a number as the last line, "
                    "lowers them"
                )
    return faults


def _stub_faults(notebook: NotebookNode, path: Path) -> list[str]:
    return [
        f"{shown(path)}: the test {grade_id(cell)!r} passes though nothing is solved; make one of "
        "its asserts depend on the student's answer"
        for cell in notebook.cells
        if is_test(cell) and failure(cell) is None
    ]


def failure(cell: NotebookNode) -> str | None:
    """The error that a cell ended with, as one line; None where it ran through."""
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            message = output.evalue.strip().splitlines()
            return f"{output.ename}: {message[0]}" if message else output.ename
    return None
