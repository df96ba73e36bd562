"""A model, not data: six invented frog species in three invented countries.

Sequences are simulated on one tree under Kimura's model of 1980 (doi:10.1007/BF01731581), with a
fixed seed, so that everyone sees the same set. The tree was drawn by hand to hold three situations
that real taxonomists meet: two young species on either side of a border, one widespread species
that changes little by little from north to south, and species that live in one country only.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dsilab.charts import Chart
from dsilab.explorer import Outcome
from dsilab.phylogenetics.barcode_gap import (
    Gap,
    Matrix,
    Verdict,
    barcode_gap,
    clusters,
    judge,
    within_and_between,
)
from dsilab.phylogenetics.gap_chart import gap_chart
from dsilab.phylogenetics.kimura import k2p_matrix

SITES = 650  # about the length of the usual barcode of animals
KAPPA = 4.0  # a transition is this many times as frequent as one kind of transversion
SEED = 7
COUNTRIES = ("North", "Middle", "South")
SPECIES = 6

#: How long the branches between species are, against those drawn below.
AGES = {"old": 1.0, "young": 0.5}

#: Name, parent, length in substitutions per site, and whether the length is one between species
#: (those shrink in the young group). Tips also have a species and a country.
BRANCHES: tuple[tuple[str, str, float, bool], ...] = (
    ("west", "root", 0.015, True),
    ("east", "root", 0.015, True),
    # West: Aro in the North; Bel (North) and Cim (Middle) are young, on either side of a border.
    ("Aro", "west", 0.025, True),
    ("pair", "west", 0.016, True),
    ("Bel", "pair", 0.010, True),
    ("Cim", "pair", 0.010, True),
    # East: Dun is widespread; its populations form a chain from north to south.
    ("Dun north", "east", 0.025, True),
    ("Dun middle 1", "Dun north", 0.010, False),
    ("Dun middle 2", "Dun middle 1", 0.009, False),
    ("Dun south", "Dun middle 2", 0.010, False),
    ("southern", "east", 0.012, True),
    ("Eno", "southern", 0.016, True),
    ("Fil", "southern", 0.016, True),
)

#: Where the chart's axis ends, in per cent.
LARGEST = {"old": 13, "young": 9}


@dataclass(frozen=True)
class Frog:
    """One simulated specimen."""

    name: str
    species: str
    country: str
    parent: str
    twig: float  # substitutions per site that it has of its own


FROGS: tuple[Frog, ...] = tuple(
    Frog(f"{species} {country} {number}", species, country, parent, 0.002)
    for species, country, parent, many in (
        ("Aro", "North", "Aro", 3),
        ("Bel", "North", "Bel", 3),
        ("Cim", "Middle", "Cim", 3),
        ("Dun", "North", "Dun north", 2),
        ("Dun", "Middle", "Dun middle 1", 2),
        ("Dun", "Middle", "Dun middle 2", 2),
        ("Dun", "South", "Dun south", 2),
        ("Eno", "South", "Eno", 3),
        ("Fil", "Middle", "Fil", 2),
        ("Fil", "South", "Fil", 2),
    )
    for number in range(1, many + 1)
)


def evolve(sequence: str, length: float, rng: random.Random) -> str:
    """The sequence at the end of a branch of `length` substitutions per site (Kimura's model)."""
    beta = length / (KAPPA + 2)
    both = 0.25 - 0.25 * math.exp(-4 * beta)  # chance of each of the two transversions
    transition = 0.25 + 0.25 * math.exp(-4 * beta) - 0.5 * math.exp(-2 * (KAPPA + 1) * beta)
    partner = {"A": "GCT", "G": "ACT", "C": "TAG", "T": "CAG"}
    found = []
    for letter in sequence:
        draw = rng.random()
        first, second, third = partner[letter]
        if draw < transition:
            letter = first
        elif draw < transition + both:
            letter = second
        elif draw < transition + 2 * both:
            letter = third
        found.append(letter)
    return "".join(found)


@cache
def sequences(age: str) -> tuple[str, ...]:
    """The simulated sequences of FROGS, in their order."""
    rng = random.Random(SEED)
    at = {"root": "".join("ACGT"[int(4 * rng.random())] for _ in range(SITES))}
    for name, parent, length, between in BRANCHES:
        at[name] = evolve(at[parent], length * (AGES[age] if between else 1), rng)
    return tuple(evolve(at[frog.parent], frog.twig, rng) for frog in FROGS)


@cache
def distances(age: str) -> tuple[tuple[float, ...], ...]:
    """K2P distances between all FROGS."""
    return tuple(tuple(row) for row in k2p_matrix(sequences(age)))


def sampled(missing: str) -> list[int]:
    """The numbers of the FROGS that are there when one country's samples are not."""
    return [i for i, frog in enumerate(FROGS) if frog.country != missing]


def model(age: str, threshold: float, missing: str) -> Outcome:
    """The explorer "barcode-gap": see `dsilab.explorers`. threshold in per cent."""
    kept = sampled(missing)
    matrix = [[distances(age)[i][j] for j in kept] for i in kept]
    species = [FROGS[i].species for i in kept]
    gap = barcode_gap(species, matrix)
    verdict = judge(species, clusters(matrix, threshold / 100))
    present = len(set(species))
    return Outcome(
        summary=_summary(age, threshold, missing, len(kept), present, verdict, gap),
        chart=_chart(age, threshold, missing, species, matrix),
        # The keys are read by people: the book prints them above the columns of a table.
        values={
            "Frogs sampled": len(kept),
            "Species among them": present,
            "Species the threshold calls": verdict.groups,
            "Species split": len(verdict.split),
            "Species lumped": len(verdict.lumped),
            "Largest distance within a species (%)": _percent(gap.max_within),
            "Smallest distance between species (%)": _percent(gap.min_between),
            "Gap (%)": round(_percent(gap.min_between) - _percent(gap.max_within), 2),
        },
    )


def _percent(distance: float) -> float:
    return round(100 * distance, 2)


def _summary(
    age: str, threshold: float, missing: str, frogs: int, present: int, verdict: Verdict, gap: Gap
) -> str:
    group = f"In this model of {'an old' if age == 'old' else 'a young'} group"
    who = (
        f"{group} with all three countries, {frogs} frogs of six species are sampled"
        if missing == "none"
        else f"{group} without the samples of {missing}, {frogs} frogs are sampled, of "
        f"{present} of the six species"
    )
    calls = f"a threshold of {threshold:g} % calls {verdict.groups} species"
    if not verdict.split and not verdict.lumped:
        judged = "and gets each of those sampled right"
    else:
        faults = []
        if verdict.split:
            faults.append(f"splits {_names(verdict.split)}")
        if verdict.lumped:
            faults.append(f"lumps {_names(verdict.lumped)}")
        judged = f"but {' and '.join(faults)}"
    smallest, largest = _percent(gap.min_between), _percent(gap.max_within)
    difference = round(smallest - largest, 2)
    sort = f"a gap of {difference:.2f} points" if difference > 0 else "no gap: they overlap"
    return (
        f"{who}; {calls}, {judged}. The smallest distance between species is {smallest:.2f} % and "
        f"the largest within one {largest:.2f} %, so there is {sort}."
    )


def _names(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _chart(
    age: str, threshold: float, missing: str, species: Sequence[str], matrix: Matrix
) -> Chart:
    within, between = within_and_between(species, matrix)
    without = "all countries" if missing == "none" else f"without {missing}"
    return gap_chart(
        [100 * d for d in within],
        [100 * d for d in between],
        bin_width=0.5,
        largest=LARGEST[age],
        title=f"Model: distances between the sampled frogs, {without}",
        start="Simulated data.",
        threshold=threshold,
    )
