"""The figures of the chapter on infectious disease: each takes its data folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dsilab.charts import BLUE, VERMILION, Chart, bar_chart, specification, values
from dsilab.distances import mean_between, mean_within
from dsilab.ecology_disease.root_to_tip_chart import clock_chart
from dsilab.ecology_disease.yellow_fever import south_american_genotype_1, yellow_fever_records
from dsilab.tree import root_to_tip

CBD_IN_FORCE = 1993.995  # 29 December 1993
NAGOYA_IN_FORCE = 2014.78  # 12 October 2014


def where(folder: str | Path) -> Chart:
    """Sequences per country, by continent."""
    records = yellow_fever_records(folder)
    counts = Counter((record.continent, record.country) for record in records)
    # The continent with more sequences first, then the country with more.
    totals = Counter(record.continent for record in records)
    ordered = sorted(counts, key=lambda key: (-totals[key[0]], -counts[key], key[1]))
    rows = [(continent, country, counts[continent, country]) for continent, country in ordered]
    data = [{"country": country, "n": n, "continent": c} for c, country, n in rows]
    order = {
        "field": "country",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"ticks": False, "domain": False},
    }
    listed = "; ".join(
        f"{continent} {totals[continent]}: "
        + ", ".join(f"{country} {n}" for c, country, n in rows if c == continent)
        for continent in _most_first(totals)
    )
    description = f"Bar chart of {len(records)} yellow fever virus sequences by country. {listed}."
    first_of = {row[0]: row for row in reversed(rows)}
    notes = [
        {"country": row[1], "n": max(counts.values()), "text": f"{row[0]}: {totals[row[0]]}"}
        for row in first_of.values()
    ]
    layers: list[dict[str, Any]] = [
        {
            "data": values(data),
            "encoding": {
                "y": order,
                "x": {
                    "field": "n",
                    "type": "quantitative",
                    "title": "Number of sequences",
                    "axis": {"tickCount": 5, "grid": False},
                },
            },
            "layer": [
                {
                    "mark": {"type": "bar", "height": {"band": 0.7}},
                    "encoding": {
                        "color": {
                            "field": "continent",
                            "type": "nominal",
                            "scale": {
                                "domain": list(_most_first(totals)),
                                "range": [BLUE, VERMILION],
                            },
                            # The two groups are named in the chart itself.
                            "legend": None,
                        }
                    },
                },
                {
                    "mark": {"type": "text", "align": "left", "dx": 4},
                    "encoding": {"text": {"field": "n"}},
                },
            ],
        },
        {
            "data": values(notes),
            "mark": {"type": "text", "align": "right", "dy": 24, "fontWeight": "bold"},
            "encoding": {
                "y": order,
                "x": {"field": "n", "type": "quantitative"},
                "text": {"field": "text"},
            },
        },
    ]
    return Chart(
        title="Yellow fever virus sequences by country",
        description=description,
        spec=specification(20 * len(rows) + 45, layers, description),
        columns=("Continent", "Country", "Sequences"),
        rows=tuple(rows),
    )


def when(folder: str | Path) -> Chart:
    """Sequences per decade of collection, with the dates of the two treaties."""
    records = yellow_fever_records(folder)
    counts = Counter(record.year // 10 * 10 for record in records)
    decades = range(min(counts), max(counts) + 1, 10)
    before = sum(record.year <= 1993 for record in records)
    after = sum(record.year >= 2015 for record in records)
    listed = ", ".join(f"{decade}s {counts[decade]}" for decade in decades)
    description = (
        f"Bar chart of {len(records)} sequences by decade of collection: {listed}. A solid rule "
        "marks the Convention on Biological Diversity, in force 29 December 1993, and a dashed "
        "rule the Nagoya Protocol, in force 12 October 2014. "
        f"{before} samples were collected up to 1993, {len(records) - before} later, and "
        f"{after or 'none'} after the Nagoya Protocol."
    )
    data = [
        {
            "from": decade + 0.6,
            "to": decade + 9.4,
            # The number stands in the middle, or right of the rule where that runs through.
            "mid": decade + (7 if decade < CBD_IN_FORCE < decade + 10 else 5),
            "n": counts[decade],
        }
        for decade in decades
    ]
    highest = max(counts.values()) * 1.3
    x_scale = {"domain": [decades[0], 2022], "nice": False}
    x_axis = {"values": [*decades, 2010, 2020], "format": "d", "grid": False}
    y = {
        "field": "n",
        "type": "quantitative",
        "title": "Number of sequences",
        "scale": {"domain": [0, highest], "nice": False},
        "axis": {"tickCount": 5},
    }

    def rule(date: float, dash: list[int], text: list[str]) -> dict[str, Any]:
        x = {"field": "date", "type": "quantitative", "scale": x_scale}
        return {
            "data": values([{"date": date, "n": highest}]),
            "encoding": {"x": x},
            "layer": [
                {"mark": {"type": "rule", "strokeWidth": 2, "strokeDash": dash}},
                {
                    "mark": {
                        "type": "text",
                        "align": "right",
                        "baseline": "top",
                        "dx": -5,
                        "text": text,
                    },
                    "encoding": {"y": y},
                },
            ],
        }

    layers: list[dict[str, Any]] = [
        {
            "data": values(data),
            "encoding": {"y": y},
            "layer": [
                {
                    "mark": {"type": "rect", "color": BLUE},
                    "encoding": {
                        "y2": {"datum": 0},
                        "x": {
                            "field": "from",
                            "type": "quantitative",
                            "scale": x_scale,
                            "axis": x_axis,
                            "title": "Year of collection, as the label gives it",
                        },
                        "x2": {"field": "to"},
                    },
                },
                {
                    "mark": {"type": "text", "baseline": "bottom", "dy": -3},
                    "encoding": {
                        "x": {"field": "mid", "type": "quantitative"},
                        "text": {"field": "n"},
                    },
                },
            ],
        },
        rule(CBD_IN_FORCE, [1, 0], ["CBD in force,", "29 Dec 1993"]),
        rule(NAGOYA_IN_FORCE, [5, 4], ["Nagoya Protocol,", "12 Oct 2014"]),
    ]
    return Chart(
        title="Yellow fever virus sequences by decade of collection",
        description=description,
        spec=specification(300, layers, description),
        columns=("Decade", "Sequences"),
        rows=tuple((f"{decade}s", counts[decade]) for decade in decades),
    )


def distances(folder: str | Path) -> Chart:
    """Mean p-distance within and between the continents."""
    records = yellow_fever_records(folder)
    americas = [record.sequence for record in records if record.continent == "Americas"]
    africa = [record.sequence for record in records if record.continent == "Africa"]
    means = {
        "Within the Americas": mean_within(americas),
        "Within Africa": mean_within(africa),
        "Americas to Africa": mean_between(americas, africa),
    }
    shown = ", ".join(f"{name} {mean:.3f}" for name, mean in means.items())
    return bar_chart(
        means,
        title="How different are two sequences, on average?",
        description=(
            "Bar chart of the mean share of differing sites (p-distance) over all pairs: "
            f"{shown}. The {len(africa)} African sequences differ more among themselves than the "
            f"{len(americas)} from the Americas do."
        ),
        category="Pairs",
        quantity="Mean share of differing sites (p-distance)",
        number_format=".3f",
    )


def clock(folder: str | Path) -> Chart:
    """Root-to-tip distance against year for genotype I of South America, with the fitted line."""
    records = south_american_genotype_1(yellow_fever_records(folder))
    years = [record.year for record in records]
    tips = root_to_tip([record.sequence for record in records], years)
    return clock_chart(
        years,
        tips,
        title="Distance from the root against year, South American genotype I",
        names=[f"{record.country} {record.isolate or record.accession}" for record in records],
    )


def _most_first(totals: Counter[str]) -> list[str]:
    """Continents, the one with more sequences first."""
    return [continent for continent, _ in totals.most_common()]


FIGURES: dict[str, Callable[[str | Path], Chart]] = {
    "yellow-fever-where": where,
    "yellow-fever-when": when,
    "yellow-fever-distances": distances,
    "yellow-fever-clock": clock,
}
