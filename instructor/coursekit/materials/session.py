"""Everything about one chapter that its slides and papers are made from, read once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sitekit.course import Course, Page, chapter_title
from sitekit.exercises import GradedExercise, exercises_of
from sitekit.questions import Question, load_questions

from coursekit.built import Discussion, Figure, read_built
from coursekit.markers import MARKER
from coursekit.quiz import Key, read_graded, read_keys

_HEADING = re.compile(r"^### `(?P<id>[a-z0-9-]+)`\s*$", re.MULTILINE)


@dataclass(frozen=True)
class LessonParts:
    """One lesson."""

    page: Page
    figures: tuple[Figure, ...]
    discussions: tuple[Discussion, ...]


@dataclass(frozen=True)
class Session:
    """One chapter."""

    chapter: str
    title: str
    lessons: tuple[LessonParts, ...]
    self_check: tuple[Question, ...]
    graded: tuple[tuple[Question, Key], ...]
    exercises: tuple[GradedExercise, ...]
    facilitation: dict[str, str]
    """What the instructor's guide says on a prompt (Markdown), by the prompt's id."""
    guide_marker: str
    keys_marker: str

    @property
    def discussions(self) -> Iterator[Discussion]:
        """All prompts, in order."""
        return (found for lesson in self.lessons for found in lesson.discussions)


def read_session(course: Course, site: Path, chapter: str) -> Session:
    """Read a chapter.

    Raises:
        CourseError: a page is not built, or a source breaks its schema.
    """
    root = course.root
    lessons = []
    for page in course.lessons_of(chapter):
        built = read_built(site, page)
        lessons.append(LessonParts(page, tuple(built.figures(root)), tuple(built.discussions())))
    bank = root / "exercises" / chapter / "questions.yml"
    questions = load_questions(bank) if bank.is_file() else []
    graded = read_graded(root, chapter)
    guide = root / "instructor" / chapter / "guide.md"
    text = guide.read_text(encoding="utf-8") if guide.is_file() else ""
    marker = MARKER.search(text)
    return Session(
        chapter,
        chapter_title(course, chapter),
        tuple(lessons),
        tuple(q for q in questions if q.use == "self-check"),
        tuple(graded),
        tuple(exercises_of(root, chapter)),
        facilitation_notes(text),
        marker.group() if marker else "",
        read_keys(root / "instructor" / chapter / "questions.key.yml").marker if graded else "",
    )


def facilitation_notes(guide: str) -> dict[str, str]:
    """The guide's notes on each prompt: what stands under a heading with the prompt's id."""
    found = {}
    for match in _HEADING.finditer(guide):
        rest = guide[match.end() :]
        following = re.search(r"^#{2,3} ", rest, re.MULTILINE)
        found[match["id"]] = rest[: following.start() if following else None].strip()
    return found
