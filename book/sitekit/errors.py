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


def read_text(path: Path, otherwise: str = "no such file") -> str:
    """The text of a file.

    Raises:
        CourseError: there is no such file (the line then ends with `otherwise`), or it is not
            UTF-8 text.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseError(f"{shown(path)}: {otherwise}") from None
    except UnicodeDecodeError as error:
        raise CourseError(
            f"{shown(path)}: not UTF-8 text ({error.reason} at byte {error.start})"
        ) from None
