"""Runs of homozygosity: stretches of a genome where the two copies are the same."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

WINDOW = 0.1  # megabases
GENOME = 2500.0  # megabases: the length of the simulated genomes, about that of a cow
BY_CHANCE = 0.7  # share of windows that are heterozygous where the two copies are not related


@dataclass(frozen=True)
class Run:
    """A run of homozygosity: where it starts and how long it is, in megabases."""

    start: float
    length: float


def runs(track: str, window: float = WINDOW) -> list[Run]:
    """The runs of a track of windows: "0" where the two copies are the same, "1" where not.

    window: the length of one window in megabases.
    Raises ValueError for other letters, or a window that is not above zero.
    """
    if not set(track) <= {"0", "1"}:
        raise ValueError("a track holds nothing but 0 and 1")
    if not window > 0:
        raise ValueError("a window needs a length above zero")
    found, start = [], None
    for position, letter in enumerate(f"{track}1"):
        if letter == "0" and start is None:
            start = position
        elif letter == "1" and start is not None:
            found.append(Run(start * window, (position - start) * window))
            start = None
    return found


def froh(lengths: Sequence[float], genome: float, minimum: float = 1.0) -> float:
    """Share of the genome in runs of homozygosity of at least `minimum` (0 to 1).

    F_ROH = sum of the run lengths / length of the genome, in the same unit (McQuillan et al. 2008,
    doi:10.1016/j.ajhg.2008.08.007). It depends on the minimum, which must be stated with it.
    Raises ValueError when the runs do not fit into the genome, or a length is negative.
    """
    if not genome > 0:
        raise ValueError("a genome needs a length above zero")
    if any(length < 0 for length in lengths):
        raise ValueError("the length of a run cannot be negative")
    if math.fsum(lengths) > genome * (1 + 1e-9):
        raise ValueError("the runs are longer than the genome: are the units the same?")
    return math.fsum(length for length in lengths if length >= minimum) / genome


def mean_run(generations: float) -> float:
    """Mean length, in centimorgans, of a run that goes back to an ancestor: 100 / (2 g).

    A centimorgan is very roughly a megabase in mammals.
    """
    if not generations > 0:
        raise ValueError("an ancestor lived some generations back: the number must be above zero")
    return 100 / (2 * generations)


@dataclass(frozen=True)
class Simulated:
    """An animal that does not exist. parts: (share of the genome, generations to the ancestor)."""

    name: str
    story: str
    parts: tuple[tuple[float, float], ...]
    seed: int


#: Four simulated animals. The stories are what the simulation was told, not what it found.
ANIMALS = {
    animal.name: animal
    for animal in (
        Simulated("A", "a large population", (), 11),
        Simulated("B", "a small population for a long time", ((0.12, 20.0),), 12),
        Simulated("C", "parents that are half-siblings", ((0.125, 2.5),), 13),
        Simulated(
            "D", "both: small for long, and related parents", ((0.12, 20.0), (0.25, 2.0)), 14
        ),
    )
}


def simulated_track(name: str) -> str:
    """The windows of a simulated animal's genome as one text of "0" and "1".

    Stretches that two copies have from one ancestor are laid at random places, with exponential
    lengths of the mean 100 / (2 g) megabases, until they fill their share; elsewhere a window is
    heterozygous with the chance `BY_CHANCE`. No chromosomes, no errors. The same name always gives
    the same track.
    Raises ValueError for a name that is not among `ANIMALS`.
    """
    if name not in ANIMALS:
        raise ValueError(f"there is no simulated animal {name!r}; there are {', '.join(ANIMALS)}")
    animal = ANIMALS[name]
    dice = random.Random(animal.seed)
    windows = round(GENOME / WINDOW)
    track = ["1" if dice.random() < BY_CHANCE else "0" for _ in range(windows)]
    for share, generations in animal.parts:
        left = share * windows
        while left > 0:
            length = round(dice.expovariate(1 / mean_run(generations)) / WINDOW)
            length = min(max(length, 1), math.ceil(left))
            start = dice.randrange(windows - length)
            track[start : start + length] = "0" * length
            left -= length
    return "".join(track)
