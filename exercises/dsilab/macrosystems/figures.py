"""The figures of the chapter on macrosystems: each takes its data folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from dsilab.charts import BLUE, VERMILION, Chart, specification, values
from dsilab.macrosystems.diversity import (
    Amounts,
    bray_curtis,
    jaccard,
    mean_over_pairs,
    partition,
    rarefied_richness,
    richness,
)
from dsilab.macrosystems.plots import read_plots, read_sites

#: Two plots of Barro Colorado whose order changes once the number of trees is the same.
MANY_TREES, FEWER_TREES = "35", "31"


def surveys(folder: str | Path) -> dict[str, list[Amounts]]:
    """The plots of the four plot surveys, by the name of their site; not the penguins."""
    folder = Path(folder)
    return {
        site.name: [plot.amounts for plot in read_plots(folder / site.file)]
        for site in read_sites(folder / "sites.csv")
        if site.where == "state"
    }


def alpha_gamma(folder: str | Path) -> Chart:
    """Species in a plot, and in all plots, at four sites; the gap between them is beta."""
    found = {name: partition(plots) for name, plots in surveys(folder).items()}
    data = [
        {
            "site": name,
            "a": round(part.alpha, 2),
            "g": part.gamma,
            "at": f"{part.alpha:.3g}",
            "gt": f"{part.gamma}  (beta {part.beta:.2f})",
        }
        for name, part in found.items()
    ]
    listed = "; ".join(
        f"{name}: {part.alpha:.3g} in a plot, {part.gamma} in all {part.plots} plots, "
        f"beta {part.beta:.2f}"
        for name, part in found.items()
    )
    description = (
        "Dot chart on a logarithmic scale. For each of four sites, a circle for the mean number "
        "of species in a plot (alpha) and a square for the number in all plots (gamma), joined "
        f"by a line whose length stands for beta. {listed}."
    )
    y = {
        "field": "site",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"ticks": False, "domain": False, "grid": False},
    }
    x = {
        "field": "a",
        "type": "quantitative",
        "title": "Number of species (each step doubles)",
        "scale": {"type": "log", "domain": [6, 700], "nice": False},
        "axis": {"values": [8, 16, 32, 64, 128, 256], "gridOpacity": 0.2},
    }

    def marks(field: str, shape: str, colour: str, side: str) -> list[dict[str, Any]]:
        place = {"align": side, "dx": 9 if side == "left" else -9}
        where = {"x": {**x, "field": field}}
        return [
            {
                "mark": {
                    "type": "point",
                    "shape": shape,
                    "color": colour,
                    "filled": True,
                    "size": 90,
                    "opacity": 1,
                },
                "encoding": where,
            },
            {
                "mark": {"type": "text", **place},
                "encoding": {**where, "text": {"field": f"{field}t"}},
            },
        ]

    layers: list[dict[str, Any]] = [
        {
            "data": values(data),
            "encoding": {"y": y},
            "layer": [
                {
                    "mark": {"type": "rule", "strokeWidth": 2.5},
                    "encoding": {"x": x, "x2": {"field": "g"}},
                },
                *marks("a", "circle", BLUE, "right"),
                *marks("g", "square", VERMILION, "left"),
            ],
        },
        {
            "data": values([{}]),
            "mark": {
                "type": "text",
                "align": "left",
                "baseline": "bottom",
                "lineHeight": 15,
                "text": ["circle: in a plot, on average", "square: in all plots"],
            },
            # On the left, where a narrow screen shows it without scrolling.
            "encoding": {"x": {"value": 0}, "y": {"value": -22}},
        },
    ]
    return Chart(
        title="Species in a plot, and in all plots",
        description=description,
        spec={
            **specification(245, layers, description),
            "padding": {"left": 5, "right": 5, "top": 16, "bottom": 5},
        },
        columns=("Site", "Plots", "Species in a plot (alpha)", "In all plots (gamma)", "Beta"),
        rows=tuple(
            (name, part.plots, round(part.alpha, 2), part.gamma, round(part.beta, 2))
            for name, part in found.items()
        ),
    )


def rarefaction(folder: str | Path) -> Chart:
    """Two plots of Barro Colorado: species to expect among fewer trees."""
    plots = {
        plot.name: plot.amounts for plot in read_plots(Path(folder) / "barro-colorado-trees.csv")
    }
    looks = {
        MANY_TREES: (VERMILION, [7, 4], {"align": "left", "dx": 8}),
        FEWER_TREES: (BLUE, [1, 0], {"align": "right", "dx": -8, "dy": -24}),
    }
    totals = {name: int(sum(plots[name].values())) for name in looks}
    level = min(totals.values())
    at_level = {name: rarefied_richness(plots[name], level) for name in looks}
    x = {
        "field": "n",
        "type": "quantitative",
        "title": "Number of trees drawn at random from the plot",
        "scale": {"domain": [0, 700], "nice": False},
        "axis": {"grid": False, "values": [0, 100, 200, 300, 400, 500, 600]},
    }
    y = {
        "field": "s",
        "type": "quantitative",
        "title": "Number of species to expect",
        "scale": {"domain": [0, 95], "nice": False},
        "axis": {"tickCount": 5},
    }
    layers: list[dict[str, Any]] = [
        {
            "data": values([{"n": level}]),
            "mark": {"type": "rule", "strokeDash": [2, 3], "strokeWidth": 1.5},
            "encoding": {"x": x},
        },
        {
            "data": values([{"n": level}]),
            "mark": {
                "type": "text",
                "align": "right",
                "baseline": "bottom",
                "lineHeight": 17,
                "text": [
                    f"with {level} trees each:",
                    ", ".join(f"{at_level[name]:.1f} in plot {name}" for name in looks),
                ],
                "dx": -8,
                "dy": -29,
            },
            "encoding": {"x": x, "y": {"value": "height"}},
        },
    ]
    rows: list[tuple[str, int, float]] = []
    for name, (colour, dash, place) in looks.items():
        steps = sorted({1, 10, 25, *range(50, totals[name], 50), level, totals[name]})
        curve = [(n, round(rarefied_richness(plots[name], n), 1)) for n in steps]
        rows += [(f"Plot {name}", n, s) for n, s in curve]
        layers += [
            {
                "data": values([{"n": n, "s": s} for n, s in curve]),
                "mark": {
                    "type": "line",
                    "color": colour,
                    "strokeDash": dash,
                    "strokeWidth": 2.5,
                    "interpolate": "monotone",
                },
                "encoding": {"x": x, "y": y},
            },
            {
                "data": values([{"n": curve[-1][0], "s": curve[-1][1]}]),
                "mark": {
                    "type": "point",
                    "filled": True,
                    "opacity": 1,
                    "size": 60,
                    "color": colour,
                    "shape": "square" if name == MANY_TREES else "circle",
                },
                "encoding": {"x": x, "y": y},
            },
            {
                "data": values([{"n": curve[-1][0], "s": curve[-1][1]}]),
                "mark": {
                    "type": "text",
                    **place,
                    "fontWeight": "bold",
                    "text": [f"plot {name}:", f"{richness(plots[name])} species"],
                },
                "encoding": {"x": x, "y": y},
            },
        ]
    many, fewer = (richness(plots[name]) for name in looks)
    description = (
        "Line chart of rarefaction in two plots of Barro Colorado. "
        f"Plot {MANY_TREES} has {totals[MANY_TREES]} trees of {many} species; plot {FEWER_TREES} "
        f"has {totals[FEWER_TREES]} trees of {fewer} species. Among {level} trees drawn at random, "
        f"plot {MANY_TREES} would show {at_level[MANY_TREES]:.1f} species and plot {FEWER_TREES} "
        f"all of its {at_level[FEWER_TREES]:.0f}: with the same number of trees the order turns "
        "round."
    )
    return Chart(
        title="Two plots, drawn down to the same number of trees",
        description=description,
        spec=specification(320, layers, description),
        columns=("Plot", "Trees", "Species to expect"),
        rows=tuple(rows),
    )


def distances(folder: str | Path) -> Chart:
    """Mean dissimilarity between the plots of each site, by amounts and by presence."""
    found = {
        name: (mean_over_pairs(plots, bray_curtis), mean_over_pairs(plots, jaccard))
        for name, plots in surveys(folder).items()
    }
    data = [
        {"site": name, "b": round(b, 3), "j": round(j, 3), "bt": f"{b:.2f}", "jt": f"{j:.2f}"}
        for name, (b, j) in found.items()
    ]
    listed = "; ".join(
        f"{name}: Bray-Curtis {b:.2f}, Jaccard {j:.2f}" for name, (b, j) in found.items()
    )
    description = (
        "Dot chart of the mean dissimilarity over all pairs of plots of a site, from 0 (alike) to "
        f"1 (nothing in common). {listed}. In Finland the two disagree most: the plots share many "
        "species and differ in their amounts."
    )
    y = {
        "field": "site",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"ticks": False, "domain": False, "grid": True},
    }
    x = {
        "type": "quantitative",
        "title": "Mean dissimilarity between two plots",
        "scale": {"domain": [0, 1], "nice": False},
        "axis": {"tickCount": 5, "grid": False},
    }
    layers: list[dict[str, Any]] = [
        {
            "data": values([{}]),
            "mark": {
                "type": "text",
                "align": "left",
                "baseline": "bottom",
                "lineHeight": 15,
                "text": ["circle: Jaccard, who is there", "square: Bray-Curtis, how much"],
            },
            # On the left, where a narrow screen shows it without scrolling.
            "encoding": {"x": {"value": 0}, "y": {"value": -22}},
        }
    ]
    for field, shape, colour in (("j", "circle", BLUE), ("b", "square", VERMILION)):
        # The number goes to the outer side of the pair, so that the two never meet.
        for side, sign in (("left", 1), ("right", -1)):
            other = "b" if field == "j" else "j"
            rows = [row for row in data if (row[field] >= row[other]) == (sign == 1)]
            layers.append(
                {
                    "data": values(rows),
                    "encoding": {"y": y, "x": {**x, "field": field}},
                    "layer": [
                        {
                            "mark": {
                                "type": "point",
                                "shape": shape,
                                "color": colour,
                                "filled": True,
                                "size": 90,
                                "opacity": 1,
                            }
                        },
                        {
                            "mark": {"type": "text", "align": side, "dx": 9 * sign},
                            "encoding": {"text": {"field": f"{field}t"}},
                        },
                    ],
                }
            )
    return Chart(
        title="How different are two plots of the same site?",
        description=description,
        spec={
            **specification(225, layers, description),
            "padding": {"left": 5, "right": 5, "top": 16, "bottom": 5},
        },
        columns=("Site", "Mean Bray-Curtis", "Mean Jaccard"),
        rows=tuple((name, f"{b:.3f}", f"{j:.3f}") for name, (b, j) in found.items()),
    )


FIGURES: dict[str, Callable[[str | Path], Chart]] = {
    "plots-alpha-gamma": alpha_gamma,
    "plots-distances": distances,
    "plots-rarefaction": rarefaction,
}
