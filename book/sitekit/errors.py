"""The one kind of error that a reader of the command line is meant to see."""

from __future__ import annotations

from pathlib import Path

from sitekit.paths import find_root


class CourseError(Exception):
    """What is wrong, where, and what to do about it: one clear line (one more for each fault).

    `course` prints it and exits with 1; it never shows a traceback for it.
    """


def shown(path: Path) -> str:
    """How an error names a file: from the root of the repository where it lies in there."""
    try:
        return path.resolve().relative_to(find_root()).as_posix()
    except ValueError:
        return str(path)
