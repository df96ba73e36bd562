"""Charts and the book's figures: complete, small, readable without colour."""

from __future__ import annotations

import json
import re

import pytest
import vl_convert
from dsilab import EXPLORERS, FIGURES, Chart, NoTemporalSignal, bar_chart, clock_chart
from dsilab.charts import BLUE, NEUTRAL, VERMILION, WIDTH
from dsilab.figures import CHAPTERS
from sitekit.paths import EXERCISES

#: Bytes of one SVG. A page holds one of each figure, and of an explorer one for each combination.
LARGEST_FIGURE, LARGEST_OF_EXPLORER = 40_000, 13_000


def all_charts():
    for chapter, figures in CHAPTERS.items():
        for name, draw in figures.items():
            yield name, draw(EXERCISES / chapter / "data"), LARGEST_FIGURE
    for name, explorer in EXPLORERS.items():
        for chosen in (explorer.grid()[0], {}, explorer.grid()[-1]):
            yield name, explorer.outcome(**chosen).chart, LARGEST_OF_EXPLORER


def test_every_name_is_used_once():
    assert len(FIGURES) == sum(len(figures) for figures in CHAPTERS.values())


def test_every_chart_is_complete_and_small():
    for name, chart, largest in all_charts():
        json.dumps(chart.spec)  # nothing that JSON cannot hold
        assert "vega-lite/v5" in chart.spec["$schema"]
        assert chart.spec["width"] == WIDTH
        assert chart.spec["background"] is None
        assert len(chart.description) > 80
        assert chart.description.endswith(".")
        assert chart.rows
        svg = vl_convert.vegalite_to_svg(chart.spec)
        assert len(svg.encode()) < largest, f"{name}: {len(svg)} bytes"
        assert "NaN" not in svg and "undefined" not in svg
        width = float(re.search(r'<svg[^>]* width="([\d.]+)"', svg)[1])
        assert width <= WIDTH + 1, f"{name} is {width} wide"


def test_only_the_documented_colours():
    for name, chart, _ in all_charts():
        svg = vl_convert.vegalite_to_svg(chart.spec)
        used = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{3,6})"', svg))
        assert used <= {NEUTRAL, BLUE, VERMILION}, f"{name}: {used}"
        # Text and axes take the page's own colour, so they must carry NEUTRAL and nothing else.
        assert set(re.findall(r'<text[^>]*fill="([^"]+)"', svg)) == {NEUTRAL}


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("page", ["#ffffff", "#121212"])
@pytest.mark.parametrize("colour", [BLUE, VERMILION, NEUTRAL])
def test_contrast_on_light_and_dark_pages(colour, page):
    bright, dim = sorted((luminance(colour), luminance(page)), reverse=True)
    assert (bright + 0.05) / (dim + 0.05) >= 3


def test_tables_hold_the_numbers_of_the_text(data_folder):
    where, when, distances, clock = (
        draw(data_folder) for draw in CHAPTERS["ecology-disease"].values()
    )
    assert sum(row[2] for row in where.rows) == 71
    assert [row[0] for row in where.rows] == ["Americas"] * 8 + ["Africa"] * 10
    assert when.rows[5] == ("1990s", 22)
    assert "50 samples were collected up to 1993, 21 later" in when.description
    assert "none after the Nagoya Protocol" in when.description
    assert distances.rows[1] == ("Within Africa", "0.134")
    assert len(clock.rows) == 32
    assert "0.00034" in clock.description and "1870" in clock.description


def test_the_two_continents_are_named_in_the_chart(data_folder):
    svg = vl_convert.vegalite_to_svg(FIGURES["yellow-fever-where"](data_folder).spec)
    assert ">Americas: 50</text>" in svg
    assert ">Africa: 21</text>" in svg


@pytest.mark.parametrize("name", ["yellow-fever-when", "yellow-fever-clock"])
def test_lines_of_one_chart_differ_in_their_dash(data_folder, name):
    spec = json.dumps(FIGURES[name](data_folder).spec)
    dashes = re.findall(r'"strokeDash": (\[[^]]*\])', spec)
    assert len(dashes) == len(set(dashes)) == 2


def test_folder_may_be_a_string(data_folder):
    assert FIGURES["yellow-fever-when"](str(data_folder)).rows


def test_what_a_notebook_shows():
    chart = bar_chart({"A": 2, "B": 0}, title="Two groups")
    bundle = chart._repr_mimebundle_()
    shown = bundle["application/vnd.vegalite.v5+json"]
    assert shown["background"] == "white", "readable in a dark notebook, whose colours it has not"
    assert chart.spec["background"] is None, "the page keeps its own"
    assert bundle["application/vnd.vegalite.v5+json"]["title"] == "Two groups"
    assert bundle["text/plain"].startswith("Two groups. Bar chart.")
    assert "A 2, B 0" in bundle["text/plain"]
    assert "title" not in chart.spec  # the original is left alone


def test_bars_of_nothing_but_zeros_can_be_drawn():
    assert "<svg" in vl_convert.vegalite_to_svg(bar_chart({"A": 0}, title="None").spec)


@pytest.mark.parametrize(
    ("counts", "message"), [({}, "at least one group"), ({"A": -1}, "negative value -1")]
)
def test_bad_bars(counts, message):
    with pytest.raises(ValueError, match=message):
        bar_chart(counts, title="Bad")


def test_a_row_must_fit_its_columns():
    with pytest.raises(ValueError, match="a row of 1 values under 2 column names"):
        Chart("T", "D", {}, ("a", "b"), ((1,),))


def test_a_clock_chart_is_refused_without_signal():
    with pytest.raises(NoTemporalSignal):
        clock_chart([2000, 2001, 2002], [3, 2, 1], title="No clock")
    with pytest.raises(ValueError, match="2 names and 3 points"):
        clock_chart([2000, 2001, 2002], [1, 2, 3], title="Names", names=["a", "b"])
