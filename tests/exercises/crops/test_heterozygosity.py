"""Diversity within and between populations: against scikit-bio, tskit and by properties."""

from __future__ import annotations

import random
from statistics import fmean

import msprime
import numpy as np
import pytest
from dsilab.crops.heterozygosity import (
    allele_frequency,
    diversity_within_and_total,
    expected_heterozygosity,
    fst,
    mean_of_ratios,
    observed_heterozygosity,
)
from skbio.diversity.alpha import simpson

VILLAGES = [[0.8, 0.5, 0.3], [0.2, 0.5, 0.9]]


def test_the_check_values_of_the_course():
    assert expected_heterozygosity([0.8, 0.2]) == pytest.approx(0.32)
    assert expected_heterozygosity([0.8, 0.2], 20) == pytest.approx(0.3368, abs=5e-5)
    assert expected_heterozygosity([0.8, 0.2], 10) == pytest.approx(0.3556, abs=5e-5)
    pairs = diversity_within_and_total(VILLAGES)
    assert [round(within, 2) for within, _ in pairs] == [0.32, 0.50, 0.30]
    assert [round(total, 2) for _, total in pairs] == [0.50, 0.50, 0.48]
    assert round(fst(VILLAGES), 4) == 0.2432
    assert round(mean_of_ratios(VILLAGES), 4) == 0.2450


def test_expected_heterozygosity_is_simpson_of_scikit_bio():
    rng = random.Random(5)
    for _ in range(30):
        counts = [rng.randrange(1, 40) for _ in range(rng.randrange(2, 7))]
        shares = [count / sum(counts) for count in counts]
        assert expected_heterozygosity(shares) == pytest.approx(simpson(counts))
        # Sampled without replacement: the chance that two of the n copies differ.
        n = sum(counts)
        differ = 1 - sum(c * (c - 1) for c in counts) / (n * (n - 1))
        assert expected_heterozygosity(shares, n) == pytest.approx(differ)


def test_the_correction_makes_small_samples_right_on_average():
    rng = random.Random(11)
    true = expected_heterozygosity([0.7, 0.3])
    biased, corrected = [], []
    for _ in range(20_000):
        ones = sum(rng.random() < 0.3 for _ in range(8))
        shares = [1 - ones / 8, ones / 8]
        biased.append(expected_heterozygosity(shares))
        corrected.append(expected_heterozygosity(shares, 8))
    assert fmean(corrected) == pytest.approx(true, abs=0.005)
    assert fmean(biased) == pytest.approx(true * 7 / 8, abs=0.005)


def test_against_msprime_on_a_simulated_pair_of_populations():
    """H_S and H_T from allele frequencies, against tskit's own site statistics."""
    demography = msprime.Demography.island_model([500, 500], migration_rate=0.001)
    trees = msprime.sim_ancestry(
        {0: 15, 1: 15}, demography=demography, sequence_length=2e5,
        recombination_rate=1e-7, random_seed=4,
    )  # fmt: skip
    trees = msprime.sim_mutations(
        trees, rate=1e-6, random_seed=4, model=msprime.BinaryMutationModel()
    )
    genotypes = trees.genotype_matrix()
    groups = [trees.samples(population=i) for i in (0, 1)]
    shares = [list(genotypes[:, group].mean(axis=1)) for group in groups]
    pairs = diversity_within_and_total(shares)
    # tskit corrects for the sample size, n / (n - 1), with n = 30 copies in each population.
    within = trees.diversity(groups, span_normalise=False)
    assert sum(h_s for h_s, _ in pairs) == pytest.approx(np.mean(within) * 29 / 30, rel=1e-9)
    between = trees.divergence(groups, span_normalise=False)
    total = (np.mean(within) * 29 / 30 + between) / 2
    assert sum(h_t for _, h_t in pairs) == pytest.approx(total, rel=1e-9)
    assert fst(shares) == pytest.approx(1 - np.mean(within) * 29 / 30 / total, rel=1e-9)


def test_properties_of_fst():
    rng = random.Random(6)
    for number in (2, 3, 6):
        made = [[rng.random() for _ in range(20)] for _ in range(number)]
        value = fst(made)
        assert 0 <= value <= 1
        assert fst([[1 - p for p in row] for row in made]) == pytest.approx(value)
        assert fst(made[::-1]) == pytest.approx(value)
        assert fst([[*row, 1.0, 0.0] for row in made]) == pytest.approx(value)
        assert fst(made + made) == pytest.approx(value)
    assert fst([[0.0, 1.0], [1.0, 0.0]]) == pytest.approx(1)
    assert fst([[0.3], [0.3]]) == pytest.approx(0, abs=1e-12)


def test_a_rare_variant_shifts_the_mean_of_ratios_and_not_the_ratio_of_sums():
    rare = [[0.5, 0.01], [0.5, 0.0]]
    assert fst(rare) < 0.0001 < 0.002 < mean_of_ratios(rare)
    assert 25 < mean_of_ratios(rare) / fst(rare) < 26


def test_genotypes_are_counted_by_hand():
    assert allele_frequency("0121.2") == pytest.approx(0.6)
    assert observed_heterozygosity("01.1") == pytest.approx(2 / 3)
    assert observed_heterozygosity("0202") == 0
    assert allele_frequency("000") == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: allele_frequency("..."), "no genotype is known"),
        (lambda: allele_frequency("013"), "'3' is not a genotype"),
        (lambda: observed_heterozygosity(""), "no genotype is known"),
        (lambda: expected_heterozygosity([0.5, 0.6]), "add up to 1"),
        (lambda: expected_heterozygosity([1.2, -0.2]), "0 or more"),
        (lambda: expected_heterozygosity([0.5, 0.5], 1), "1 gene copies are too few"),
        (lambda: fst([[0.5]]), "at least two populations"),
        (lambda: fst([[0.5], [0.5, 0.6]]), "at the same loci"),
        (lambda: fst([[], []]), "one at least"),
        (lambda: fst([[1.5], [0.5]]), "between 0 and 1"),
        (lambda: fst([[1.0], [1.0]]), "no locus varies"),
        (lambda: mean_of_ratios([[1.0], [1.0]]), "no locus varies"),
    ],
)
def test_bad_input_is_refused_in_one_line(call, message):
    with pytest.raises(ValueError, match=message) as error:
        call()
    assert "\n" not in str(error.value)
