"""Effective population size: how many breeders an ideal population would need to drift as fast."""

from __future__ import annotations

import math
from collections.abc import Sequence


def sex_ratio_size(males: float, females: float) -> float:
    """Effective size of one generation from its breeding males and females: 4 M F / (M + F).

    Wright 1931 (doi:10.1093/genetics/16.2.97).
    Raises ValueError for a negative number, or when nobody breeds.
    """
    if males < 0 or females < 0:
        raise ValueError("the number of breeding animals cannot be negative")
    if males + females == 0:
        raise ValueError("nobody breeds in this generation")
    return 4 * males * females / (males + females)


def harmonic_mean(sizes: Sequence[float]) -> float:
    """Effective size over several generations: the harmonic mean of their sizes.

    Raises ValueError when there is none, or one is not above zero.
    """
    if not sizes:
        raise ValueError("there is no generation")
    if min(sizes) <= 0:
        raise ValueError("a generation with an effective size of zero leaves no offspring")
    return len(sizes) / math.fsum(1 / size for size in sizes)


def effective_size(generations: Sequence[tuple[float, float]]) -> float:
    """Effective size over generations, each given by its breeding males and females."""
    return harmonic_mean([sex_ratio_size(males, females) for males, females in generations])
