"""How few genetic markers make a person unique.

Two unrelated people, a marker with two variants in Hardy-Weinberg proportions, markers inherited
independently of each other. Relatives match more often, and neighbouring markers are not
independent, so a real panel needs more markers than this says. Lin, Owen & Altman 2004,
doi:10.1126/science.1095019, put the number for one person among all at 30 to 80.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

WORLD = 8_000_000_000


def match_probability(frequency: float) -> float:
    """The chance that two unrelated people have the same genotype at one marker.

    frequency: of the rarer variant, above 0 and at most 0.5.
    Raises ValueError outside that range.
    """
    if not 0 < frequency <= 0.5:
        raise ValueError(f"the rarer variant's frequency lies above 0 and up to 0.5: {frequency}")
    p, q = 1 - frequency, frequency
    return p**4 + (2 * p * q) ** 2 + q**4


def profile_match(frequencies: Iterable[float]) -> float:
    """The chance that two unrelated people have the same genotype at every one of the markers."""
    return math.prod(match_probability(frequency) for frequency in frequencies)


def markers_needed(frequency: float, people: float = WORLD, expected: float = 0.01) -> int:
    """The fewest markers of this frequency with fewer than `expected` other people who match.

    Raises ValueError where `people` or `expected` is not above 0.
    """
    if people <= 0 or expected <= 0:
        raise ValueError(f"people and expected matches must be above 0: {people}, {expected}")
    number = math.log(expected / people) / math.log(match_probability(frequency))
    return max(0, math.floor(number) + 1)


def chance_alone(frequency: float, markers: int, others: int) -> float:
    """The chance that none of `others` unrelated people has a person's genotype at every marker.

    Averaged over the genotypes that the person may have: someone with rare ones is more often
    alone than the mean person. All markers have the same frequency of the rarer variant.
    """
    match_probability(frequency)  # refuses a frequency that is none
    p, q = 1 - frequency, frequency
    chance = 0.0
    for common in range(markers + 1):
        for mixed in range(markers - common + 1):
            rare = markers - common - mixed
            genotype = p ** (2 * common) * (2 * p * q) ** mixed * q ** (2 * rare)
            ways = math.comb(markers, common) * math.comb(markers - common, mixed)
            chance += ways * genotype * (1 - genotype) ** others
    return chance
