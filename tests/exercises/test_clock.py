"""The molecular clock and its refusals."""

from __future__ import annotations

import math
import random

import pytest
from dsilab import NoTemporalSignal, fit_clock, fit_line

DATES = [2020.0, 2020.1, 2020.2, 2020.3, 2020.4, 2020.5]
COUNTS = [3, 6, 10, 13, 15, 20]
LENGTH = 29_903


def test_reference_values():
    line = fit_line(DATES, COUNTS)
    assert line.slope == pytest.approx(32.857, abs=5e-4)
    found = fit_clock(DATES, COUNTS, sites=LENGTH)
    assert found.rate == pytest.approx(1.0988e-3, abs=5e-8)
    assert found.root_date == pytest.approx(2019.9101, abs=5e-5)
    assert found.r_squared == pytest.approx(0.9900, abs=5e-5)
    assert found.n == 6


def test_standard_error_by_hand():
    # Residuals of y = 0.5 + x at x = 0..3 are 0.5, -0.5, -0.5, 0.5: SSE 1, Sxx 5, n - 2 = 2.
    line = fit_line([0, 1, 2, 3], [1, 1, 2, 4])
    assert (line.slope, line.intercept) == (pytest.approx(1), pytest.approx(0.5))
    assert line.slope_se == pytest.approx(math.sqrt(1 / 2 / 5))
    assert fit_line([0, 1], [0, 1]).slope_se is None


def test_counts_and_distances_agree():
    by_count = fit_clock(DATES, COUNTS, sites=LENGTH)
    by_site = fit_clock(DATES, [count / LENGTH for count in COUNTS])
    assert by_site.rate == pytest.approx(by_count.rate)
    assert by_site.rate_se == pytest.approx(by_count.rate_se)
    assert by_site.root_date == pytest.approx(by_count.root_date)


def test_properties():
    rng = random.Random(2)
    dates = [rng.uniform(1950, 2010) for _ in range(40)]
    distances = [4e-4 * (date - 1900) + rng.gauss(0, 2e-3) for date in dates]
    kept = (dates[:], distances[:])
    base = fit_clock(dates, distances)
    assert (dates, distances) == kept
    later = fit_clock([date + 10 for date in dates], distances)
    assert later.root_date == pytest.approx(base.root_date + 10)
    assert later.rate == pytest.approx(base.rate)
    doubled = fit_clock(dates, distances, sites=2)
    assert doubled.rate == pytest.approx(base.rate / 2)
    assert doubled.root_date == pytest.approx(base.root_date)
    order = rng.sample(range(40), 40)
    mixed = fit_clock([dates[i] for i in order], [distances[i] for i in order])
    assert mixed.rate == pytest.approx(base.rate)
    assert 0 <= base.r_squared <= 1


@pytest.mark.parametrize(
    ("dates", "distances"),
    [
        ([2000, 2001, 2002], [3, 2, 1]),
        ([2000, 2001, 2002], [1, 1, 1]),
        ([2000, 2001, 2002], [1, 2, 1]),
        ([2000, 2000, 2010, 2010], [1, 2, 8, 9]),
        ([2000, 2000, 2000], [1, 2, 3]),
        ([], []),
    ],
    ids=["falling", "flat", "level", "two dates", "one date", "nothing"],
)
def test_no_temporal_signal_is_refused(dates, distances):
    with pytest.raises(NoTemporalSignal, match=r"^no temporal signal: ") as caught:
        fit_clock(dates, distances)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("dates", "distances", "sites", "message"),
    [
        ([1, 2, 3], [1, 2], 1, "3 x values and 2 y values"),
        ([1, 2, 3], [1, 2, math.nan], 1, "not a finite number"),
        ([1, 2, 3], [1, 2, 3], 0, "sites must be a positive number"),
        ([1, 2, 3], [1, 2, 3], -5, "sites must be a positive number"),
    ],
)
def test_bad_input(dates, distances, sites, message):
    with pytest.raises(ValueError, match=message) as caught:
        fit_clock(dates, distances, sites=sites)
    assert not isinstance(caught.value, NoTemporalSignal)


def test_a_line_needs_two_places():
    with pytest.raises(ValueError, match="two different x values"):
        fit_line([1, 1], [2, 3])
