"""How fast the public databases grow: sizes of the pooled INSDC content by release of DDBJ."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

TABLE = "insdc-size.csv"


@dataclass(frozen=True)
class Size:
    """One release: the month, and how many entries and bases (letters) it holds."""

    month: str
    entries: int
    bases: int

    @property
    def time(self) -> float:
        """The month as a year with a fraction: March 2020 is 2020.167."""
        year, month = map(int, self.month.split("-"))
        return year + (month - 1) / 12


def read_sizes(folder: str | Path) -> list[Size]:
    """The releases, oldest first."""
    with (Path(folder) / TABLE).open(encoding="utf-8", newline="") as file:
        return [
            Size(row["date"], int(row["entries"]), int(row["bases"]))
            for row in csv.DictReader(file)
        ]


def doubling_time(first: float, last: float, span: float) -> float:
    """The time in which something doubles that grew from first to last: span / log2(last / first).

    Raises ValueError unless it grew and the span is above zero.
    """
    if first <= 0 or last <= first or span <= 0:
        raise ValueError("a doubling time needs growth from a positive size over a positive span")
    return span / math.log2(last / first)
