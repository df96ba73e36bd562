"""The barcode gap, and the groups that a threshold makes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Matrix = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Gap:
    """Distances within and between species, in the unit of the distances given.

    `gap` sets the smallest distance between species against the largest within one. `mean_gap`
    sets the mean distance between species there instead, which makes a gap where there is none
    (Meier, Zhang & Ali 2008, doi:10.1080/10635150802406343).
    """

    max_within: float
    min_between: float
    mean_within: float
    mean_between: float

    @property
    def gap(self) -> float:
        """Smallest distance between species minus the largest within one; below 0 they overlap."""
        return self.min_between - self.max_within

    @property
    def mean_gap(self) -> float:
        """The misleading one: mean distance between species minus the largest within one."""
        return self.mean_between - self.max_within


def within_and_between(
    species: Sequence[str], distances: Matrix
) -> tuple[list[float], list[float]]:
    """The distances of all pairs of the same species, and of all pairs of two species.

    Raises ValueError when there is not one row of distances a name.
    """
    if len(species) != len(distances) or any(len(row) != len(species) for row in distances):
        raise ValueError(
            f"{len(species)} names of species need a table of {len(species)} rows, with "
            f"{len(species)} distances in each"
        )
    within, between = [], []
    for i in range(len(species)):
        for j in range(i):
            (within if species[i] == species[j] else between).append(distances[i][j])
    return within, between


def barcode_gap(species: Sequence[str], distances: Matrix) -> Gap:
    """Measure the barcode gap of a set of specimens, one name and one row of distances each.

    Raises ValueError when no species has two specimens, or there is one species only.
    """
    within, between = within_and_between(species, distances)
    if not within:
        raise ValueError("no species has two specimens: there is no distance within a species")
    if not between:
        raise ValueError("there is one species only: there is no distance between species")
    return Gap(
        max_within=max(within),
        min_between=min(between),
        mean_within=math.fsum(within) / len(within),
        mean_between=math.fsum(between) / len(between),
    )


def leave_out(
    species: Sequence[str], distances: Matrix, missing: str
) -> tuple[list[str], list[list[float]]]:
    """The names and distances that are left when one species was never sampled.

    Raises ValueError when the species is not there.
    """
    if missing not in species:
        raise ValueError(f"{missing!r} is not among the species")
    kept = [i for i, name in enumerate(species) if name != missing]
    return [species[i] for i in kept], [[distances[i][j] for j in kept] for i in kept]


def clusters(distances: Matrix, threshold: float) -> list[list[int]]:
    """The groups of specimens that a threshold makes, by single linkage.

    Two specimens whose distance is at or below the threshold are in one group, and so is
    everything that such steps reach. Groups and members come in the order of the rows.
    Raises ValueError when the threshold is below 0.
    """
    if threshold < 0:
        raise ValueError(f"a threshold of {threshold:g} is below 0")
    waiting = list(range(len(distances)))
    found = []
    while waiting:
        group = [waiting.pop(0)]
        for member in group:  # the list grows while it is walked through
            near = [i for i in waiting if distances[member][i] <= threshold]
            group += near
            waiting = [i for i in waiting if i not in near]
        found.append(sorted(group))
    return found


@dataclass(frozen=True)
class Verdict:
    """What a threshold made of known species. split: those found in more than one group.
    lumped: those found in a group with another species. A species can be both."""

    groups: int
    split: tuple[str, ...]
    lumped: tuple[str, ...]


def judge(species: Sequence[str], groups: Sequence[Sequence[int]]) -> Verdict:
    """Compare the groups that a threshold made with the species that are known."""
    names = sorted(set(species))
    members = [{species[i] for i in group} for group in groups]
    return Verdict(
        groups=len(groups),
        split=tuple(name for name in names if sum(name in group for group in members) > 1),
        lumped=tuple(
            name for name in names if any(name in group and len(group) > 1 for group in members)
        ),
    )
