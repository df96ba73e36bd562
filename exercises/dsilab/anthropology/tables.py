"""Reads the chapter's tables. Everything about persons in them is simulated."""

from __future__ import annotations

import csv
from pathlib import Path

Row = dict[str, str | int | float]

#: Columns that hold whole numbers, and columns that hold other numbers.
WHOLE, DECIMAL = {"age", "people", "kilometres"}, {"level", "latitude", "longitude"}
DECIMAL |= {"heterozygosity"}


def read_rows(path: str | Path) -> list[Row]:
    """The rows of a CSV file of this chapter as dictionaries, with numbers as numbers.

    Raises ValueError, naming the line, where a number is none.
    """
    rows: list[Row] = []
    with Path(path).open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            try:
                rows.append({name: _number(name, text) for name, text in row.items()})
            except ValueError as error:
                raise ValueError(f"{Path(path).name}, line {line}: {error}") from None
    return rows


def _number(name: str, text: str) -> str | int | float:
    if name in WHOLE:
        return int(text)
    return float(text) if name in DECIMAL else text
