"""Calibration against SciPy's normal density, and the numbers that the text gives."""

from __future__ import annotations

import pytest
from dsilab.anthropology.radiocarbon import calibrate, likeliest_years, ranges, read_curve
from scipy.stats import norm


@pytest.fixture(scope="module")
def curve(folder):
    return read_curve(folder / "intcal20.csv")


@pytest.mark.parametrize(("age", "error"), [(2450, 30), (1000, 25), (3700, 40)])
def test_against_scipy(curve, age, error):
    """On the part with one point a year every point weighs the same."""
    yearly = [point for point in curve if point[0] <= 5000]
    chances = calibrate(age, error, yearly)
    weights = {y: norm.pdf(age, mean, (error**2 + own**2) ** 0.5) for y, mean, own in yearly}
    weights[yearly[0][0]] /= 2  # the ends of a curve stand for half a step
    weights[yearly[-1][0]] /= 2
    total = sum(weights.values())
    assert chances == pytest.approx({year: weight / total for year, weight in weights.items()})


def test_points_that_stand_for_more_years_weigh_more():
    curve = [(0, 100, 10), (1, 100, 10), (2, 100, 10), (7, 100, 10), (12, 100, 10)]
    chances = calibrate(100, 10, curve)
    assert chances[7] == pytest.approx(5 * chances[1])
    assert sum(chances.values()) == pytest.approx(1)


def test_numbers_of_the_text(curve):
    chances = calibrate(2450, 30, curve)
    years = likeliest_years(chances)
    assert ranges(years, curve) == [(2361, 2542), (2559, 2573), (2580, 2617), (2631, 2701)]
    assert sum(chances[year] for year in years) == pytest.approx(0.95, abs=0.01)


def test_ranges_are_runs_along_the_curve():
    curve = [(year, 0, 1) for year in (1, 2, 3, 8, 13, 18)]
    assert ranges({1, 2, 8, 13}, curve) == [(1, 2), (8, 13)]
    assert ranges(set(), curve) == []


def test_bad_input(curve):
    with pytest.raises(ValueError, match="above 0 years"):
        calibrate(2450, 0, curve)
    with pytest.raises(ValueError, match="lies off this curve"):
        calibrate(40_000, 30, curve)
    with pytest.raises(ValueError, match="between 0 and 1"):
        likeliest_years({1: 1.0}, 1.0)
