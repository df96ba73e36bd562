"""Reads tables of plots and species, and the table of what is known about each site."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Plot:
    """One place that was sampled. amounts: species -> number, cover class or per cent; no zeros."""

    name: str
    amounts: dict[str, float]


@dataclass(frozen=True)
class Site:
    """One site of the lab, with what its source says of the rules; None where it is silent.

    where: "state", "south of 60 S" or "high seas". nagoya_party: is the State a Party to the
    Nagoya Protocol? access: "permit" or "free". permit: the number of the permit under which the
    samples were taken. community: was a community's consent asked? as_of: year of the source.
    """

    name: str
    file: str
    unit: str
    where: str
    nagoya_party: bool | None
    access: str | None
    permit: str | None
    community: bool | None
    as_of: int
    source: str


YES_NO = {"yes": True, "no": False, "": None}


def parse_plots(text: str, source: str = "this text") -> list[Plot]:
    """Read a table with one row a plot and one column a species; the first column is its name.

    Whole numbers come back as int, others as float; zeros are left out.
    Raises ValueError, naming `source` and the plot, when there is no table, a row has the wrong
    length, a name repeats, or an amount is not a number of at least 0.
    """
    rows = [row for row in csv.reader(io.StringIO(text)) if row]
    if len(rows) < 2 or len(rows[0]) < 2:
        raise ValueError(f"{source}: no table of plots and species")
    species = rows[0][1:]
    plots: list[Plot] = []
    for row in rows[1:]:
        if len(row) != len(rows[0]):
            raise ValueError(
                f"{source}: plot {row[0]} has {len(row) - 1} amounts for {len(species)} species"
            )
        amounts = {}
        for name, value in zip(species, row[1:], strict=True):
            amount = _amount(value, f"{source}: plot {row[0]}, {name}")
            if amount:
                amounts[name] = amount
        plots.append(Plot(row[0], amounts))
    names = [plot.name for plot in plots]
    if len(set(names)) < len(names) or len(set(species)) < len(species):
        raise ValueError(f"{source}: a plot or a species is there twice")
    return plots


def read_plots(path: str | Path) -> list[Plot]:
    """Read a file of plots. Errors: see `parse_plots`."""
    path = Path(path)
    return parse_plots(path.read_text(encoding="utf-8"), source=path.name)


def read_sites(path: str | Path) -> list[Site]:
    """Read the table of sites; an empty cell means that the source does not say.

    Raises ValueError when a yes-or-no cell holds something else.
    """
    path = Path(path)
    sites = []
    for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))):
        for field in ("nagoya_party", "community"):
            if row[field] not in YES_NO:
                raise ValueError(f"{path.name}: {row['site']}: {field} is {row[field]!r}")
        sites.append(
            Site(
                name=row["site"],
                file=row["file"],
                unit=row["unit"],
                where=row["where"],
                nagoya_party=YES_NO[row["nagoya_party"]],
                access=row["access"] or None,
                permit=row["permit"] or None,
                community=YES_NO[row["community"]],
                as_of=int(row["as_of"]),
                source=row["source"],
            )
        )
    return sites


def _amount(value: str, where: str) -> float:
    try:
        amount = float(value)
    except ValueError:
        raise ValueError(f"{where}: {value!r} is not a number") from None
    if not math.isfinite(amount) or amount < 0:
        raise ValueError(f"{where}: {value!r} is not an amount of 0 or more")
    return int(amount) if amount == int(amount) else amount
