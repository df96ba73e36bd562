"""Genetic distances between aligned sequences."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Sequence

NUCLEOTIDES = frozenset("ACGT")


def p_distance(first: str, second: str) -> float:
    """Share of sites at which two aligned sequences differ (0 to 1).

    Sites where either sequence has a gap or an ambiguous letter are left out.
    Raises ValueError when the lengths differ or no site can be compared.
    """
    if len(first) != len(second):
        raise ValueError(
            f"sequences of {len(first)} and {len(second)} sites cannot be compared; "
            "align them first"
        )
    if first and not first.strip("ACGT") and not second.strip("ACGT"):
        # Only the four letters: nothing to leave out, and every step of this is quick.
        return sum(map(operator.ne, first, second)) / len(first)
    compared = differing = 0
    for a, b in zip(first, second, strict=True):
        if a in NUCLEOTIDES and b in NUCLEOTIDES:
            compared += 1
            differing += a != b
    if not compared:
        raise ValueError("no site has A, C, G or T in both sequences: nothing to compare")
    return differing / compared


def jukes_cantor(p: float) -> float:
    """Substitutions per site, corrected for sites that changed more than once.

    d = -3/4 ln(1 - 4p/3), from a p-distance `p` (Jukes & Cantor 1969, in Mammalian Protein
    Metabolism, Academic Press, pp. 21-132, doi:10.1016/B978-1-4832-3211-9.50009-7).
    Raises ValueError for p outside 0 <= p < 0.75: at 3/4 two sequences are as different as
    random ones, and the formula has no answer.
    """
    if not 0 <= p < 0.75:
        raise ValueError(
            f"p = {p:g} is outside 0 <= p < 0.75, where the Jukes-Cantor formula has an answer"
        )
    return -0.75 * math.log1p(-4 * p / 3) if p else 0.0


def distance_matrix(sequences: Sequence[str]) -> list[list[float]]:
    """Jukes-Cantor distance (substitutions per site) between every two sequences.

    A symmetric n x n list of lists with a zero diagonal. Errors: see `p_distance`.
    """
    n = len(sequences)
    matrix = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i):
            distance = jukes_cantor(p_distance(sequences[i], sequences[j]))
            matrix[i][j] = matrix[j][i] = distance
    return matrix


def mean_within(sequences: Sequence[str]) -> float:
    """Mean p-distance over all pairs inside one group. ValueError with fewer than two."""
    if len(sequences) < 2:
        raise ValueError("a mean distance within a group needs at least two sequences")
    return _mean(
        p_distance(sequences[i], sequences[j]) for i in range(len(sequences)) for j in range(i)
    )


def mean_between(first: Sequence[str], second: Sequence[str]) -> float:
    """Mean p-distance over all pairs, one from each group. ValueError if a group is empty."""
    if not first or not second:
        raise ValueError("a mean distance between two groups needs a sequence in each")
    return _mean(p_distance(a, b) for a in first for b in second)


def _mean(values: Iterable[float]) -> float:
    values = list(values)
    return math.fsum(values) / len(values)
