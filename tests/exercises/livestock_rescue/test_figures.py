"""The chapter's figures: complete, small, readable without colour, and true."""

from __future__ import annotations

import json
import re

import pytest
import vl_convert
from dsilab import EXPLORERS
from dsilab.charts import BLUE, NEUTRAL, VERMILION, WIDTH
from dsilab.livestock_rescue.figures import FIGURES

LARGEST = 25_000  # bytes of one SVG; the 172 runs take most of the largest


@pytest.fixture(scope="module")
def charts(folder):
    found = {name: draw(folder) for name, draw in FIGURES.items()}
    return {**found, "genetic-rescue": EXPLORERS["genetic-rescue"].outcome().chart}


def test_names_of_the_figures():
    assert list(FIGURES) == [
        "cattle-heterozygosity",
        "cattle-distance",
        "tortoise-sources",
        "roh-simulated",
    ]


@pytest.mark.parametrize("name", [*FIGURES, "genetic-rescue"])
def test_a_chart_is_complete_small_and_in_the_documented_colours(charts, name):
    chart = charts[name]
    json.dumps(chart.spec)
    assert chart.spec["width"] == WIDTH and chart.spec["background"] is None
    assert len(chart.description) > 80 and chart.description.endswith(".")
    assert chart.rows
    svg = vl_convert.vegalite_to_svg(chart.spec)
    assert len(svg.encode()) < LARGEST
    assert "NaN" not in svg and "undefined" not in svg
    assert float(re.search(r'<svg[^>]* width="([\d.]+)"', svg)[1]) <= WIDTH + 1
    used = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{3,6})"', svg))
    assert used <= {NEUTRAL, BLUE, VERMILION}
    assert set(re.findall(r'<text[^>]*fill="([^"]+)"', svg)) == {NEUTRAL}


@pytest.mark.parametrize("name", ["cattle-heterozygosity", "cattle-distance"])
def test_the_two_origins_differ_in_shape_and_are_named(charts, name):
    spec = json.dumps(charts[name].spec)
    assert '"shape": "square"' in spec and '"shape": "circle"' in spec
    svg = vl_convert.vegalite_to_svg(charts[name].spec)
    assert ">breed of Africa</text>" in svg and ">breed of France</text>" in svg


def test_tables_and_descriptions_hold_the_numbers(charts):
    cattle = {row[0]: row for row in charts["cattle-heterozygosity"].rows}
    assert cattle["Lagunaire"][1:] == ("Africa", 51, "0.544", "0.510")
    assert len(cattle) == 15
    assert "from Lagunaire 0.544 to Borgou 0.730" in charts["cattle-heterozygosity"].description
    assert [row[0] for row in charts["cattle-distance"].rows][:4] == [
        "Somba",
        "Borgou",
        "Lagunaire",
        "Zebu",
    ]
    assert len(charts["tortoise-sources"].rows) == 16
    assert "PBL (0.833) and PBR (0.826)" in charts["tortoise-sources"].description
    assert charts["tortoise-sources"].rows[-1][0] == "CF"
    assert [row[2] for row in charts["roh-simulated"].rows] == [0, 84, 18, 70]


def test_every_name_of_the_scatter_plot_is_drawn_once(charts):
    svg = vl_convert.vegalite_to_svg(charts["tortoise-sources"].spec)
    for row in charts["tortoise-sources"].rows:
        assert svg.count(f">{row[0]}</text>") == 1


def test_a_folder_may_be_a_string(folder):
    assert FIGURES["tortoise-sources"](str(folder)).rows
