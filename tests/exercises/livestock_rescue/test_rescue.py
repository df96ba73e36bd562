"""Drift, newcomers and effective size, against msprime, scipy and numpy; the explorer."""

from __future__ import annotations

import itertools
import math

import msprime
import numpy
import pytest
from dsilab import EXPLORERS
from dsilab.livestock_rescue import rescue_explorer
from dsilab.livestock_rescue.effective_size import effective_size, harmonic_mean, sex_ratio_size
from dsilab.livestock_rescue.rescue import (
    decay,
    drift,
    expected,
    mixed,
    releases,
    replicate,
    simulate,
)
from scipy import stats

RESCUE = EXPLORERS["genetic-rescue"]


def test_effective_size_of_the_course():
    assert sex_ratio_size(25, 25) == 50
    assert sex_ratio_size(2, 48) == pytest.approx(7.68)
    assert sex_ratio_size(1, 49) == pytest.approx(3.92)
    assert sex_ratio_size(3, 12) == pytest.approx(9.6)
    sizes = [1000, 1000, 20, 1000]
    assert harmonic_mean(sizes) == pytest.approx(75.4717, abs=1e-4)
    assert harmonic_mean([100, 100, 10]) == pytest.approx(25)  # a graded question
    generations = [(500, 500), (500, 500), (10, 10), (500, 500)]
    assert effective_size(generations) == pytest.approx(harmonic_mean(sizes))


def test_harmonic_mean_against_scipy():
    for sizes in ([3, 4, 5.5], [100, 1], [7]):
        assert harmonic_mean(sizes) == pytest.approx(stats.hmean(sizes))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sex_ratio_size(-1, 3), "cannot be negative"),
        (lambda: sex_ratio_size(0, 0), "nobody breeds"),
        (lambda: harmonic_mean([]), "no generation"),
        (lambda: effective_size([(5, 0)]), "leaves no offspring"),
        (lambda: drift(1.1, 10), "between 0 and 1"),
        (lambda: drift(0.5, 0.2), "leaves no gene copy"),
        (lambda: decay(0.5, 10, -1), "cannot be negative"),
        (lambda: mixed(0.1, 0.2, 0.3, 1.2), "share of newcomers"),
        (lambda: expected(0, 1, [], 5), "leaves no offspring"),
        (lambda: simulate(5, -1, [], 5), "cannot be negative"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("size", "generations", "left"),
    [(10, 10, 0.5987), (25, 10, 0.8171), (50, 5, 0.9510), (100, 5, 0.9752), (25, 50, 0.3642)],
)
def test_decay_of_the_course(size, generations, left):
    assert decay(1, size, generations) == pytest.approx(left, abs=5e-5)


def test_decay_against_msprime():
    """Two gene copies still differ if they have not coalesced: counted in discrete Wright-Fisher
    genealogies of msprime."""
    size, generations, runs = 25, 10, 4000
    trees = msprime.sim_ancestry(
        samples=[msprime.SampleSet(2, ploidy=1)],
        population_size=size,
        ploidy=2,
        model="dtwf",
        num_replicates=runs,
        random_seed=4,
    )
    apart = sum(one.first().time(one.first().root) > generations for one in trees)
    share = decay(1, size, generations)
    assert apart / runs == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / runs))


def test_one_release_against_msprime():
    """The same with a pulse of 8 newcomers among 25, ten generations back, from a large source."""
    size, newcomers, runs = 25, 8, 3000
    share = newcomers / (size + newcomers)
    demography = msprime.Demography()
    demography.add_population(name="local", initial_size=size)
    demography.add_population(name="source", initial_size=5000)
    # Backwards: after ten generations a share of the lineages goes to the source, where two hardly
    # ever meet; ten generations later the population was cut off, and none has met that is apart.
    demography.add_mass_migration(time=10, source="local", dest="source", proportion=share)
    trees = msprime.sim_ancestry(
        samples=[msprime.SampleSet(2, population="local", ploidy=1)],
        demography=demography,
        ploidy=2,
        model="dtwf",
        num_replicates=runs,
        random_seed=9,
        end_time=20,
    )
    apart = sum(len(one.first().roots) == 2 for one in trees)
    h = decay(1, size, 10)
    h = mixed(h, 1, 1, share)
    h = decay(h, size, 10)
    assert apart / runs == pytest.approx(h, abs=4 * math.sqrt(h * (1 - h) / runs))


