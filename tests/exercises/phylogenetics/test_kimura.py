"""Kimura's distance, against scikit-bio and by its properties."""

from __future__ import annotations

import math
import random

import pytest
from dsilab import jukes_cantor
from dsilab.phylogenetics.kimura import Changes, count_changes, k2p, k2p_distance, k2p_matrix
from skbio import DNA
from skbio.sequence.distance import k2p as skbio_k2p


def random_pair(rng, length=300, change=0.15, letters="ACGT"):
    first = "".join(rng.choice(letters) for _ in range(length))
    second = "".join(rng.choice(letters) if rng.random() < change else a for a in first)
    return first, second


def test_counts_by_hand():
    assert count_changes("AACT", "GCCT") == Changes(4, 1, 1)
    assert count_changes("AGCT", "GATC") == Changes(4, 4, 0)
    assert count_changes("AAGGCCTT", "CTCTAGAG") == Changes(8, 0, 8)
    assert count_changes("AC-N?T", "GCTTTA") == Changes(3, 1, 1)


@pytest.mark.parametrize(
    ("transitions", "transversions", "expected"),
    # The values of the chapter's dossier, worked out apart.
    [(0.02, 0.01, 0.0307), (0.06, 0.04, 0.10802), (0.10, 0.05, 0.17018), (0, 0, 0)],
)
def test_known_values(transitions, transversions, expected):
    assert k2p_distance(transitions, transversions) == pytest.approx(expected, abs=5e-6)


def test_it_agrees_with_scikit_bio():
    rng = random.Random(1)
    for _ in range(40):
        first, second = random_pair(rng)
        assert k2p(first, second) == pytest.approx(skbio_k2p(DNA(first), DNA(second)), abs=1e-12)


def test_the_real_sets_agree_with_scikit_bio(finches, gophers):
    for specimens, _, matrix in (finches, gophers):
        for i in range(0, len(specimens), 3):
            for j in range(i):
                known = [
                    (a, b)
                    for a, b in zip(specimens[i].sequence, specimens[j].sequence, strict=True)
                    if a in "ACGT" and b in "ACGT"
                ]
                first, second = ("".join(letters) for letters in zip(*known, strict=True))
                assert matrix[i][j] == pytest.approx(skbio_k2p(DNA(first), DNA(second)), abs=1e-12)


def test_properties():
    rng = random.Random(2)
    for _ in range(40):
        first, second = random_pair(rng, letters="ACGT-N")
        found = count_changes(first, second)
        assert found == count_changes(second, first)
        assert k2p(first, second) == k2p(second, first)
        share = (found.transitions + found.transversions) / found.sites
        assert k2p(first, second) >= share - 1e-12
        assert k2p(first * 2, second * 2) == pytest.approx(k2p(first, second))
    for share in (0.01, 0.2, 0.5):
        # Twice as many kinds of transversion as of transition: the Jukes-Cantor case.
        assert k2p_distance(share / 3, 2 * share / 3) == pytest.approx(jukes_cantor(share))


def test_equal_sequences_are_zero_and_not_minus_zero():
    assert math.copysign(1, k2p("ACGT", "ACGT")) == 1


@pytest.mark.parametrize(
    ("transitions", "transversions"),
    [(-0.1, 0), (0, -0.1), (0.5, 0), (0, 0.5), (0.4, 0.3), (math.nan, 0)],
)
def test_shares_without_an_answer_are_refused(transitions, transversions):
    with pytest.raises(ValueError, match="outside the range"):
        k2p_distance(transitions, transversions)


def test_sequences_that_cannot_be_compared_are_refused():
    with pytest.raises(ValueError, match="align them first"):
        k2p("ACGT", "ACG")
    with pytest.raises(ValueError, match="nothing to compare"):
        k2p("--NN", "ACGT")


def test_the_matrix_is_symmetric():
    matrix = k2p_matrix(["ACGTACGT", "ACGTACGA", "GCGTACGT"])
    assert [matrix[i][i] for i in range(3)] == [0, 0, 0]
    assert all(matrix[i][j] == matrix[j][i] for i in range(3) for j in range(3))
