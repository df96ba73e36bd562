"""A histogram of distances: within species above the line, between species below it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from dsilab.charts import BLUE, VERMILION, Chart, specification, values


def bins(distances: Sequence[float], width: float) -> dict[int, int]:
    """Number of distances in each bin; bin b holds b * width up to, not with, (b + 1) * width."""
    found: dict[int, int] = {}
    for distance in distances:
        # Half a millionth of a bin forgives the rounding of numbers that lie on an edge.
        number = math.floor(distance / width + 5e-7)
        found[number] = found.get(number, 0) + 1
    return dict(sorted(found.items()))


def gap_chart(
    within: Sequence[float],
    between: Sequence[float],
    *,
    bin_width: float,
    title: str,
    start: str,
    largest: float | None = None,
    threshold: float | None = None,
) -> Chart:
    """Distances in per cent: pairs of one species as bars upwards, pairs of two downwards.

    start: how the description begins, such as what was measured. largest: end of the axis.
    threshold: drawn as a dashed rule, in per cent.
    Raises ValueError when there is no pair of either kind.
    """
    if not within or not between:
        raise ValueError("the chart needs pairs within a species and pairs between species")
    above, below = bins(within, bin_width), bins(between, bin_width)
    end = largest or bin_width * (max(*above, *below) + 2)
    highest = max(above.values())
    deepest = max(below.values())
    room = 0.16 * (highest + deepest)  # for the two labels
    overlap = "overlap" if min(between) <= max(within) else "do not overlap"
    ruled = "" if threshold is None else f" A dashed rule marks the threshold of {threshold:g} %."
    description = (
        f"{start} Histogram of K2P distances. Above the line {len(within)} pairs of the same "
        f"species, from {min(within):.2f} to {max(within):.2f} %; below it {len(between)} pairs of "
        f"two species, from {min(between):.2f} to {max(between):.2f} %. The two {overlap}.{ruled}"
    )
    x = {
        "field": "from",
        "type": "quantitative",
        "title": "K2P distance (% of sites, corrected)",
        "scale": {"domain": [0, end], "nice": False},
        "axis": {"grid": False, "tickCount": 8},
    }
    y = {
        "field": "n",
        "type": "quantitative",
        "title": "Number of pairs",
        "scale": {"domain": [-deepest - room, highest + room], "nice": False},
        "axis": {"labelExpr": "abs(datum.value)", "tickCount": 6},
    }

    def bars(counts: dict[int, int], sign: int, colour: str) -> dict[str, Any]:
        return {
            "data": values(
                {
                    "from": round(bin_width * (b + 0.06), 4),
                    "to": round(bin_width * (b + 0.94), 4),
                    "n": sign * n,
                }
                for b, n in counts.items()
            ),
            "mark": {"type": "rect", "color": colour},
            "encoding": {"x": x, "x2": {"field": "to"}, "y": y, "y2": {"datum": 0}},
        }

    def label(text: str, at: float) -> dict[str, Any]:
        # At the left, so that a small screen shows it without scrolling, and right of the rule.
        start = {"datum": threshold or 0, "type": "quantitative", "scale": x["scale"]}
        return {
            "data": values([{"n": at}]),
            "mark": {
                "type": "text",
                "align": "left",
                "dx": 6,
                "fontWeight": "bold",
                "text": text,
            },
            "encoding": {"x": start, "y": y},
        }

    layers: list[dict[str, Any]] = [
        bars(above, 1, BLUE),
        bars(below, -1, VERMILION),
        {
            "data": values([{"n": 0}]),
            "mark": {"type": "rule", "strokeWidth": 1},
            "encoding": {"y": y},
        },
        label("pairs of the same species", highest + room / 2),
        label("pairs of two species", -deepest - room / 2),
    ]
    if threshold is not None:
        place = {"field": "t", "type": "quantitative", "scale": x["scale"]}
        layers += [
            {
                "data": values([{"t": threshold}]),
                "mark": {"type": "rule", "strokeDash": [6, 4], "strokeWidth": 2},
                "encoding": {"x": place},
            },
            {
                "data": values([{"t": threshold}]),
                "mark": {
                    "type": "text",
                    "baseline": "bottom",
                    "text": f"threshold {threshold:g} %",
                },
                # Above the plot, where no bar and no other label can stand.
                "encoding": {"x": place, "y": {"value": -4}},
            },
        ]
    places = len(f"{bin_width:g}".partition(".")[2])
    rows = tuple(
        (
            f"{bin_width * b:.{places}f} to {bin_width * (b + 1):.{places}f}",
            above.get(b, 0),
            below.get(b, 0),
        )
        for b in range(max(*above, *below) + 1)
    )
    return Chart(
        title=title,
        description=description,
        spec={
            **specification(300, layers, description),
            "padding": {"left": 5, "right": 5, "top": 5 if threshold is None else 18, "bottom": 5},
        },
        columns=("Distance (%)", "Pairs of one species", "Pairs of two species"),
        rows=rows,
    )
