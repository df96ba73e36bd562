"""The assignments: one for each exercise that has solutions, named `<chapter>-<exercise>`."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from sitekit.errors import CourseError
from sitekit.exercises import EXERCISE_NAMES, chapters_with_exercises
from sitekit.notebooks import exercise_header


@dataclass(frozen=True)
class Assignment:
    """One exercise as nbgrader knows it."""

    root: Path
    chapter: str
    exercise: str

    @property
    def name(self) -> str:
        return f"{self.chapter}-{self.exercise}"

    @property
    def exercise_path(self) -> Path:
        return self.root / "exercises" / self.chapter / f"{self.exercise}.md"

    @property
    def solutions_path(self) -> Path:
        return self.root / "instructor" / self.chapter / f"{self.exercise}.solutions.md"

    @property
    def notebook_name(self) -> str:
        """The file that a student hands in."""
        return f"{self.exercise}.ipynb"

    @property
    def attachments(self) -> tuple[str, ...]:
        """The files that the exercise asks for beside the notebook.

        Raises:
            CourseError: the exercise's header is not as it should be.
        """
        return exercise_header(self.exercise_path).attachments


def all_assignments(root: Path) -> list[Assignment]:
    """Every exercise of every chapter, in order."""
    found = [
        Assignment(root, chapter, exercise)
        for chapter in chapters_with_exercises(root)
        for exercise in EXERCISE_NAMES
    ]
    return [assignment for assignment in found if assignment.exercise_path.is_file()]


def find_assignments(root: Path, name: str) -> list[Assignment]:
    """The assignments of a chapter's slug, or the one of an assignment's name.

    Raises:
        CourseError: there is neither.
    """
    everything = all_assignments(root)
    found = [a for a in everything if name in (a.chapter, a.name)]
    if not found:
        known = list(dict.fromkeys(n for a in everything for n in (a.chapter, a.name)))
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise CourseError(
            f"{name!r} is no chapter and no assignment; {hint}"
            f"there are: {', '.join(known) or 'none at all (no exercises/<slug>/lab.md)'}"
        )
    return found


def find_assignment(root: Path, name: str) -> Assignment:
    """The one assignment of this name.

    Raises:
        CourseError: there is none, or `name` is a chapter with several.
    """
    found = find_assignments(root, name)
    if len(found) > 1:
        raise CourseError(
            f"{name!r} is a chapter with several assignments; name one of them: "
            f"{', '.join(a.name for a in found)}"
        )
    return found[0]
