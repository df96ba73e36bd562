"""DSI3xx: what a class and its instructor need to plan with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from sitekit.alignment import alignment_gaps, unbelievable_times
from sitekit.lint.document import Document
from sitekit.lint.rule import Finding, Rule
from sitekit.lint.rules.facts import TASKS
from sitekit.lint.sources import Sources

#: Directives that give a reader something to do.
TO_DO = frozenset({"explorer", "selfcheck", "worksheet"})
#: A facilitation note of fewer words helps nobody to lead a discussion.
SHORTEST_NOTE = 25


def schema(sources: Sources) -> Iterable[Finding]:
    """Raises CourseError with a line for each fault; the runner makes findings of them."""
    _ = sources.course
    return ()


def unserved_objectives(sources: Sources) -> Iterable[Finding]:
    return map(Finding.from_line, alignment_gaps(sources.root, sources.course))


def times_to_mend(sources: Sources) -> Iterable[Finding]:
    return map(Finding.from_line, unbelievable_times(sources.root, sources.course))


def exercises_without_time(sources: Sources) -> Iterator[Finding]:
    for document in sources.of("notebook"):
        declared = document.front.get("exercise")
        minutes = declared.get("minutes") if isinstance(declared, dict) else None
        if not isinstance(minutes, int) or minutes <= 0:
            yield Finding(document.where, 1, "the header has no exercise.minutes above 0")
    for document in sources.of("page"):
        lesson = document.front.get("lesson")
        if not isinstance(lesson, dict):
            continue
        minutes = lesson.get("minutes") or {}
        if not minutes.get("do") and (found := _first_task(document)):
            yield Finding(document.where, found[0], f"{found[1]}, and lesson.minutes.do is 0")
        for directive in document.directives:
            if directive.name == "discussion":
                if not directive.options.get("minutes", "").strip().isdecimal():
                    what = f"the prompt {directive.argument} has no :minutes:"
                    yield Finding(document.where, directive.line, what)
                elif not minutes.get("discuss"):
                    what = f"the prompt {directive.argument}, and lesson.minutes.discuss is 0"
                    yield Finding(document.where, directive.line, what)


def _first_task(document: Document) -> tuple[int, str] | None:
    tasks = [(d.line, f"there is {d.name}") for d in document.directives if d.name in TO_DO]
    tasks += [
        (block.line, f"there is “{block.prose}”")
        for block in document.blocks
        if block.kind == "heading" and TASKS.match(block.prose)
    ]
    return min(tasks, default=None)


def prompts_without_note(sources: Sources) -> Iterator[Finding]:
    notes: dict[str, dict[str, tuple[int, int]]] = {}
    met: dict[str, set[str]] = {}
    for document in sources.of("page"):
        for directive in document.directives:
            if directive.name != "discussion":
                continue
            chapter = document.folder
            guide = sources.root / "instructor" / chapter / "guide.md"
            notes.setdefault(chapter, facilitation_notes(guide))
            met.setdefault(chapter, set()).add(directive.argument)
            words = notes[chapter].get(directive.argument, (0, 0))[1]
            if words < SHORTEST_NOTE:
                lacks = f"has only {words} words" if words else "is not there"
                yield Finding(
                    document.where,
                    directive.line,
                    f"the note on {directive.argument} in instructor/{chapter}/guide.md {lacks}",
                )
    for chapter, found in notes.items():
        for prompt, (line, _) in found.items():
            if prompt not in met[chapter]:
                where = f"instructor/{chapter}/guide.md"
                yield Finding(where, line, f"a note on {prompt}, which no page asks any more")


def facilitation_notes(guide: Path) -> dict[str, tuple[int, int]]:
    """A guide's notes on prompts: the line of each one's heading, and how many words it has."""
    if not guide.is_file():
        return {}
    notes: dict[str, tuple[int, int]] = {}
    prompt = None
    for number, line in enumerate(guide.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            found = re.fullmatch(r"### `([a-z0-9-]+)`.*", line)
            prompt = found[1] if found else None
            if prompt:
                notes[prompt] = (number, 0)
        elif prompt:
            start, words = notes[prompt]
            notes[prompt] = (start, words + len(line.split()))
    return notes


RULES = (
    Rule(
        "DSI301",
        "front matter that breaks the lesson schema",
        "The page’s header, the timetable and the metadata are made from it and would be wrong.",
        "mend the field as the line says",
        schema,
        may_opt_out=False,
    ),
    Rule(
        "DSI302",
        "objective not taught, practised or assessed",
        "Students would be promised what they do not get, or marked for what they were not taught.",
        "add what is missing, or say with towards: what serves the objective",
        unserved_objectives,
    ),
    Rule(
        "DSI303",
        "declared time that cannot be right",
        "A class that trusts the timetable runs out of time.",
        "set lesson.minutes to what the words and the prompts take",
        times_to_mend,
    ),
    Rule(
        "DSI304",
        "exercise without a time",
        "Who has twenty minutes must see whether the task fits into them.",
        "give exercise.minutes in the notebook’s header, :minutes: at the prompt, or the minutes "
        "to do and to discuss in the page’s front matter",
        exercises_without_time,
    ),
    Rule(
        "DSI305",
        "discussion prompt without a facilitation note",
        "Who leads the discussion for the first time has nothing to hold on to when it stalls or "
        "hurts.",
        "say under ### `prompt-id` in instructor/<slug>/guide.md what to expect, and how to go on",
        prompts_without_note,
        needs="instructor",
    ),
)
