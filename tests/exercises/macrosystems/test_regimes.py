"""The signpost of rules: unknowns stay unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dsilab.macrosystems.plots import Site, read_sites
from dsilab.macrosystems.regimes import RULES, first_rule, still_to_ask

SITE = Site("X", "x.csv", "trees", "state", True, "permit", "No. 7", True, 2026, "https://x.org")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({}, "permit"),
        ({"access": "free"}, "free"),
        ({"access": None}, "unknown"),
        ({"nagoya_party": False}, "national"),
        ({"nagoya_party": False, "access": None}, "national"),
        ({"nagoya_party": None}, "unknown"),
        ({"where": "south of 60 S", "nagoya_party": None}, "antarctic"),
        ({"where": "high seas"}, "high seas"),
    ],
)
def test_the_first_rule(change, rule):
    assert first_rule(replace(SITE, **change)) == rule
    assert rule in RULES


def test_what_is_still_to_ask():
    assert still_to_ask(SITE) == []
    assert still_to_ask(replace(SITE, community=False)) == []  # "no" is an answer
    empty = replace(SITE, nagoya_party=None, access=None, permit=None, community=None)
    assert still_to_ask(empty) == ["nagoya_party", "access", "permit", "community"]
    assert still_to_ask(replace(empty, where="high seas")) == ["permit", "community"]


def test_a_place_of_no_kind():
    with pytest.raises(ValueError, match="'moon' is no kind of place"):
        first_rule(replace(SITE, where="moon"))


def test_the_five_sites(folder):
    sites = read_sites(folder / "sites.csv")
    assert [first_rule(s) for s in sites] == ["permit", "free", "free", "national", "antarctic"]
    assert all(still_to_ask(s)[-2:] == ["permit", "community"] for s in sites)
