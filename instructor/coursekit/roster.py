"""The class list: a CSV file with the columns id, first_name, last_name and email."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from sitekit.errors import CourseError, shown

from coursekit.submissions import STUDENT_ID

COLUMNS = ("id", "first_name", "last_name", "email")


@dataclass(frozen=True)
class Student:
    """One row."""

    id: str
    first_name: str
    last_name: str
    email: str


def read_roster(path: Path) -> dict[str, Student]:
    """The students by id.

    Raises:
        CourseError: no such file, a column is missing, an id is bad or there twice, or a row
            has too many cells.
    """
    where = shown(path)
    try:
        # Excel writes a byte order mark.
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CourseError(f"{where}: no such class list") from None
    except UnicodeDecodeError:
        raise CourseError(f"{where}: not UTF-8 text; save it as 'CSV UTF-8'") from None
    rows = csv.DictReader(text.splitlines(), skipinitialspace=True)
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or [])]
    if missing:
        raise CourseError(
            f"{where}:1: the first line must name the columns {', '.join(COLUMNS)}, separated by "
            f"commas; missing: {', '.join(missing)}"
        )
    students: dict[str, Student] = {}
    faults = []
    for row in rows:
        values = {column: (row[column] or "").strip() for column in COLUMNS}
        place = f"{where}:{rows.line_num}"
        if not STUDENT_ID.fullmatch(values["id"]):
            faults.append(
                f"{place}: id: {values['id']!r} is no student id (letters, digits, '.', '_', '-', "
                "'@'; at most 64)"
            )
        elif values["id"] in students:
            faults.append(f"{place}: id: {values['id']!r} is there twice; keep one row")
        elif row.get(None):
            faults.append(
                f"{place}: more than {len(rows.fieldnames)} cells: a comma inside a value "
                "needs quotes around the value"
            )
        else:
            students[values["id"]] = Student(**values)
    if faults:
        raise CourseError("\n".join(faults))
    return students
