"""Puts a pathway's lessons into its sessions: minutes from the lessons' own declarations.

What stands under `in_class` is done in class, the rest before it. Lessons stay in order. Among all
ways to cut that order into the sessions that there are, none asking more of a class than it lasts,
the plan takes the most even one, and rather starts a chapter with a session than inside one.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from sitekit.course import Page
from sitekit.errors import CourseError
from sitekit.exercises import GradedExercise
from sitekit.pathways.choose import Choice
from sitekit.pathways.declare import ACTIVITIES, DAYS, Pathway

#: How much worse a session is for each chapter that begins inside it, as a share of an even load.
JOINED = 0.3


@dataclass(frozen=True)
class Part:
    """One lesson or lab, or one of the parts into which a long one is cut."""

    page: Page
    home: int
    """Minutes before class."""
    in_class: int
    """Minutes in class."""
    number: int = 1
    of: int = 1
    lab: GradedExercise | None = None
    """The lab, where it is not the lesson that is meant but its chapter's lab, done in class."""


@dataclass(frozen=True)
class Due:
    """An assignment with the session after which it is set, and when it is due."""

    exercise: GradedExercise
    set_in: int
    """The session's number."""
    days: int
    """From that session to the day on which it is due."""
    date: datetime.date | None

    @property
    def name(self) -> str:
        return f"{self.exercise.chapter}-{self.exercise.name}"


@dataclass(frozen=True)
class Session:
    """One meeting; for a self-paced pathway one week."""

    number: int
    week: int
    date: datetime.date | None
    parts: tuple[Part, ...]

    @property
    def in_class(self) -> int:
        return sum(part.in_class for part in self.parts)

    @property
    def home(self) -> int:
        return sum(part.home for part in self.parts)


