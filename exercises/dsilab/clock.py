"""Molecular clock: a rate and a root date from dated distances, or a refusal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


class NoTemporalSignal(ValueError):  # noqa: N818 - the field's name for it; it is not a mistake
    """The distances do not grow with time, or the dates are too few: no rate can be given."""


@dataclass(frozen=True)
class Line:
    """An ordinary least-squares line y = intercept + slope * x.

    `slope_se`: standard error of the slope, None where there are only two points.
    `r_squared`: share of the variance of y on the line (0 where y does not vary).
    """

    slope: float
    intercept: float
    r_squared: float
    slope_se: float | None


@dataclass(frozen=True)
class Clock:
    """A strict molecular clock read from a root-to-tip regression.

    rate: substitutions per site per year. rate_se: its standard error as ordinary least squares
    gives it; too small in practice, since tips share ancestry and are not independent.
    root_date: year at which the line meets zero distance. r_squared: 0 to 1, descriptive only.
    n: number of sequences.
    """

    rate: float
    rate_se: float
    root_date: float
    r_squared: float
    n: int


def fit_line(x: Sequence[float], y: Sequence[float]) -> Line:
    """Fit a straight line by ordinary least squares.

    Raises ValueError when x and y differ in length, hold a value that is not a finite number,
    or x does not hold two different values.
    """
    if len(x) != len(y):
        raise ValueError(f"{len(x)} x values and {len(y)} y values: each point needs one of each")
    if not all(math.isfinite(value) for value in (*x, *y)):
        raise ValueError("a value is not a finite number")
    n = len(x)
    if len(set(x)) < 2:
        raise ValueError("a line needs points at two different x values at least")
    mean_x, mean_y = math.fsum(x) / n, math.fsum(y) / n
    sxx = math.fsum((a - mean_x) ** 2 for a in x)
    syy = math.fsum((b - mean_y) ** 2 for b in y)
    sxy = math.fsum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    slope = sxy / sxx
    intercept = mean_y - slope * mean_x
    residual = math.fsum(
        (b - mean_y - slope * (a - mean_x)) ** 2 for a, b in zip(x, y, strict=True)
    )
    slope_se = math.sqrt(residual / (n - 2) / sxx) if n > 2 else None
    return Line(slope, intercept, 1 - residual / syy if syy else 0.0, slope_se)


def fit_clock(dates: Sequence[float], distances: Sequence[float], *, sites: float = 1) -> Clock:
    """Rate and root date by regressing root-to-tip distance on sampling date.

    dates: years, decimals allowed. distances: from the root to each tip, in substitutions per
    site; or as counts of substitutions, with `sites` the length of the sequences.
    Method and its limits: Rambaut et al. 2016, doi:10.1093/ve/vew007; temporal signal in early
    outbreak data: Duchene et al. 2020, doi:10.1093/ve/veaa061.
    Raises NoTemporalSignal when there are fewer than three different dates or the slope is not
    positive; ValueError for lengths that differ, values that are not finite, or sites <= 0.
    """
    if not sites > 0:
        raise ValueError(f"sites must be a positive number of nucleotides, not {sites}")
    if len(set(dates)) < 3:
        raise NoTemporalSignal(
            f"no temporal signal: {len(set(dates))} different date(s), and a rate needs three"
        )
    line = fit_line(dates, distances)
    if not line.slope > 0 or line.slope_se is None:
        raise NoTemporalSignal(
            "no temporal signal: later samples are not further from the root "
            f"(slope {line.slope / sites:.2g} per site per year)"
        )
    return Clock(
        rate=line.slope / sites,
        rate_se=line.slope_se / sites,
        root_date=-line.intercept / line.slope,
        r_squared=line.r_squared,
        n=len(dates),
    )
