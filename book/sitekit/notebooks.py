"""Reads the exercises (MyST notebooks) and makes the notebook that a student gets.

`student_notebook` applies nbgrader's own preprocessors, so that its bytes are those of
`nbgrader generate_assignment` on the instructor's merge; `coursekit` checks that they are.

nbformat, jupytext and nbgrader take seconds to import: they are imported where they are used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sitekit.declared import read_declared
from sitekit.errors import CourseError, read_text, shown
from sitekit.schema import Towards

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: What a written answer holds before the student writes it (nbgrader's default).
WRITTEN_STUB = "YOUR ANSWER HERE"

#: All the notebook metadata that a notebook needs; the rest of the header is for the book.
NOTEBOOK_METADATA: dict[str, Any] = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


#: A file that is handed in beside the notebook. Only kinds that do nothing when they are opened.
AttachmentName = Annotated[
    str,
    StringConstraints(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.(csv|tsv|txt|md|fasta|nwk|png|jpg|jpeg|pdf)$"
    ),
]


class ExerciseHeader(BaseModel):
    """The `exercise:` block in the header of an exercise's notebook."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
    summary: Annotated[str, StringConstraints(strip_whitespace=True, min_length=8)]
    minutes: Annotated[int, Field(gt=0, le=600, strict=True)]
    towards: Towards = ()
    graded: bool = True
    """False for practice: its checks are for the student, and nobody marks it."""
    attachments: tuple[AttachmentName, ...] = ()
    """Files that are handed in beside the notebook; no others are taken."""


class _FileHeader(BaseModel):
    """The whole header: jupytext's and Jupyter's keys are theirs to check."""

    exercise: ExerciseHeader


@dataclass(frozen=True)
class Exercise:
    """An exercise's notebook as its file has it: visible parts only."""

    path: Path
    header: ExerciseHeader
    notebook: NotebookNode
    """Cells carry deterministic ids: the `grade_id`, else `cell-<position from 1>`."""
    lines: tuple[int, ...]
    """For each cell the line of `path` (from 1) on which it starts."""


@dataclass(frozen=True)
class ExerciseFacts:
    """What an exercise is worth and how long it takes."""

    title: str
    summary: str
    minutes: int
    points_auto: float
    """Points marked by tests."""
    points_manual: float
    """Points marked by a person."""
    graded: bool = True
    """Whether it is handed in and marked."""
    towards: tuple[int, ...] = ()
    """The objectives of its chapter that it serves, counted from 1."""

    @property
    def points(self) -> float:
        """All points together."""
        return self.points_auto + self.points_manual


def read_exercise(path: Path) -> Exercise:
    """Read a MyST notebook and check its header and its nbgrader metadata.

    Raises:
        CourseError: the file is not there or is no MyST notebook, its header lacks the `exercise`
            block, or a cell's nbgrader metadata is wrong (one line for each fault).
    """
    from jupytext.myst import MystMetadataParsingError, myst_to_notebook

    where = shown(path)
    text = read_text(path, "no such exercise")
    header = _read_header(text, where)
    try:
        notebook = myst_to_notebook(text, add_source_map=True)
    except MystMetadataParsingError as error:
        raise CourseError(f"{where}: a cell's metadata cannot be read: {error}") from None
    lines = tuple(line + 1 for line in notebook.metadata.pop("source_map"))
    notebook.metadata = _as_node(NOTEBOOK_METADATA)
    faults: list[str] = []
    taken: dict[str, int] = {}
    for position, (cell, line) in enumerate(zip(notebook.cells, lines, strict=True), 1):
        faults += [f"{where}:{line}: {fault}" for fault in _metadata_faults(cell)]
        cell.id = grade_id(cell) or f"cell-{position}"
        if cell.id in taken:
            faults.append(
                f"{where}:{line}: the cell id {cell.id!r} is taken by the cell on line "
                f"{taken[cell.id]}; give each cell a grade_id of its own"
            )
        taken.setdefault(cell.id, line)
    if faults:
        raise CourseError("\n".join(faults))
    return Exercise(path, header, notebook, lines)


def exercise_header(path: Path) -> ExerciseHeader:
    """The `exercise:` block alone, without reading the notebook (errors as `read_exercise`)."""
    return _read_header(read_text(path, "no such exercise"), shown(path))


def exercise_facts(path: Path) -> ExerciseFacts:
    """Title, summary, minutes and points of one exercise (errors as `read_exercise`)."""
    exercise = read_exercise(path)
    auto = manual = 0.0
    for cell in exercise.notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade"):
            if marks["solution"]:
                manual += marks["points"]
            else:
                auto += marks["points"]
    header = exercise.header
    return ExerciseFacts(
        header.title, header.summary, header.minutes, auto, manual, header.graded, header.towards
    )


