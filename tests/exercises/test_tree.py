"""Neighbour joining and the placement of the root."""

from __future__ import annotations

import random

import pytest
from dsilab import (
    NoTemporalSignal,
    Tree,
    best_root,
    distance_matrix,
    fit_clock,
    neighbour_joining,
    root_to_tip,
)

#: The worked example of many textbooks: a and b are joined first, with branches 2 and 3.
TEXTBOOK = [
    [0, 5, 9, 9, 8],
    [5, 0, 10, 10, 9],
    [9, 10, 0, 8, 7],
    [9, 10, 8, 0, 3],
    [8, 9, 7, 3, 0],
]


def path_lengths(tree):
    """Distance along the tree between every two tips."""
    neighbours = {}
    for a, b, length in tree.branches:
        neighbours.setdefault(a, []).append((b, length))
        neighbours.setdefault(b, []).append((a, length))
    matrix = []
    for tip in range(tree.tips):
        far, waiting = {tip: 0.0}, [tip]
        while waiting:
            node = waiting.pop()
            for other, length in neighbours[node]:
                if other not in far:
                    far[other] = far[node] + length
                    waiting.append(other)
        matrix.append([far[other] for other in range(tree.tips)])
    return matrix


def test_textbook_matrix():
    tree = neighbour_joining(TEXTBOOK)
    branch_of_tip = {a: length for a, _, length in tree.branches if a < 5}
    parent_of_tip = {a: b for a, b, _ in tree.branches if a < 5}
    assert (branch_of_tip[0], branch_of_tip[1]) == (2, 3)
    assert parent_of_tip[0] == parent_of_tip[1] == 5  # the first node made joins a and b
    assert len(tree.branches) == 2 * 5 - 3
    for row, expected in zip(path_lengths(tree), TEXTBOOK, strict=True):
        assert row == pytest.approx(expected)


def test_a_tree_comes_back_from_its_own_distances():
    rng = random.Random(3)
    for tips in (3, 4, 7, 12):
        # Grow an unrooted tree by hanging each new tip on a random branch.
        branches = [(0, tips, 1.0), (1, tips, 2.0), (2, tips, 3.0)]
        for tip in range(3, tips):
            inner = tips + tip - 2
            a, b, length = branches.pop(rng.randrange(len(branches)))
            cut = rng.uniform(0.2, 0.8) * length
            branches += [(a, inner, cut), (b, inner, length - cut), (tip, inner, rng.uniform(1, 5))]
        original = path_lengths(Tree(tips, tuple(branches)))
        found = path_lengths(neighbour_joining(original))
        for row, expected in zip(found, original, strict=True):
            assert row == pytest.approx(expected)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([], "at least three tips"),
        ([[0, 1], [1, 0]], "at least three tips"),
        ([[0, 1, 2], [1, 0], [2, 3, 0]], "row 2 of the distances has 2 values"),
        ([[0, 1, 2], [1, 0, 3], [2, 4, 0]], "tips 2 and 3 disagree"),
        ([[0, 1, 2], [1, 5, 3], [2, 3, 0]], "tip 2 from itself is 5"),
    ],
)
def test_bad_matrices(matrix, message):
    with pytest.raises(ValueError, match=message):
        neighbour_joining(matrix)


def test_the_root_of_a_perfect_clock_is_found():
    # ((A:1,B:3):2,(C:4,D:6):1) from a root at date 0: tips at dates 3, 5, 5, 7.
    matrix = [[0, 4, 8, 10], [4, 0, 10, 12], [8, 10, 0, 10], [10, 12, 10, 0]]
    root = best_root(neighbour_joining(matrix), [3, 5, 5, 7])
    assert root.r_squared == pytest.approx(1)
    assert root.distances == pytest.approx((3, 5, 5, 7))
    assert fit_clock([3, 5, 5, 7], root.distances).root_date == pytest.approx(0)


def test_no_other_point_of_any_branch_fits_better():
    rng = random.Random(4)
    sequences = ["".join(rng.choice("ACGT") for _ in range(120))]
    while len(sequences) < 9:
        copy = list(rng.choice(sequences))
        for site in rng.sample(range(120), rng.randint(1, 9)):
            copy[site] = rng.choice("ACGT")
        sequences.append("".join(copy))
    dates = [1990 + 2 * i + rng.random() for i in range(9)]
    tree = neighbour_joining(distance_matrix(sequences))
    best = best_root(tree, dates)
    paths = path_lengths(tree)
    for a, b, length in tree.branches:
        for step in range(21):
            # Put a tip on the branch, at this point, and measure from it.
            new = 10_000
            at = length * step / 20
            cut = [branch for branch in tree.branches if branch != (a, b, length)]
            with_root = [*cut, (a, new, at), (b, new, length - at)]
            distances = distances_from(with_root, new, len(paths))
            try:
                found = fit_clock(dates, distances)
            except NoTemporalSignal:
                continue
            assert found.r_squared <= best.r_squared + 1e-9


def distances_from(branches, start, tips):
    neighbours = {}
    for a, b, length in branches:
        neighbours.setdefault(a, []).append((b, length))
        neighbours.setdefault(b, []).append((a, length))
    far, waiting = {start: 0.0}, [start]
    while waiting:
        node = waiting.pop()
        for other, length in neighbours[node]:
            if other not in far:
                far[other] = far[node] + length
                waiting.append(other)
    return [far[tip] for tip in range(tips)]


def test_refusals():
    tree = neighbour_joining(TEXTBOOK)
    with pytest.raises(ValueError, match="5 tips and 4 dates"):
        best_root(tree, [1, 2, 3, 4])
    with pytest.raises(NoTemporalSignal, match="2 different date"):
        best_root(tree, [1, 1, 1, 2, 2])
    with pytest.raises(ValueError, match="2 sequences and 3 dates"):
        root_to_tip(["ACGT", "ACGA"], [1, 2, 3])
    with pytest.raises(NoTemporalSignal):  # all sequences equal: no distance grows with time
        root_to_tip(["ACGT"] * 4, [1, 2, 3, 4])
