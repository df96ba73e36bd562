"""Calibrates a radiocarbon age: from years by the laboratory's clock to years by the calendar.

The curve is IntCal20 (Reimer et al. 2020, doi:10.1017/RDC.2020.41), of the last 15,000 years. The
density is the usual one: normal, with the variances of the date and of the curve added.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

#: One point of the curve: years before 1950, radiocarbon age, its standard error.
Point = tuple[int, int, int]


def read_curve(path: str | Path) -> list[Point]:
    """The points of the curve, youngest first."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        next(lines)
        return [(int(year), int(age), int(error)) for year, age, error in lines]


def calibrate(age: float, error: float, curve: Sequence[Point]) -> dict[int, float]:
    """The probability of each calendar year (years before 1950) on the curve; they add up to 1.

    age, error: the laboratory's radiocarbon age and its standard error, in years.
    Raises ValueError where the error is not above 0, or the age lies off the curve.
    """
    if error <= 0:
        raise ValueError(f"the error of a date is above 0 years, not {error}")
    weights, steps = {}, _steps(curve)
    for (year, mean, own), step in zip(curve, steps, strict=True):
        variance = error**2 + own**2
        weights[year] = step * math.exp(-((age - mean) ** 2) / (2 * variance)) / math.sqrt(variance)
    total = sum(weights.values())
    if total < 1e-9:
        raise ValueError(f"a radiocarbon age of {age} lies off this curve")
    return {year: weight / total for year, weight in weights.items()}


def _steps(curve: Sequence[Point]) -> list[float]:
    """How many years each point stands for: the curve has fewer points where it is older."""
    years = [point[0] for point in curve]
    before = [years[0], *years[:-1]]
    after = [*years[1:], years[-1]]
    return [(later - earlier) / 2 for earlier, later in zip(before, after, strict=True)]


def likeliest_years(chances: Mapping[int, float], share: float = 0.95) -> set[int]:
    """The fewest years that together hold at least `share` of the probability.

    Raises ValueError where `share` is not between 0 and 1.
    """
    if not 0 < share < 1:
        raise ValueError(f"a share lies between 0 and 1, not at {share}")
    chosen, held = set(), 0.0
    for year, chance in sorted(chances.items(), key=lambda pair: (-pair[1], pair[0])):
        if held >= share:
            break
        chosen.add(year)
        held += chance
    return chosen


def ranges(years: set[int], curve: Sequence[Point]) -> list[tuple[int, int]]:
    """The years as unbroken runs along the curve: (youngest, oldest) of each, youngest first."""
    runs: list[list[int]] = []
    open_run = False
    for year, _, _ in curve:
        if year not in years:
            open_run = False
        elif open_run:
            runs[-1][1] = year
        else:
            runs.append([year, year])
            open_run = True
    return [(first, last) for first, last in runs]
