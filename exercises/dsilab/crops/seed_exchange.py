"""A model of two villages that exchange seed: how different does their maize become?

This is a model, not data, and of no real place. Two villages part from one common seed stock. Each
keeps seed of N plants a year that mate at random (drift), and takes a share m of its seed from the
other village (exchange). Markers have two alleles; there is no selection and no mutation. The
chance that two gene copies are alike by descent then follows an exact recursion, year by year, and
F_ST = (H_T - H_S) / H_T follows from it (Nei 1973, doi:10.1073/pnas.70.12.3321). The tests compare
it with a simulation of the same process.
"""

from __future__ import annotations

from typing import Any

from dsilab.charts import BLUE, NEUTRAL, VERMILION, Chart, specification, values
from dsilab.explorer import Outcome

HORIZON = 200  # years shown
REPORT_YEARS = (10, 50, 200)
SHOWN_YEARS = tuple(range(0, HORIZON + 1, 10))


def identities(plants: int, exchange: float, years: int) -> tuple[float, float]:
    """Chance that two copies are alike by descent: (in one village, one from each) after `years`.

    plants: breeding plants a village and year, 1 or more. exchange: share of seed from the other
    village, 0 to 0.5. In each year comes first drift, then exchange.
    Raises ValueError for values outside these.
    """
    if plants < 1 or not 0 <= exchange <= 0.5 or years < 0:
        raise ValueError("give 1 plant or more, an exchange from 0 to 0.5, and years from 0")
    within = between = 0.0
    stay, cross = (1 - exchange) ** 2 + exchange**2, 2 * exchange * (1 - exchange)
    for _ in range(years):
        drifted = 1 / (2 * plants) + (1 - 1 / (2 * plants)) * within
        within, between = stay * drifted + cross * between, cross * drifted + stay * between
    return within, between


def fst_after(plants: int, exchange: float, years: int) -> float:
    """Expected F_ST of the two villages, (H_T - H_S) / H_T, after `years`.

    H_S is (1 - f_within) and H_T is 1 - (f_within + f_between) / 2, as shares of the diversity of
    the common stock.
    """
    within, between = identities(plants, exchange, years)
    total = 1 - (within + between) / 2
    return (within - between) / 2 / total


def diversity_left(plants: int, exchange: float, years: int) -> float:
    """Share of the common stock's diversity that one village still has after `years`."""
    return 1 - identities(plants, exchange, years)[0]


def model(plants: int, exchange: float, years: int) -> Outcome:
    """The explorer "seed-exchange": see `dsilab.crops.explorers`."""
    now = fst_after(plants, exchange, years)
    alone = fst_after(plants, 0, years)
    left = diversity_left(plants, exchange, years)
    start = (
        f"In this model, {years} years after two villages parted, with {plants:,} breeding plants "
        "each,"
    )
    if exchange:
        summary = (
            f"{start} their F_ST is {now:.3f} if {exchange:.0%} of seed comes from the other "
            f"village every year, and would be {alone:.3f} without any exchange; each village "
            f"still has {left:.1%} of the diversity that both began with."
        )
    else:
        summary = (
            f"{start} and no seed exchanged, their F_ST is {now:.3f}, and each village still has "
            f"{left:.1%} of the diversity that both began with."
        )
    return Outcome(
        summary=summary,
        chart=_chart(plants, exchange, years),
        values={
            "F_ST": round(now, 4),
            "F_ST without exchange": round(alone, 4),
            "Diversity left in a village (%)": round(100 * left, 1),
        },
    )


def _chart(plants: int, exchange: float, years: int) -> Chart:
    lines = {"no exchange": 0.0}
    if exchange:
        lines[f"{exchange:.0%} exchanged"] = exchange
    table = [
        (year, *(round(fst_after(plants, share, year), 4) for share in lines.values()))
        for year in SHOWN_YEARS
    ]
    ends = "; ".join(
        f"{name}: 0 at the start, {table[-1][column]:.3f} after {HORIZON} years"
        for column, name in enumerate(lines, start=1)
    )
    title = f"Model: F_ST of two villages with {plants:,} breeding plants each"
    description = (
        "Line chart of a model. F_ST between the maize of two villages against years since they "
        f"parted. {ends}. A dotted rule marks year {years}."
    )
    x = {
        "field": "t",
        "type": "quantitative",
        "title": "Years since the villages parted",
        "scale": {"domain": [0, 260], "nice": False},
        "axis": {"values": [0, 50, 100, 150, 200], "grid": False},
    }
    highest = max(max(row[1:]) for row in table)
    y = {
        "field": "f",
        "type": "quantitative",
        "title": "F_ST between the villages",
        "scale": {"domain": [0, 1.08 * highest], "nice": False},
        "axis": {"tickCount": 5, "format": "~g"},
    }
    layers: list[dict[str, Any]] = [
        {
            "data": values([{"t": years}]),
            "mark": {"type": "rule", "strokeDash": [2, 3], "strokeWidth": 1.5},
            "encoding": {"x": x},
        }
    ]
    looks = (
        {"color": VERMILION, "dash": [7, 4], "baseline": "bottom"},
        {"color": BLUE, "dash": [1, 0], "baseline": "middle"},
    )
    for column, (name, look) in enumerate(zip(lines, looks, strict=False), start=1):
        points = [{"t": row[0], "f": row[column]} for row in table]
        layers.append(
            {
                "data": values(points),
                "mark": {
                    "type": "line",
                    "color": look["color"],
                    "strokeDash": look["dash"],
                    "strokeWidth": 2.5,
                },
                "encoding": {"x": x, "y": y},
            }
        )
        layers.append(
            {
                "data": values(points[-1:]),
                "mark": {
                    "type": "text",
                    "align": "left",
                    "dx": 5,
                    "baseline": look["baseline"],
                    "text": name,
                    "color": NEUTRAL,
                    "fontWeight": "bold",
                },
                "encoding": {"x": x, "y": y},
            }
        )
    return Chart(
        title=title,
        description=description,
        spec=specification(280, layers, description),
        columns=("Year", *(f"F_ST, {name}" for name in lines)),
        rows=tuple(table),
    )
