"""Puts marks into a platform's table: into its own columns, nothing else, nothing rounded."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sitekit.errors import CourseError

from coursekit.lms.export_file import WORKSHEET_GRADE, ExportFile, Row, number
from coursekit.lms.marks import Mark, exact


@dataclass(frozen=True)
class Graded:
    """One assignment with its marks."""

    name: str
    title: str
    most: float
    """The points that it is worth."""
    marks: Sequence[Mark]


@dataclass
class Filled:
    """The columns that got marks, and everything that somebody should know."""

    columns: dict[str, str] = field(default_factory=dict)
    """Column by assignment."""
    written: int = 0
    lines: list[str] = field(default_factory=list)


def fill(
    export: ExportFile,
    assignments: Sequence[Graded],
    rows: Mapping[str, Row],
    named: Mapping[str, str],
    *,
    unfinished: bool = False,
) -> Filled:
    """Put each mark into its student's row.

    Args:
        export: the platform's table; its rows are changed.
        assignments: what to put in.
        rows: each student's row.
        named: the column of an assignment, where its title does not tell.
        unfinished: write marks too that are not final.

    Raises:
        CourseError: an assignment was named a column that is not there, or worth other points.
    """
    filled = Filled()
    faults = []
    for assignment in assignments:
        column = _column_of(export, assignment, named, alone=len(assignments) == 1)
        if column is None:
            filled.lines.append(
                f"{assignment.name}: no column of {export.path.name} is called so or "
                f"{assignment.title!r}; make it there, or name one: "
                f"--column '{assignment.name}=ITS COLUMN'"
            )
            continue
        most = export.most_points(column)
        if most is not None and abs(most - assignment.most) > 1e-9:
            faults.append(
                f"{assignment.name}: worth {exact(assignment.most)} points here and {exact(most)} "
                f"in the column {column!r}; set it to {exact(assignment.most)} on the platform "
                "and export again (no mark is scaled)"
            )
            continue
        filled.columns[assignment.name] = column
        _fill_column(assignment, column, rows, filled, unfinished)
    if faults:
        raise CourseError("\n".join(faults))
    return filled


def _column_of(
    export: ExportFile, assignment: Graded, named: Mapping[str, str], *, alone: bool
) -> str | None:
    if assignment.name in named:
        wanted = named[assignment.name]
        if wanted not in export.columns or wanted in export.identifying:
            offered = [c for c in export.columns if c and c not in export.identifying]
            raise CourseError(
                f"--column {assignment.name}: {export.path.name} has no column {wanted!r} for "
                f"marks; it has: {', '.join(offered) or 'none'}"
            )
        return wanted
    if export.is_worksheet:
        return WORKSHEET_GRADE if alone else None
    titles = {_plain(assignment.name), _plain(assignment.title)}
    fitting = [
        column
        for column in export.columns
        if column not in export.identifying and _plain(export.title_of(column)) in titles
    ]
    if len(fitting) > 1:
        raise CourseError(
            f"{assignment.name}: {len(fitting)} columns of {export.path.name} fit: "
            f"{', '.join(map(repr, fitting))}; say which: --column '{assignment.name}=ITS COLUMN'"
        )
    return fitting[0] if fitting else None


def _plain(title: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", title).casefold().split())


def _fill_column(
    assignment: Graded, column: str, rows: Mapping[str, Row], filled: Filled, unfinished: bool
) -> None:
    for mark in assignment.marks:
        row = rows.get(mark.student)
        if row is None:
            continue
        if mark.unfinished and not unfinished:
            filled.lines.append(
                f"{mark.student}: {assignment.name}: {mark.unfinished}; no mark written"
            )
            continue
        before, after = row.cells[column].strip(), exact(mark.points)
        if before.upper() in ("EX", "N/A"):
            filled.lines.append(
                f"{mark.student}: {assignment.name}: the platform has {before!r}; kept, not {after}"
            )
            continue
        known = number(before)
        if known is not None and abs(known - mark.points) > 1e-9:
            filled.lines.append(f"{mark.student}: {assignment.name}: was {before}, now {after}")
        row.cells[column] = after
        filled.written += 1


def table(export: ExportFile, filled: Filled) -> bytes:
    """The table to upload: who it is about, and the columns that got marks.

    Other assignments' columns stay out: they would put old marks over newer ones. A worksheet is
    about one assignment, and Moodle wants it whole.
    """
    keep = set(export.identifying) | set(filled.columns.values())
    columns = [c for c in export.columns if export.is_worksheet or c in keep]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=export.delimiter, lineterminator="\r\n")
    writer.writerow(columns)
    for cells in [*export.before, *(row.cells for row in export.students)]:
        writer.writerow([cells[column] for column in columns])
    return out.getvalue().encode(export.encoding)
