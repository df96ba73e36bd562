"""Drift, and what newcomers do to it: the expectation, and a simulation of the same model.

This is a model, not data: Wright-Fisher reproduction. Each generation all gene copies are drawn at
random from the breeders of the one before; generations do not overlap, nothing is selected and
nothing mutates. Newcomers breed once, with everybody else, in the generation in which they come.
Wright 1931, doi:10.1093/genetics/16.2.97.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass


def drift(h: float, size: float) -> float:
    """Expected heterozygosity after one generation of `size` breeders: h (1 - 1 / (2 size)).

    Raises ValueError for a size below 1/2 or an h outside 0 to 1.
    """
    if not 0 <= h <= 1:
        raise ValueError(f"heterozygosity lies between 0 and 1, not at {h}")
    if size < 0.5:
        raise ValueError(f"an effective size of {size} leaves no gene copy")
    return h * (1 - 1 / (2 * size))


def decay(h: float, size: float, generations: int) -> float:
    """Expected heterozygosity after so many generations: h (1 - 1 / (2 size)) ^ generations."""
    if generations < 0:
        raise ValueError("the number of generations cannot be negative")
    for _ in range(generations):
        h = drift(h, size)
    return h


def mixed(h: float, h_between: float, h_source: float, share: float) -> float:
    """Heterozygosity of the breeders when a share of them comes from another population.

    Two gene copies are both local with chance (1 - m)^2, one of each with 2 m (1 - m), both new
    with m^2, where m is the share.
    Raises ValueError for a share outside 0 to 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"the share of newcomers lies between 0 and 1, not at {share}")
    return (1 - share) ** 2 * h + 2 * share * (1 - share) * h_between + share**2 * h_source


@dataclass(frozen=True)
class Point:
    """One generation: heterozygosity (share of the source's) and ancestry that is still local."""

    generation: int
    kept: float
    local: float


def releases(first: int, last: int, every: int | None) -> list[int]:
    """The generations in which newcomers breed: `first`, then every so many; None means once."""
    return [first] if every is None else list(range(first, last + 1, every))


def expected(
    size: int, migrants: int, at: Sequence[int], generations: int, start: float = 1.0
) -> list[Point]:
    """What to expect of a population of `size` breeders that is cut off from a large source.

    Heterozygosity is a share of the source's, which does not change. `migrants` newcomers breed in
    each generation of `at`. A gene copy of the source and a local one differ with the source's own
    heterozygosity, since drift adds no new alleles. Newcomers are few, so two gene copies of theirs
    may be one and the same, with chance 1 / (2 migrants).
    """
    _check(size, migrants)
    kept, local = start, 1.0
    found = [Point(0, kept, local)]
    for generation in range(1, generations + 1):
        if migrants and generation - 1 in at:
            share = migrants / (size + migrants)
            kept = mixed(kept, 1.0, 1 - 1 / (2 * migrants), share)
            local *= 1 - share
        kept *= 1 - 1 / (2 * size)
        found.append(Point(generation, kept, local))
    return found


def simulate(
    size: int,
    migrants: int,
    at: Sequence[int],
    generations: int,
    *,
    loci: int = 60,
    start: float = 0.5,
    seed: int = 1,
) -> list[float]:
    """One simulated population: mean heterozygosity over its loci in each generation.

    Every locus has two alleles and begins at the frequency `start`, which is also that of the
    source. Divide by 2 start (1 - start) for the share that `expected` gives.
    The same seed gives the same population.
    """
    _check(size, migrants)
    dice = random.Random(seed)
    frequencies = [start] * loci
    found = [2 * start * (1 - start)]
    for generation in range(1, generations + 1):
        if migrants and generation - 1 in at:
            share = migrants / (size + migrants)
            frequencies = [
                (1 - share) * p + share * _drawn(dice, 2 * migrants, start) for p in frequencies
            ]
        frequencies = [_drawn(dice, 2 * size, p) for p in frequencies]
        found.append(math.fsum(2 * p * (1 - p) for p in frequencies) / loci)
    return found


def replicate(
    size: int,
    migrants: int,
    at: Sequence[int],
    generations: int,
    *,
    populations: int = 40,
    loci: int = 60,
    seed: int = 1,
) -> list[float]:
    """Heterozygosity after the last generation in many simulated populations, in order of size.

    Each is a share of the source's, so that 1 means that nothing was lost.
    """
    return sorted(
        2 * simulate(size, migrants, at, generations, loci=loci, seed=1000 * seed + number)[-1]
        for number in range(populations)
    )


def _drawn(dice: random.Random, copies: int, frequency: float) -> float:
    """The frequency of an allele among so many gene copies drawn at random."""
    if frequency in (0.0, 1.0):
        return frequency
    draw = dice.random
    return sum(draw() < frequency for _ in range(copies)) / copies


def _check(size: int, migrants: int) -> None:
    if size < 1:
        raise ValueError(f"a population of {size} breeders leaves no offspring")
    if migrants < 0:
        raise ValueError("the number of newcomers cannot be negative")
