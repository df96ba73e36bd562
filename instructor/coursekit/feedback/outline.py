"""How a student's notebook is divided: its headings, and the graded cells under each.

It is read from the notebook as released, so that nothing but what students have can get in.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from sitekit.errors import CourseError, shown

_HEADING = re.compile(r"^#{1,2}\s+(.+?)\s*#*$", re.MULTILINE)
#: "(4 points)" at the end of a heading: the page computes it.
_POINTS = re.compile(r"\s*\(\d+(\.\d+)?\s+points?\)$")
WRITTEN = "Written answer"
CHECK = "Check"


@dataclass(frozen=True)
class Graded:
    """One graded cell."""

    grade_id: str
    label: str
    """The first comment of a test; what students call it by."""
    written: bool


@dataclass(frozen=True)
class Part:
    """A heading and the graded cells up to the next one."""

    title: str
    cells: tuple[Graded, ...]


def read_outline(released: Path) -> list[Part]:
    """The parts that hold something graded, in order.

    Raises:
        CourseError: the released notebook is not there or is none.
    """
    try:
        cells = json.loads(released.read_bytes())["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        raise CourseError(
            f"{shown(released)}: the released notebook cannot be read; run 'course release' again"
        ) from None
    parts: list[tuple[str, list[Graded]]] = [("", [])]
    for cell in cells:
        source = "".join(cell["source"])
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("grade"):
            parts[-1][1].append(_graded(cell["cell_type"], marks["grade_id"], source))
        elif cell["cell_type"] == "markdown":
            parts += [(_POINTS.sub("", title), []) for title in _HEADING.findall(source)]
    return [Part(title, tuple(cells)) for title, cells in parts if cells]


def _graded(kind: str, grade_id: str, source: str) -> Graded:
    if kind == "markdown":
        return Graded(grade_id, WRITTEN, written=True)
    first = source.lstrip().split("\n", 1)[0]
    label = first.lstrip("# ").rstrip() if first.startswith("#") else ""
    return Graded(grade_id, label or CHECK, written=False)
