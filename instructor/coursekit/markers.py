"""Marker words: planted in everything a student must not see, so that a search can find a leak."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sitekit.errors import CourseError, shown

#: Eight hex digits, the last a decimal one, so that the word survives as one token everywhere.
MARKER = re.compile(r"teachonly[0-9a-f]{7}[0-9]")

#: The kinds of file in `instructor/<slug>/` that hold something to keep from students.
TEXT_SUFFIXES = frozenset({".md", ".yml", ".yaml", ".txt", ".py", ".csv", ".json"})


def teaching_files(instructor: Path) -> Iterator[Path]:
    """Every file of `instructor/<slug>/` that may hold an answer (not the code of coursekit)."""
    for path in sorted(instructor.rglob("*")):
        parts = path.relative_to(instructor).parts
        teaches = len(parts) > 1 and parts[0] not in {"coursekit", "deploy"}
        if teaches and path.suffix in TEXT_SUFFIXES and path.is_file():
            yield path


def marker_lines(path: Path) -> Iterator[tuple[str, int]]:
    """Each marker in a file, with its line (from 1)."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for match in MARKER.finditer(line):
            yield match.group(), number


def check_unique(instructor: Path) -> None:
    """See that no marker is used twice: a leak must name the one place it came from.

    Raises:
        CourseError: a marker comes twice; one line for each, naming both places.
    """
    first: dict[str, str] = {}
    faults = []
    for path in teaching_files(instructor):
        for marker, number in marker_lines(path):
            place = f"{shown(path)}:{number}"
            if marker in first:
                faults.append(
                    f"{place}: the marker {marker} is already used in {first[marker]}; "
                    "change some of its digits"
                )
            first.setdefault(marker, place)
    if faults:
        raise CourseError("\n".join(faults))
