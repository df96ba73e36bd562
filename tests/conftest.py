"""What holds for all tests."""

from __future__ import annotations

from pathlib import Path

INSTRUCTOR = Path(__file__).resolve().parents[1] / "instructor"

#: A public copy has no instructor's room, and nothing to test in it.
collect_ignore = [] if INSTRUCTOR.is_dir() else ["instructor", "attacks"]


def pytest_report_header() -> str:
    return f"the instructor's room: {'here' if INSTRUCTOR.is_dir() else 'not in this copy'}"
