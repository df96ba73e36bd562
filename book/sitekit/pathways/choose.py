"""Which pages and assignments a pathway takes, and which prerequisites the choice breaks."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sitekit.course import Course, Page
from sitekit.errors import CourseError, shown
from sitekit.exercises import GradedExercise, exercises_of
from sitekit.pathways.declare import FILE, Pathway, line_of

LEVELS = ("introductory", "intermediate", "advanced")
#: The pages that open a chapter and hold its assignments.
INDEX, PRACTICE = "index", "practice"


@dataclass(frozen=True)
class Choice:
    """A pathway with what it takes from the course."""

    pathway: Pathway
    course: Course
    pages: tuple[Page, ...]
    """The lessons, in the order in which they are taught."""
    assignments: tuple[GradedExercise, ...]
    """What is handed in, in the order of the chapters."""
    warnings: tuple[str, ...]
    """What the choice breaks, one sentence for each."""


def choose(
    root: Path, course: Course, pathway: Pathway, source: Path | None = None
) -> Choice:  # fmt: skip
    """What a pathway takes.

    Args:
        root: the repository.
        course: all its pages.
        pathway: the choice.
        source: the file that declares it, for the lines of errors.

    Raises:
        CourseError: there is no such chapter, lesson or assignment; one line for each.
    """
    source = source or root / FILE

    def fault(word: str, what: str, known: Iterable[str]) -> str:
        known = list(known)
        near = difflib.get_close_matches(word, known, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        line = f":{line_of(source, word, after=pathway.id)}" if source.is_file() else ""
        return f"{shown(source)}{line}: {what} {word!r}; {hint}there are: {', '.join(known)}"

    faults: list[str] = []
    pages: list[Page] = []
    for chapter, names in pathway.chapters.items():
        if chapter not in course.chapters:
            faults.append(fault(chapter, "there is no chapter", course.chapters))
            continue
        lessons = course.lessons_of(chapter)
        known = [page.slug.partition("/")[2] for page in lessons]
        for name in names or ():
            if name not in known:
                faults.append(fault(name, f"the chapter {chapter!r} has no lesson", known))
        highest = LEVELS.index(pathway.level)
        pages += [
            page
            for page, name in zip(lessons, known, strict=True)
            if name == INDEX
            or (name in names if names is not None else LEVELS.index(page.lesson.level) <= highest)
        ]
    if faults:
        raise CourseError("\n".join(faults))
    graded = {
        f"{exercise.chapter}-{exercise.name}": exercise
        for chapter in pathway.chapters
        for exercise in exercises_of(root, chapter)
        if exercise.facts.graded
    }
    wanted = list(graded) if pathway.hand_in is None else list(dict.fromkeys(pathway.hand_in))
    faults = [
        fault(name, "the chosen chapters have no assignment", graded)
        for name in wanted
        if name not in graded
    ]
    if faults:
        raise CourseError("\n".join(faults))
    assignments = tuple(graded[name] for name in graded if name in wanted)
    warnings = (*_prerequisites(course, pages), *_homeless(course, pages, assignments))
    return Choice(pathway, course, tuple(pages), assignments, warnings)


def _prerequisites(course: Course, pages: list[Page]) -> Iterable[str]:
    position = {page.slug: number for number, page in enumerate(pages)}
    for number, page in enumerate(pages):
        for needed in page.lesson.prerequisites:
            title = course.by_slug[needed].title
            if needed not in position:
                yield (
                    f"{page.slug} needs {needed} (“{title}”), which this pathway leaves out: add "
                    "it, or say in class what students need of it"
                )
            elif position[needed] > number:
                yield (
                    f"{page.slug} needs {needed} (“{title}”), which this pathway teaches later: "
                    "put its chapter first"
                )


def _homeless(
    course: Course, pages: list[Page], assignments: tuple[GradedExercise, ...]
) -> Iterable[str]:
    taken = {page.slug for page in pages}
    for exercise in assignments:
        home = f"{exercise.chapter}/{PRACTICE}"
        if home in course.by_slug and home not in taken:
            yield (
                f"{exercise.chapter}-{exercise.name} is handed in, but {home}, the page from which "
                "students open it, is left out: add it, or send them the notebook"
            )
