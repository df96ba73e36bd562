"""Neighbour-joining trees, and the distance from their root to each tip."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dsilab.clock import NoTemporalSignal
from dsilab.distances import distance_matrix


@dataclass(frozen=True)
class Tree:
    """An unrooted tree. Nodes 0 .. tips-1 are the tips, in input order; the rest are inner.

    branches: (node, node, length in the unit of the distances), 2 * tips - 3 of them.
    """

    tips: int
    branches: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True)
class Root:
    """A root placed on a branch. distances: from the root to each tip, in input order."""

    branch: tuple[int, int, float]
    distances: tuple[float, ...]
    r_squared: float


def neighbour_joining(distances: Sequence[Sequence[float]]) -> Tree:
    """Build an unrooted tree by neighbour joining (Saitou & Nei 1987,
    doi:10.1093/oxfordjournals.molbev.a040454).

    At each step the pair with the smallest Q(i,j) = (n-2) d_ij - sum_k d_ik - sum_k d_jk is
    joined. Noise can make a branch come out below zero; it is kept, so that the tree still adds
    up to the distances.
    Raises ValueError when the matrix is not square and symmetric with a zero diagonal, or has
    fewer than three rows.
    """
    n = len(distances)
    _check_matrix(distances)
    d = {i: {j: float(distances[i][j]) for j in range(n)} for i in range(n)}
    branches: list[tuple[int, int, float]] = []
    new = n
    while len(d) > 3:
        total = {i: math.fsum(row.values()) for i, row in d.items()}
        nodes = list(d)
        m = len(nodes)
        _, i, j = min(
            ((m - 2) * d[a][b] - total[a] - total[b], a, b)
            for position, a in enumerate(nodes)
            for b in nodes[position + 1 :]
        )
        length_i = d[i][j] / 2 + (total[i] - total[j]) / (2 * (m - 2))
        branches += [(i, new, length_i), (j, new, d[i][j] - length_i)]
        joined = {k: (d[i][k] + d[j][k] - d[i][j]) / 2 for k in nodes if k not in (i, j)}
        for gone in (i, j):
            del d[gone]
        for k in d:
            del d[k][i], d[k][j]
            d[k][new] = joined[k]
        d[new] = {**joined, new: 0.0}
        new += 1
    a, b, c = d
    branches += [
        (a, new, (d[a][b] + d[a][c] - d[b][c]) / 2),
        (b, new, (d[a][b] + d[b][c] - d[a][c]) / 2),
        (c, new, (d[a][c] + d[b][c] - d[a][b]) / 2),
    ]
    return Tree(n, tuple(branches))


def best_root(tree: Tree, dates: Sequence[float]) -> Root:
    """Place the root where distance from it fits a growing straight line in time best.

    Every branch is tried; on each, the point with the highest R2 among those with a positive
    slope is found exactly. CHOOSING THE ROOT THIS WAY FLATTERS THE FIT: of all possible roots
    it takes the one most like a clock, so even data without a clock get some R2 (Rambaut et al.
    2016, doi:10.1093/ve/vew007). Read the R2 as a description, never as a test.
    Raises NoTemporalSignal when there are fewer than three different dates, or no root gives a
    positive slope; ValueError when there is not one date a tip.
    """
    if len(dates) != tree.tips:
        raise ValueError(f"{tree.tips} tips and {len(dates)} dates: each tip needs one date")
    if len(set(dates)) < 3:
        raise NoTemporalSignal(
            f"no temporal signal: {len(set(dates))} different date(s), and a rate needs three"
        )
    mean_date = math.fsum(dates) / tree.tips
    centred = [date - mean_date for date in dates]
    best: Root | None = None
    for branch in tree.branches:
        first, second, length = branch
        # y = base + x * side: distances from a root that is x along the branch from `first`.
        near = _distances_from(tree, first, not_through=second)
        far = _distances_from(tree, second, not_through=first)
        base = [near[tip] if tip in near else far[tip] + length for tip in range(tree.tips)]
        side = [1.0 if tip in near else -1.0 for tip in range(tree.tips)]
        for x in _candidate_points(centred, base, side, length):
            distances = tuple(b + x * s for b, s in zip(base, side, strict=True))
            r_squared = _r_squared_if_growing(centred, distances)
            if r_squared is not None and (best is None or r_squared > best.r_squared):
                best = Root(branch, distances, r_squared)
    if best is None:
        raise NoTemporalSignal(
            "no temporal signal: wherever the root is put, later samples are not further from it"
        )
    return best


def root_to_tip(sequences: Sequence[str], dates: Sequence[float]) -> list[float]:
    """Distance from a best-fitting root to each sequence, in substitutions per site.

    Jukes-Cantor distances, then `neighbour_joining`, then `best_root`, whose warning holds:
    choosing the root by the fit flatters the fit.
    sequences: aligned, at least three. dates: their sampling dates in years, same order.
    Raises NoTemporalSignal (see `best_root`) or ValueError.
    """
    if len(sequences) != len(dates):
        raise ValueError(f"{len(sequences)} sequences and {len(dates)} dates: give one date each")
    return list(best_root(neighbour_joining(distance_matrix(sequences)), dates).distances)


def _check_matrix(distances: Sequence[Sequence[float]]) -> None:
    n = len(distances)
    if n < 3:
        raise ValueError(f"neighbour joining needs at least three tips, not {n}")
    for i, row in enumerate(distances):
        if len(row) != n:
            raise ValueError(f"row {i + 1} of the distances has {len(row)} values, not {n}")
        if row[i] != 0:
            raise ValueError(f"the distance of tip {i + 1} from itself is {row[i]}, not 0")
        for j in range(i):
            if not math.isclose(row[j], distances[j][i], abs_tol=1e-12):
                raise ValueError(f"the distances between tips {j + 1} and {i + 1} disagree")


def _distances_from(tree: Tree, start: int, not_through: int) -> dict[int, float]:
    """Distance from `start` to every tip that can be reached without passing `not_through`."""
    neighbours: dict[int, list[tuple[int, float]]] = {}
    for a, b, length in tree.branches:
        neighbours.setdefault(a, []).append((b, length))
        neighbours.setdefault(b, []).append((a, length))
    found = {}
    waiting = [(start, not_through, 0.0)]
    while waiting:
        node, came_from, distance = waiting.pop()
        if node < tree.tips:
            found[node] = distance
        waiting += [
            (next_node, node, distance + length)
            for next_node, length in neighbours[node]
            if next_node != came_from
        ]
    return found


def _candidate_points(
    centred: Sequence[float], base: Sequence[float], side: Sequence[float], length: float
) -> list[float]:
    """The two ends of a branch, and the point on it where R2 is stationary.

    With y = base + x * side, R2(x) = (c0 + x c1)^2 / (Stt (v0 + 2 x v01 + x^2 v1)); its
    derivative is zero where covariance is zero (the minimum) and at the x below.
    """
    if length <= 0:
        return [0.0]
    c0, c1 = _cross(centred, base), _cross(centred, side)
    v0, v01, v1 = _cross(base, base), _cross(base, side), _cross(side, side)
    points = [0.0, length]
    divisor = c0 * v1 - c1 * v01
    if divisor:
        x = (c1 * v0 - c0 * v01) / divisor
        if 0 < x < length:
            points.append(x)
    return points


def _r_squared_if_growing(centred: Sequence[float], distances: Sequence[float]) -> float | None:
    covariance = _cross(centred, distances)
    if covariance <= 0:
        return None
    return covariance**2 / (_cross(centred, centred) * _cross(distances, distances))


def _cross(a: Sequence[float], b: Sequence[float]) -> float:
    """Sum of products of deviations from the means."""
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    return sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