def wright_fisher(size, generations, p, loci, pulse=None, seed=1):
    """numpy's Wright-Fisher of the reference run: pulse = (generation, share, frequency)."""
    rng = numpy.random.default_rng(seed)
    frequencies = numpy.full(loci, p)
    found = [float(numpy.mean(2 * frequencies * (1 - frequencies)))]
    for generation in range(generations):
        if pulse and generation == pulse[0]:
            frequencies = (1 - pulse[1]) * frequencies + pulse[1] * pulse[2]
        frequencies = rng.binomial(2 * size, frequencies) / (2 * size)
        found.append(float(numpy.mean(2 * frequencies * (1 - frequencies))))
    return found


def test_the_reference_run():
    """25 breeders, 5,000 loci at 1/2: theory 0.4085 and 0.3338; 8 newcomers give 0.4475."""
    alone = wright_fisher(25, 20, 0.5, 5000)
    assert (round(alone[10], 4), round(alone[20], 4)) == (0.4082, 0.3316)
    assert decay(0.5, 25, 10) == pytest.approx(0.4085, abs=5e-5)
    assert decay(0.5, 25, 20) == pytest.approx(0.3338, abs=5e-5)
    helped = wright_fisher(25, 20, 0.5, 5000, pulse=(10, 8 / 33, 0.5))
    assert (round(helped[11], 4), round(helped[20], 4)) == (0.4378, 0.3656)
    just_mixed = mixed(decay(0.5, 25, 10), 0.5, 0.5, 8 / 33)
    assert just_mixed == pytest.approx(0.4475, abs=5e-5)
    assert decay(just_mixed, 25, 10) == pytest.approx(helped[20], abs=0.005)


@pytest.mark.parametrize(
    ("size", "migrants", "every"), [(25, 0, None), (25, 8, None), (10, 1, 1), (12, 2, 5)]
)
def test_the_expectation_is_that_of_the_simulation(size, migrants, every):
    at = releases(6, 20, every)
    theory = [point.kept for point in expected(size, migrants, at, 20)]
    runs = [simulate(size, migrants, at, 20, loci=40, seed=seed) for seed in range(150)]
    for generation in (5, 7, 12, 20):
        values = [2 * run[generation] for run in runs]
        error = stats.sem(values)
        assert numpy.mean(values) == pytest.approx(theory[generation], abs=4.5 * error)


def test_properties_of_the_model():
    for migrants, every in itertools.product((1, 4), (None, 5)):
        points = expected(20, migrants, releases(10, 40, every), 40)
        assert len(points) == 41 and points[0].kept == points[0].local == 1
        assert all(0 < point.kept <= 1 and 0 < point.local <= 1 for point in points)
        assert [p.kept for p in points[:11]] == [p.kept for p in expected(20, 0, [], 40)[:11]]
    few, many = (expected(20, n, [10], 40)[-1] for n in (1, 8))
    assert many.kept > few.kept and many.local < few.local
    assert mixed(0.3, 0.3, 0.3, 0.4) == pytest.approx(0.3)
    assert simulate(10, 2, [3], 8, seed=3) == simulate(10, 2, [3], 8, seed=3)
    assert simulate(10, 2, [3], 8, seed=3) != simulate(10, 2, [3], 8, seed=4)


