"""What coursekit adds to `course check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from sitekit.errors import CourseError
from sitekit.exercises import chapters_with_exercises
from sitekit.lint.rule import Finding, Rule
from sitekit.lint.sources import Sources

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


def _unfit(sources: Sources) -> Iterable[Finding]:
    return map(Finding.from_line, teaching_material(sources.root, sources.site))


def _leaked(sources: Sources) -> Iterable[Finding]:
    return map(Finding.from_line, leaks(sources.root, sources.site))


#: `course check` finds them through the entry point group `sitekit.rules`.
RULES = (
    Rule(
        "DSI601",
        "solution, rubric or key that does not fit its exercise",
        "Students would be marked by the wrong yardstick, or the release would stop.",
        "mend the file that the line names; course release says more",
        _unfit,
        needs="instructor",
        may_opt_out=False,
    ),
    Rule(
        "DSI602",
        "teaching material where students can reach it",
        "An exercise whose solution is public measures nothing, and cannot be called back.",
        "move it to instructor/, build again, and change what has been seen",
        _leaked,
        needs="site",
        may_opt_out=False,
    ),
)
