"""The model of the embargo explorer, against a simulation of the same process."""

from __future__ import annotations

import itertools
import math
import random
import statistics

import pytest
from dsilab import EXPLORERS, fit_line
from dsilab.ecology_disease.embargo import (
    HORIZON,
    ROOT_BEFORE_FIRST_SAMPLE,
    SHOWN_WEEKS,
    VIRUSES,
    WEEKS_PER_YEAR,
    first_week_told,
    released_times,
    slope_variance,
    uncertainty,
)

EMBARGO = EXPLORERS["embargo"]
EBOLA_PER_YEAR = 18_959 * 1.2e-3  # as in the reference run


def poisson(rng, mean):
    """A Poisson count by Knuth's method; fine for the small means here."""
    limit, count, product = math.exp(-mean), 0, rng.random()
    while product > limit:
        count += 1
        product *= rng.random()
    return count


def simulated_slopes(rng, times, per_year, runs):
    """Least-squares slopes of simulated strict-clock counts, and their own standard errors."""
    lines = []
    for _ in range(runs):
        counts = [poisson(rng, per_year * (t + ROOT_BEFORE_FIRST_SAMPLE)) for t in times]
        lines.append(fit_line(times, counts))
    return lines


@pytest.mark.parametrize("window", [0.25, 0.5, 1.0])
def test_the_analytic_standard_error_is_that_of_a_simulation(window):
    times = [window * (i + 0.5) / 20 for i in range(20)]
    analytic = math.sqrt(slope_variance(times, EBOLA_PER_YEAR, -ROOT_BEFORE_FIRST_SAMPLE))
    lines = simulated_slopes(random.Random(7), times, EBOLA_PER_YEAR, 1500)
    assert statistics.stdev(line.slope for line in lines) == pytest.approx(analytic, rel=0.06)
    # What one data set reports of itself agrees on average too.
    reported = statistics.fmean(line.slope_se for line in lines)
    assert reported == pytest.approx(analytic, rel=0.12)
    assert statistics.fmean(line.slope for line in lines) == pytest.approx(
        EBOLA_PER_YEAR, abs=4 * analytic / math.sqrt(1500)
    )


#: A reference run on 60 dated genomes in one year (one simulated data set, seed 7): standard
#: error of the rate, in 1e-3 substitutions/site/year, from the genomes of the first part only.
REFERENCE = {0.25: 0.64, 0.5: 0.27, 1.0: 0.10}


@pytest.mark.parametrize(("window", "expected"), REFERENCE.items())
def test_it_lies_near_the_reference_run(window, expected):
    number = round(60 * window)
    times = [window * (i + 0.5) / number for i in range(number)]
    analytic = math.sqrt(slope_variance(times, EBOLA_PER_YEAR, -ROOT_BEFORE_FIRST_SAMPLE))
    assert 1e3 * analytic / 18_959 == pytest.approx(expected, rel=0.25)


def test_the_reference_run_of_the_shortest_window_is_within_the_scatter():
    """Six genomes in 0.08 years: one data set's own standard error (1.12) scatters widely."""
    rng = random.Random(8)
    reported = []
    for _ in range(400):
        times = sorted(rng.uniform(0, 0.08) for _ in range(6))
        (line,) = simulated_slopes(rng, times, EBOLA_PER_YEAR, 1)
        reported.append(1e3 * line.slope_se / 18_959)
    reported.sort()
    assert reported[20] < 1.12 < reported[380]  # between the 5th and the 95th in a hundred


def test_released_genomes():
    assert released_times(10, 1, 12) == []
    assert released_times(12, 1, 12) == [0]
    times = released_times(14, 5, 12)
    assert len(times) == 11
    assert times[-1] == pytest.approx(2 / WEEKS_PER_YEAR)


def test_an_embargo_costs_exactly_its_own_length():
    for virus in VIRUSES.values():
        for week in range(30, HORIZON):
            assert uncertainty(virus, week, 5, 12) == uncertainty(virus, week - 12, 5, 0)


def test_more_genomes_more_time_and_faster_viruses_help():
    ebola, slow = VIRUSES["ebola"], VIRUSES["yellow-fever"]
    by_week = [uncertainty(ebola, week, 5, 0) for week in range(1, 53)]
    assert all(a > b for a, b in itertools.pairwise(by_week))
    assert uncertainty(ebola, 26, 20, 0) < uncertainty(ebola, 26, 5, 0)
    assert uncertainty(ebola, 26, 5, 0) < uncertainty(slow, 26, 5, 0)
    # More time is worth more than more genomes: twice the weeks beat twice the genomes.
    assert uncertainty(ebola, 24, 5, 0) < uncertainty(ebola, 12, 10, 0)


def test_too_few_genomes_give_no_rate():
    assert uncertainty(VIRUSES["ebola"], 1, 1, 0) is None
    assert uncertainty(VIRUSES["ebola"], 2, 1, 0) is not None
    assert uncertainty(VIRUSES["ebola"], 26, 20, 26) is None


def test_variance_refuses_what_it_cannot_answer():
    with pytest.raises(ValueError, match="two different times"):
        slope_variance([1, 1], 20, 0)
    with pytest.raises(ValueError, match="older than the root"):
        slope_variance([0, 1], 20, 0.5)


def test_every_virus_names_its_sources():
    for virus in VIRUSES.values():
        assert "length: " in virus.source and "rate: " in virus.source
        assert "doi:10." in virus.source or "https://" in virus.source


def test_first_week_is_the_first():
    ebola = VIRUSES["ebola"]
    week = first_week_told(ebola, 5, 0)
    assert week == 7
    assert uncertainty(ebola, week, 5, 0) < 1 <= uncertainty(ebola, week - 1, 5, 0)
    assert first_week_told(VIRUSES["yellow-fever"], 1, 26) is None


def test_the_whole_grid():
    combinations = EMBARGO.grid()
    assert len(combinations) == 36
    for combination in combinations:
        outcome = EMBARGO.outcome(**combination)
        assert outcome.summary.startswith("In this model of ")
        assert outcome.summary.endswith(".") and ". " not in outcome.summary  # one sentence
        assert "None" not in outcome.summary
        weeks = [row[0] for row in outcome.chart.rows]
        assert weeks == list(SHOWN_WEEKS)
        opened = outcome.values["First week told from noise, released at once"]
        held = outcome.values["First week told from noise, held back"]
        if held is not None:
            assert held == opened + combination["embargo"]
            assert str(held) in outcome.summary
        else:
            assert "not within 52 weeks" in outcome.summary
        assert len(outcome.chart.columns) == (3 if combination["embargo"] else 2)
        assert "model" in outcome.chart.title.lower()


def test_the_two_lines_differ_by_more_than_colour():
    layers = EMBARGO.outcome(embargo=12).chart.spec["layer"]
    lines = [layer["mark"] for layer in layers if layer["mark"]["type"] == "line"]
    assert len(lines) == 2
    assert lines[0]["strokeDash"] != lines[1]["strokeDash"]
    texts = [layer["mark"]["text"] for layer in layers if layer["mark"]["type"] == "text"]
    assert {"released at once", "held 12 weeks"} <= set(texts)


def test_the_same_choice_gives_the_same_outcome():
    assert EMBARGO.outcome() == EMBARGO.outcome(virus="ebola", per_week=5, embargo=12)
