"""Charts as Vega-Lite v5 specifications: one colour scheme, one look, always with their data."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dsilab.speech import _

#: Text, axes and rules. Readable on white and on near-black alike; the book replaces exactly
#: this value by the page's own text colour, so use it for nothing else.
NEUTRAL = "#666a6d"

#: Okabe & Ito's colours that keep a 3:1 contrast on light and on dark pages. Never the only
#: sign of a difference: lines also differ in dash and marks in shape, and carry their name.
BLUE, VERMILION = "#0072b2", "#d55e00"

WIDTH = 560  # pixels, for every chart

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Chart:
    """A chart with what a reader who cannot see it needs.

    title: one line. description: what the chart shows, in sentences. spec: a Vega-Lite v5
    specification with its data inline. columns, rows: the same data as a table.
    """

    title: str
    description: str
    spec: dict[str, Any]
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(
                    f"chart {self.title!r}: a row of {len(row)} values under "
                    f"{len(self.columns)} column names"
                )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """What a notebook shows: the chart with its title, or its description as text.

        On white, whatever the colours of the interface: they are not the chart's to follow.
        """
        spec = copy.deepcopy(self.spec)
        spec["title"] = self.title
        spec["background"] = "white"
        return {
            "application/vnd.vegalite.v5+json": spec,
            "text/plain": f"{self.title}. {self.description}",
        }


def specification(height: int, layers: list[dict[str, Any]], description: str) -> dict[str, Any]:
    """Wrap layers into a whole specification with the common look."""
    axis = {
        "labelColor": NEUTRAL,
        "titleColor": NEUTRAL,
        "domainColor": NEUTRAL,
        "tickColor": NEUTRAL,
        "gridColor": NEUTRAL,
        "gridOpacity": 0.2,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 240,
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": description,
        "width": WIDTH,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "background": None,
        "layer": layers,
        "config": {
            # The description and the table stand beside the chart; labels on every single mark
            # would only make it heavy to load and long to listen to.
            "aria": False,
            "font": "sans-serif",
            "view": {"stroke": None},
            "axis": axis,
            "text": {"color": NEUTRAL, "fontSize": 12},
            "rule": {"color": NEUTRAL},
            "title": {"color": NEUTRAL, "fontSize": 14, "anchor": "start"},
        },
    }


def values(rows: Rows) -> dict[str, Any]:
    """Inline data of a layer."""
    return {"values": [dict(row) for row in rows]}


def bar_chart(
    counts: Mapping[str, float],
    *,
    title: str,
    description: str | None = None,
    category: str | None = None,
    quantity: str | None = None,
    number_format: str = "d",
    longest: float | None = None,
) -> Chart:
    """Horizontal bars, one a group, in the order given, each with its number at the end.

    counts: name -> value, at least one, none negative. category, quantity: what names and values
    are. number_format: a format as in Python and d3, such as "d" or ".3f". longest: the value at
    the end of the axis, where charts are to be compared; without it, the largest one drawn.
    Raises ValueError when there is nothing to draw or a value is negative.
    """
    if not counts:
        raise ValueError("a bar chart needs at least one group")
    for name, value in counts.items():
        if value < 0:
            raise ValueError(f"bar {name!r} has the negative value {value}")
    category = _("Group") if category is None else category
    quantity = _("Number of sequences") if quantity is None else quantity
    shown = {name: format(value, number_format) for name, value in counts.items()}
    if description is None:
        listed = ", ".join(f"{name} {text}" for name, text in shown.items())
        description = _(
            "Bar chart. {quantity} by {category}: {listed}.",
            quantity=quantity,
            category=category.lower(),
            listed=listed,
        )
    data = [{"name": name, "value": value, "shown": shown[name]} for name, value in counts.items()]
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    x = {
        "field": "value",
        "type": "quantitative",
        "title": quantity,
        "axis": {"tickCount": 5, "grid": False},
        "scale": {
            "domain": [0, 1.08 * max(longest or 0, max(counts.values()), 1e-9)],
            "nice": False,
        },
    }
    layers = [
        {
            "data": values(data),
            "encoding": {"y": y, "x": x},
            "layer": [
                {"mark": {"type": "bar", "color": BLUE, "height": {"band": 0.72}}},
                {
                    "mark": {"type": "text", "align": "left", "dx": 4},
                    "encoding": {"text": {"field": "shown"}},
                },
            ],
        }
    ]
    return Chart(
        title=title,
        description=description,
        spec=specification(24 * len(counts) + 40, layers, description),
        columns=(category, quantity),
        rows=tuple(shown.items()),
    )
