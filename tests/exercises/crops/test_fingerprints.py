"""Fingerprints: against scipy's distances, against a simulation, and by properties."""

from __future__ import annotations

import math
import random

import pytest
from dsilab.crops.fingerprints import (
    band_frequencies,
    compare,
    match_probability,
    nearest,
    pairwise_differences,
    share_of_close_pairs,
)
from scipy.spatial.distance import hamming, jaccard


def made_up(rng, bands=40):
    return "".join(rng.choice("01") for _ in range(bands))


def test_compare_agrees_with_scipy():
    rng = random.Random(2)
    for _ in range(40):
        one, other = made_up(rng), made_up(rng)
        as_bits = [[c == "1" for c in text] for text in (one, other)]
        found = compare(one, other)
        assert found.simple_matching == pytest.approx(1 - hamming(*as_bits))
        assert found.jaccard == pytest.approx(1 - jaccard(*as_bits))
        assert found.differ == round(40 * hamming(*as_bits))
        assert compare(other, one) == found
    assert compare("00", "00").jaccard == 1


def test_the_check_values_of_the_course():
    assert match_probability([0.5] * 20, "inbred") == pytest.approx(9.54e-7, rel=1e-3)
    assert match_probability([0.9] * 133, "inbred") == pytest.approx(3.4e-12, rel=0.02)
    assert match_probability([0.5], "outbred") == pytest.approx(0.375)


@pytest.mark.parametrize("kind", ["inbred", "outbred"])
def test_the_match_probability_is_that_of_a_simulation(kind):
    rng = random.Random(9)
    p = [0.2, 0.5, 0.8]

    def member():
        copies = 1 if kind == "inbred" else 2
        return tuple(sum(rng.random() < q for _ in range(copies)) for q in p)

    runs = 40_000
    matches = sum(member() == member() for _ in range(runs))
    expected = match_probability(p, kind)
    assert matches / runs == pytest.approx(expected, abs=4 * math.sqrt(expected / runs))


def test_properties_of_the_match_probability():
    p = [0.1, 0.4, 0.9]
    for kind in ("inbred", "outbred"):
        value = match_probability(p, kind)
        assert match_probability(p + p, kind) == pytest.approx(value**2)
        assert match_probability([1 - q for q in p], kind) == pytest.approx(value)
        assert match_probability([*p, 1.0], kind) == pytest.approx(value)
    assert match_probability(p, "outbred") < match_probability(p, "inbred")


def test_pairs_and_neighbours():
    lines = ["1111", "1110", "0000"]
    assert pairwise_differences(lines) == [1, 3, 4]
    assert share_of_close_pairs(lines, 1) == pytest.approx(1 / 3)
    assert share_of_close_pairs(lines, 4) == 1
    assert nearest("1100", {"c": "1111", "b": "1101", "a": "1110"}) == (["a", "b"], 1)
    assert band_frequencies(lines) == [pytest.approx(2 / 3)] * 3 + [pytest.approx(1 / 3)]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: compare("01", "011"), "of 2 and 3 bands"),
        (lambda: compare("", ""), "of 0 and 0 bands"),
        (lambda: compare("01", "0x"), "a text of 0 and 1"),
        (lambda: nearest("01", {}), "panel is empty"),
        (lambda: match_probability([0.5], "clone"), "inbred"),
        (lambda: match_probability([], "inbred"), "one locus at least"),
        (lambda: match_probability([1.1], "inbred"), "between 0 and 1"),
        (lambda: band_frequencies([]), "no fingerprint"),
        (lambda: share_of_close_pairs(["01"], 1), "two fingerprints"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_the_paper_fingerprints_of_the_guide():
    claimed = "110100110101"
    lines = {"A": "110001110111", "B": "110100110001", "C": "011010100100", "D": "001110011100"}
    found = {name: compare(claimed, bands) for name, bands in lines.items()}
    assert {name: one.differ for name, one in found.items()} == {"A": 3, "B": 1, "C": 6, "D": 7}
    assert round(found["B"].jaccard, 2) == 0.86 and round(found["B"].simple_matching, 2) == 0.92
