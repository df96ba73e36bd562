"""What coursekit adds to `course check`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sitekit.errors import CourseError
from sitekit.exercises import chapters_with_exercises

from coursekit.assignments import all_assignments
from coursekit.folder import FOLDER
from coursekit.markers import check_unique


def teaching_material(root: Path, site: Path) -> Iterator[str]:
    """One line for each fault in solutions, rubrics and keys; nothing is run for it.

    (`course release` runs the notebooks both ways.)
    """
    from coursekit.merge import merge
    from coursekit.quiz import read_graded

    steps = [lambda: check_unique(root / "instructor")]
    for assignment in all_assignments(root):
        steps.append(lambda a=assignment: merge(a.exercise_path, a.solutions_path))
    for chapter in chapters_with_exercises(root):
        steps.append(lambda c=chapter: read_graded(root, c))
    for step in steps:
        try:
            step()
        except CourseError as error:
            yield from str(error).splitlines()


def leaks(root: Path, site: Path) -> Iterator[str]:
    """One line for each piece of teaching material in what students can reach.

    Searched are the sources of the book and the exercises, the built site with its downloads, and
    in the default course folder what was released and the feedback pages.
    """
    from coursekit.leaks import collect_secrets, find_leaks

    marking = root / FOLDER
    reach = [site, root / "book", root / "exercises", root / "_build" / "release"]
    reach.append(marking / "release")
    found = find_leaks([path for path in reach if path.exists()], collect_secrets(root))
    if (marking / "feedback").exists():
        secrets = collect_secrets(root, for_feedback=True)
        found += find_leaks([marking / "feedback"], secrets)
    yield from map(str, found)
