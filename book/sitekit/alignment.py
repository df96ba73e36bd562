"""Where each objective of a chapter is taught, practised and assessed, and how long that takes.

The objectives are those of the chapter's first page. What serves one says so with `towards`: the
lessons in their front matter, the questions in their bank, the exercises in their header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sitekit.course import Course, Page
from sitekit.exercises import exercises_of
from sitekit.questions import load_questions

#: The pages that hold no teaching of their own.
OPENING, PRACTICE = "index", "practice"
#: A page of fewer words has its text from a directive, and only its upper limit is looked at.
FEW = 100
#: Words a minute between which a declared reading time is believed. Adults read English non-fiction
#: at 238 on average (doi:10.1016/j.jml.2019.104047); these texts are dense and hold boxes to open.
SLOWEST, FASTEST = 60, 300


@dataclass
class Row:
    """One objective; each list holds what serves it, in words."""

    chapter: str
    number: int
    objective: str
    taught: list[Page] = field(default_factory=list)
    practised: list[str] = field(default_factory=list)
    assessed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Served:
    """Something that says which objectives it serves."""

    where: str
    towards: tuple[int, ...]


def alignment(root: Path, course: Course, chapter: str) -> tuple[list[Row], list[str]]:
    """The matrix of one chapter, and what points to an objective that is not there."""
    opening = course.by_slug.get(f"{chapter}/{OPENING}")
    if opening is None:
        return [], []
    rows = [
        Row(chapter, number, words) for number, words in enumerate(opening.lesson.objectives, 1)
    ]
    faults: list[str] = []

    def served(where: str, towards: tuple[int, ...]) -> Iterator[Row]:
        for number in towards:
            if number > len(rows):
                faults.append(
                    f"{where}: towards: there is no objective {number}; {opening.path} has "
                    f"{len(rows)}"
                )
            else:
                yield rows[number - 1]

    for page in course.lessons_of(chapter):
        minutes = page.lesson.minutes
        for row in served(str(page.path), page.lesson.towards):
            # What is read before a discussion sets its task; it is practice, like the talk itself.
            if (minutes.read or minutes.watch) and not minutes.discuss:
                row.taught.append(page)
            if minutes.do:
                row.practised.append(f"{page.title} ({minutes.do} min)")
            if minutes.discuss:
                row.practised.append(f"{page.title} (prompts, {minutes.discuss} min)")
    _add_questions(root, chapter, served)
    for exercise in exercises_of(root, chapter):
        where = f"exercises/{chapter}/{exercise.name}.md"
        for row in served(where, exercise.facts.towards):
            if exercise.facts.graded:
                row.assessed.append(f"{exercise.name} ({exercise.facts.points:g} points)")
            else:
                row.practised.append(f"notebook {exercise.name}")
    return rows, faults


def _add_questions(root: Path, chapter: str, served) -> None:
    bank = root / "exercises" / chapter / "questions.yml"
    if not bank.is_file():
        return
    counts: dict[tuple[int, str], int] = {}
    found: dict[int, Row] = {}
    for question in load_questions(bank):
        where = f"exercises/{chapter}/questions.yml: {question.id}"
        for row in served(where, question.towards):
            found[row.number] = row
            key = (row.number, question.use)
            counts[key] = counts.get(key, 0) + 1
    for (number, use), count in counts.items():
        words = f"{count} {use} question{'s' if count != 1 else ''}"
        row = found[number]
        (row.assessed if use == "graded" else row.practised).append(words)


def beside(course: Course, chapter: str) -> list[Page]:
    """The lessons of a chapter that serve none of its objectives, and have only their own."""
    return [
        page
        for page in course.lessons_of(chapter)
        if not page.lesson.towards and page.slug.partition("/")[2] not in (OPENING, PRACTICE)
    ]


def alignment_gaps(root: Path, course: Course) -> list[str]:
    """One line for each objective that is not taught, practised or assessed, and the like."""
    gaps: list[str] = []
    for chapter in course.chapters:
        rows, faults = alignment(root, course, chapter)
        gaps += faults
        for row in rows:
            for column in ("taught", "practised", "assessed"):
                if not getattr(row, column):
                    gaps.append(
                        f"book/{chapter}/{OPENING}.md: objective {row.number} is not {column}: "
                        f"“{row.objective}”; add what is missing, or say {_where(column)} with "
                        f"'towards: [{row.number}]'"
                    )
    return gaps


def unbelievable_times(root: Path, course: Course) -> list[str]:
    """One line for each page whose declared minutes its words or prompts do not fit."""
    return [estimate.fault for estimate in estimates(root, course) if estimate.fault]


def _where(column: str) -> str:
    return {
        "taught": "on the lesson's page",
        "practised": "at a self-check question or on a page with things to do",
        "assessed": "at a graded question or in the header of a lab or memo",
    }[column]


@dataclass(frozen=True)
class Estimate:
    """One page's declared minutes beside what its parts come to."""

    page: Page
    words: int
    prompts: tuple[int, ...]
    """The minutes of its discussion prompts."""
    fault: str | None

    @property
    def reading(self) -> int:
        """The minutes its words take at 200 a minute, rounded."""
        return round(self.words / 200)


def estimates(root: Path, course: Course) -> list[Estimate]:
    """Every lesson's declared times, and the parts they are made of."""
    return [_estimate(root, page) for page in course.lessons]


def _estimate(root: Path, page: Page) -> Estimate:
    text = (root / page.path).read_text(encoding="utf-8")
    body = text.partition("\n---\n")[2]
    prompts = tuple(
        int(match[1])
        for match in re.finditer(
            r"^:{3,}\{discussion\}[^\n]*\n(?:^:[^\n]*\n)*?^:minutes: (\d+)", body, re.M
        )
    )
    words = count_words(body)
    minutes, fault = page.lesson.minutes, None
    slowest = SLOWEST if words >= FEW else 0
    if minutes.read and not slowest <= words / minutes.read <= FASTEST:
        fault = (
            f"{page.path}: lesson.minutes.read: {words} words in {minutes.read} minutes are "
            f"{words / minutes.read:.0f} a minute; a reader takes {words / FASTEST:.0f} to "
            f"{words / SLOWEST:.0f} minutes"
        )
    elif prompts and minutes.discuss < min(prompts):
        fault = (
            f"{page.path}: lesson.minutes.discuss: {minutes.discuss} minutes do not hold even the "
            f"shortest prompt ({min(prompts)} minutes)"
        )
    return Estimate(page, words, prompts, fault)


def count_words(body: str) -> int:
    """The words that a reader of a page's Markdown reads: no code, citations or addresses."""
    body = re.sub(r"^(`{3,}).*?^\1", "", body, flags=re.M | re.S)
    body = re.sub(r"^\s*:[\w-]+:.*$|^:{3,}.*$", "", body, flags=re.M)
    body = re.sub(r"\{footcite:p\}`[^`]*`|\]\([^)]*\)|\{[a-z:-]+\}", "", body)
    return len(re.findall(r"[A-Za-z0-9’'\-]+", body))