def student_notebook(path: Path) -> NotebookNode:
    """The notebook that a student gets: cells locked and with checksums, as nbgrader releases it.

    Raises:
        CourseError: as `read_exercise`.
    """
    from nbgrader.preprocessors import CheckCellMetadata, ComputeChecksums, LockCells

    notebook = read_exercise(path).notebook
    for preprocessor in (LockCells(), ComputeChecksums(), CheckCellMetadata()):
        notebook, _ = preprocessor.preprocess(notebook, {})
    return notebook


def notebook_bytes(notebook: NotebookNode) -> bytes:
    """A notebook as the bytes of its .ipynb file, the way nbconvert writes it."""
    import nbformat

    text = nbformat.writes(notebook, version=nbformat.NO_CONVERT)
    return (text if text.endswith("\n") else text + "\n").encode()


def grade_id(cell: NotebookNode) -> str | None:
    """The name of a cell that nbgrader knows; None for any other cell."""
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def is_solution(cell: NotebookNode) -> bool:
    """A code cell in which the student writes code."""
    return cell.cell_type == "code" and bool(cell.metadata.get("nbgrader", {}).get("solution"))


def is_test(cell: NotebookNode) -> bool:
    """A code cell that nbgrader runs to give points."""
    marks = cell.metadata.get("nbgrader", {})
    return cell.cell_type == "code" and bool(marks.get("grade")) and not marks.get("solution")


def is_written(cell: NotebookNode) -> bool:
    """A Markdown cell in which the student writes an answer that a person marks."""
    return cell.cell_type == "markdown" and bool(cell.metadata.get("nbgrader", {}).get("grade"))


def _read_header(text: str, where: str) -> ExerciseHeader:
    lines = text.splitlines()
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if not lines or lines[0].rstrip() != "---" or end is None:
        raise CourseError(
            f"{where}:1: an exercise starts with a header: a line '---', the fields (jupytext, "
            "kernelspec, exercise), and another line '---'"
        )
    return read_declared(_FileHeader, "\n".join(lines[1:end]), where, first_line=2).exercise


def _metadata_faults(cell: NotebookNode) -> list[str]:
    """What is wrong with one cell's nbgrader metadata, in words."""
    marks = cell.metadata.get("nbgrader")
    if marks is None:
        return []
    if not isinstance(marks, dict):
        return [f"nbgrader: must be a mapping of fields (got {marks!r})"]
    name = marks.get("grade_id")
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name):
        return [f"nbgrader.grade_id: letters, digits, '-' and '_', at most 64 (got {name!r})"]
    faults = [
        f"nbgrader.{field}: must be true or false in the cell {name!r} (got {marks.get(field)!r})"
        for field in ("grade", "locked", "solution", "task")
        if not isinstance(marks.get(field), bool)
    ]
    if marks.get("schema_version") != 3:
        faults.append(f"nbgrader.schema_version: must be 3 in the cell {name!r}")
    if faults:
        return faults
    points = marks.get("points")
    if marks["grade"] and (isinstance(points, bool) or not isinstance(points, int | float)):
        faults.append(f"nbgrader.points: the graded cell {name!r} needs a number of points")
    elif marks["grade"] and points <= 0:
        faults.append(f"nbgrader.points: must be above 0 in the cell {name!r} (got {points})")
    if not marks["grade"] and "points" in marks:
        faults.append(f"nbgrader.points: the cell {name!r} is not graded; remove its points")
    if marks["task"]:
        faults.append(f"nbgrader.task: the cell {name!r}: this course has no task cells; use false")
    if cell.cell_type == "markdown" and marks["grade"] != marks["solution"]:
        faults.append(f"the written answer {name!r} needs grade: true and solution: true")
    if cell.cell_type == "code" and marks["grade"] and marks["solution"]:
        faults.append(f"the cell {name!r} is both a solution and a test; make two cells of it")
    if marks["locked"] and marks["solution"]:
        faults.append(f"the cell {name!r} is for the student to fill in; use locked: false")
    if marks["grade"] and not marks["solution"] and not marks["locked"]:
        faults.append(f"the test cell {name!r} must not be edited; use locked: true")
    if cell.cell_type == "markdown" and marks["grade"] and cell.source != WRITTEN_STUB:
        faults.append(f"the written answer {name!r} must hold exactly {WRITTEN_STUB!r}")
    return faults


def _as_node(value: dict[str, Any]) -> NotebookNode:
    from nbformat import from_dict

    return from_dict(value)