#: size, newcomers, every, expected, low, high, local in generation 20: the memo's mark scheme.
MEMO = [
    (25, 0, None, 0.67, 0.56, 0.74, 1.00),
    (25, 8, None, 0.73, 0.64, 0.79, 0.76),
    (25, 4, None, 0.70, 0.65, 0.77, 0.86),
    (25, 8, 5, 0.80, 0.73, 0.85, 0.57),
    (50, 0, None, 0.82, 0.78, 0.88, 1.00),
    (50, 8, None, 0.84, 0.79, 0.89, 0.86),
]


@pytest.mark.parametrize(("size", "migrants", "every", "mean", "low", "high", "local"), MEMO)
def test_the_numbers_of_the_memo(said, size, migrants, every, mean, low, high, local):
    at = releases(10, 20, every)
    left = replicate(size, migrants, at, 20, populations=40)
    end = expected(size, migrants, at, 20)[-1]
    assert (round(end.kept, 2), round(left[1], 2), round(left[-2], 2)) == (mean, low, high)
    assert round(end.local, 2) == local
    assert f"{mean:.2f} ({low:.2f}-{high:.2f})" in said("instructor", "memo.solutions.md")


def test_the_whole_grid():
    grid = RESCUE.grid()
    assert len(grid) == 48
    assert len({RESCUE.outcome(**chosen).summary for chosen in grid}) == 48
    for chosen in grid:
        outcome = RESCUE.outcome(**chosen)
        assert outcome.summary.startswith("In this model of ") and outcome.summary.endswith(".")
        assert "None" not in outcome.summary and "model" in outcome.chart.title.lower()
        assert [row[0] for row in outcome.chart.rows] == list(range(0, 51, 2))
        used_up = outcome.values["Generation by which a single release is used up"]
        assert (used_up is not None) == (chosen["every"] == rescue_explorer.ONCE)
        assert outcome == RESCUE.outcome(**chosen)


#: size, newcomers, every, diversity alone, with newcomers, local ancestry: book and guide.
TRIES = [
    (25, 8, 0, 36.4, 39.7, 75.8),
    (25, 8, 10, 36.4, 65.8, 32.9),
    (25, 1, 1, 36.4, 78.0, 20.8),
    (10, 1, 1, 7.7, 74.9, 2.2),
    (50, 1, 1, 60.5, 80.5, 45.3),
]


@pytest.mark.parametrize(("size", "migrants", "every", "alone", "helped", "local"), TRIES)
def test_the_answers_of_the_guide(said, size, migrants, every, alone, helped, local):
    values = RESCUE.outcome(size=size, migrants=migrants, every=every).values
    assert values["Diversity at generation 50 (%), no newcomers"] == alone
    assert values["Diversity at generation 50 (%), with newcomers"] == helped
    assert values["Ancestry still local at generation 50 (%)"] == local
    guide = said("instructor", "guide.md")
    assert f"{helped:g}%" in guide and f"{local:g}%" in guide


def test_what_the_pages_say_of_the_model(said):
    used_up = RESCUE.outcome().values["Generation by which a single release is used up"]
    assert used_up == 15
    science = said("book", "science.md")
    assert "the gain is gone by generation 15" in science
    assert "60.5% of the diversity; eight newcomers among 25 leave 39.7%" in science
    assert "After ten generations 82% is left, after fifty 36%" in science
    discuss = said("book", "discuss.md")
    assert (
        "keep 66% of the diversity after 50 generations, and 33% of the local ancestry" in discuss
    )
    beads = decay(0.5, 10, 5)
    assert round(beads, 2) == 0.39 and "0.39 is left after five generations" in said(
        "instructor", "guide.md"
    )


def test_the_three_lines_differ_by_more_than_colour():
    layers = RESCUE.outcome().chart.spec["layer"]
    lines = [layer["mark"] for layer in layers if layer["mark"]["type"] == "line"]
    assert len({tuple(line["strokeDash"]) for line in lines}) == len(lines) == 3
    key = [layer["mark"] for layer in layers if layer["mark"]["type"] == "rule"][1:]
    assert [one["strokeDash"] for one in key] == [line["strokeDash"] for line in lines]
