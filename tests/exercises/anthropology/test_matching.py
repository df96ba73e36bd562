"""Match probabilities, against SciPy and by drawing genotypes; the numbers that the text gives."""

from __future__ import annotations

import math
import random

import pytest
from dsilab.anthropology.matching import (
    WORLD,
    chance_alone,
    markers_needed,
    match_probability,
    profile_match,
)
from scipy.stats import binom


@pytest.mark.parametrize("frequency", [0.05, 0.1, 0.2, 0.37, 0.5])
def test_against_the_binomial_distribution(frequency):
    """Two copies of two variants: the genotype is the number of rarer copies."""
    chances = binom.pmf([0, 1, 2], 2, frequency)
    assert match_probability(frequency) == pytest.approx(sum(chances**2))


def test_against_drawn_genotypes():
    rng = random.Random(1)

    def genotype() -> tuple[int, ...]:
        return tuple((rng.random() < f) + (rng.random() < f) for f in (0.3, 0.5))

    same = sum(genotype() == genotype() for _ in range(40_000)) / 40_000
    assert profile_match([0.3, 0.5]) == pytest.approx(same, abs=0.008)


def test_numbers_of_the_text():
    assert [round(match_probability(f), 4) for f in (0.5, 0.2, 0.1)] == [0.375, 0.5136, 0.6886]
    assert [markers_needed(f) for f in (0.5, 0.2, 0.1)] == [28, 42, 74]
    assert round(WORLD * profile_match([0.5] * 20)) == 24
    assert round(WORLD * profile_match([0.2] * 20), -3) == 13_000
    assert round(10_000_000 * profile_match([0.2] * 20)) == 16
    assert round(0.4**5, 2) == 0.01
    assert round(0.36**2 + 0.48**2 + 0.16**2, 2) == 0.39


def test_markers_needed_is_the_fewest():
    for frequency in (0.05, 0.3, 0.5):
        for people in (2, 1000, WORLD):
            number = markers_needed(frequency, people, 0.5)
            assert people * match_probability(frequency) ** number < 0.5
            assert people * match_probability(frequency) ** (number - 1) >= 0.5
    assert markers_needed(0.5, 100, 200) == 0
    assert markers_needed(0.5, 1, 1) == 1, "exactly at the limit is not below it"


def test_bad_input():
    assert profile_match([]) == 1
    for wrong in (0, -0.1, 0.51, 1, math.nan):
        with pytest.raises(ValueError, match="rarer variant"):
            match_probability(wrong)
    with pytest.raises(ValueError, match="above 0"):
        markers_needed(0.5, 0)


def test_chance_alone_by_hand():
    """One marker at 50%, one other person: alone unless both have the same of three genotypes."""
    assert chance_alone(0.5, 1, 1) == pytest.approx(1 - 0.375)
    assert chance_alone(0.5, 1, 2) == pytest.approx(
        2 * 0.25 * (1 - 0.25) ** 2 + 0.5 * (1 - 0.5) ** 2
    )
    assert chance_alone(0.2, 7, 0) == pytest.approx(1)
    assert chance_alone(0.2, 0, 1) == 0
    assert chance_alone(0.2, 20, 239) > chance_alone(0.2, 8, 239) > chance_alone(0.2, 3, 239)
