"""What a network sees without some of its plots: against brute force, and as the course says."""

from __future__ import annotations

import itertools
import random
import statistics

import pytest
from dsilab.macrosystems.diversity import species_of
from dsilab.macrosystems.soil_network import PLOTS, soil_network
from dsilab.macrosystems.withheld import expected_gamma, spread_of_gamma, withhold

FOUR = {
    "S1": {"a": 30, "b": 10, "c": 5, "f": 5},
    "S2": {"a": 25, "b": 15, "c": 5, "f": 5},
    "S3": {"a": 5, "b": 5, "c": 20, "d": 10, "e": 10},
    "S4": {"b": 5, "c": 15, "d": 20, "e": 10},
}


def test_four_plots_by_hand():
    nothing = withhold(FOUR, [])
    assert (nothing.open.gamma, nothing.open.alpha, nothing.lost) == (6, 4.25, frozenset())
    assert nothing.open.beta == pytest.approx(1.4118, abs=5e-5)
    half = withhold(FOUR, ["S4", "S3"])
    assert (half.open.gamma, half.open.beta, half.lost) == (4, 1, {"d", "e"})
    assert len(FOUR) == 4


def test_every_choice_of_plots_gives_the_mean_and_the_spread():
    deal = random.Random(7)
    plots = [{s for s in "ABCDEFGHIJ" if deal.random() < 0.35} for _ in range(8)]
    bits = [sum(1 << i for i, plot in enumerate(plots) if s in plot) for s in "ABCDEFGHIJ"]
    for left in range(1, 9):
        seen = [len(set().union(*choice)) for choice in itertools.combinations(plots, left)]
        mean = expected_gamma([bit.bit_count() for bit in bits], 8, left)
        assert mean == pytest.approx(statistics.fmean(seen))
        assert spread_of_gamma(bits, 8, left) == pytest.approx(statistics.pstdev(seen), abs=1e-9)


@pytest.mark.parametrize("left", [40, 20, 10])
def test_drawing_plots_of_panama_gives_the_same(surveys, left):
    plots = [plot.amounts for plot in surveys["panama"]]
    species = sorted(species_of(plots))
    bits = [sum(1 << i for i, plot in enumerate(plots) if s in plot) for s in species]
    deal = random.Random(left)
    seen = [len(species_of(deal.sample(plots, left))) for _ in range(1500)]
    assert statistics.fmean(seen) == pytest.approx(
        expected_gamma([bit.bit_count() for bit in bits], 50, left), abs=0.5
    )
    assert statistics.stdev(seen) == pytest.approx(spread_of_gamma(bits, 50, left), rel=0.08)


def test_ends():
    assert expected_gamma([1, 2, 0], 2, 2) == 2
    assert expected_gamma([1, 2], 2, 1) == 1.5
    assert spread_of_gamma([0b01, 0b11], 2, 2) == 0
    assert spread_of_gamma([0b01, 0b11], 2, 1) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: withhold(FOUR, ["S5"]), "no plot is called 'S5'"),
        (lambda: withhold(FOUR, list(FOUR)), "there is no plot"),
        (lambda: expected_gamma([1], 3, 0), "0 of 3 plots cannot stay open"),
        (lambda: spread_of_gamma([1], 3, 4), "4 of 3 plots cannot stay open"),
        (lambda: soil_network(1.2), "between 0 and 1"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(("confined", "expected"), [(0.2, 30), (0.8, 120), (0, 0), (1, 150)])
def test_the_invented_network_confines_as_many_taxa_as_it_says(confined, expected):
    bits = soil_network(confined)
    countries = [0b111111 << 6 * country for country in range(5)]
    at_home = sum(any(bit & ~country == 0 for country in countries) for bit in bits)
    assert PLOTS == 30
    assert len(bits) <= 150 and all(0 < bit < 1 << PLOTS for bit in bits)
    # A taxon with an empty range is left out, and one spread everywhere may turn up in one country.
    assert abs(at_home - expected) <= 4
    assert soil_network(confined) == bits  # the same for every reader
