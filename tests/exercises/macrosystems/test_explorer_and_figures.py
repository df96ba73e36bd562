"""The charts and the explorer of the chapter, and every number that its text takes from them."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
import vl_convert
from dsilab.charts import BLUE, NEUTRAL, VERMILION, WIDTH
from dsilab.macrosystems.diversity import (
    bray_curtis,
    jaccard,
    mean_over_pairs,
    partition,
    rarefied_richness,
    richness,
    shannon,
)
from dsilab.macrosystems.explorers import EXPLORERS
from dsilab.macrosystems.figures import FIGURES
from dsilab.macrosystems.withheld import withhold

ROOT = Path(__file__).resolve().parents[3]
(BARRED,) = EXPLORERS


def page(name):
    """The text of a page, with line ends as spaces."""
    return " ".join((ROOT / name).read_text(encoding="utf-8").split())


SCIENCE = page("book/macrosystems/science.md")
LAB = page("exercises/macrosystems/lab.md")


def says(text, *phrases):
    for phrase in phrases:
        assert phrase in text, phrase


def outcome(network, pattern, share):
    return BARRED.outcome(network=network, pattern=pattern, share=share)


def all_charts(folder):
    for name, draw in FIGURES.items():
        yield name, draw(folder)
    for chosen in BARRED.grid():
        yield str(chosen), BARRED.outcome(**chosen).chart


def test_names():
    assert list(FIGURES) == ["plots-alpha-gamma", "plots-distances", "plots-rarefaction"]
    assert BARRED.name == "plots-barred"


def test_every_chart_is_complete_small_and_in_the_common_colours(folder):
    for name, chart in all_charts(folder):
        json.dumps(chart.spec)
        assert chart.spec["width"] == WIDTH
        assert len(chart.description) > 80 and chart.description.endswith(".")
        assert chart.rows
        svg = vl_convert.vegalite_to_svg(chart.spec)
        assert len(svg.encode()) < 13_000, name
        assert "NaN" not in svg and "undefined" not in svg
        assert float(re.search(r'<svg[^>]* width="([\d.]+)"', svg)[1]) <= WIDTH + 1, name
        used = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{3,6})"', svg))
        assert used <= {NEUTRAL, BLUE, VERMILION}, f"{name}: {used}"
        assert set(re.findall(r'<text[^>]*fill="([^"]+)"', svg)) == {NEUTRAL}


def test_the_numbers_of_the_first_chart(folder, surveys):
    chart = FIGURES["plots-alpha-gamma"](folder)
    rows = {row[0].split(" (")[1][:-1]: row[1:] for row in chart.rows}
    assert rows == {
        "Panama": (50, 90.78, 225, 2.48),
        "Netherlands": (20, 9.85, 30, 3.05),
        "Finland": (24, 25.58, 44, 1.72),
        "Quebec": (70, 15.11, 35, 2.32),
    }
    assert "9.85 in a plot, 30 in all 20 plots, beta 3.05" in chart.description
    birds = [plot.amounts for plot in surveys["antarctica"]]
    assert partition(birds).beta == 1.8
    assert round(sum(map(shannon, birds)) / 3, 2) == 0.42
    says(SCIENCE, "A diversity index of 0.42", "344 penguins from three islands")


def test_the_numbers_of_the_second_chart(folder, surveys):
    chart = FIGURES["plots-distances"](folder)
    assert [row[1:] for row in chart.rows] == [
        ("0.455", "0.506"),
        ("0.646", "0.688"),
        ("0.604", "0.395"),
        ("0.626", "0.592"),
    ]
    finland = [plot.amounts for plot in surveys["finland"]]
    gaps = {
        name: abs(
            mean_over_pairs([p.amounts for p in plots], bray_curtis)
            - mean_over_pairs([p.amounts for p in plots], jaccard)
        )
        for name, plots in surveys.items()
        if name != "antarctica"
    }
    assert max(gaps, key=gaps.get) == "finland"
    assert f"{mean_over_pairs(finland, jaccard):.2f}" == "0.39"
    says(SCIENCE, "share most of their species (0.39)", "in other amounts (0.60)")
    says(LAB, "(Jaccard 0.39)", "(Bray-Curtis 0.60)")


def test_the_numbers_of_the_third_chart(folder, surveys):
    plots = {plot.name: plot.amounts for plot in surveys["panama"]}
    assert [sum(plots[name].values()) for name in ("35", "31")] == [601, 421]
    assert [richness(plots[name]) for name in ("35", "31")] == [83, 77]
    assert round(rarefied_richness(plots["35"], 421)) == 69
    assert "plot 35 would show 68.7 species" in FIGURES["plots-rarefaction"](folder).description
    says(SCIENCE, "Plot 35 has 83 species, plot 31 only 77", "would show about 69 species")
    says(LAB, "601 trees of 83 species, plot 31 has 421 trees of 77", "plot 35 about 69")


def test_ten_times_the_reads():
    plot = {"A": 3, "B": 9}
    assert round(bray_curtis(plot, {name: 10 * n for name, n in plot.items()}), 2) == 0.82
    says(SCIENCE, "the raw Bray-Curtis dissimilarity is 0.82")


def test_the_explorer_fits_a_page_and_says_something_else_each_time():
    combinations = BARRED.grid()
    assert len(combinations) == 32
    outcomes = [BARRED.outcome(**chosen) for chosen in combinations]
    assert len({result.summary for result in outcomes}) == 32
    assert len({tuple(result.values) for result in outcomes}) == 1
    assert all(str(result.values["Plots left"]) in result.summary for result in outcomes)


def test_the_explorer_agrees_with_withholding_plots(surveys):
    for network, survey in (("panama", "panama"), ("quebec", "quebec")):
        plots = {plot.name: plot.amounts for plot in surveys[survey]}
        for share in (20, 40, 60, 80):
            barred = list(plots)[: len(plots) * share // 100]
            kept = withhold(plots, barred).open
            found = outcome(network, "block", share).values
            assert found["Plots left"] == kept.plots
            assert found["Species seen (gamma)"] == kept.gamma
            assert found["Species in a plot (alpha)"] == round(kept.alpha, 1)
            assert found["Beta"] == round(kept.beta, 2)


#: network, share -> species seen at random (mean, two standard deviations), in one block, and beta
#: in one block: as printed in the book, the questions, the guide and the model answers.
PRINTED = {
    ("quebec", 20): (35.0, 0.0, 34, 2.45),
    ("quebec", 40): (35.0, 0.1, 33, 2.6),
    ("quebec", 60): (34.9, 0.5, 27, 2.32),
    ("quebec", 80): (34.0, 2.4, 24, 2.14),
    ("panama", 20): (220.0, 4.4, 220, 2.42),
    ("panama", 60): (202.2, 7.7, 192, 2.19),
    ("soil-shared", 20): (148.8, 1.8, 144, 2.22),
    ("soil-shared", 40): (146.6, 3.0, 138, 2.13),
    ("soil-shared", 60): (142.4, 4.2, 132, 2.06),
    ("soil-shared", 80): (132.7, 5.3, 124, 1.92),
    ("soil-confined", 20): (144.9, 4.2, 126, 4.69),
    ("soil-confined", 40): (135.5, 7.7, 102, 3.69),
    ("soil-confined", 60): (117.8, 11.8, 78, 2.88),
    ("soil-confined", 80): (85.2, 12.4, 54, 1.88),
}


@pytest.mark.parametrize(("network", "share"), PRINTED)
def test_the_numbers_that_the_text_takes_from_the_explorer(network, share):
    mean, spread, block, beta = PRINTED[network, share]
    at_random, blocked = outcome(network, "random", share), outcome(network, "block", share)
    assert at_random.values["Barred at random: mean"] == mean
    assert at_random.values["Barred at random: two standard deviations"] == spread
    assert (blocked.values["Species seen (gamma)"], blocked.values["Beta"]) == (block, beta)


def test_the_text_of_the_science_page_on_the_explorer():
    says(
        SCIENCE,
        "At random, 42 of 70 cores can go and hardly a mite species is missed",
        "Without the 42 cores of the drier end, eight of 35 are gone",
        "With 28 of them barred, beta goes *up*, to 2.60",
        "compared with 2.32 for all cores",
        "one country costs 6 or 24 of 150 taxa",
    )
    questions = page("exercises/macrosystems/questions.yml")
    says(questions, "126 of 150 taxa are left, against 145 at random", "144 of 150 taxa are left")
    assert "Chance alone could give that." in outcome("panama", "block", 20).summary
    assert "Chance would seldom leave so few" in outcome("quebec", "block", 40).summary
    assert "give or take less than 0.1" in outcome("quebec", "random", 20).summary


def test_forty_two_of_seventy_cores(surveys):
    """The lab's comparison: random, drier, wetter."""
    mites = {plot.name: plot.amounts for plot in surveys["quebec"]}
    cores = list(mites)
    dealer = random.Random(2021)
    found = [withhold(mites, dealer.sample(cores, 42)).open for _ in range(100)]
    assert {part.gamma for part in found} <= {33, 34, 35}
    drier, wetter = withhold(mites, cores[:42]), withhold(mites, cores[-42:])
    assert (drier.open.gamma, len(drier.lost), round(drier.open.alpha, 1)) == (27, 8, 11.6)
    assert (wetter.open.gamma, len(wetter.lost), round(wetter.open.alpha, 1)) == (34, 1, 18.7)
    assert min(part.alpha for part in found) > 11.6 and max(part.alpha for part in found) < 18.7
    says(LAB, "eight of 35 are gone", "only one is gone")


def test_folder_may_be_a_string(folder):
    assert FIGURES["plots-distances"](str(folder)).rows
