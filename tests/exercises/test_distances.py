"""p-distance, Jukes-Cantor, means."""

from __future__ import annotations

import math
import random

import pytest
from dsilab import distance_matrix, jukes_cantor, mean_between, mean_within, p_distance


def random_sequence(rng, length, letters="ACGT"):
    return "".join(rng.choice(letters) for _ in range(length))


def test_p_distance_by_hand():
    assert p_distance("ACGT", "ACGT") == 0
    assert p_distance("ACGT", "ACGA") == 0.25
    assert p_distance("AAAA", "CCCC") == 1
    assert p_distance("ACG-N", "ATGTT") == pytest.approx(1 / 3)  # gap and N left out


def test_equal_sequences_with_gaps_still_count_known_sites_only():
    assert p_distance("AC-", "AC-") == 0
    with pytest.raises(ValueError, match="nothing to compare"):
        p_distance("--", "--")
    with pytest.raises(ValueError, match="nothing to compare"):
        p_distance("", "")


def site_by_site(first, second):
    """The definition, written out: the share of sites known in both that differ."""
    known = [(a, b) for a, b in zip(first, second, strict=True) if {a, b} <= set("ACGT")]
    if not known:
        raise ValueError("nothing to compare")
    return sum(a != b for a, b in known) / len(known)


@pytest.mark.parametrize(
    "letters", ["ACGT", "AC", "ACGT-", "ACGTN", "-N", "ACGTacgt", "A\u0391\n "]
)
def test_p_distance_is_its_definition_site_by_site(letters):
    rng = random.Random(letters)
    for length in (0, 1, 2, 3, 60) * 12:
        a, b = (random_sequence(rng, length, letters) for _ in range(2))
        for first, second in ((a, b), (a, a), (a, "A" * length), ("C" * length, b)):
            try:
                expected = site_by_site(first, second)
            except ValueError:
                with pytest.raises(ValueError, match="nothing to compare"):
                    p_distance(first, second)
            else:
                assert p_distance(first, second) == expected


def test_a_letter_of_another_kind_inside_is_left_out():
    """Neither end of the text tells what is in its middle."""
    assert p_distance("ACNGT", "ACCGT") == 0
    assert p_distance("A-CGT", "AGCGA") == 0.25


def test_p_distance_properties():
    rng = random.Random(1)
    for _ in range(50):
        a = random_sequence(rng, 60, "ACGT-N")
        b = random_sequence(rng, 60, "ACGT-N")
        p = p_distance(a, b)
        assert 0 <= p <= 1
        assert p_distance(b, a) == p
        assert p_distance(a + a, b + b) == pytest.approx(p)
        assert p_distance(a[::-1], b[::-1]) == p


def test_p_distance_refuses_different_lengths():
    with pytest.raises(ValueError, match="3 and 4 sites"):
        p_distance("ACG", "ACGT")


@pytest.mark.parametrize(("p", "distance"), [(0, 0), (0.1, 0.10733), (0.3, 0.38312)])
def test_jukes_cantor_values(p, distance):
    assert jukes_cantor(p) == pytest.approx(distance, abs=5e-6)


def test_jukes_cantor_can_be_undone():
    for p in (i / 1000 for i in range(750)):
        assert 0.75 * (1 - math.exp(-4 * jukes_cantor(p) / 3)) == pytest.approx(p, abs=1e-12)


@pytest.mark.parametrize("p", [0.75, 0.8, 1, -0.01, math.nan, math.inf])
def test_jukes_cantor_refuses(p):
    with pytest.raises(ValueError, match=r"outside 0 <= p < 0\.75"):
        jukes_cantor(p)


def test_distance_matrix():
    sequences = ["ACGTACGTAC", "ACGTACGTAA", "ACGTACCTAA"]
    matrix = distance_matrix(sequences)
    assert [matrix[i][i] for i in range(3)] == [0, 0, 0]
    assert matrix[0][1] == matrix[1][0] == jukes_cantor(0.1)
    assert matrix[0][2] == jukes_cantor(0.2)


def test_means_count_each_pair_once_and_no_sequence_with_itself():
    assert mean_within(["AAAA", "AAAT", "AATT"]) == pytest.approx(1 / 3)
    assert mean_between(["AAAA"], ["AAAT", "AATT"]) == pytest.approx(0.375)


@pytest.mark.parametrize("group", [[], ["ACGT"]])
def test_means_need_pairs(group):
    with pytest.raises(ValueError, match="at least two"):
        mean_within(group)
    with pytest.raises(ValueError, match="a sequence in each"):
        mean_between(group, [])
