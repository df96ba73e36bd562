"""Gene diversity within and between populations: heterozygosity and F_ST."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dsilab.livestock_rescue.populations import Animal, Counts

Genotype = Sequence[str] | None


@dataclass(frozen=True)
class Diversity:
    """Means over loci: observed and expected heterozygosity, and the deficit 1 - Ho/He."""

    observed: float
    expected: float

    @property
    def deficit(self) -> float:
        """Share of the expected heterozygotes that are missing; below 0 where there are more."""
        return 1 - self.observed / self.expected


def count_alleles(genotypes: Iterable[Genotype]) -> dict[str, int]:
    """How often each allele occurs. A genotype is two alleles, or None (left out)."""
    counts: dict[str, int] = {}
    for genotype in genotypes:
        for allele in genotype or ():
            counts[allele] = counts.get(allele, 0) + 1
    return counts


def expected_heterozygosity(counts: Mapping[str, int]) -> float:
    """Chance that two different gene copies of the sample differ (0 to 1).

    n / (n - 1) * (1 - sum p^2), with n gene copies: Nei's unbiased estimate (Nei 1978,
    doi:10.1093/genetics/89.3.583).
    Raises ValueError with fewer than two gene copies or a negative count.
    """
    n = sum(counts.values())
    if any(count < 0 for count in counts.values()):
        raise ValueError("a count of gene copies cannot be negative")
    if n < 2:
        raise ValueError(f"{n} gene copies: two are needed to ask whether they differ")
    return n / (n - 1) * (1 - math.fsum((count / n) ** 2 for count in counts.values()))


def observed_heterozygosity(genotypes: Iterable[Genotype]) -> float:
    """Share of the animals read whose two alleles differ. ValueError when none was read."""
    read = [genotype for genotype in genotypes if genotype is not None]
    if not read:
        raise ValueError("no animal could be read at this locus")
    return sum(first != second for first, second in read) / len(read)


def between(first: Mapping[str, int], second: Mapping[str, int]) -> float:
    """Chance that one gene copy of each population differ: 1 - sum p q.

    Raises ValueError when one of them has no gene copy.
    """
    n, m = sum(first.values()), sum(second.values())
    if not n or not m:
        raise ValueError("each population needs a gene copy at this locus")
    return 1 - math.fsum(count / n * second.get(allele, 0) / m for allele, count in first.items())


def breed_counts(animals: Sequence[Animal]) -> Counts:
    """Allele counts of a group of animals, by locus."""
    if not animals:
        raise ValueError("there is no animal in this group")
    return {
        locus: count_alleles(animal.genotypes[locus] for animal in animals)
        for locus in animals[0].genotypes
    }


def diversity(animals: Sequence[Animal]) -> Diversity:
    """Mean observed and expected heterozygosity of a group of animals over their loci."""
    counts = breed_counts(animals)
    return Diversity(
        observed=_mean(
            observed_heterozygosity(animal.genotypes[locus] for animal in animals)
            for locus in counts
        ),
        expected=mean_expected(counts),
    )


def mean_expected(counts: Counts) -> float:
    """Mean expected heterozygosity over the loci of a population."""
    return _mean(expected_heterozygosity(locus) for locus in counts.values())


def mean_between(first: Counts, second: Counts) -> float:
    """Mean over the shared loci of the chance that a gene copy of each differ."""
    return _mean(between(first[locus], second[locus]) for locus in shared(first, second))


def fst(first: Counts, second: Counts) -> float:
    """Differentiation of two populations: 1 - H_within / H_between, over all shared loci.

    H_within is the mean of the two expected heterozygosities, H_between that of one gene copy from
    each, and the loci are summed before dividing: Hudson's estimator (Hudson, Slatkin & Maddison
    1992, doi:10.1093/genetics/132.2.583; as a ratio of averages, Bhatia et al. 2013,
    doi:10.1101/gr.154831.113). Near 0: the two are alike. 1: they share no allele and have no
    variation of their own. It may come out slightly below 0.
    Raises ValueError when no locus is shared or the two are one and the same allele everywhere.
    """
    loci = shared(first, second)
    within = math.fsum(
        expected_heterozygosity(first[locus]) + expected_heterozygosity(second[locus])
        for locus in loci
    )
    across = math.fsum(between(first[locus], second[locus]) for locus in loci)
    if not across:
        raise ValueError("both populations hold one and the same allele at every locus")
    return 1 - within / 2 / across


def shared(first: Counts, second: Counts) -> list[str]:
    """Loci read in both populations, in the order of the first. ValueError where there is none."""
    loci = [locus for locus in first if locus in second]
    if not loci:
        raise ValueError("the two populations share no locus")
    return loci


def _mean(values: Iterable[float]) -> float:
    values = list(values)
    return math.fsum(values) / len(values)
