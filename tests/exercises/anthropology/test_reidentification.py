"""The explorer: against drawn genotypes, its limits, and the numbers that the text gives."""

from __future__ import annotations

import random

import pytest
from dsilab import EXPLORERS, FIGURES
from dsilab.anthropology.reidentification import FREQUENCY, coarsened, model

EXPLORER = EXPLORERS["reidentification"]


def result(**chosen) -> dict:
    return model(**{"age": 1, "place": "village", "markers": 0, **chosen}).values


def test_numbers_of_the_text():
    assert result()["alone"] == 203
    assert result(age=10, place="valley")["alone"] == 9
    assert round(result(age=10, place="valley")["pattern kept"], 2) == 0.99
    assert round(result(age=10, place="valley", markers=3)["expected alone with markers"]) == 124
    assert round(result(age=10, place="valley", markers=8)["expected alone with markers"]) == 233
    assert round(result(age=10, place="none")["pattern kept"], 2) == 0.57
    assert result(age=10, place="none")["smallest group"] == 3
    assert round(result(age=0, place="valley")["pattern kept"], 2) == 0.37
    assert result(age=0, place="valley")["smallest group"] == 24


def test_five_settings_leave_nobody_alone_and_the_best_keeps_57_per_cent():
    hidden = [
        (age, place)
        for age in (1, 10, 20, 0)
        for place in ("village", "valley", "none")
        if result(age=age, place=place)["alone"] == 0
    ]
    assert len(hidden) == 5
    best = max(result(age=age, place=place)["pattern kept"] for age, place in hidden)
    assert round(best, 2) == 0.57


def test_expected_numbers_against_drawn_genotypes():
    rng = random.Random(3)
    rows, markers, rounds = coarsened(10, "valley"), 3, 60
    alone = 0
    for _ in range(rounds):
        seen: dict[tuple, int] = {}
        for row in rows:
            genotype = tuple(
                (rng.random() < FREQUENCY) + (rng.random() < FREQUENCY) for _ in range(markers)
            )
            key = (row["age"], row["sex"], row["place"], genotype)
            seen[key] = seen.get(key, 0) + 1
        alone += sum(number == 1 for number in seen.values())
    expected = result(age=10, place="valley", markers=markers)["expected alone with markers"]
    assert alone / rounds == pytest.approx(expected, rel=0.03)


def test_detail_never_hides_and_coarseness_never_adds_to_the_pattern():
    for values in EXPLORER.grid():
        found = EXPLORER.outcome(**values).values
        assert 0 <= found["alone"] <= found["expected alone with markers"] + 1e-9 <= 240.1
        assert 0 <= found["pattern kept"] <= 1
        finest = result(markers=values["markers"])
        assert found["expected alone with markers"] <= finest["expected alone with markers"] + 0.1


def test_every_summary_says_that_people_are_simulated():
    for values in EXPLORER.grid():
        assert "simulated people" in EXPLORER.outcome(**values).summary


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("match-probability", "8 billion"),
        ("founder-gradient", "76 populations"),
        ("radiocarbon-plateau", "invented bone"),
        ("hoodia-rooibos", "0.57"),
    ],
)
def test_figures_describe_themselves(name, says, folder):
    chart = FIGURES[name](folder)
    assert says in chart.description
    assert chart.rows
