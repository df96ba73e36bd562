"""The regions that nbgrader cuts out of a cell: solutions, hidden tests, mark schemes."""

from __future__ import annotations

import re

_EDGE = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)")


def split_regions(source: str) -> tuple[str, str]:
    """What lies outside every region and what lies inside one, without the lines of their edges.

    A region that never ends reaches to the end of the cell: better too much hidden than too little.
    """
    outside: list[str] = []
    inside: list[str] = []
    depth = 0
    for line in source.split("\n"):
        edge = _EDGE.search(line)
        if edge:
            depth = depth + 1 if edge.group(1) == "BEGIN" else max(0, depth - 1)
        else:
            (inside if depth else outside).append(line)
    return "\n".join(outside), "\n".join(inside)
