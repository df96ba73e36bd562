"""The model of two villages: against a simulation of the same process, and what the course says."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from dsilab import EXPLORERS
from dsilab.crops.seed_exchange import diversity_left, fst_after, identities

SEED = EXPLORERS["seed-exchange"]


@pytest.mark.parametrize(
    ("plants", "exchange", "years"), [(20, 0.0, 15), (20, 0.05, 30), (50, 0.2, 20)]
)
def test_the_recursion_is_that_of_a_wright_fisher_simulation(plants, exchange, years):
    """Frequencies at many independent markers, drift first and then exchange, as in the model."""
    rng = np.random.default_rng(8)
    loci = 60_000
    p = np.full((2, loci), 0.5)
    for _ in range(years):
        p = rng.binomial(2 * plants, p) / (2 * plants)
        p = (1 - exchange) * p + exchange * p[::-1]
    h_s = (2 * p * (1 - p)).mean()
    mean = p.mean(axis=0)
    h_t = (2 * mean * (1 - mean)).mean()
    # With p as the frequency in a very large seed lot, H_S is H_0 (1 - f_within), H_0 = 0.5.
    within, between = identities(plants, exchange, years)
    assert h_s == pytest.approx(0.5 * (1 - within), rel=0.01)
    assert h_t == pytest.approx(0.5 * (1 - (within + between) / 2), rel=0.01)
    assert (h_t - h_s) / h_t == pytest.approx(fst_after(plants, exchange, years), rel=0.03)


def test_without_exchange_it_is_the_textbook_formula():
    for plants, years in ((50, 10), (250, 50), (1000, 200)):
        left = (1 - 1 / (2 * plants)) ** years
        assert diversity_left(plants, 0, years) == pytest.approx(left)
        assert fst_after(plants, 0, years) == pytest.approx((1 - left) / (1 + left))


def test_it_goes_where_it_should():
    assert fst_after(250, 0.01, 0) == 0
    assert fst_after(250, 0.5, 100) == pytest.approx(0, abs=1e-12)
    for a, b in itertools.pairwise((0, 10, 50, 200, 1000)):
        assert fst_after(100, 0, a) < fst_after(100, 0, b)
    for a, b in itertools.pairwise((0, 0.001, 0.01, 0.05, 0.2)):
        assert fst_after(100, a, 50) > fst_after(100, b, 50)
        assert diversity_left(100, a, 50) < diversity_left(100, b, 50)
    for a, b in itertools.pairwise((10, 50, 250, 1000)):
        assert fst_after(a, 0.01, 50) > fst_after(b, 0.01, 50)


@pytest.mark.parametrize("wrong", [(0, 0.1, 5), (10, -0.1, 5), (10, 0.6, 5), (10, 0.1, -1)])
def test_bad_input_is_refused(wrong):
    with pytest.raises(ValueError, match="1 plant or more"):
        identities(*wrong)


def test_what_the_course_says():
    """The figures of the page, the guide and the model answer of the memo."""
    assert [round(fst_after(250, 0, years), 3) for years in (10, 50, 200)] == [0.010, 0.050, 0.198]
    assert round(fst_after(250, 0.01, 50), 3) == 0.021
    assert round(fst_after(50, 0, 50), 3) == 0.246
    assert round(fst_after(50, 0, 200), 3) == 0.764
    assert round(100 * diversity_left(50, 0, 200)) == 13
    for plants in (50, 250, 1000):
        assert fst_after(plants, 0.01, 50) < fst_after(plants, 0, 50) / 2, "more than halves"
    about = {
        tuple(c.values()) for c in SEED.grid()
        if abs(fst_after(c["plants"], c["exchange"], c["years"]) - 0.02) < 0.005
    }  # fmt: skip
    assert about == {
        (50, 0.05, 10), (50, 0.05, 50), (50, 0.05, 200), (250, 0.01, 50), (250, 0.01, 200),
    }  # fmt: skip


def test_the_whole_grid():
    combinations = SEED.grid()
    assert len(combinations) == 36
    seen: dict[str, dict] = {}
    for combination in combinations:
        outcome = SEED.outcome(**combination)
        assert outcome.summary.startswith("In this model, ")
        assert outcome.chart.title.startswith("Model: ")
        assert len(outcome.chart.columns) == (3 if combination["exchange"] else 2)
        assert seen.setdefault(outcome.summary, outcome.values) == outcome.values
    assert len(seen) == 36


def test_the_two_lines_differ_by_more_than_colour():
    layers = SEED.outcome(exchange=0.01).chart.spec["layer"]
    lines = [layer["mark"] for layer in layers if layer["mark"]["type"] == "line"]
    assert len(lines) == 2 and lines[0]["strokeDash"] != lines[1]["strokeDash"]
    texts = {layer["mark"].get("text") for layer in layers if layer["mark"]["type"] == "text"}
    assert texts == {"no exchange", "1% exchanged"}
