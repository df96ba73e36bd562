"""The explorer "genetic-rescue": newcomers every so many generations, and what they change.

Everything here comes from `dsilab.livestock_rescue.rescue.expected`: a model, not data.
"""

from __future__ import annotations

from typing import Any

from dsilab.charts import BLUE, NEUTRAL, VERMILION, Chart, specification, values
from dsilab.explorer import Outcome
from dsilab.livestock_rescue.rescue import Point, expected, releases

FIRST, LAST = 10, 50  # generation of the first release, and the last one shown
ONCE = 0  # the choice "once"

SIZES = (10, 25, 50)
MIGRANTS = (1, 2, 5, 8)
EVERY = (ONCE, 10, 5, 1)
EVERY_LABELS = (
    "once, in generation 10",
    "every 10 generations",
    "every 5 generations",
    "every generation",
)
#: How the sentence under the menus says it.
EVERY_WORDS = {
    ONCE: "once, in generation 10",
    10: "in generation 10 and every 10 generations after it",
    5: "in generation 10 and every 5 generations after it",
    1: "in generation 10 and every generation after it",
}


def model(size: int, migrants: int, every: int) -> Outcome:
    """The explorer's model: see `dsilab.livestock_rescue.explorers`."""
    at = releases(FIRST, LAST, every or None)
    helped = expected(size, migrants, at, LAST)
    alone = expected(size, 0, [], LAST)
    back = _back_at(helped) if every == ONCE else None
    lowest = min(point.kept for point in helped[FIRST + 1 :])
    return Outcome(
        summary=_summary(size, migrants, every, alone, helped, back, lowest),
        chart=_chart(size, migrants, every, alone, helped),
        values={
            "Releases up to generation 50": sum(generation < LAST for generation in at),
            "Diversity at generation 50 (%), no newcomers": _percent(alone[-1].kept),
            "Diversity at generation 50 (%), with newcomers": _percent(helped[-1].kept),
            "Inbreeding at generation 50 (%), with newcomers": round(
                100 - _percent(helped[-1].kept), 1
            ),
            "Ancestry still local at generation 50 (%)": _percent(helped[-1].local),
            "Lowest diversity in generations 11 to 50 (%), with newcomers": _percent(lowest),
            "Generation by which a single release is used up": back,
        },
    )


def _percent(share: float) -> float:
    return round(100 * share, 1)


def _back_at(helped: list[Point]) -> int | None:
    """First generation at which diversity is again below that of generation 10."""
    for point in helped[FIRST + 1 :]:
        if point.kept < helped[FIRST].kept:
            return point.generation
    return None


def _summary(
    size: int,
    migrants: int,
    every: int,
    alone: list[Point],
    helped: list[Point],
    back: int | None,
    lowest: float,
) -> str:
    who = "1 newcomer breeds" if migrants == 1 else f"{migrants} newcomers breed"
    if every == ONCE:
        ending = f"what they brought is used up by generation {back}"
    else:
        ending = f"from generation {FIRST + 1} on diversity stays at {_percent(lowest):g} % or more"
    local = "under 0.1" if helped[-1].local < 0.001 else f"{_percent(helped[-1].local):g}"
    return (
        f"In this model of {size} breeders, {_percent(alone[-1].kept):g} % of the source’s "
        f"diversity is left in generation {LAST} if nobody comes; if {who} {EVERY_WORDS[every]}, "
        f"{_percent(helped[-1].kept):g} % is left, {local} % of the "
        f"ancestry is still local, and {ending}."
    )


def _chart(size: int, migrants: int, every: int, alone: list[Point], helped: list[Point]) -> Chart:
    lines = (
        ("diversity with newcomers", "kept", helped, BLUE, [1, 0]),
        ("diversity if nobody comes", "kept", alone, VERMILION, [7, 4]),
        ("ancestry still local", "local", helped, NEUTRAL, [2, 3]),
    )
    table = tuple(
        (
            point.generation,
            _percent(point.kept),
            _percent(other.kept),
            _percent(point.local),
        )
        for point, other in zip(helped, alone, strict=True)
        if point.generation % 2 == 0
    )
    who = "1 newcomer" if migrants == 1 else f"{migrants} newcomers"
    often = "once" if every == ONCE else EVERY_LABELS[EVERY.index(every)]
    title = f"Model: {size} breeders, {who} {often}"
    description = (
        "Line chart of a model. Per cent against generations 0 to 50 since a population was cut "
        f"off from its source; newcomers come {EVERY_WORDS[every]}. Diversity with newcomers: from "
        f"100 to {table[5][1]:g} at generation 10 and {table[-1][1]:g} at generation 50; with "
        f"none, {table[-1][2]:g} at generation 50. Ancestry still local at generation 50: "
        f"{table[-1][3]:g}."
    )
    x = {
        "field": "g",
        "type": "quantitative",
        "title": "Generations since the population was cut off",
        "scale": {"domain": [0, LAST], "nice": False},
        "axis": {"values": [0, 10, 20, 30, 40, 50], "grid": False},
    }
    y = {
        "field": "p",
        "type": "quantitative",
        "title": "Per cent",
        "scale": {"domain": [0, 100], "nice": False},
        "axis": {"values": [0, 25, 50, 75, 100]},
    }
    layers: list[dict[str, Any]] = [
        {
            "data": values([{"g": FIRST}]),
            "mark": {"type": "rule", "strokeDash": [2, 3], "opacity": 0.7},
            "encoding": {"x": x},
        },
        {
            # Left of the rule and low, where no line ever runs.
            "data": values([{"g": FIRST, "p": 12}]),
            "mark": {"type": "text", "align": "right", "dx": -5, "text": ["first", "newcomers"]},
            "encoding": {"x": x, "y": y},
        },
    ]
    # The key stands above the plot, at its left: never in the way, and seen on a small screen.
    for row, (name, what, points, colour, dash) in enumerate(lines):
        look = {"color": colour, "strokeDash": dash, "strokeWidth": 2.5}
        height = {"value": -18 * (len(lines) - row) - 2}
        layers += [
            {
                "data": values(
                    [{"g": one.generation, "p": _percent(getattr(one, what))} for one in points]
                ),
                "mark": {"type": "line", **look},
                "encoding": {"x": x, "y": y},
            },
            {
                "data": values([{}]),
                "mark": {"type": "rule", **look},
                "encoding": {"x": {"value": 0}, "x2": {"value": 34}, "y": height},
            },
            {
                "data": values([{}]),
                "mark": {"type": "text", "align": "left", "baseline": "middle", "text": name},
                "encoding": {"x": {"value": 42}, "y": height},
            },
        ]
    return Chart(
        title=title,
        description=description,
        spec={
            **specification(340, layers, description),
            "padding": {"left": 5, "right": 12, "top": 5, "bottom": 5},
        },
        columns=(
            "Generation",
            "Diversity, with newcomers (%)",
            "Diversity, nobody comes (%)",
            "Ancestry still local (%)",
        ),
        rows=table,
    )
