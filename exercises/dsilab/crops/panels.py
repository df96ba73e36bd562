"""The two sets of the chapter on crops: simulated bean lines and real maize hybrids."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BEANS = "beans-simulated.csv"
MAIZE = "maize-hybrids.csv"
CLAIMED = "claimed"


@dataclass(frozen=True)
class BeanLine:
    """A SIMULATED bean line. bands: its fingerprint, a text of 0 (absent) and 1 (present)."""

    name: str
    pool: str
    seed: str
    bands: str


@dataclass(frozen=True)
class Hybrid:
    """A real maize hybrid. genotypes: copies of the commoner allele at each marker (0, 1, 2)."""

    name: str
    mother: str
    father: str
    pool: str
    genotypes: str


def read_beans(path: str | Path) -> list[BeanLine]:
    """Read a panel of bean lines. ValueError when columns or fingerprints do not fit."""
    rows = _rows(path, ("line", "pool", "seed", "bands"))
    return [BeanLine(row["line"], row["pool"], row["seed"], row["bands"]) for row in rows]


def read_maize(path: str | Path) -> list[Hybrid]:
    """Read a set of maize hybrids. ValueError when columns or genotypes do not fit."""
    rows = _rows(path, ("hybrid", "mother", "father", "pool", "genotypes"))
    return [
        Hybrid(row["hybrid"], row["mother"], row["father"], row["pool"], row["genotypes"])
        for row in rows
    ]


def frequencies(hybrids: Sequence[Hybrid]) -> list[float]:
    """Frequency of the counted allele at every marker. ValueError without a hybrid."""
    if not hybrids:
        raise ValueError("no hybrid: there is nothing to count")
    columns = zip(*(hybrid.genotypes for hybrid in hybrids), strict=True)
    return [sum(map(int, column)) / (2 * len(column)) for column in columns]


def _rows(path: str | Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        rows = list(reader)
    if tuple(reader.fieldnames or ()) != columns:
        raise ValueError(f"{Path(path).name} must have the columns {', '.join(columns)}")
    if not rows:
        raise ValueError(f"{Path(path).name} holds no line")
    if len({len(row[columns[-1]] or "") for row in rows}) != 1:
        raise ValueError(f"{Path(path).name}: the {columns[-1]} differ in length")
    return rows
