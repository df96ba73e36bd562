"""The tables that learning platforms export: Canvas, Moodle and Blackboard, as they write them.

Canvas: "Export" in the gradebook, with the columns of its own exporter (`Student`, `ID`, `SIS User
ID`, `SIS Login ID`, `Section`, then `Title (number)`), and rows before the students that hold
points. Moodle: an assignment's grading worksheet (`Identifier`, `Grade`), or the gradebook's own
export (`Assignment: Title (Real)`). Blackboard: the download of the Grade Center, tabs and UTF-16
(`Title [Total Pts: 40 Score] |number`).
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sitekit.errors import CourseError, shown

Platform = Literal["canvas", "moodle", "blackboard"]

#: The columns by which a platform knows a student; the first of them must be there, for everyone,
#: and differ.
ID_COLUMNS: dict[Platform, tuple[str, ...]] = {
    "canvas": ("ID", "SIS User ID", "SIS Login ID", "Integration ID"),
    "moodle": ("Identifier", "ID number", "Email address", "Username"),
    "blackboard": ("Username", "Student ID"),
}
#: A worksheet's columns for one assignment.
WORKSHEET_GRADE, WORKSHEET_MOST = "Grade", ("Maximum grade", "Maximum Grade")
_NAMES = ("Student", "Full name", "First name", "First Name", "FirstName", "Surname", "Last name",
          "Last Name", "LastName")  # fmt: skip
_OTHERS = ("Section", "Root Account", "Institution", "Department", "Last Access", "Availability",
           "Child Course ID", "Last downloaded from this course")  # fmt: skip
_POINTS_ROW = "Points Possible"
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass
class Row:
    """One student's row."""

    line: int
    cells: dict[str, str]

    def ids(self, platform: Platform) -> set[str]:
        """Everything in this row by which the student may be known, in lower case."""
        values = {self.cells.get(column, "").strip() for column in ID_COLUMNS[platform]}
        values |= {value.removeprefix("Participant ") for value in values}
        return {value.casefold() for value in values if value}

    @property
    def name(self) -> str:
        """How the platform writes the student's name."""
        parts = [self.cells[column].strip() for column in _NAMES if self.cells.get(column)]
        return " ".join(parts) or "(no name)"


@dataclass
class ExportFile:
    """A platform's table, with what is needed to write one like it."""

    path: Path
    platform: Platform
    columns: list[str]
    students: list[Row]
    before: list[dict[str, str]] = field(default_factory=list)
    """Canvas's rows that are no student's: points possible, manual posting."""
    encoding: str = "utf-8"
    delimiter: str = ","

    @property
    def is_worksheet(self) -> bool:
        """Whether it is Moodle's grading worksheet, which is about one assignment."""
        return self.platform == "moodle" and "Identifier" in self.columns

    @property
    def identifying(self) -> list[str]:
        """The columns that say who a row is about."""
        known = {*ID_COLUMNS[self.platform], *_NAMES, *_OTHERS}
        return [column for column in self.columns if column in known]

    def title_of(self, column: str) -> str:
        """An assignment's title in a column's name: `Lab 1 (4711)` is about `Lab 1`."""
        if self.platform == "canvas":
            return re.sub(r" \(\d+\)$", "", column)
        if self.platform == "moodle":
            return re.sub(r"^[^:]+: | \([^()]+\)$", "", column)
        return re.sub(r" \[[^\]]*\].*$", "", column)

    def most_points(self, column: str, row: Row | None = None) -> float | None:
        """What the platform thinks that an assignment is worth; None where the file does not say.

        Args:
            column: the assignment's column.
            row: a student's row, where each says it (a worksheet).
        """
        if self.platform == "canvas":
            cells = next((r for r in self.before if _is_points_row(r)), {})
            return number(cells.get(column, ""))
        if self.is_worksheet:
            first = row or (self.students[0] if self.students else None)
            names = [name for name in WORKSHEET_MOST if name in self.columns]
            return number(first.cells[names[0]]) if first and names else None
        found = re.search(r"\[Total Pts: (?:up to )?([\d.,]+)", column)
        return number(found.group(1)) if found else None


