"""The chapter's charts are complete, small, and readable without colour."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import vl_convert
from dsilab.charts import BLUE, NEUTRAL, VERMILION, WIDTH
from dsilab.explorers import EXPLORERS
from dsilab.foundations.figures import FIGURES, NAMED
from dsilab.foundations.uses import read_countries

DATA = Path(__file__).resolve().parents[3] / "exercises" / "foundations" / "data"
LARGEST = 26_000  # bytes of one SVG; the scatter plot has 85 points


def charts():
    for name, draw in FIGURES.items():
        yield pytest.param(lambda draw=draw: draw(DATA), id=name)
    explorer = EXPLORERS["rules-by-record"]
    for number, values in enumerate(explorer.grid()):
        yield pytest.param(lambda v=values: explorer.outcome(**v).chart, id=f"rules-{number}")


@pytest.mark.parametrize("make", list(charts()))
def test_a_chart_is_complete_small_and_in_the_courses_colours(make):
    chart = make()
    json.dumps(chart.spec)
    assert chart.spec["width"] == WIDTH
    assert len(chart.description) > 80 and chart.description.endswith(".")
    assert chart.rows
    svg = vl_convert.vegalite_to_svg(chart.spec)
    assert len(svg.encode()) < LARGEST
    assert "NaN" not in svg and "undefined" not in svg
    assert float(re.search(r'<svg[^>]* width="([\d.]+)"', svg)[1]) <= WIDTH + 1
    used = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{3,6})"', svg))
    assert used <= {NEUTRAL, BLUE, VERMILION}
    assert set(re.findall(r'<text[^>]*fill="([^"]+)"', svg)) == {NEUTRAL}


def test_the_named_points_are_in_the_table():
    assert set(NAMED) <= {country.name for country in read_countries(DATA)}


def test_the_scatter_says_where_the_members_lie():
    """Most OECD members below the diagonal, most of those with few partners above it."""
    countries = read_countries(DATA)
    oecd = [c for c in countries if "OECD" in c.groups]
    assert sum(c.uses_from > c.provides_to for c in oecd) > 0.9 * len(oecd)
    few = [c for c in countries if c.uses_from < 80]
    assert sum(c.provides_to > c.uses_from for c in few) > 0.9 * len(few)
