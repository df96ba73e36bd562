"""What a network of plots can still see when some of its plots are withheld."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dsilab.macrosystems.diversity import Partition, partition, species_of


@dataclass(frozen=True)
class Withheld:
    """The plots that stay open, described, and the species that no open plot has."""

    open: Partition
    lost: frozenset[str]


def withhold(plots: Mapping[str, Mapping[str, float]], names: Iterable[str]) -> Withheld:
    """Leave out the plots called `names`.

    Raises ValueError when a name is not one of the plots, or no plot stays open.
    """
    gone = set(names)
    unknown = sorted(gone - set(plots))
    if unknown:
        raise ValueError(f"no plot is called {unknown[0]!r}")
    left = [plot for name, plot in plots.items() if name not in gone]
    return Withheld(partition(left), frozenset(species_of(plots.values()) - species_of(left)))


def expected_gamma(incidence: Sequence[int], plots: int, left: int) -> float:
    """Species to expect in `left` of `plots` plots, chosen at random.

    incidence: for each species, in how many plots it is. Sample-based rarefaction: the mean over
    every possible choice, exactly (Gotelli & Colwell 2001, doi:10.1046/j.1461-0248.2001.00230.x).
    Raises ValueError when `left` is not between 1 and `plots`.
    """
    if not 1 <= left <= plots:
        raise ValueError(f"{left} of {plots} plots cannot stay open")
    ways = math.comb(plots, left)
    return math.fsum(1 - math.comb(plots - n, left) / ways for n in incidence if n)


def spread_of_gamma(bits: Sequence[int], plots: int, left: int) -> float:
    """Standard deviation of the number of species in `left` plots chosen at random, exactly.

    bits: one whole number a species; bit i is 1 where plot i has the species. Two species are
    both unseen when every open plot is without both.
    Raises ValueError as `expected_gamma` does.
    """
    if not 1 <= left <= plots:
        raise ValueError(f"{left} of {plots} plots cannot stay open")
    ways = math.comb(plots, left)
    unseen = [math.comb(plots - n, left) / ways for n in range(plots + 1)]
    present = [bit for bit in bits if bit]
    single = [unseen[bit.bit_count()] for bit in present]
    terms = [q * (1 - q) for q in single]
    for i, (bit, q) in enumerate(zip(present, single, strict=True)):
        terms += [2 * (unseen[(bit | present[j]).bit_count()] - q * single[j]) for j in range(i)]
    return math.sqrt(max(math.fsum(terms), 0.0))
