"""Writes what stays of a grading beside the marks: a record each, the notebook, the report."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from sitekit.errors import CourseError, shown

VERSION = 1


def write_safely(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        CourseError: it cannot be written; the disk is full, say.
    """
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content.encode() if isinstance(content, str) else content)
        os.replace(beside, path)  # noqa: PTH105
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise CourseError(
            f"{shown(path)}: cannot be written ({error.strerror}); what was graded before is kept: "
            "mend that and run the same command again"
        ) from None


def record_path(folder: Path, assignment: str, student: str) -> Path:
    return folder / "records" / assignment / f"{student}.json"


def read_raw(path: Path) -> dict[str, Any]:
    """A record as it is; empty where there is none that can be read."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) and data.get("version") == VERSION else {}


def write_report(folder: Path, assignment: str, report: dict[str, Any]) -> Path:
    """The report of one run of `course grade`, for people and programs."""
    path = folder / "records" / f"{assignment}.json"
    write_safely(path, json.dumps({"version": VERSION, **report}, indent=1) + "\n")
    return path
