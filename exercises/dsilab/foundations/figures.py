"""The figures of the chapter on foundations: each takes its data folder."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dsilab.charts import BLUE, NEUTRAL, VERMILION, Chart, bar_chart, specification, values
from dsilab.foundations.growth import doubling_time, read_sizes
from dsilab.foundations.uses import read_countries, read_pairs
from dsilab.speech import N_, _

#: Points of the scatter that carry their name, and the edge of the name that lies at the point.
NAMED = {
    "United States": "left",
    "China": "left",
    "Germany": "left",
    "United Kingdom": "left",
    "Brazil": "right",
    "India": "right",
    "Saudi Arabia": "left",
    "DR Congo": "left",
    "Ivory Coast": "left",
    "Luxembourg": "left",
    "Bhutan": "left",
}
#: The sets and the fields of the audit, by their names in the table.
SETS = {
    "slipper orchids": N_("Slipper orchids"),
    "yellow fever virus": N_("Yellow fever virus"),
    "pandemic influenza 2009": N_("Pandemic influenza 2009"),
}
FIELDS = {"country": N_("country"), "coordinates": N_("coordinates"), "year": N_("year")}
SHAPES = {"OECD": ("circle", BLUE), "G77": ("triangle-up", VERMILION), "other": ("square", NEUTRAL)}


def size(folder: str | Path) -> Chart:
    """Letters in the pooled public databases by release."""
    sizes = read_sizes(folder)
    first, last = sizes[0], sizes[-1]
    months = 12 * doubling_time(first.bases, last.bases, last.time - first.time)
    data = [{"t": round(s.time, 3), "n": round(s.bases / 1e12, 1)} for s in sizes]
    listed = ", ".join(f"{s.month}: {s.bases / 1e12:.1f}" for s in sizes)
    description = _(
        "Line chart of trillions of letters in the pooled INSDC databases. {listed}. Between "
        "{first} and {last} they grew {times}-fold, doubling about every {months} months. We have "
        "no release between {first} and {second}; there the line is dashed.",
        listed=listed,
        first=first.month,
        second=sizes[1].month,
        last=last.month,
        times=f"{last.bases / first.bases:.1f}",
        months=f"{months:.0f}",
    )
    x = {
        "field": "t",
        "type": "quantitative",
        "title": _("Year of the release"),
        "scale": {"domain": [2020, 2027], "nice": False},
        "axis": {"format": "d", "tickCount": 7, "grid": False},
    }
    y = {
        "field": "n",
        "type": "quantitative",
        "title": _("Letters (bases), in trillions"),
        "scale": {"domain": [0, 70], "nice": False},
        "axis": {"tickCount": 7},
    }

    def line(rows: list[dict[str, float]], dash: list[int]) -> dict[str, Any]:
        return {
            "data": values(rows),
            "mark": {"type": "line", "color": BLUE, "strokeWidth": 2, "strokeDash": dash},
            "encoding": {"x": x, "y": y},
        }

    layers: list[dict[str, Any]] = [
        line(data[:2], [6, 5]),
        line(data[1:], [1, 0]),
        {
            "data": values(data),
            "mark": {"type": "point", "filled": True, "color": BLUE, "size": 60, "opacity": 1},
            "encoding": {"x": x, "y": y},
        },
        {
            "data": values([data[1], data[-1]]),
            "mark": {"type": "text", "align": "right", "dx": -10, "dy": -6},
            "encoding": {"x": x, "y": y, "text": {"field": "n", "format": ".1f"}},
        },
        {
            "data": values(data[:1]),
            "mark": {"type": "text", "align": "left", "dx": -6, "dy": -14},
            "encoding": {"x": x, "y": y, "text": {"field": "n", "format": ".1f"}},
        },
    ]
    return Chart(
        title=_("Letters in the public sequence databases"),
        description=description,
        spec=specification(280, layers, description),
        columns=(_("Release"), _("Entries"), _("Letters (bases)")),
        rows=tuple((s.month, f"{s.entries:,}", f"{s.bases:,}") for s in sizes),
    )


def audit(folder: str | Path) -> Chart:
    """Share of records in three sets that say the country, the coordinates and the year."""
    with (Path(folder) / "four-sets.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["set"]: row for row in csv.DictReader(file)}
    shares = {}
    for name, shown in SETS.items():
        row = rows[name]
        for field, said in FIELDS.items():
            label = _("{set} ({n}): {field}", set=_(shown), n=row["records"], field=_(said))
            shares[label] = 100 * int(row[field]) / int(row["records"])
    listed = "; ".join(f"{label} {share:.0f}%" for label, share in shares.items())
    return bar_chart(
        shares,
        title=_("Which records say where and when?"),
        description=_(
            "Bar chart: per cent of the records of three sets that give it. {listed}.",
            listed=listed,
        ),
        category=_("Set (number of records) and field"),
        quantity=_("Per cent of the set's records that give it"),
        number_format=".0f",
    )


def scatter(folder: str | Path) -> Chart:
    """Each country as user and as provider."""
    countries = read_countries(folder)

    def group(groups: frozenset[str]) -> str:
        return "OECD" if "OECD" in groups else "G77" if "G77" in groups else "other"

    data = [
        {
            "u": c.uses_from,
            "p": c.provides_to,
            "g": group(c.groups),
            "name": c.name,
            "shown": _(c.name),
        }
        for c in countries
    ]
    x = {
        "field": "u",
        "type": "quantitative",
        "title": _("Uses from: places whose sequences its authors used"),
        "scale": {"domain": [0, 250], "nice": False},
        "axis": {"values": [0, 50, 100, 150, 197], "grid": False},
    }
    y = {
        "field": "p",
        "type": "quantitative",
        "title": _("Provides to: countries whose authors used its sequences"),
        "scale": {"domain": [0, 180], "nice": False},
        "axis": {"tickCount": 6},
    }
    layers: list[dict[str, Any]] = [
        {
            "data": values([{"u": 0, "p": 0}, {"u": 180, "p": 180}]),
            "mark": {"type": "line", "color": NEUTRAL, "strokeDash": [5, 4], "strokeWidth": 1},
            "encoding": {"x": x, "y": y},
        }
    ]
    for key, (shape, colour) in SHAPES.items():
        layers.append(
            {
                "data": values([row for row in data if row["g"] == key]),
                "mark": {
                    "type": "point",
                    "shape": shape,
                    "color": colour,
                    "filled": key != "other",
                    "size": 48,
                    "opacity": 0.9,
                },
                "encoding": {"x": x, "y": y},
            }
        )
    for side, shift in (("left", 8), ("right", -8)):
        layers.append(
            {
                "data": values([row for row in data if NAMED.get(row["name"]) == side]),
                "mark": {"type": "text", "align": side, "dx": shift, "baseline": "middle"},
                "encoding": {"x": x, "y": y, "text": {"field": "shown"}},
            }
        )
    layers.append(
        {
            "data": values([{}]),
            "mark": {
                "type": "text",
                "align": "left",
                "baseline": "top",
                "lineHeight": 17,
                "text": [
                    _("● OECD member   ▲ G77 member   □ neither"),
                    _("Dashed: as many providers as users"),
                ],
            },
            "encoding": {"x": {"value": 10}, "y": {"value": 6}},
        }
    )
    counted = {key: sum(row["g"] == key for row in data) for key in SHAPES}
    description = _(
        "Scatter plot of {n} countries at 1 July 2022: from how many places each one's authors "
        "used sequences, and to how many countries each one provided them. {oecd} are OECD members "
        "(Chile and Colombia, also in the G77, among them), {g77} other G77 members, {other} "
        "neither. The points rise together: countries that use from many also provide to many. "
        "Most OECD members lie below the diagonal; the countries with few partners lie above it.",
        n=len(data),
        oecd=counted["OECD"],
        g77=counted["G77"],
        other=counted["other"],
    )
    return Chart(
        title=_("Countries as users and as providers of sequences"),
        description=description,
        spec=specification(380, layers, description),
        columns=(_("Country"), _("Uses from"), _("Provides to"), _("Group")),
        rows=tuple(
            (
                _(c.name),
                c.uses_from,
                c.provides_to,
                _(" and ").join(sorted(c.groups)) or _("neither"),
            )
            for c in countries
        ),
    )


def pairs(folder: str | Path) -> Chart:
    """Directed pairs of provider and user by year."""
    rows = read_pairs(folder)
    data = [{"t": int(date[:4]) + (int(date[5:7]) - 1) / 12, "n": n} for date, n in rows]
    last = data[-1]
    counted = (f"{date[:4]} {n:,}" for date, n in rows if date[:4] in ("1990", "2000", "2010"))
    description = _(
        "Line chart of the number of directed pairs of countries in which authors of the one used "
        "sequences of the other, counted up to each 1 January: {counted}, and {last} at 1 July "
        "2022. The curve is steepest from 2014 to 2016.",
        counted=", ".join(counted),
        last=f"{rows[-1][1]:,}",
    )
    x = {
        "field": "t",
        "type": "quantitative",
        "title": _("Year"),
        "scale": {"domain": [1985, 2024], "nice": False},
        "axis": {"format": "d", "tickCount": 8, "grid": False},
    }
    y = {
        "field": "n",
        "type": "quantitative",
        "title": _("Pairs of provider and user so far"),
        "scale": {"domain": [0, 17500], "nice": False},
        "axis": {"tickCount": 6},
    }
    layers = [
        {
            "data": values(data),
            "mark": {"type": "line", "color": BLUE, "strokeWidth": 2},
            "encoding": {"x": x, "y": y},
        },
        {
            "data": values([last]),
            "mark": {"type": "text", "align": "right", "dx": -8, "dy": -8},
            "encoding": {"x": x, "y": y, "text": {"field": "n", "format": ","}},
        },
    ]
    return Chart(
        title=_("Pairs of countries linked by the use of sequences"),
        description=description,
        spec=specification(260, layers, description),
        columns=(_("Date"), _("Pairs so far")),
        rows=tuple((date, n) for date, n in rows),
    )


FIGURES: dict[str, Callable[[str | Path], Chart]] = {
    "insdc-size": size,
    "provenance-audit": audit,
    "sequence-uses-countries": scatter,
    "sequence-uses-pairs": pairs,
}
