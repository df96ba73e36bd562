"""The rubric levels that a marker writes into a comment: one line `<criterion>: <level>` each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from coursekit.fingerprints import normalise
from coursekit.rubric import Rubric


@dataclass(frozen=True)
class Level:
    """What one criterion earned."""

    criterion: str
    points: int
    max_points: int
    description: str
    """The level's words, where students have them; else empty."""


def split_comment(
    comment: str, rubric: Rubric | None, known_to_students: str
) -> tuple[list[Level], str]:
    """The levels in a comment, and the comment without them.

    Args:
        comment: what the marker wrote.
        rubric: of this answer; None where it has none.
        known_to_students: the exercise's text; a level's words are shown only if they stand in it.
    """
    if rubric is None:
        return [], comment.strip()
    by_name = {name.lower(): c for c in rubric.criteria for name in (c.id, c.name)}
    names = "|".join(re.escape(name) for name in sorted(by_name, key=len, reverse=True))
    line = re.compile(rf"\s*[-*]?\s*({names})\s*[:=]\s*(\d+)\s*", re.IGNORECASE)
    known = normalise(known_to_students)
    levels, rest = {}, []
    for text in comment.splitlines():
        found = line.fullmatch(text)
        criterion = by_name[found.group(1).lower()] if found else None
        if criterion is None or int(found.group(2)) > criterion.points:
            rest.append(text)
            continue
        points = int(found.group(2))
        words = criterion.levels.get(points, "")
        levels[criterion.id] = Level(
            criterion.name,
            points,
            criterion.points,
            words if words and normalise(words) in known else "",
        )
    ordered = [levels[c.id] for c in rubric.criteria if c.id in levels]
    return ordered, "\n".join(rest).strip()