@dataclass(frozen=True)
class Plan:
    """All sessions, and what is handed in."""

    choice: Choice
    sessions: tuple[Session, ...]
    due: tuple[Due, ...]

    @property
    def pathway(self) -> Pathway:
        return self.choice.pathway

    @cached_property
    def home_by_week(self) -> dict[int, int]:
        """Minutes outside of class; those of an assignment spread over the weeks it is given."""
        weeks = dict.fromkeys(range(1, self.pathway.weeks + 1), 0.0)
        for session in self.sessions:
            weeks[session.week] += session.home
        for due in self.due:
            if is_in_class(self.pathway, due.exercise):
                continue
            first = self.sessions[due.set_in - 1].week
            span = range(first, min(first + math.ceil(due.days / 7), self.pathway.weeks + 1))
            for week in span:
                weeks[week] += due.exercise.facts.minutes / len(span)
        return {week: round(minutes) for week, minutes in weeks.items()}

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the choice breaks, and the weeks that ask more than they may."""
        limit = self.pathway.home_minutes
        full = [
            f"week {week} asks {minutes} minutes outside of class, over the {limit} of this "
            "pathway: move a due date, or say which part may be left out"
            for week, minutes in self.home_by_week.items()
            if minutes > limit
        ]
        return (*self.choice.warnings, *full)


def is_in_class(pathway: Pathway, exercise: GradedExercise) -> bool:
    """Whether an exercise is worked on in class."""
    return pathway.labs_in_class and exercise.name == "lab"


@dataclass
class _Item:
    part: Part
    opens: bool
    """Whether a chapter begins here."""
    load: int = field(init=False)

    def __post_init__(self) -> None:
        self.load = self.part.home + self.part.in_class


def make_plan(choice: Choice) -> Plan:
    """The plan of a choice.

    Raises:
        CourseError: the weeks are too few for what was chosen; with how many it takes.
    """
    pathway = choice.pathway
    items = list(_items(choice))
    _check_room(choice, items)
    cuts = _cut(items, pathway.session_count, pathway.session_minutes)
    dates = _dates(pathway)
    sessions = tuple(
        Session(
            number,
            (number - 1) // max(pathway.sessions, 1) + 1,
            date,
            tuple(item.part for item in items[start:end]),
        )
        for number, ((start, end), date) in enumerate(zip(cuts, dates, strict=True), 1)
    )
    return Plan(choice, sessions, tuple(_due(choice, sessions)))


def _items(choice: Choice) -> Iterator[_Item]:
    pathway = choice.pathway
    in_class = () if pathway.self_paced else pathway.in_class
    for _, group in groupby(choice.pages, key=lambda page: page.chapter):
        pages = list(group)
        for page in pages:
            minutes = {name: getattr(page.lesson.minutes, name) for name in ACTIVITIES}
            together = sum(minutes[name] for name in in_class if name in minutes)
            home = sum(minutes.values()) - together
            for part in _parts(page, home, together, pathway.session_minutes):
                yield _Item(part, opens=page is pages[0] and part.number == 1)
        for exercise in choice.assignments:
            if exercise.chapter == page.chapter and is_in_class(pathway, exercise):
                minutes = exercise.facts.minutes
                for part in _parts(page, 0, minutes, pathway.session_minutes, exercise):
                    yield _Item(part, opens=False)


def _parts(
    page: Page, home: int, together: int, room: int, lab: GradedExercise | None = None
) -> Iterator[Part]:
    """One thing, cut into as many parts as it takes for each to go into a session."""
    count = max(1, math.ceil(together / room))
    for number in range(1, count + 1):
        share = together * number // count - together * (number - 1) // count
        yield Part(page, home if number == 1 else 0, share, number, count, lab)


def _check_room(choice: Choice, items: list[_Item]) -> None:
    pathway = choice.pathway
    needed, used = 1, 0
    for item in items:
        if used + item.part.in_class > pathway.session_minutes:
            needed, used = needed + 1, 0
        used += item.part.in_class
    if needed > pathway.session_count:
        weeks = math.ceil(needed / max(pathway.sessions, 1))
        raise CourseError(
            f"pathway {pathway.id!r}: weeks too few: {sum(i.part.in_class for i in items)} minutes "
            f"in class take at least {needed} sessions of {pathway.session_minutes} minutes; there "
            f"are {pathway.session_count}. Give it {weeks} weeks, longer or more sessions, or "
            "fewer chapters"
        )
    home = sum(item.part.home for item in items)
    home += sum(e.facts.minutes for e in choice.assignments if not is_in_class(pathway, e))
    if home > pathway.weeks * pathway.home_minutes:
        weeks = math.ceil(home / pathway.home_minutes)
        raise CourseError(
            f"pathway {pathway.id!r}: weeks too few: {home} minutes outside of class do not go "
            f"into {pathway.weeks} weeks of {pathway.home_minutes}. Give it {weeks} weeks, more "
            "home_minutes a week, fewer chapters, or fewer assignments (hand_in)"
        )


def _cut(items: list[_Item], sessions: int, room: int) -> list[tuple[int, int]]:
    """Where the order of the lessons is cut: from and to, for each session."""
    even = sum(item.load for item in items) / sessions
    count = len(items)
    infinite = math.inf
    best = [[infinite] * (count + 1) for _ in range(sessions + 1)]
    came = [[0] * (count + 1) for _ in range(sessions + 1)]
    best[0][0] = 0.0
    for session in range(1, sessions + 1):
        for end in range(count + 1):
            load = in_class = 0
            joined = 0.0
            for start in range(end, -1, -1):
                if start < end:
                    load += items[start].load
                    in_class += items[start].part.in_class
                    if in_class > room:
                        break
                    if start + 1 < end and items[start + 1].opens:
                        joined += JOINED * even
                cost = best[session - 1][start] + (load - even) ** 2 + joined**2
                if cost < best[session][end]:
                    best[session][end], came[session][end] = cost, start
    cuts, end = [], count
    for session in range(sessions, 0, -1):
        start = came[session][end]
        cuts.append((start, end))
        end = start
    return cuts[::-1]


def _dates(pathway: Pathway) -> list[datetime.date | None]:
    if pathway.starts is None:
        return [None] * pathway.session_count
    if pathway.self_paced:
        return [
            pathway.starts + datetime.timedelta(weeks=week) for week in range(pathway.weeks)
        ]  # fmt: skip
    days = pathway.days or (DAYS[pathway.starts.weekday()],)
    found: list[datetime.date | None] = []
    day = pathway.starts
    while len(found) < pathway.session_count:
        if DAYS[day.weekday()] in days and day not in pathway.no_class:
            found.append(day)
        day += datetime.timedelta(days=1)
    return found


def _due(choice: Choice, sessions: tuple[Session, ...]) -> Iterator[Due]:
    pathway = choice.pathway
    for exercise in choice.assignments:
        last = max(
            session.number
            for session in sessions
            if any(part.page.chapter == exercise.chapter for part in session.parts)
        )
        days = pathway.memo_due if exercise.name == "memo" else pathway.lab_due
        date = sessions[last - 1].date
        yield Due(exercise, last, days, date + datetime.timedelta(days=days) if date else None)
