"""The exercises of the chapters: graded ones, and notebooks for practice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sitekit.notebooks import ExerciseFacts, exercise_facts

#: The exercises that a chapter may have, in the order in which they are done.
EXERCISE_NAMES = ("python", "lab", "memo")


@dataclass(frozen=True)
class GradedExercise:
    """One exercise: `exercises/<chapter>/<name>.md`; for practice where `facts.graded` is false."""

    chapter: str
    name: str
    path: Path
    facts: ExerciseFacts


@lru_cache(maxsize=128)
def _facts(path: Path, changed: int) -> ExerciseFacts:
    """The facts of a notebook, read once for each of its versions: several pages ask for them."""
    return exercise_facts(path)


def chapters_with_exercises(root: Path) -> list[str]:
    """The slugs of the chapters that have exercises."""
    found = {path.parent.name for n in EXERCISE_NAMES for path in root.glob(f"exercises/*/{n}.md")}
    return sorted(found)


def exercises_of(root: Path, chapter: str) -> list[GradedExercise]:
    """A chapter's exercises, in the order in which they are done.

    Raises:
        CourseError: a notebook's header or its graded cells are not as they should be.
    """
    paths = {name: root / "exercises" / chapter / f"{name}.md" for name in EXERCISE_NAMES}
    return [
        GradedExercise(chapter, name, path, _facts(path, path.stat().st_mtime_ns))
        for name, path in paths.items()
        if path.is_file()
    ]
