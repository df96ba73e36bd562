"""Heterozygosity and F_ST against scikit-bio, tskit and counting pairs; the course's numbers."""

from __future__ import annotations

import itertools
import random

import msprime
import pytest
from dsilab.livestock_rescue.heterozygosity import (
    between,
    breed_counts,
    count_alleles,
    diversity,
    expected_heterozygosity,
    fst,
    mean_between,
    mean_expected,
    observed_heterozygosity,
)
from dsilab.livestock_rescue.rescue import mixed
from skbio.diversity.alpha import simpson


def test_expected_heterozygosity_is_a_share_of_pairs():
    rng = random.Random(3)
    for _ in range(30):
        copies = [rng.choice("abcd") for _ in range(rng.randrange(2, 25))]
        counts = {allele: copies.count(allele) for allele in set(copies)}
        pairs = list(itertools.combinations(copies, 2))
        share = sum(a != b for a, b in pairs) / len(pairs)
        assert expected_heterozygosity(counts) == pytest.approx(share, abs=1e-12)


def test_expected_heterozygosity_against_scikit_bio(counts):
    """skbio's Simpson index is 1 - sum p^2, without the correction for the sample."""
    for population in counts.values():
        for locus in population.values():
            n = sum(locus.values())
            biased = simpson(list(locus.values()))
            assert expected_heterozygosity(locus) == pytest.approx(biased * n / (n - 1))


@pytest.fixture(scope="module")
def simulated():
    """Two populations that parted 60 generations ago, as trees and as allele counts by site."""
    demography = msprime.Demography.isolated_model([40, 25])
    demography.add_population(name="ancestral", initial_size=500)
    demography.add_population_split(time=60, derived=["pop_0", "pop_1"], ancestral="ancestral")
    trees = msprime.sim_ancestry(
        {"pop_0": 12, "pop_1": 9},
        demography=demography,
        sequence_length=1e6,
        recombination_rate=1e-8,
        random_seed=5,
    )
    trees = msprime.sim_mutations(trees, rate=2e-7, random_seed=6)
    samples = [list(trees.samples(population=0)), list(trees.samples(population=1))]
    found = ({}, {})
    for variant in trees.variants():
        for population, chosen in zip(found, samples, strict=True):
            alleles = [variant.alleles[variant.genotypes[one]] for one in chosen]
            population[str(variant.site.id)] = {a: alleles.count(a) for a in set(alleles)}
    return trees, samples, found


def test_diversity_and_divergence_against_tskit(simulated):
    """tskit works on the trees; ours on the alleles that came out of them."""
    trees, samples, (first, second) = simulated
    assert trees.num_sites > 150
    whole = trees.sequence_length
    within = trees.diversity(samples, span_normalise=False)
    across = trees.divergence(samples, span_normalise=False)
    assert sum(map(expected_heterozygosity, first.values())) == pytest.approx(within[0])
    assert sum(map(expected_heterozygosity, second.values())) == pytest.approx(within[1])
    ours = sum(between(first[site], second[site]) for site in first)
    assert ours == pytest.approx(float(across))
    assert fst(first, second) == pytest.approx(1 - within.mean() / float(across))
    assert 0.2 < fst(first, second) < 0.8 and whole == 1e6


def test_two_samples_of_one_population_have_an_fst_near_zero(counts):
    rng = random.Random(1)
    copies = {
        locus: [allele for allele, n in some.items() for _ in range(n)]
        for locus, some in counts["Charolais"].items()
    }
    values = []
    for _ in range(40):
        halves = ({}, {})
        for locus, alleles in copies.items():
            rng.shuffle(alleles)
            middle = len(alleles) // 2
            for half, part in zip(halves, (alleles[:middle], alleles[middle:]), strict=True):
                half[locus] = {a: part.count(a) for a in set(part)}
        values.append(fst(*halves))
    assert abs(sum(values) / len(values)) < 0.002
    assert min(values) < 0 < max(values)


def test_fst_properties(counts):
    for first, second in (("N'Dama", "Somba"), ("Zebu", "Salers")):
        a, b = counts[first], counts[second]
        assert fst(a, b) == pytest.approx(fst(b, a))
        backwards = {locus: a[locus] for locus in reversed(list(a))}
        assert fst(backwards, b) == pytest.approx(fst(a, b))
    assert fst({"x": {"a": 4}}, {"x": {"b": 4}}) == 1
    assert fst({"x": {"a": 3, "b": 1}}, {"x": {"a": 1, "b": 3}}) == pytest.approx(0.2)


