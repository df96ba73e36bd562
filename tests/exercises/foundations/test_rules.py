"""The explorer of rules: every combination, the order of time, and what the page says of it."""

from __future__ import annotations

import itertools

import pytest
from dsilab.explorers import EXPLORERS
from dsilab.foundations import rules

EXPLORER = EXPLORERS["rules-by-record"]


def answers(**chosen) -> dict[str, str]:
    values = EXPLORER.outcome(**chosen).values
    return {one.name: values[one.name.replace(",", "")] for one in rules.INSTRUMENTS}


def test_every_combination_says_something_of_its_own():
    grid = EXPLORER.grid()
    summaries = [EXPLORER.outcome(**values).summary for values in grid]
    assert len(grid) == len(set(summaries)) == 32


def test_the_tasks_of_the_page():
    sample = answers(kind="wild", accessed=2018, form="sample")
    sequence = answers(kind="wild", accessed=2018, form="sequence")
    for name in ("Convention on Biological Diversity", "Nagoya Protocol"):
        assert (sample[name], sequence[name]) == (rules.READ, rules.DISPUTED)
    decision = "Decision 16/2, Cali Fund"
    assert (sample[decision], sequence[decision]) == (rules.OTHER, rules.READ)
    for year in rules.ACCESSED:
        flu = answers(kind="flu", accessed=year, form="sequence")
        assert flu["PIP Framework"] == rules.SILENT
        ocean = answers(kind="ocean", accessed=year, form="sequence")
        assert ocean["High Seas (BBNJ) Agreement"] == rules.READ
        assert set(ocean.values()) == {rules.READ, rules.OTHER}


def test_time_goes_one_way():
    """Once an instrument answers for a year, it answers the same for every later year."""
    for kind, form in itertools.product(rules.KINDS, rules.FORMS):
        for one in rules.INSTRUMENTS:
            said = [rules.answer(one, kind, year, form) for year in sorted(rules.ACCESSED)]
            begun = [text for text in said if text != rules.LATER]
            assert said == [rules.LATER] * (len(said) - len(begun)) + begun
            assert len(set(begun)) <= 1


def test_a_sample_is_never_disputed_and_never_silent():
    for kind, year in itertools.product(rules.KINDS, rules.ACCESSED):
        said = set(answers(kind=kind, accessed=year, form="sample").values())
        assert said <= {rules.READ, rules.LATER, rules.OTHER}


def test_the_dates_are_those_of_the_treaties():
    began = {one.name: one.began for one in rules.INSTRUMENTS}
    days = {  # year, and the day of that year as a share of it
        "Convention on Biological Diversity": 1993 + 363 / 365,
        "Plant Treaty": 2004 + 181 / 366,
        "Nagoya Protocol": 2014 + 285 / 365,
        "High Seas (BBNJ) Agreement": 2026 + 17 / 365,
    }
    for name, when in days.items():
        assert began[name] == pytest.approx(when, abs=0.01)


def test_bad_input_is_refused_in_one_line():
    for wrong in (("tree", 2018, "sample"), ("wild", 2019, "sample"), ("wild", 2018, "soup")):
        with pytest.raises(ValueError, match="is not one of") as caught:
            rules.model(*wrong)
        assert len(str(caught.value).splitlines()) == 1
