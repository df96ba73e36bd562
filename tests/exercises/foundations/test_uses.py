"""Users and providers, and the growth of the databases: numbers that the course prints."""

from __future__ import annotations

import random
import statistics
from itertools import pairwise
from pathlib import Path

import numpy
import pytest
from dsilab.foundations import growth, uses
from scipy.stats import hypergeom

DATA = Path(__file__).resolve().parents[3] / "exercises" / "foundations" / "data"


@pytest.fixture(scope="module")
def countries() -> list[uses.Country]:
    return uses.read_countries(DATA)


def test_the_table_is_complete_and_in_bounds(countries):
    assert len(countries) == len({country.name for country in countries}) == 85
    assert all(0 <= c.uses_from <= uses.PLACES for c in countries)
    assert all(0 <= c.provides_to <= uses.PLACES for c in countries)
    assert sum("OECD" in c.groups for c in countries) == 32
    assert sum("G77" in c.groups for c in countries) == 47
    assert [c.name for c in countries if len(c.groups) == 2] == ["Chile", "Colombia"]
    sums = [c.uses_from + c.provides_to for c in countries]
    assert sums[:60] == sorted(sums[:60], reverse=True), "the 60 with the most partners come first"
    assert min(sums[:60]) > max(sums[60:])


def test_the_printed_rows(countries):
    by_name = {c.name: (c.uses_from, c.provides_to) for c in countries}
    assert by_name["United States"] == (196, 164)
    assert by_name["Germany"][0] == 194
    assert by_name["Kenya"] == (146, 128)
    assert by_name["Ivory Coast"] == (18, 95)
    assert by_name["China"][0] == 189 and by_name["Brazil"][0] == 184
    assert by_name["India"][0] == 175 and by_name["South Africa"][0] == 186
    assert by_name["Bhutan"] == (18, 45)


def test_the_overlap_of_the_page(countries):
    shared = {n: len(uses.overlap(countries, n)) for n in (5, 10, 15, 20)}
    assert shared == {5: 2, 10: 7, 15: 11, 20: 14}
    chance = {n: round(uses.overlap_by_chance(n, 197), 1) for n in (5, 10, 15, 20)}
    assert chance == {5: 0.1, 10: 0.5, 15: 1.1, 20: 2.0}
    assert {
        "Brazil",
        "China",
        "India",
        "South Africa",
        "United States",
        "France",
        "Australia",
    } <= set(uses.overlap(countries, 20))


def test_the_overlap_against_numpy(countries):
    names = numpy.array([c.name for c in countries])
    for n in (1, 7, 20, 60, 85):
        first = names[numpy.argsort([-c.uses_from for c in countries], kind="stable")[:n]]
        second = names[numpy.argsort([-c.provides_to for c in countries], kind="stable")[:n]]
        assert uses.overlap(countries, n) == [name for name in first if name in set(second)]


def test_chance_is_the_mean_of_the_hypergeometric_distribution():
    for n, places in ((5, 197), (20, 197), (20, 200), (1, 30)):
        assert uses.overlap_by_chance(n, places) == pytest.approx(hypergeom(places, n, n).mean())


def test_the_medians_of_the_excerpt(countries):
    assert uses.medians(countries) == (140, 103)
    assert uses.medians(countries, "OECD") == (173, 108.5)
    assert uses.medians(countries, "G77") == (108, 100)


def test_medians_of_made_up_countries():
    dealer = random.Random(4)
    world = [
        uses.Country(str(k), dealer.randrange(200), dealer.randrange(200), frozenset({"G77"}))
        for k in range(41)
    ]
    assert uses.medians(world, "G77") == (
        statistics.median(c.uses_from for c in world),
        statistics.median(c.provides_to for c in world),
    )


def test_bad_input_is_refused(countries):
    for n in (0, -1, 86):
        with pytest.raises(ValueError, match="top"):
            uses.top(countries, "uses_from", n)
    with pytest.raises(ValueError, match="no country of the group"):
        uses.medians(countries, "NOBODY")
    with pytest.raises(ValueError, match="between 0"):
        uses.overlap_by_chance(5, 3)


def test_the_pairs_of_the_page():
    pairs = uses.read_pairs(DATA)
    by_date = dict(pairs)
    assert (by_date["1990-01-01"], by_date["2000-01-01"], by_date["2010-01-01"]) == (15, 503, 4290)
    assert pairs[-1] == ("2022-07-01", 15158)
    counts = [n for _, n in pairs]
    assert counts == sorted(counts)
    grown = [(later - earlier, date[:4]) for (date, earlier), (_, later) in pairwise(pairs)]
    assert {year for _, year in sorted(grown)[-3:]} == {"2014", "2015", "2016"}


def test_the_growth_of_the_page():
    sizes = growth.read_sizes(DATA)
    first, last = sizes[0], sizes[-1]
    assert (first.month, last.month) == ("2020-03", "2026-06")
    assert round(first.bases / 1e12, 1) == 7.2 and round(last.bases / 1e12, 1) == 59.9
    assert round(last.bases / first.bases, 1) == 8.3
    assert round(last.entries / first.entries, 1) == 2.5
    assert round(last.entries / 1e9, 1) == 6.7
    months = 12 * growth.doubling_time(first.bases, last.bases, last.time - first.time)
    assert round(months) == 25


def test_doubling_times():
    assert growth.doubling_time(1, 2, 7) == pytest.approx(7)
    assert growth.doubling_time(1, 1024, 10) == pytest.approx(1)
    for wrong in ((0, 2, 1), (2, 2, 1), (2, 1, 1), (1, 2, 0)):
        with pytest.raises(ValueError, match="needs growth"):
            growth.doubling_time(*wrong)
