"""Diversity within plots (alpha), of all plots together (gamma), and between plots (beta)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Amounts = Mapping[str, float]


@dataclass(frozen=True)
class Partition:
    """Species in a set of plots.

    gamma: species in all plots together. alpha: mean number of species in a plot.
    beta: gamma / alpha (Whittaker 1960), from 1, all plots alike, to the number of plots.
    """

    plots: int
    gamma: int
    alpha: float
    beta: float


def richness(amounts: Amounts) -> int:
    """Number of species with an amount above 0."""
    return sum(amount > 0 for amount in amounts.values())


def shannon(amounts: Amounts) -> float:
    """Shannon's index H' = -sum p ln p, with p each species' share; natural logarithm.

    Raises ValueError when the plot is empty or an amount is negative.
    """
    _check(amounts)
    total = math.fsum(amounts.values())
    shares = [amount / total for amount in amounts.values() if amount > 0]
    return -math.fsum(share * math.log(share) for share in shares) + 0.0


def effective_species(amounts: Amounts) -> float:
    """exp(H'): how many equally common species would give the same Shannon index.

    The Hill number of order 1 (Jost 2007, doi:10.1890/06-1736.1). Errors: see `shannon`.
    """
    return math.exp(shannon(amounts))


def partition(plots: Sequence[Amounts]) -> Partition:
    """Gamma, mean alpha and beta of a set of plots.

    Raises ValueError when there is no plot, or no plot has a species.
    """
    if not plots:
        raise ValueError("there is no plot: nothing can be said about diversity")
    gamma = len(species_of(plots))
    if not gamma:
        raise ValueError("no species in any plot: beta cannot be worked out")
    found = sum(richness(plot) for plot in plots)
    return Partition(len(plots), gamma, found / len(plots), gamma * len(plots) / found)


def species_of(plots: Iterable[Amounts]) -> set[str]:
    """The species that occur in at least one of the plots."""
    return {name for plot in plots for name, amount in plot.items() if amount > 0}


def bray_curtis(first: Amounts, second: Amounts) -> float:
    """Bray-Curtis dissimilarity, 0 (same amounts) to 1 (no species in common).

    sum |a - b| / sum (a + b) over all species (Bray & Curtis 1957, doi:10.2307/1942268).
    Raises ValueError when both plots are empty or an amount is negative.
    """
    names = {**first, **second}
    if min((*first.values(), *second.values()), default=0) < 0:
        raise ValueError("an amount is negative")
    total = math.fsum((*first.values(), *second.values()))
    if not total:
        raise ValueError("both plots are empty: they cannot be compared")
    return math.fsum(abs(first.get(name, 0) - second.get(name, 0)) for name in names) / total


def jaccard(first: Amounts, second: Amounts) -> float:
    """Jaccard dissimilarity: share of the species of two plots that only one of them has.

    Raises ValueError when neither plot has a species.
    """
    a, b = species_of([first]), species_of([second])
    if not a | b:
        raise ValueError("both plots are empty: they cannot be compared")
    return 1 - len(a & b) / len(a | b)


def mean_over_pairs(
    plots: Sequence[Amounts], distance: Callable[[Amounts, Amounts], float]
) -> float:
    """Mean of a distance over all pairs of plots. ValueError with fewer than two plots."""
    if len(plots) < 2:
        raise ValueError("a mean over pairs needs at least two plots")
    values = [distance(plots[i], plots[j]) for i in range(len(plots)) for j in range(i)]
    return math.fsum(values) / len(values)


def rarefied_richness(counts: Amounts, n: int) -> float:
    """Number of species to expect among `n` individuals drawn at random, without replacement.

    E[S_n] = sum (1 - C(N - N_i, n) / C(N, n)) (Hurlbert 1971, doi:10.2307/1934145).
    Raises ValueError when an amount is not a whole number of individuals (cover cannot be
    rarefied), or n is not between 0 and the number of individuals.
    """
    if any(count != int(count) or count < 0 for count in counts.values()):
        raise ValueError("rarefaction needs counts of individuals, not cover or shares")
    total = sum(int(count) for count in counts.values())
    if not 0 <= n <= total:
        raise ValueError(f"{n} individuals cannot be drawn from {total}")
    ways = math.comb(total, n)
    return math.fsum(1 - math.comb(total - int(count), n) / ways for count in counts.values())


def _check(amounts: Amounts) -> None:
    if any(amount < 0 for amount in amounts.values()):
        raise ValueError("an amount is negative")
    if not any(amounts.values()):
        raise ValueError("the plot is empty: it has no diversity index")