def test_what_cannot_be_measured_is_refused():
    for wrong in ({}, {"a": 1}, {"a": 0}):
        with pytest.raises(ValueError, match="two are needed"):
            expected_heterozygosity(wrong)
    with pytest.raises(ValueError, match="cannot be negative"):
        expected_heterozygosity({"a": 3, "b": -1})
    with pytest.raises(ValueError, match="no animal could be read"):
        observed_heterozygosity([None, None])
    with pytest.raises(ValueError, match="needs a gene copy"):
        between({"a": 1}, {})
    with pytest.raises(ValueError, match="share no locus"):
        fst({"x": {"a": 2}}, {"y": {"a": 2}})
    with pytest.raises(ValueError, match="one and the same allele"):
        fst({"x": {"a": 2}}, {"x": {"a": 3}})
    with pytest.raises(ValueError, match="no animal in this group"):
        breed_counts([])


def test_counting_leaves_out_what_was_not_read():
    assert count_alleles([("a", "b"), None, ("b", "b")]) == {"a": 1, "b": 3}
    assert observed_heterozygosity([("a", "b"), None, ("b", "b")]) == 0.5


#: Expected heterozygosity, observed, as printed in the lab, the book and the guide.
BREEDS = {
    "Lagunaire": (0.544, 0.510),
    "Bazadais": (0.592, 0.598),
    "N'Dama": (0.615, 0.540),
    "Somba": (0.619, 0.577),
    "Zebu": (0.713, 0.666),
    "Borgou": (0.730, 0.694),
}


def test_the_breeds_of_the_course(breeds):
    found = {breed: diversity(animals) for breed, animals in breeds.items()}
    for breed, (expected, observed) in BREEDS.items():
        assert round(found[breed].expected, 3) == expected
        assert round(found[breed].observed, 3) == observed
    in_order = sorted(found, key=lambda breed: found[breed].expected)
    assert (in_order[0], in_order[1], in_order[-1]) == ("Lagunaire", "Bazadais", "Borgou")
    assert round(found["Lagunaire"].deficit, 3) == 0.062
    assert round(found["Bazadais"].deficit, 3) == -0.010


def test_the_distances_of_the_course(breeds, counts):
    ndama = {breed: fst(counts["N'Dama"], counts[breed]) for breed in counts if breed != "N'Dama"}
    assert {
        breed: round(ndama[breed], 3) for breed in ("Somba", "Borgou", "Lagunaire", "Zebu")
    } == {
        "Somba": 0.037,
        "Borgou": 0.076,
        "Lagunaire": 0.098,
        "Zebu": 0.148,
    }
    french = [breed for breed in breeds if breeds[breed][0].origin == "France"]
    assert sum(abs(ndama[breed] - ndama["Zebu"]) < 0.02 for breed in french) >= 4
    from_lagunaire = [fst(counts["Lagunaire"], counts[breed]) for breed in french]
    assert (round(min(from_lagunaire), 2), round(max(from_lagunaire), 3)) == (0.19, 0.255)


def test_the_ranking_of_the_course(tortoises):
    espanola = tortoises["ESP"].counts
    rows = {
        code: (
            mixed(
                mean_expected(espanola),
                mean_between(espanola, one.counts),
                mean_expected(one.counts),
                8 / 23,
            ),
            mean_expected(one.counts),
            fst(espanola, one.counts),
        )
        for code, one in tortoises.items()
        if code != "ESP"
    }
    by_gain = sorted(rows, key=lambda code: -rows[code][0])
    assert by_gain[:3] == ["CR", "RU", "PEG"] and by_gain[-1] == "CF"
    assert max(rows, key=lambda code: rows[code][1]) == "PBL"
    assert min(rows, key=lambda code: rows[code][2]) == "PBR"
    assert max(rows, key=lambda code: rows[code][2]) == "CF"
    assert round(mean_expected(espanola), 3) == 0.553
    assert round(rows["CR"][0], 4) == 0.7551
    assert (round(rows["CR"][2], 2), round(rows["PBR"][2], 2), round(rows["CF"][2], 4)) == (
        0.29,
        0.21,
        0.3902,
    )
    assert sum(0.729 <= round(gain, 3) <= 0.755 for gain, _, _ in rows.values()) == 14
    lowest = sorted(tortoises, key=lambda code: mean_expected(tortoises[code].counts))
    assert set(lowest[:2]) == {"ESP", "CF"}


@pytest.mark.parametrize(
    ("room", "name", "words"),
    [
        ("book", "science.md", "Lagunaire 0.544 and Borgou 0.730"),
        ("book", "science.md", "are close: 0.037. The zebu stands at 0.148"),
        ("book", "science.md", "at about 0.19 or more from every French breed"),
        ("book", "science.md", "from 0.553 to between 0.729 and 0.755"),
        ("exercises", "lab.md", "the expected mean is 0.544"),
        ("instructor", "lab.solutions.md", "0.544; Borgou have 0.730"),
        ("instructor", "lab.solutions.md", "between 0.729 and 0.755"),
    ],
)
def test_the_text_prints_these_numbers(said, room, name, words):
    assert words in said(room, name)
