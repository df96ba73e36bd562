"""The schema of a pathway, and the file of the ready-made ones."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from sitekit.declared import read_declared_file
from sitekit.discussing import Service
from sitekit.errors import CourseError, shown
from sitekit.schema import Declaration, Sentence

FILE = "book/_data/pathways.yml"
ACTIVITIES = ("watch", "read", "do", "discuss")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=120)]


def _lessons(value: Any) -> Any:
    """`all` is None; otherwise a list of the lessons' names."""
    if value == "all":
        return None
    if isinstance(value, list) and value and all(isinstance(name, str) for name in value):
        return tuple(value)
    raise ValueError("write 'all', or a list of the lessons' names, as in [science, rules]")


Lessons = Annotated[tuple[str, ...] | None, BeforeValidator(_lessons)]


class Pathway(Declaration):
    """What an instructor chooses; minutes are the students'."""

    id: Id
    title: Title
    about: Sentence
    weeks: Annotated[int, Field(ge=1, le=52, strict=True)]
    sessions: Annotated[int, Field(ge=0, le=5, strict=True)]
    """A week; 0 where nobody meets and everything is done alone."""
    session_minutes: Annotated[int, Field(ge=20, le=480, strict=True)] = 75
    home_minutes: Annotated[int, Field(ge=30, le=3000, strict=True)]
    """How much a week may ask outside of class."""
    level: Literal["introductory", "intermediate", "advanced"] = "advanced"
    """The highest level of the lessons that `all` takes; a lesson that is named is always taken."""
    in_class: tuple[Literal["watch", "read", "do", "discuss", "lab"], ...] = ("do", "discuss")
    chapters: Annotated[dict[Id, Lessons], Field(min_length=1)]
    """In the order in which they are taught, each with its lessons."""
    hand_in: tuple[str, ...] | None = None
    """The assignments, as in `crops-lab`; None for all graded ones of the chosen chapters."""
    lab_due: Annotated[int, Field(ge=1, le=60, strict=True)] = 7
    """Days from a chapter's last session to the day on which its lab is due."""
    memo_due: Annotated[int, Field(ge=1, le=60, strict=True)] = 14
    starts: datetime.date | None = None
    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] | None = None
    """The days of the sessions; the start's own day where there is one session a week."""
    no_class: tuple[datetime.date, ...] = ()
    """Days on which a session falls out; the plan goes on with the next one."""
    discussion_service: Service | None = None
    """Where the class comments on prompts; it goes before what `_config.yml` says."""

    @model_validator(mode="after")
    def _days_fit(self) -> Self:
        if self.days is not None and len(set(self.days)) != self.sessions:
            raise ValueError(
                f"days: {self.sessions} different days are needed, one for each session of a week "
                f"(there are {len(set(self.days))})"
            )
        if self.starts and self.days is None and self.sessions > 1:
            raise ValueError(
                f"days: with a start and {self.sessions} sessions a week, say on which days, as in "
                "[tue, thu]"
            )
        return self

    @property
    def self_paced(self) -> bool:
        """Whether nobody meets."""
        return self.sessions == 0

    @property
    def labs_in_class(self) -> bool:
        """Whether labs are worked on in class, and not at home."""
        return "lab" in self.in_class and not self.self_paced

    @property
    def session_count(self) -> int:
        """How many sessions there are; for self-paced ones the weeks."""
        return self.weeks * max(self.sessions, 1)


def load_pathways(path: Path) -> dict[str, Pathway]:
    """The pathways of one file, by id.

    Raises:
        CourseError: the file is not there, a field is wrong, or an id comes twice.
    """
    pathways = read_declared_file(Annotated[list[Pathway], Field(min_length=1)], path)
    found: dict[str, Pathway] = {}
    for pathway in pathways:
        if pathway.id in found:
            raise CourseError(
                f"{shown(path)}:{line_of(path, pathway.id, last=True)}: id: {pathway.id!r} is used "
                "by an earlier pathway; give this one an id of its own"
            )
        found[pathway.id] = pathway
    return found


def line_of(path: Path, word: str, *, after: str | None = None, last: bool = False) -> int:
    """The line of a file on which a word stands; after the one on which `after` stands."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []

    def hits(wanted: str) -> list[int]:
        form = re.compile(rf"(?<![\w-]){re.escape(wanted)}(?![\w-])")
        return [number for number, line in enumerate(lines, 1) if form.search(line)]

    start = next(iter(hits(after)), 1) if after else 1
    found = [number for number in hits(word) if number >= start]
    return (found[-1] if last else found[0]) if found else start
