"""Kimura's two-parameter distance (K2P): transitions and transversions counted apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dsilab.distances import NUCLEOTIDES

PURINES = frozenset("AG")


@dataclass(frozen=True)
class Changes:
    """How two aligned sequences differ: counts of sites.

    sites: those with A, C, G or T in both. transitions: A with G, or C with T. transversions:
    every other difference.
    """

    sites: int
    transitions: int
    transversions: int


def count_changes(first: str, second: str) -> Changes:
    """Count the sites that can be compared, and the two kinds of difference among them.

    Sites where either sequence has a gap or an ambiguous letter are left out.
    Raises ValueError when the lengths differ or no site can be compared.
    """
    if len(first) != len(second):
        raise ValueError(
            f"sequences of {len(first)} and {len(second)} sites cannot be compared; "
            "align them first"
        )
    sites = transitions = transversions = 0
    for a, b in zip(first, second, strict=True):
        if a in NUCLEOTIDES and b in NUCLEOTIDES:
            sites += 1
            if a != b:
                same_class = (a in PURINES) == (b in PURINES)
                transitions += same_class
                transversions += not same_class
    if not sites:
        raise ValueError("no site has A, C, G or T in both sequences: nothing to compare")
    return Changes(sites, transitions, transversions)


def k2p_distance(transitions: float, transversions: float) -> float:
    """Substitutions per site from the shares of sites that show each kind of difference.

    d = -1/2 ln(1 - 2P - Q) - 1/4 ln(1 - 2Q), with P the share of transitions and Q that of
    transversions (Kimura 1980, doi:10.1007/BF01731581).
    Raises ValueError for shares below 0, or where a logarithm has no value: the sequences are
    then as different as random ones, or more.
    """
    inside, transversions_only = 1 - 2 * transitions - transversions, 1 - 2 * transversions
    if not (transitions >= 0 and transversions >= 0 and inside > 0 and transversions_only > 0):
        raise ValueError(
            f"shares of {transitions:g} transitions and {transversions:g} transversions are "
            "outside the range in which Kimura's formula has an answer"
        )
    # The + 0.0 turns the -0.0 of two equal sequences into 0.0.
    return -math.log(inside) / 2 - math.log(transversions_only) / 4 + 0.0


def k2p(first: str, second: str) -> float:
    """K2P distance (substitutions per site) between two aligned sequences.

    Errors: see `count_changes` and `k2p_distance`.
    """
    found = count_changes(first, second)
    return k2p_distance(found.transitions / found.sites, found.transversions / found.sites)


def k2p_matrix(sequences: Sequence[str]) -> list[list[float]]:
    """K2P distance between every two sequences: a symmetric n x n list of lists."""
    n = len(sequences)
    matrix = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i):
            matrix[i][j] = matrix[j][i] = k2p(sequences[i], sequences[j])
    return matrix
