"""Who uses whose sequences: partner countries at 1 July 2022, after the WiLDSI archive.

`uses_from`: of how many places sequences appear in open-access papers with an author in this
country. `provides_to`: authors of how many countries used this country's sequences. Scholz et al.
2021, doi:10.1093/gigascience/giab085; the counts are those of A. L. Hufton's re-analysis.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

TABLE = "who-uses-whose.csv"
PAIRS = "pairs-by-year.csv"
#: The places of the whole data set; the table of this course is an excerpt.
PLACES = 197


@dataclass(frozen=True)
class Country:
    """One row of the table."""

    name: str
    uses_from: int
    provides_to: int
    groups: frozenset[str]
    """"OECD", "G77", both or neither."""


def read_countries(folder: str | Path) -> list[Country]:
    """The rows of the table, in its order."""
    with (Path(folder) / TABLE).open(encoding="utf-8", newline="") as file:
        return [
            Country(
                row["country"],
                int(row["uses_from"]),
                int(row["provides_to"]),
                frozenset({"OECD", "G77"} & set(row["group"].split(" and "))),
            )
            for row in csv.DictReader(file)
        ]


def read_pairs(folder: str | Path) -> list[tuple[str, int]]:
    """Date (ISO) and number of directed pairs of provider and user by then."""
    with (Path(folder) / PAIRS).open(encoding="utf-8", newline="") as file:
        return [(row["date"], int(row["pairs"])) for row in csv.DictReader(file)]


def top(countries: Sequence[Country], column: str, n: int) -> list[str]:
    """The names of the n largest in a column; of equals, the one that stands first is taken.

    Raises ValueError when there are fewer than n countries.
    """
    if not 1 <= n <= len(countries):
        raise ValueError(f"a top {n} needs at least {n} countries and n of 1 or more")
    ordered = sorted(countries, key=lambda country: -getattr(country, column))
    return [country.name for country in ordered[:n]]


def overlap(countries: Sequence[Country], n: int) -> list[str]:
    """The names in the top n of users and in the top n of providers."""
    providers = set(top(countries, "provides_to", n))
    return [name for name in top(countries, "uses_from", n) if name in providers]


def overlap_by_chance(n: int, places: int) -> float:
    """Names that two lists of n, drawn blindly from the same places, share on average.

    The mean of a hypergeometric count: n * n / places.
    """
    if not 0 <= n <= places or places < 1:
        raise ValueError("n must lie between 0 and the number of places")
    return n * n / places


def medians(countries: Sequence[Country], group: str | None = None) -> tuple[float, float]:
    """Median of uses_from and of provides_to, of all or of one group.

    Raises ValueError when nobody is in the group.
    """
    chosen = [c for c in countries if group is None or group in c.groups]
    if not chosen:
        raise ValueError(f"there is no country of the group {group!r}")
    return median(c.uses_from for c in chosen), median(c.provides_to for c in chosen)
