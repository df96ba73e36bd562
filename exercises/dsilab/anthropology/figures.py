"""The figures of the chapter on anthropology: each takes its data folder."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dsilab.anthropology.founders import ADDIS_ABABA, correlation, great_circle
from dsilab.anthropology.matching import WORLD, match_probability
from dsilab.anthropology.radiocarbon import calibrate, likeliest_years, ranges, read_curve
from dsilab.anthropology.tables import read_rows
from dsilab.charts import BLUE, NEUTRAL, VERMILION, Chart, bar_chart, specification, values

FREQUENCIES = (0.5, 0.2, 0.1)
MOST_MARKERS = 80
#: Payments in South African rand: Chennells & Schroeder on Hoodia; the ministry, 14 July 2022.
HOODIA_RAND, ROOIBOS_RAND = 259_660 + 309_423, 12_200_000
#: The invented bone of the figure: radiocarbon age and error, in years.
PLATEAU_AGE, PLATEAU_ERROR = 2450, 30


def matches(folder: str | Path) -> Chart:
    """How many other people on Earth are expected to match, by number of markers."""
    data = [
        {
            "markers": markers,
            "others": WORLD * match_probability(frequency) ** markers,
            "frequency": f"{frequency:.0%}",
        }
        for frequency in FREQUENCIES
        for markers in range(0, MOST_MARKERS + 1, 2)
        if WORLD * match_probability(frequency) ** markers >= 1e-4
    ]
    needed = {f: math.ceil(math.log(1 / WORLD) / math.log(match_probability(f)))
              for f in FREQUENCIES}  # fmt: skip
    listed = "; ".join(f"at {f:.0%} after {n} markers" for f, n in needed.items())
    description = (
        "Line chart on a logarithmic axis: the expected number of other people, of 8 billion, who "
        "have the same genotype at every marker. Each line is for one frequency of the rarer "
        f"variant. It falls below one other person {listed}."
    )
    names = [f"{frequency:.0%}" for frequency in FREQUENCIES]
    ends = [next(row for row in reversed(data) if row["frequency"] == name) for name in names]
    x = {"field": "markers", "type": "quantitative", "title": "Number of independent markers"}
    y = {
        "field": "others",
        "type": "quantitative",
        "scale": {"type": "log"},
        "title": "Other people expected to match",
        "axis": {
            "values": [1e-4, 1e-2, 1, 1e2, 1e4, 1e6, 1e9],
            "labelExpr": "datum.value >= 1e9 ? '1 billion' : datum.value >= 1e6 ? '1 million' : "
            "format(datum.value, ',~r')",
        },
    }
    layers: list[dict[str, Any]] = [
        {
            "data": values([{"others": 1}]),
            "mark": {"type": "rule", "strokeDash": [4, 4], "color": NEUTRAL},
            "encoding": {"y": y},
        },
        {
            "data": values(data),
            "mark": {"type": "line", "strokeWidth": 2.5},
            "encoding": {
                "x": x,
                "y": y,
                "color": {
                    "field": "frequency",
                    "type": "nominal",
                    "sort": None,
                    "scale": {"domain": names, "range": [BLUE, VERMILION, NEUTRAL]},
                    "legend": None,
                },
                "strokeDash": {
                    "field": "frequency",
                    "type": "nominal",
                    "sort": None,
                    "scale": {"domain": names, "range": [[1, 0], [8, 4], [2, 3]]},
                    "legend": None,
                },
            },
        },
        {
            "data": values(ends),
            "mark": {"type": "text", "align": "left", "dx": 6, "baseline": "bottom"},
            "encoding": {"x": x, "y": y, "text": {"field": "frequency"}},
        },
    ]
    rows = [
        (markers, *(f"{WORLD * match_probability(f) ** markers:.3g}" for f in FREQUENCIES))
        for markers in range(0, MOST_MARKERS + 1, 10)
    ]
    return Chart(
        title="How many other people would match?",
        description=description,
        spec=specification(300, layers, description),
        columns=("Markers", *(f"Others expected, rarer variant at {name}" for name in names)),
        rows=tuple(rows),
    )


def gradient(folder: str | Path) -> Chart:
    """Mean heterozygosity of 76 populations against the distance from Addis Ababa."""
    found = read_rows(Path(folder) / "founder-gradient.csv")
    data = [
        {
            "population": row["population"],
            "region": row["region"],
            "km": round(great_circle(*ADDIS_ABABA, row["latitude"], row["longitude"])),
            "heterozygosity": row["heterozygosity"],
        }
        for row in found
    ]
    fit = correlation([row["km"] for row in data], [row["heterozygosity"] for row in data])
    regions = list(dict.fromkeys(row["region"] for row in data))
    description = (
        f"Scatter plot of {len(data)} populations: mean expected heterozygosity at 678 markers "
        f"against the great-circle distance from Addis Ababa. It falls with distance; the "
        f"correlation is {fit:.2f}. Each region has its own mark."
    )
    shapes = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "stroke"]
    layers = [
        {
            "data": values(data),
            "mark": {"type": "point", "filled": False, "size": 60, "strokeWidth": 1.6},
            "encoding": {
                "x": {
                    "field": "km",
                    "type": "quantitative",
                    "title": "Kilometres from Addis Ababa",
                },
                "y": {
                    "field": "heterozygosity",
                    "type": "quantitative",
                    "title": "Mean heterozygosity",
                    "scale": {"zero": False},
                },
                "color": {
                    "field": "region",
                    "type": "nominal",
                    "scale": {
                        "domain": regions,
                        "range": [(BLUE, VERMILION, NEUTRAL)[n % 3] for n in range(len(regions))],
                    },
                    "legend": {
                        "title": None,
                        "labelColor": NEUTRAL,
                        "orient": "bottom",
                        "columns": 4,
                    },
                },
                "shape": {
                    "field": "region",
                    "type": "nominal",
                    "scale": {"domain": regions, "range": shapes[: len(regions)]},
                },
            },
        }
    ]
    return Chart(
        title="Diversity falls with the distance from East Africa",
        description=description,
        spec=specification(330, layers, description),
        columns=("Population", "Region", "Kilometres", "Mean heterozygosity"),
        rows=tuple(tuple(row.values()) for row in data),
    )


def plateau(folder: str | Path) -> Chart:
    """What one radiocarbon date of an invented bone can mean in calendar years."""
    curve = read_curve(Path(folder) / "intcal20.csv")
    chances = calibrate(PLATEAU_AGE, PLATEAU_ERROR, curve)
    parts = ranges(likeliest_years(chances), curve)
    shown = {year: chance for year, chance in chances.items() if 2300 <= year <= 2750}
    listed = ", ".join(f"{last} to {first}" for first, last in reversed(parts))
    description = (
        f"Area chart: the probability of each calendar year for an invented bone with a "
        f"radiocarbon age of {PLATEAU_AGE} plus or minus {PLATEAU_ERROR} years. It has several "
        f"peaks. 95% of it lies in these years before 1950: {listed}."
    )
    data = [{"year": year, "chance": 100 * chance} for year, chance in shown.items()]
    layers = [
        {
            "data": values(data),
            "mark": {"type": "area", "color": BLUE, "opacity": 0.75, "line": {"color": BLUE}},
            "encoding": {
                "x": {
                    "field": "year",
                    "type": "quantitative",
                    "title": "Years before 1950",
                    "scale": {"domain": [2750, 2300], "nice": False},
                    "axis": {"values": list(range(2300, 2701, 100)), "format": ",d"},
                },
                "y": {
                    "field": "chance",
                    "type": "quantitative",
                    "title": "Probability of the year (%)",
                },
            },
        }
    ]
    return Chart(
        title="One date, many calendar years",
        description=description,
        spec=specification(220, layers, description),
        columns=("Years before 1950", "Probability (%)"),
        rows=tuple((year, 100 * chances[year]) for year in range(2320, 2741, 20)),
    )


def paid(folder: str | Path) -> Chart:
    """What two agreements about plants had paid, in millions of rand."""
    return bar_chart(
        {
            "Hoodia: milestones, in all": HOODIA_RAND / 1e6,
            "Rooibos: first year of the levy": ROOIBOS_RAND / 1e6,
        },
        title="What two agreements paid",
        description=(
            f"Bar chart in millions of South African rand: the Hoodia agreement paid "
            f"{HOODIA_RAND / 1e6:.2f} in milestones in all, the first year of the rooibos levy "
            f"{ROOIBOS_RAND / 1e6:.1f}."
        ),
        category="Agreement",
        quantity="Millions of rand",
        number_format=".2f",
    )


FIGURES: dict[str, Callable[[str | Path], Chart]] = {
    "match-probability": matches,
    "founder-gradient": gradient,
    "radiocarbon-plateau": plateau,
    "hoodia-rooibos": paid,
}
