"""Three invented valleys and a chain of invented populations. Nobody here exists.

Only `random()` is asked for chance: Python promises that it gives the same numbers for a seed in
every version, so the tables are the same everywhere.
"""

from __future__ import annotations

import random

SEED = 2021
#: Invented valleys, with the villages in them and how many people of the table live in each.
VILLAGES = {
    "Upper valley": {"Arrel": 34, "Besk": 18, "Corva": 8},
    "Middle valley": {"Dunmel": 52, "Ester": 36, "Fonte": 12},
    "Lower valley": {"Garrow": 60, "Holt": 20},
}
#: What the invented study measures, in units of no meaning: it rises with age, by valley.
LEVEL = {"Upper valley": 36.0, "Middle valley": 30.0, "Lower valley": 26.0}
PER_YEAR, SPREAD = 0.25, 4.0
#: How likely a person has the condition that nobody wants to be known for.
CONDITION = 0.08
YOUNGEST, OLDEST = 18, 89

#: The chain: how many populations, how many people start each, markers, and the way between two.
POPULATIONS, FOUNDERS, MARKERS, STEP_KM = 30, 50, 200, 700


def simulated_people(seed: int = SEED) -> list[dict[str, str | int | float]]:
    """240 simulated people: number, age, sex, valley, village, level, condition."""
    rng = random.Random(seed)
    drawn = []
    for valley, villages in VILLAGES.items():
        for village, number in villages.items():
            for _ in range(number):
                # The mean of two even draws, pulled down: many young adults, few of great age.
                age = YOUNGEST + int((OLDEST - YOUNGEST + 1) * rng.random() * rng.random() ** 0.3)
                level = LEVEL[valley] + PER_YEAR * (age - YOUNGEST) + SPREAD * _normal(rng)
                person = {
                    "age": age,
                    "sex": "F" if rng.random() < 0.5 else "M",
                    "valley": valley,
                    "village": village,
                    "level": round(level, 1),
                    "condition": "yes" if rng.random() < CONDITION else "no",
                }
                drawn.append((rng.random(), person))
    drawn.sort(key=lambda pair: pair[0])
    return [{"person": f"P{n:03d}", **person} for n, (_, person) in enumerate(drawn, start=1)]


def simulated_founders(seed: int = SEED) -> list[dict[str, str | int | float]]:
    """Mean heterozygosity along a chain in which each population starts the next.

    A population of `FOUNDERS` people passes on 2 x FOUNDERS copies of each marker, drawn at random
    (the Wright-Fisher model), so the expected heterozygosity falls by 1/(2 x FOUNDERS) a step.
    """
    rng = random.Random(seed)
    frequencies = [0.1 + 0.8 * rng.random() for _ in range(MARKERS)]
    rows = []
    for step in range(POPULATIONS):
        mean = sum(2 * p * (1 - p) for p in frequencies) / MARKERS
        rows.append(
            {
                "population": f"Simulated {step + 1:02d}",
                "kilometres": step * STEP_KM,
                "heterozygosity": round(mean, 4),
            }
        )
        copies = 2 * FOUNDERS
        frequencies = [sum(rng.random() < p for _ in range(copies)) / copies for p in frequencies]
    return rows


def _normal(rng: random.Random) -> float:
    """A draw that is very nearly standard normal: twelve even draws, less their mean."""
    return sum(rng.random() for _ in range(12)) - 6
