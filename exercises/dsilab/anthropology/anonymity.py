"""How well a table hides the people in it: k-anonymity, l-diversity, and what hiding costs.

k-anonymity: Sweeney 2002, doi:10.1142/S0218488502001648. A table is k-anonymous for some columns
if each combination of their values that occurs stands in at least k rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def classes(rows: Iterable[Row], columns: Sequence[str]) -> dict[tuple, list[Row]]:
    """The rows by their values in `columns`: each list holds people whom these cannot tell apart.

    Raises ValueError where a row lacks a column.
    """
    found: dict[tuple, list[Row]] = {}
    for number, row in enumerate(rows, start=1):
        for column in columns:
            if column not in row:
                raise ValueError(f"row {number} has no column {column!r}; it has {list(row)}")
        found.setdefault(tuple(row[column] for column in columns), []).append(row)
    return found


def k_anonymity(rows: Iterable[Row], columns: Sequence[str]) -> int:
    """The size of the smallest class; 0 for a table without rows."""
    return min((len(group) for group in classes(rows, columns).values()), default=0)


def unique_share(rows: Sequence[Row], columns: Sequence[str]) -> float:
    """The share of rows that stand alone in their class, from 0 to 1; 0 for no rows."""
    alone = sum(len(group) == 1 for group in classes(rows, columns).values())
    return alone / len(rows) if rows else 0.0


def suppress(rows: Iterable[Row], columns: Sequence[str], k: int) -> list[Row]:
    """The rows whose class has at least `k` members, in their order.

    Raises ValueError where `k` is less than 1.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    rows = list(rows)
    sizes = {key: len(group) for key, group in classes(rows, columns).items()}
    return [row for row in rows if sizes[tuple(row[column] for column in columns)] >= k]


def l_diversity(rows: Iterable[Row], columns: Sequence[str], secret: str) -> int:
    """The smallest number of different values of `secret` in any class; 0 for no rows.

    Where it is 1, some class gives its members' secret away although it hides their names
    (Machanavajjhala et al. 2007, doi:10.1145/1217299.1217302).
    """
    groups = classes(rows, columns).values()
    return min((len({row[secret] for row in group}) for group in groups), default=0)


def age_band(age: int, width: int) -> str:
    """The band of `width` years that an age lies in, such as "20-29"; the age itself for 1.

    Raises ValueError where `width` is less than 1.
    """
    if width < 1:
        raise ValueError(f"a band has at least 1 year, not {width}")
    if width == 1:
        return str(age)
    first = age // width * width
    return f"{first}-{first + width - 1}"
