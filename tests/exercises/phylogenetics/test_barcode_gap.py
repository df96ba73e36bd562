"""The barcode gap and the groups of a threshold, against numpy and scipy."""

from __future__ import annotations

import random

import numpy as np
import pytest
from dsilab.phylogenetics.barcode_gap import (
    Verdict,
    barcode_gap,
    clusters,
    judge,
    leave_out,
    within_and_between,
)
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform


def random_table(rng, n):
    table = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i):
            table[i][j] = table[j][i] = rng.random()
    return table


def scipy_groups(table, threshold):
    """The same groups by scipy's single linkage."""
    tree = linkage(squareform(np.array(table)), method="single")
    numbers = fcluster(tree, threshold, criterion="distance")
    groups = {}
    for place, number in enumerate(numbers):
        groups.setdefault(number, []).append(place)
    return sorted(groups.values())


def test_groups_are_those_of_scipy(finches, gophers):
    rng = random.Random(3)
    tables = [random_table(rng, rng.randint(2, 20)) for _ in range(25)]
    tables += [finches[2], gophers[2]]
    for table in tables:
        for threshold in (0.0, 0.005, 0.01, 0.03, 0.1, 0.3, 0.9):
            assert clusters(table, threshold) == scipy_groups(table, threshold)


def test_the_gap_is_that_of_numpy(finches, gophers):
    for _, species, table in (finches, gophers):
        names, far = np.array(species), np.array(table)
        same = names[:, None] == names[None, :]
        pairs = np.tril(np.ones_like(far, dtype=bool), k=-1)
        gap = barcode_gap(species, table)
        assert gap.max_within == pytest.approx(far[same & pairs].max())
        assert gap.min_between == pytest.approx(far[~same & pairs].min())
        assert gap.mean_within == pytest.approx(far[same & pairs].mean())
        assert gap.mean_between == pytest.approx(far[~same & pairs].mean())


def test_order_does_not_matter(finches):
    _, species, table = finches
    order = list(range(len(species)))
    random.Random(4).shuffle(order)
    mixed = [[table[i][j] for j in order] for i in order]
    found, again = barcode_gap(species, table), barcode_gap([species[i] for i in order], mixed)
    assert again.gap == pytest.approx(found.gap)
    assert again.mean_gap == pytest.approx(found.mean_gap)


def test_pairs_are_counted_once():
    within, between = within_and_between(["a", "a", "b"], [[0, 1, 2], [1, 0, 3], [2, 3, 0]])
    assert (within, sorted(between)) == ([1], [2, 3])


@pytest.mark.parametrize(
    ("species", "table", "message"),
    [
        (["a", "b"], [[0, 1], [1, 0]], "no species has two specimens"),
        (["a", "a"], [[0, 1], [1, 0]], "one species only"),
        (["a"], [[0, 1], [1, 0]], "need a table of"),
        (["a", "a"], [[0, 1], [1]], "need a table of"),
    ],
)
def test_what_has_no_gap_is_refused(species, table, message):
    with pytest.raises(ValueError, match=message):
        barcode_gap(species, table)


def test_leaving_out():
    table = [[0, 1, 2], [1, 0, 3], [2, 3, 0]]
    assert leave_out(["a", "b", "a"], table, "b") == (["a", "a"], [[0, 2], [2, 0]])
    with pytest.raises(ValueError, match="'c' is not among"):
        leave_out(["a", "b", "a"], table, "c")


def test_a_negative_threshold_is_refused():
    with pytest.raises(ValueError, match="below 0"):
        clusters([[0]], -1)


def test_split_and_lumped():
    species = ["a", "a", "b", "c", "c"]
    assert judge(species, [[0], [1, 2], [3, 4]]) == Verdict(3, ("a",), ("a", "b"))
    assert judge(species, [[0, 1], [2], [3, 4]]) == Verdict(3, (), ())


# What the pages, the lab, the questions and the guide print, in per cent.


def percent(number):
    return round(100 * number, 2)


def test_the_finches_of_the_text(finches):
    _, species, table = finches
    gap = barcode_gap(species, table)
    assert (percent(gap.max_within), percent(gap.min_between)) == (1.27, 0.09)
    assert (percent(gap.gap), percent(gap.mean_gap)) == (-1.18, 0.90)
    within, between = within_and_between(species, table)
    assert (len(within), len(between), len(within) + len(between)) == (27, 93, 120)
    without = barcode_gap(*leave_out(species, table, "Geospiza magnirostris"))
    assert (percent(without.max_within), percent(without.min_between)) == (0.81, 1.18)
    assert percent(without.gap) == 0.37
    assert percent(barcode_gap(*leave_out(species, table, "Geospiza fortis")).gap) == -0.18
    for other in ("Certhidea olivacea", "Camarhynchus parvulus"):
        assert percent(barcode_gap(*leave_out(species, table, other)).gap) == -1.18
    # Every pair of two species that overlaps is of the two ground finches.
    overlapping = {
        frozenset((species[i], species[j]))
        for i in range(16)
        for j in range(i)
        if species[i] != species[j] and table[i][j] <= 0.0108
    }
    assert overlapping == {frozenset(("Geospiza fortis", "Geospiza magnirostris"))}


def test_the_gophers_of_the_text(gophers):
    _, species, table = gophers
    gap = barcode_gap(species, table)
    assert (percent(gap.max_within), percent(gap.min_between)) == (1.18, 0.44)
    assert (percent(gap.gap), percent(gap.mean_gap)) == (-0.75, 1.83)
    assert all(
        barcode_gap(*leave_out(species, table, name)).gap < 0 for name in sorted(set(species))
    )


@pytest.mark.parametrize(
    ("threshold", "finch_groups", "gopher_groups"),
    [(0.005, 5, 11), (0.01, 3, 5), (0.02, 2, 3), (0.03, 2, 3)],
)
def test_what_thresholds_call(finches, gophers, threshold, finch_groups, gopher_groups):
    for (_, species, table), expected in ((finches, finch_groups), (gophers, gopher_groups)):
        verdict = judge(species, clusters(table, threshold))
        assert verdict.groups == expected
        assert verdict.split or verdict.lumped, "no threshold gets either set right"


def test_one_finch_species_is_split_and_lumped_at_half_a_per_cent(finches):
    _, species, table = finches
    verdict = judge(species, clusters(table, 0.005))
    assert set(verdict.split) & set(verdict.lumped) == {"Geospiza magnirostris"}


def test_the_two_finches_of_the_text(finches):
    _, species, table = finches
    assert (species[0], species[6]) == ("Certhidea olivacea", "Geospiza magnirostris")
    assert round(table[0][6], 4) == 0.0395


def test_the_genes_of_the_gophers(gophers):
    from dsilab.phylogenetics.kimura import k2p_matrix

    specimens, species, _ = gophers
    start, sharing = 0, []
    for length in (614, 601, 819, 621, 553, 471, 706):
        gene = k2p_matrix([one.sequence[start : start + length] for one in specimens])
        sharing.append(
            len(
                {
                    name
                    for i in range(26)
                    for j in range(26)
                    for name in (species[i], species[j])
                    if species[i] != species[j] and gene[i][j] == 0
                }
            )
        )
        start += length
    assert start == 4385
    assert sharing == [7, 3, 3, 0, 2, 2, 3]
    assert sum(number >= 2 for number in sharing) == 6
