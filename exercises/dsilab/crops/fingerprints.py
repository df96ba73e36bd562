"""DNA fingerprints of lines: how alike two are, and how surprising a match would be."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BANDS = frozenset("01")


@dataclass(frozen=True)
class Comparison:
    """Two fingerprints side by side.

    differ: number of bands that only one has. simple_matching: share of bands read alike, shared
    absences included. jaccard: shared bands as a share of the bands that either has.
    """

    differ: int
    simple_matching: float
    jaccard: float


def compare(first: str, second: str) -> Comparison:
    """Compare two fingerprints of the same bands, each a text of 0 (absent) and 1 (present).

    Jaccard's coefficient of two fingerprints without any band is 1: nothing sets them apart.
    Raises ValueError when the lengths differ, there is no band, or a character is not 0 or 1.
    """
    if not first or len(first) != len(second):
        raise ValueError(f"fingerprints of {len(first)} and {len(second)} bands do not compare")
    if not BANDS.issuperset(first) or not BANDS.issuperset(second):
        raise ValueError("a fingerprint is a text of 0 and 1")
    differ = sum(a != b for a, b in zip(first, second, strict=True))
    both = sum(a == b == "1" for a, b in zip(first, second, strict=True))
    either = both + differ
    return Comparison(differ, 1 - differ / len(first), both / either if either else 1.0)


def nearest(fingerprint: str, panel: Mapping[str, str]) -> tuple[list[str], int]:
    """Names of the panel's lines that differ at the fewest bands, sorted, and how many differ.

    Raises ValueError when the panel is empty, or as `compare` does.
    """
    if not panel:
        raise ValueError("the panel is empty: there is nothing to compare with")
    differ = {name: compare(fingerprint, other).differ for name, other in panel.items()}
    fewest = min(differ.values())
    return sorted(name for name, number in differ.items() if number == fewest), fewest


def match_probability(frequencies: Sequence[float], kind: str) -> float:
    """Chance that two unrelated members of a group have the same fingerprint at every locus.

    frequencies: of one of the two alleles (or of the band) at each locus, in the group.
    kind: "inbred" for true-breeding lines, p^2 + q^2 a locus; "outbred" for plants that mate at
    random, p^4 + (2pq)^2 + q^4 a locus. The chances are multiplied over the loci, which is right
    only if the loci are independent; in a group of relatives they are not.
    Raises ValueError for another kind, a frequency outside 0 to 1, or no locus.
    """
    if kind not in ("inbred", "outbred"):
        raise ValueError(f'kind must be "inbred" or "outbred", not {kind!r}')
    if not frequencies or any(not 0 <= p <= 1 for p in frequencies):
        raise ValueError("give one frequency between 0 and 1 for each locus, one locus at least")
    chances = []
    for p in frequencies:
        q = 1 - p
        genotypes = (p, q) if kind == "inbred" else (p * p, 2 * p * q, q * q)
        chances.append(math.fsum(share * share for share in genotypes))
    return math.prod(chances)


def band_frequencies(fingerprints: Sequence[str]) -> list[float]:
    """Share of the fingerprints that have each band. ValueError without a fingerprint."""
    if not fingerprints:
        raise ValueError("no fingerprint: there is nothing to count")
    return [column.count("1") / len(column) for column in zip(*fingerprints, strict=True)]


def pairwise_differences(fingerprints: Sequence[str]) -> list[int]:
    """Number of differing bands of every pair, sorted. ValueError with fewer than two."""
    if len(fingerprints) < 2:
        raise ValueError("a pair needs two fingerprints")
    return sorted(compare(a, b).differ for a, b in itertools.combinations(fingerprints, 2))


def share_of_close_pairs(fingerprints: Sequence[str], most: int) -> float:
    """Share (0 to 1) of all pairs that differ at `most` bands or fewer. Errors: as above."""
    differences = pairwise_differences(fingerprints)
    return sum(number <= most for number in differences) / len(differences)
