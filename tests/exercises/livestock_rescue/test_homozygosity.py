"""Runs of homozygosity, F_ROH and the simulated genomes."""

from __future__ import annotations

import random
import re
import statistics

import pytest
from dsilab.livestock_rescue.homozygosity import (
    ANIMALS,
    GENOME,
    WINDOW,
    froh,
    mean_run,
    runs,
    simulated_track,
)


def test_runs_against_a_regular_expression():
    rng = random.Random(2)
    for _ in range(50):
        track = "".join(rng.choice("0001") for _ in range(rng.randrange(0, 60)))
        found = runs(track, 1)
        assert [(run.start, run.length) for run in found] == [
            (match.start(), len(match[0])) for match in re.finditer("0+", track)
        ]
        assert sum(run.length for run in found) == track.count("0")


def test_froh_of_the_reference_run():
    lengths = [12.4, 3.1, 0.6, 45.0, 8.2]
    assert froh(lengths, 2500, 1) == pytest.approx(0.0275, abs=5e-5)
    assert froh(lengths, 2500, 5) == pytest.approx(0.0262, abs=5e-5)
    assert froh([20, 10, 4, 0.5], 1000, 1) == pytest.approx(0.034)  # a graded question
    assert froh([], 2500) == 0


def test_froh_properties():
    lengths = [0.5, 1, 2, 30]
    values = [froh(lengths, 100, least) for least in (0, 1, 1.5, 10, 40)]
    assert values == sorted(values, reverse=True)
    assert froh([2], 10, 2) == 0.2  # a run of exactly the minimum counts
    assert froh([1000 * one for one in lengths], 100_000, 1000) == pytest.approx(values[1])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: runs("012"), "nothing but 0 and 1"),
        (lambda: runs("01", 0), "above zero"),
        (lambda: froh([1], 0), "length above zero"),
        (lambda: froh([-1], 10), "cannot be negative"),
        (lambda: froh([6, 6], 10), "are the units the same"),
        (lambda: mean_run(0), "above zero"),
        (lambda: simulated_track("E"), "there is no simulated animal 'E'; there are A, B, C, D"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()


#: F_ROH with a minimum of 0, 1 and 5 Mb, and the number of runs of at least 1 Mb.
SIMULATED = {
    "A": (0.297, 0.000, 0.000, 0),
    "B": (0.383, 0.112, 0.047, 84),
    "C": (0.389, 0.125, 0.125, 18),
    "D": (0.520, 0.307, 0.274, 70),
}


@pytest.mark.parametrize("name", ANIMALS)
def test_the_simulated_animals_of_the_course(name):
    track = simulated_track(name)
    assert track == simulated_track(name)
    assert len(track) == round(GENOME / WINDOW) == 25_000
    lengths = [run.length for run in runs(track)]
    *shares, number = SIMULATED[name]
    assert [round(froh(lengths, GENOME, least), 3) for least in (0, 1, 5)] == shares
    assert sum(length >= 1 for length in lengths) == number
    if name == "C":
        assert max(lengths) == pytest.approx(34.3)


def test_the_simulation_does_what_it_was_told():
    """Shares near those asked for, and long runs where the ancestor is near."""
    by_name = {}
    for name in ("B", "C"):
        ((share, generations),) = ANIMALS[name].parts
        lengths = [run.length for run in runs(simulated_track(name)) if run.length >= 1]
        assert froh(lengths, GENOME, 1) == pytest.approx(share, abs=0.02)
        by_name[name] = (statistics.fmean(lengths), mean_run(generations))
    assert by_name["C"][0] > 3 * by_name["B"][0]
    # Runs below 1 Mb are left out, so the mean of the rest is about one megabase higher.
    assert by_name["B"][0] == pytest.approx(by_name["B"][1] + 1, rel=0.25)


@pytest.mark.parametrize(
    ("room", "name", "words"),
    [
        ("book", "science.md", "0.112 and 0.125. B has 84 short runs"),
        ("book", "science.md", "C has 18 long ones"),
        ("instructor", "guide.md", "animal A without a minimum: 0.297"),
        ("exercises", "lab.md", "the longest run of animal C is 34.3 Mb"),
    ],
)
def test_the_text_prints_these_numbers(said, room, name, words):
    assert words in said(room, name)
