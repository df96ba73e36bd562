"""What a rule is, and what it finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sitekit.lint.sources import Sources

CODE = re.compile(r"DSI\d{3}")


@dataclass(frozen=True)
class Finding:
    """One place where a rule is broken."""

    path: str
    """The file, from the root of the repository or of the built site."""
    line: int
    """The line in it, from 1; 0 where the fault is in no one line."""
    what: str

    @classmethod
    def from_line(cls, text: str) -> Finding:
        """A finding from `file:line: what`, or `file: what`."""
        place, _, what = text.partition(": ")
        path, _, line = place.rpartition(":")
        if line.isdecimal():
            return cls(path, int(line), what)
        return cls(place, 0, what)

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True)
class Rule:
    """One rule, with what a contributor needs to know of it."""

    code: str
    title: str
    """The fault in a few words, as it stands before what was found."""
    reason: str
    """Which reader is harmed, and how."""
    fix: str
    """What to do about it."""
    find: Callable[[Sources], Iterable[Finding]]
    needs: Literal["sources", "site", "instructor"] = "sources"
    """What must be there for the rule to run: the built site, or the instructor's room."""
    may_opt_out: bool = True

    def __post_init__(self) -> None:
        if not CODE.fullmatch(self.code):
            raise ValueError(f"a rule's code is DSI and three digits, not {self.code!r}")

    def message(self, finding: Finding) -> str:
        """`book/crops/rules.md:41: DSI203 number without a source: ... - fix: ...`"""
        return f"{finding.place}: {self.code} {self.title}: {finding.what} - fix: {self.fix}"
