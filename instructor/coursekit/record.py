"""What grading leaves for each submission beside the mark: `records/<assignment>/<student>.json`.

A record says how each test went and what was odd. Marks it only repeats: the gradebook is the one
source of them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sitekit.errors import CourseError, shown

Status = Literal[
    "passed", "failed", "error", "timeout", "killed", "missing", "not_run", "manual"
]  # fmt: skip


class _Part(BaseModel):
    # A record of a later version may say more; what it says less is a fault.
    model_config = ConfigDict(extra="ignore", frozen=True)


class Submitted(_Part):
    """The file that was graded."""

    sha256: str
    file: str | None = None
    timestamp: str | None = None


class CellResult(_Part):
    """How one graded cell went."""

    grade_id: str
    points: float
    max_points: float
    status: Status
    mode: str | None = None
    """`two processes`, or `same process` where the test ran beside the student's code."""
    message: str | None = None
    """The author's own words: of a visible check, or the hint of a hidden one."""
    hidden: bool = False
    """Whether what failed lies in the hidden tests."""
    seconds: float | None = None


class Oddity(_Part):
    """Something for a person to look at; it neither gives nor takes marks."""

    code: str
    grade_id: str | None = None
    line: str
    evidence: str = ""


class Record(_Part):
    """One graded or refused submission."""

    version: Literal[1]
    assignment: str
    exercise: str
    student: str
    submitted: Submitted
    release: str | None = None
    sandbox: str | None = None
    outcome: Literal["graded", "refused"]
    reason: str | None = None
    seconds: float = 0.0
    cells: list[CellResult] = Field(default_factory=list)
    oddities: list[Oddity] = Field(default_factory=list)


def records_folder(folder: Path, assignment: str) -> Path:
    """Where the records of an assignment are, in the course folder."""
    return folder / "records" / assignment


def read_record(path: Path) -> Record:
    """One record.

    Raises:
        CourseError: it cannot be read, or is none.
    """
    try:
        return Record.model_validate(json.loads(path.read_bytes()))
    except (OSError, ValueError, ValidationError) as error:
        detail = str(error).splitlines()[0]
        raise CourseError(
            f"{shown(path)}: no record of grading ({detail}); remove it and run 'course grade' "
            "again"
        ) from None


def read_records(folder: Path, assignment: str) -> dict[str, Record]:
    """All records of an assignment, by student.

    Raises:
        CourseError: there are none, or one cannot be read.
    """
    found = [
        read_record(path) for path in sorted(records_folder(folder, assignment).glob("*.json"))
    ]
    if not found:
        raise CourseError(
            f"{assignment}: nothing is graded yet; run 'course grade {assignment}' first"
        )
    return {record.student: record for record in found}