def number(text: str) -> float | None:
    """A number as a platform writes it, with a point or a comma; None where it is none."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def read_export(path: Path, platform: Platform | None = None) -> ExportFile:
    """Read a platform's export.

    Args:
        path: the file.
        platform: whose it must be; found out from its columns where none is given.

    Raises:
        CourseError: it cannot be read, it is another platform's, or a student's id is missing or
            there twice; one line for each fault, and nothing is taken from it then.
    """
    where = shown(path)
    text, encoding = _decode(path)
    first = text.lstrip("\ufeff").splitlines()[0] if text.strip() else ""
    delimiter = max("\t,;", key=first.count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise CourseError(f"{where}: a broken table ({error}); export it again") from None
    columns = [column.strip() for column in table[0]] if table else []
    found = _platform_of(columns)
    if found is None or (platform and found != platform):
        wanted = f"export of {platform.capitalize()}" if platform else "platform's export"
        raise CourseError(
            f"{where}:1: this is no {wanted}: its first line names "
            f"{', '.join(columns[:6]) or 'nothing'}; export the gradebook (Moodle: or the grading "
            "worksheet) again and leave the first line as it is"
        )
    if len(set(columns)) < len(columns):
        twice = sorted({c for c in columns if c and columns.count(c) > 1})
        if twice:
            raise CourseError(f"{where}:1: the column {twice[0]!r} is there twice; keep one")
    export = ExportFile(path, found, columns, [], [], encoding, delimiter)
    faults = _take_rows(export, table[1:])
    if faults:
        raise CourseError("\n".join(faults))
    return export


def _decode(path: Path) -> tuple[str, str]:
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = "no such file" if isinstance(error, FileNotFoundError) else error.strerror
        raise CourseError(f"{shown(path)}: {reason}; name the platform's export") from None
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding), encoding
    except UnicodeDecodeError:
        raise CourseError(
            f"{shown(path)}: not UTF-8 text; export it again, or save it as 'CSV UTF-8'"
        ) from None


def _platform_of(columns: list[str]) -> Platform | None:
    have = set(columns)
    if "ID" in have and ("Student" in have or {"LastName", "FirstName"} <= have):
        return "canvas"
    if "Username" in have and {"Last Name", "First Name"} <= have:
        return "blackboard"
    if {"Identifier", WORKSHEET_GRADE} <= have or (
        have & {"ID number", "Email address", "Username"} and have & set(_NAMES)
    ):
        return "moodle"
    return None


def _is_points_row(cells: dict[str, str]) -> bool:
    return any(value.strip() == _POINTS_ROW for value in cells.values())


def _take_rows(export: ExportFile, table: list[list[str]]) -> list[str]:
    """Put the rows into the export; gives what is wrong with them."""
    where = shown(export.path)
    known_by = next(c for c in ID_COLUMNS[export.platform] if c in export.columns)
    first: dict[str, int] = {}
    faults = []
    for line, values in enumerate(table, 2):
        if not any(value.strip() for value in values):
            continue
        if len(values) > len(export.columns):
            faults.append(
                f"{where}:{line}: {len(values)} cells under {len(export.columns)} columns: a "
                "comma inside a name needs quotes around the name; export the file again"
            )
            continue
        padded = [*values, *([""] * (len(export.columns) - len(values)))]
        cells = dict(zip(export.columns, padded, strict=True))
        identity = cells[known_by].strip()
        nobody = not any(cells.get(name, "").strip() for name in _NAMES)
        above = export.platform == "canvas" and not identity and not export.students
        if above and (nobody or _is_points_row(cells)):
            export.before.append(cells)
            continue
        row = Row(line, cells)
        if not identity:
            faults.append(
                f"{where}:{line}: {row.name} has no {known_by!r}; export the file again, with ids"
            )
        elif identity.casefold() in first:
            faults.append(
                f"{where}:{line}: {known_by!r} {identity!r} is in line "
                f"{first[identity.casefold()]} too; keep one of the rows"
            )
        else:
            first[identity.casefold()] = line
            export.students.append(row)
    return faults
