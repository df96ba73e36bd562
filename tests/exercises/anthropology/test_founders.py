"""Distances and correlation against SciPy and known ways; the numbers that the text gives."""

from __future__ import annotations

import math

import pytest
from dsilab.anthropology.founders import ADDIS_ABABA, correlation, great_circle
from dsilab.anthropology.tables import read_rows
from scipy.stats import pearsonr


def test_known_ways():
    assert great_circle(0, 0, 0, 180) == pytest.approx(math.pi * 6371)
    assert great_circle(90, 0, 0, 77) == pytest.approx(math.pi * 6371 / 2)
    assert great_circle(9, 38.7, 9, 38.7) == 0
    assert great_circle(0, 179, 0, -179) == pytest.approx(2 * math.pi * 6371 / 180)


@pytest.mark.parametrize("pair", [((9.0, 38.7), (-21.0, 20.0)), ((59.0, -3.0), (38.0, 138.0))])
def test_against_vectors(pair):
    """The angle between the two places as vectors from the Earth's centre."""
    (a, b), (c, d) = (tuple(map(math.radians, place)) for place in pair)
    dot = math.cos(a) * math.cos(c) * math.cos(b - d) + math.sin(a) * math.sin(c)
    assert great_circle(*pair[0], *pair[1]) == pytest.approx(6371 * math.acos(dot))


def test_correlation_against_scipy(folder):
    rows = read_rows(folder / "founder-gradient.csv")
    km = [great_circle(*ADDIS_ABABA, row["latitude"], row["longitude"]) for row in rows]
    diversity = [row["heterozygosity"] for row in rows]
    assert correlation(km, diversity) == pytest.approx(pearsonr(km, diversity).statistic)
    assert round(correlation(km, diversity), 2) == -0.79, "the text says so"


def test_the_simulated_chain_falls_as_theory_says(folder):
    rows = read_rows(folder / "simulated-founders.csv")
    km, diversity = ([row[key] for row in rows] for key in ("kilometres", "heterozygosity"))
    assert len(rows) == 30
    assert correlation(km, diversity) < -0.5, "the lab's check asks for it"
    assert diversity[-1] / diversity[0] == pytest.approx((1 - 1 / 100) ** 29, rel=0.1)


def test_bad_input():
    with pytest.raises(ValueError, match="between -90 and 90"):
        great_circle(91, 0, 0, 0)
    for wrong in (([1, 2], [1]), ([1], [1]), ([], [])):
        with pytest.raises(ValueError, match="same length"):
            correlation(*wrong)
    with pytest.raises(ValueError, match="does not vary"):
        correlation([1, 1, 1], [1, 2, 3])
