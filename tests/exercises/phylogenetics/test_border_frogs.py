"""The model of the border frogs: its process against theory, its grid, and what the text says."""

from __future__ import annotations

import random
import statistics

import pytest
from dsilab import EXPLORERS
from dsilab.phylogenetics.border_frogs import (
    BRANCHES,
    COUNTRIES,
    FROGS,
    KAPPA,
    SITES,
    SPECIES,
    distances,
    evolve,
    sampled,
    sequences,
)
from dsilab.phylogenetics.kimura import count_changes, k2p
from skbio import DNA
from skbio.sequence.distance import k2p as skbio_k2p

EXPLORER = EXPLORERS["barcode-gap"]


def outcome(**chosen):
    return EXPLORER.outcome(**chosen)


@pytest.mark.parametrize("length", [0.01, 0.05, 0.2])
def test_a_branch_has_the_length_that_it_was_given(length):
    rng = random.Random(5)
    start = "".join(rng.choice("ACGT") for _ in range(100_000))
    end = evolve(start, length, rng)
    assert skbio_k2p(DNA(start), DNA(end)) == pytest.approx(length, rel=0.12)
    found = count_changes(start, end)
    if length < 0.1:  # before hidden changes blur it
        assert found.transitions / found.transversions == pytest.approx(KAPPA / 2, rel=0.25)


def test_two_short_branches_are_one_long_one():
    rng = random.Random(6)
    start = "".join(rng.choice("ACGT") for _ in range(4_000))
    one = [k2p(start, evolve(start, 0.1, rng)) for _ in range(20)]
    two = [k2p(start, evolve(evolve(start, 0.05, rng), 0.05, rng)) for _ in range(20)]
    assert statistics.fmean(one) == pytest.approx(statistics.fmean(two), rel=0.05)


def test_no_branch_no_change():
    assert evolve("ACGT" * 50, 0, random.Random(1)) == "ACGT" * 50


def test_the_sets():
    assert len(FROGS) == 24
    assert len({frog.species for frog in FROGS}) == SPECIES == 6
    assert {frog.country for frog in FROGS} == set(COUNTRIES)
    assert {frog.parent for frog in FROGS} <= {name for name, *_ in BRANCHES}
    for age in ("old", "young"):
        assert {len(sequence) for sequence in sequences(age)} == {SITES}
        assert sequences(age) == sequences.__wrapped__(age), "the same set for everyone"
    assert [len(sampled(country)) for country in ("none", *COUNTRIES)] == [24, 16, 15, 17]


def test_distances_are_those_of_scikit_bio():
    for i in range(0, 24, 5):
        for j in range(i):
            first, second = (DNA(sequences("old")[k]) for k in (i, j))
            assert distances("old")[i][j] == pytest.approx(skbio_k2p(first, second), abs=1e-12)


def test_the_whole_grid():
    grid = EXPLORER.grid()
    assert len(grid) == 48
    summaries = {}
    for chosen in grid:
        found = outcome(**chosen)
        assert found.summary.startswith("In this model of ") and found.summary.endswith(".")
        assert "model" in found.chart.title.lower()
        assert "Simulated data" in found.chart.description
        summaries[found.summary] = summaries.get(found.summary, 0) + 1
        called = found.values["Species the threshold calls"]
        assert f"calls {called} species" in found.summary
        gap = found.values["Gap (%)"]
        assert ("so there is a gap of" in found.summary) == (gap > 0)
        if not found.values["Species split"] and not found.values["Species lumped"]:
            assert called == found.values["Species among them"]
            assert "gets each of those sampled right" in found.summary
        pairs = sum(row[1] + row[2] for row in found.chart.rows)
        frogs = found.values["Frogs sampled"]
        assert pairs == frogs * (frogs - 1) // 2
    assert max(summaries.values()) == 1


def test_names_follow_the_rule_of_the_course():
    assert EXPLORER.name == "barcode-gap"
    assert {choice.name for choice in EXPLORER.choices} == {"age", "threshold", "missing"}


# The answers to "Try this" on the science page, and what the page, the lab and the guide say.


def test_setting_1_all_countries_at_two_per_cent():
    found = outcome(age="old", threshold=2, missing="none")
    assert found.values["Species the threshold calls"] == 5
    assert "lumps Bel and Cim" in found.summary
    assert (
        found.values["Smallest distance between species (%)"],
        found.values["Largest distance within a species (%)"],
    ) == (1.87, 3.17)


def test_setting_2_without_middle_two_errors_make_six():
    found = outcome(age="old", threshold=2, missing="Middle")
    assert found.values["Species the threshold calls"] == SPECIES == 6
    assert found.values["Species among them"] == 5
    assert "splits Dun" in found.summary and "lumps" not in found.summary
    assert found.values["Gap (%)"] == 1.13


def test_setting_3_without_middle_at_three_per_cent():
    found = outcome(age="old", threshold=3, missing="Middle")
    assert "gets each of those sampled right" in found.summary
    assert found.values["Species the threshold calls"] == 5


def test_setting_4_only_one_threshold_is_right_and_there_is_no_gap():
    right = {
        age: [
            threshold
            for threshold in (1, 1.5, 2, 3, 4, 5)
            if "right" in outcome(age=age, threshold=threshold, missing="none").summary
        ]
        for age in ("old", "young")
    }
    assert right == {"old": [1.5], "young": []}
    assert outcome(age="old", threshold=1.5, missing="none").values["Gap (%)"] == -1.3


def test_missing_countries_change_the_gap():
    gaps = {
        country: outcome(age="old", threshold=2, missing=country).values["Gap (%)"]
        for country in ("none", *COUNTRIES)
    }
    assert gaps == {"none": -1.3, "North": 2.25, "Middle": 1.13, "South": 0.15}
