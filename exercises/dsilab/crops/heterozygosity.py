"""Genetic diversity within and between populations, from allele frequencies.

H_S and H_T: Nei 1973, doi:10.1073/pnas.70.12.3321. Why loci are summed before dividing: Bhatia et
al. 2013, doi:10.1101/gr.154831.113. Small samples with inbred or related members: DeGiorgio and
Rosenberg 2009, doi:10.1093/molbev/msn254.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

#: A genotype at a marker with two alleles, as the number of copies of one of them.
COPIES = {"0": 0, "1": 1, "2": 2}
MISSING = "."


def allele_frequency(genotypes: str) -> float:
    """Frequency (0 to 1) of the counted allele in a text of diploid genotypes.

    genotypes: one character a plant: 0, 1 or 2 copies, or `.` where it could not be read.
    Raises ValueError for another character, or when no genotype is known.
    """
    known = _known(genotypes)
    return sum(known) / (2 * len(known))


def observed_heterozygosity(genotypes: str) -> float:
    """Share (0 to 1) of plants that carry both alleles, among those whose genotype is known.

    Raises ValueError as `allele_frequency` does.
    """
    known = _known(genotypes)
    return known.count(1) / len(known)


def expected_heterozygosity(frequencies: Sequence[float], copies: int | None = None) -> float:
    """Chance (0 to 1) that two gene copies drawn at random differ: 1 - sum of p squared.

    frequencies: of all alleles at one locus, adding up to 1. copies: how many independent gene
    copies they were counted in (2 a plant that is not inbred, 1 an inbred line); with it, the
    estimate is corrected for the size of the sample by copies / (copies - 1).
    Raises ValueError when a frequency is negative, they do not add up to 1, or copies is below 2.
    """
    if any(p < 0 for p in frequencies) or not math.isclose(math.fsum(frequencies), 1, abs_tol=1e-6):
        raise ValueError("the frequencies of all alleles must be 0 or more and add up to 1")
    if copies is not None and copies < 2:
        raise ValueError(f"{copies} gene copies are too few: two are needed to differ")
    biased = 1 - math.fsum(p * p for p in frequencies)
    return biased if copies is None else biased * copies / (copies - 1)


def diversity_within_and_total(populations: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    """(H_S, H_T) of each locus with two alleles.

    populations: for each population, the frequency of the counted allele at every locus. Every
    population counts alike, whatever its size.
    Raises ValueError with fewer than two populations, no locus, populations of different length,
    or a frequency outside 0 to 1.
    """
    if len(populations) < 2:
        raise ValueError("a comparison needs at least two populations")
    loci = len(populations[0])
    if not loci or any(len(population) != loci for population in populations):
        raise ValueError("every population needs a frequency at the same loci, one at least")
    if any(not 0 <= p <= 1 for population in populations for p in population):
        raise ValueError("a frequency lies between 0 and 1")
    found = []
    for frequencies in zip(*populations, strict=True):
        within = math.fsum(2 * p * (1 - p) for p in frequencies) / len(frequencies)
        mean = math.fsum(frequencies) / len(frequencies)
        found.append((within, 2 * mean * (1 - mean)))
    return found


def fst(populations: Sequence[Sequence[float]]) -> float:
    """F_ST: the share of total diversity that lies between populations, as a ratio of sums.

    (sum of H_T - sum of H_S) / sum of H_T over all loci (for two alleles this is Nei's G_ST).
    Errors: as `diversity_within_and_total`; and ValueError when no locus varies at all.
    """
    loci = diversity_within_and_total(populations)
    total = math.fsum(h_t for _, h_t in loci)
    if total <= 0:
        raise ValueError("no locus varies: there is no diversity to divide")
    return (total - math.fsum(h_s for h_s, _ in loci)) / total


def mean_of_ratios(populations: Sequence[Sequence[float]]) -> float:
    """The mean of (H_T - H_S) / H_T over the loci that vary: the tempting way, and not F_ST.

    It gives a locus that hardly varies the same say as one that varies much. Kept to show the gap.
    Errors: as `fst`.
    """
    ratios = [(h_t - h_s) / h_t for h_s, h_t in diversity_within_and_total(populations) if h_t > 0]
    if not ratios:
        raise ValueError("no locus varies: there is no diversity to divide")
    return math.fsum(ratios) / len(ratios)


def _known(genotypes: str) -> list[int]:
    for character in genotypes:
        if character not in COPIES and character != MISSING:
            raise ValueError(f"{character!r} is not a genotype: use 0, 1, 2 or {MISSING}")
    known = [COPIES[character] for character in genotypes if character != MISSING]
    if not known:
        raise ValueError("no genotype is known: there is nothing to count")
    return known
