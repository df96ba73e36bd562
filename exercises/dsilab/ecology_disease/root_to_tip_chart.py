"""The chart of root-to-tip distance against date, for any set of dated sequences."""

from __future__ import annotations

from typing import Any

from dsilab.charts import BLUE, NEUTRAL, VERMILION, Chart, specification, values
from dsilab.clock import Clock, fit_clock


def clock_chart(
    dates: list[float],
    distances: list[float],
    *,
    title: str,
    names: list[str] | None = None,
) -> Chart:
    """Points of root-to-tip distance (substitutions/site) against date, with the clock's line.

    The line is drawn solid over the sampled years and dashed back to the root date.
    names: what to call each point in the table.
    Raises NoTemporalSignal or ValueError as `fit_clock` does, or when names do not match.
    """
    fitted: Clock = fit_clock(dates, distances)
    names = names or [str(number) for number in range(1, len(dates) + 1)]
    if len(names) != len(dates):
        raise ValueError(f"{len(names)} names and {len(dates)} points: give one name each")
    first, last = min(dates), max(dates)
    description = (
        f"Scatter plot of {fitted.n} sequences: distance from the root, in substitutions per "
        f"site, against year of collection {first:g} to {last:g}. The fitted line rises by "
        f"{fitted.rate:.2g} substitutions per site per year (R squared {fitted.r_squared:.2f}) "
        f"and meets zero at {fitted.root_date:.0f}. The points scatter widely around it, and the "
        "root was chosen to make the fit as good as possible."
    )
    x = {
        "field": "t",
        "type": "quantitative",
        "title": "Year of collection",
        "scale": {"domain": [int(fitted.root_date // 10 * 10), last + 3], "nice": False},
        "axis": {"format": "d", "grid": False, "tickCount": 8},
    }
    y = {
        "field": "d",
        "type": "quantitative",
        "title": "Distance from the root (substitutions per site)",
        "scale": {"domain": [0, round(1.08 * max(distances), 4)], "nice": False},
        "axis": {"tickCount": 6},
    }

    def line(start: float, end: float, dash: list[int]) -> dict[str, Any]:
        ends = [
            {"t": round(t, 2), "d": round(fitted.rate * (t - fitted.root_date), 5)}
            for t in (start, end)
        ]
        return {
            "data": values(ends),
            "mark": {"type": "line", "color": VERMILION, "strokeWidth": 2, "strokeDash": dash},
            "encoding": {"x": x, "y": y},
        }

    note = [
        f"{fitted.rate:.2g} substitutions per site per year",
        f"R² {fitted.r_squared:.2f}; line meets zero at {fitted.root_date:.0f}",
    ]
    points = [
        {"t": t, "d": round(distance, 5)} for t, distance in zip(dates, distances, strict=True)
    ]
    layers: list[dict[str, Any]] = [
        {
            "data": values(points),
            "mark": {"type": "point", "color": BLUE, "size": 36, "opacity": 1},
            "encoding": {"x": x, "y": y},
        },
        line(first, last, [1, 0]),
        line(fitted.root_date, first, [6, 5]),
        {
            "data": values([{}]),
            "mark": {
                "type": "text",
                "align": "left",
                "baseline": "top",
                "text": note,
                "color": NEUTRAL,
            },
            "encoding": {"x": {"value": 12}, "y": {"value": 30}},
        },
    ]
    rows = sorted(
        (date, name, round(distance, 4))
        for date, name, distance in zip(dates, names, distances, strict=True)
    )
    return Chart(
        title=title,
        description=description,
        spec=specification(320, layers, description),
        columns=("Year", "Sequence", "Distance from the root"),
        rows=tuple(rows),
    )
