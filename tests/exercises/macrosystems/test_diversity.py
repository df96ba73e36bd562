"""Diversity within and between plots, against scikit-bio and SciPy."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from dsilab.macrosystems.diversity import (
    bray_curtis,
    effective_species,
    jaccard,
    mean_over_pairs,
    partition,
    rarefied_richness,
    richness,
    shannon,
)
from scipy.spatial.distance import braycurtis
from scipy.spatial.distance import jaccard as scipy_jaccard
from scipy.stats import hypergeom
from skbio.diversity import alpha, beta_diversity


def vectors(*plots):
    names = sorted({name for plot in plots for name in plot})
    return [np.array([plot.get(name, 0) for name in names], dtype=float) for plot in plots]


@pytest.mark.parametrize("survey", ["panama", "netherlands", "finland", "quebec", "antarctica"])
def test_within_plots_as_scikit_bio_has_it(surveys, survey):
    for plot in surveys[survey]:
        (vector,) = vectors(plot.amounts)
        assert richness(plot.amounts) == alpha.sobs(vector)
        assert shannon(plot.amounts) == pytest.approx(alpha.shannon(vector, base=math.e))
        assert effective_species(plot.amounts) == pytest.approx(
            alpha.shannon(vector, base=math.e, exp=True)
        )


@pytest.mark.parametrize("survey", ["panama", "netherlands", "finland", "quebec", "antarctica"])
def test_between_plots_as_scikit_bio_and_scipy_have_it(surveys, survey):
    amounts = [plot.amounts for plot in surveys[survey]]
    table = np.array(vectors(*amounts))
    ids = [plot.name for plot in surveys[survey]]
    theirs = beta_diversity("braycurtis", table, ids)
    presence = beta_diversity("jaccard", table > 0, ids)
    for i in range(len(amounts)):
        for j in range(i):
            assert bray_curtis(amounts[i], amounts[j]) == pytest.approx(theirs.data[i, j])
            assert jaccard(amounts[i], amounts[j]) == pytest.approx(presence.data[i, j])
    assert bray_curtis(amounts[0], amounts[1]) == pytest.approx(braycurtis(table[0], table[1]))
    assert jaccard(amounts[0], amounts[1]) == pytest.approx(
        scipy_jaccard(table[0] > 0, table[1] > 0)
    )
    n = len(amounts) * (len(amounts) - 1) / 2
    assert mean_over_pairs(amounts, bray_curtis) == pytest.approx(theirs.data.sum() / 2 / n)


@pytest.mark.parametrize(("survey", "plot"), [("panama", 34), ("panama", 0), ("quebec", 3)])
def test_rarefaction_as_the_hypergeometric_distribution_has_it(surveys, survey, plot):
    counts = surveys[survey][plot].amounts
    total = sum(counts.values())
    for n in (0, 1, 10, total // 2, total):
        expected = sum(1 - hypergeom.pmf(0, total, count, n) for count in counts.values())
        assert rarefied_richness(counts, n) == pytest.approx(expected)


def test_rarefaction_as_drawing_has_it(surveys):
    counts = surveys["panama"][34].amounts
    trees = [name for name, count in counts.items() for _ in range(count)]
    deal = random.Random(3)
    drawn = [len(set(deal.sample(trees, 421))) for _ in range(2000)]
    assert np.mean(drawn) == pytest.approx(rarefied_richness(counts, 421), abs=0.25)


def test_values_by_hand():
    a, b = {"A": 10, "B": 20, "C": 30, "E": 5}, {"B": 25, "C": 10, "D": 15, "E": 5}
    assert bray_curtis(a, b) == pytest.approx(0.4167, abs=5e-5)
    assert jaccard(a, b) == pytest.approx(0.4)
    assert shannon(a) == pytest.approx(1.2048, abs=5e-5)
    assert shannon(b) == pytest.approx(1.2407, abs=5e-5)
    assert bray_curtis(a, {name: 10 * n for name, n in a.items()}) == pytest.approx(9 / 11)
    uneven = dict(zip("ABCDEF", [40, 30, 20, 8, 1, 1], strict=True))
    even = dict(zip("ABCDEF", [20, 20, 20, 20, 10, 10], strict=True))
    assert rarefied_richness(uneven, 20) == pytest.approx(4.2373, abs=5e-5)
    assert rarefied_richness(even, 20) == pytest.approx(5.7834, abs=5e-5)
    part = partition([{"A": 1, "B": 4}, {"B": 2}, {"C": 9, "B": 1, "A": 0}])
    assert (part.plots, part.gamma, part.beta) == (3, 3, 1.8)
    assert part.alpha == pytest.approx(5 / 3)
    assert shannon({"A": 4}) == 0 and str(shannon({"A": 4})) == "0.0"


def test_properties():
    deal = random.Random(5)
    for _ in range(50):
        plots = [{s: deal.choice((0, 0, 1, 3, 8)) for s in "ABCDEFGH"} for _ in range(6)]
        plots[0]["A"] = 1
        kept = [dict(plot) for plot in plots]
        part = partition(plots)
        assert 1 <= part.beta <= part.plots
        assert partition(plots + plots).beta == pytest.approx(part.beta)
        full = [plot for plot in plots if any(plot.values())]
        for one in full:
            assert 1 <= effective_species(one) <= richness(one) + 1e-9
            for other in full:
                for distance in (bray_curtis, jaccard):
                    assert -1e-12 <= distance(one, other) <= 1 + 1e-12
                    assert distance(one, other) == pytest.approx(distance(other, one))
        assert plots == kept


def test_bray_curtis_breaks_the_triangle_inequality():
    """The guide says so: it is a dissimilarity, and no distance in the strict sense."""
    a, b, c = {"x": 1, "y": 1}, {"x": 1}, {"x": 1, "z": 1}
    near = {"y": 1}
    assert bray_curtis(b, near) > bray_curtis(b, a) + bray_curtis(a, near)
    assert jaccard(a, c) <= jaccard(a, b) + jaccard(b, c) + 1e-12


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: shannon({}), "the plot is empty"),
        (lambda: shannon({"A": 0}), "the plot is empty"),
        (lambda: shannon({"A": -1, "B": 2}), "negative"),
        (lambda: partition([]), "there is no plot"),
        (lambda: partition([{}, {"A": 0}]), "no species in any plot"),
        (lambda: bray_curtis({}, {"A": 0}), "both plots are empty"),
        (lambda: bray_curtis({"A": -1}, {"A": 3}), "negative"),
        (lambda: jaccard({"A": 0}, {}), "both plots are empty"),
        (lambda: mean_over_pairs([{"A": 1}], jaccard), "at least two plots"),
        (lambda: rarefied_richness({"A": 0.5, "B": 2}, 1), "needs counts of individuals"),
        (lambda: rarefied_richness({"A": -1, "B": 2}, 1), "needs counts of individuals"),
        (lambda: rarefied_richness({"A": 2}, 3), "3 individuals cannot be drawn from 2"),
        (lambda: rarefied_richness({"A": 2}, -1), "-1 individuals cannot be drawn from 2"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()
