"""The figures of the chapter on crops: each takes its data folder."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from typing import Any

from dsilab.charts import BLUE, VERMILION, Chart, specification, values
from dsilab.crops.fingerprints import band_frequencies, compare, match_probability
from dsilab.crops.heterozygosity import fst, observed_heterozygosity
from dsilab.crops.panels import (
    BEANS,
    CLAIMED,
    MAIZE,
    BeanLine,
    frequencies,
    read_beans,
    read_maize,
)

#: Pool as the file names it -> as a page names it.
POOLS = {
    "Reid": "Reid",
    "X_pop": "X",
    "Lancaster": "Lancaster",
    "P_pop": "P",
    "Tropical": "Tropical",
    "Waxy_corn": "Waxy",
}


def nearest_beans(folder: str | Path) -> Chart:
    """How far each SIMULATED line lies from the claimed one."""
    lines = read_beans(Path(folder) / BEANS)
    claimed = next(line for line in lines if line.name == CLAIMED)
    rows = sorted(
        (compare(claimed.bands, line.bands).differ, line.name, _group(line))
        for line in lines
        if line.name != CLAIMED
    )
    groups = [
        "Andean, yellow",
        "Andean, other",
        "Middle American, yellow",
        "Middle American, other",
    ]
    (closest, name, _), second = rows[0], rows[1]
    bands = len(claimed.bands)
    description = (
        f"Strip chart of {len(rows)} simulated bean lines in four groups, by the number of the "
        f"{bands} bands at which each differs from the claimed line. One line, {name}, differs at "
        f"{closest}; the next at {second[0]}; "
        + "; ".join(_range(rows, group) for group in groups)
        + ". Simulated, not real beans."
    )
    # A dot plot: lines in the same bin of two bands stand one above the other.
    stacked: Counter[tuple[str, int]] = Counter()
    data = []
    for d, _, group in rows:
        level = stacked[group, d // 2]
        stacked[group, d // 2] += 1
        data.append(
            {
                "d": d // 2 * 2 + 0.5,
                "row": round(len(groups) - 1 - groups.index(group) + 0.13 * level, 2),
                "yellow": group.endswith("yellow"),
            }
        )
    labels = ": ".join(
        f"datum.value == {len(groups) - 1 - number} ? '{group}'"
        for number, group in enumerate(groups)
    )
    y: dict[str, Any] = {
        "field": "row",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [-0.2, 4], "nice": False},
        "axis": {
            "values": list(range(len(groups))),
            "labelExpr": f"{labels} : ''",
            "labelPadding": 8,
            "grid": True,
            "ticks": False,
            "domain": False,
        },
    }
    x = {
        "field": "d",
        "type": "quantitative",
        "title": f"Bands of {bands} that differ from the claimed line",
        "scale": {"domain": [-1, 62], "nice": False},
        "axis": {"grid": False, "values": [0, 10, 20, 30, 40, 50, 60]},
    }
    layers: list[dict[str, Any]] = [
        {
            "data": values(data),
            "mark": {"type": "point", "filled": True, "size": 55, "opacity": 1},
            "encoding": {
                "x": x,
                "y": y,
                "color": {
                    "field": "yellow",
                    "type": "nominal",
                    "scale": {"domain": [True, False], "range": [VERMILION, BLUE]},
                    # The groups are named on the axis.
                    "legend": None,
                },
                "shape": {
                    "field": "yellow",
                    "type": "nominal",
                    "scale": {"domain": [True, False], "range": ["circle", "square"]},
                    "legend": None,
                },
            },
        },
        {
            "data": values([{"d": 0.5, "row": len(groups) - 1, "text": name}]),
            "mark": {"type": "text", "align": "left", "dy": -15, "dx": -4},
            "encoding": {"x": x, "y": y, "text": {"field": "text"}},
        },
    ]
    return Chart(
        title="Simulated bean lines by distance from the claimed line",
        description=description,
        spec=specification(300, layers, description),
        columns=("Bands that differ", "Line (simulated)", "Group"),
        rows=tuple(rows),
    )


def match_by_reference(folder: str | Path) -> Chart:
    """The match probability of the SIMULATED fingerprint, by the group it is worked out in."""
    lines = [line for line in read_beans(Path(folder) / BEANS) if line.name != CLAIMED]
    groups = {
        "All 56 lines": lines,
        "The 38 Andean lines": [line for line in lines if line.pool == "Andean"],
        "The 22 yellow Andean lines": [
            line for line in lines if line.pool == "Andean" and line.seed == "yellow"
        ],
    }
    chances = {
        name: match_probability(band_frequencies([line.bands for line in group]), "inbred")
        for name, group in groups.items()
    }
    rows = [(name, f"1 in {_power(1 / chance)}") for name, chance in chances.items()]
    listed = "; ".join(f"{name}: {text}" for name, text in rows)
    description = (
        "Dot chart, logarithmic scale, of the chance that two unrelated lines of a simulated "
        "reference group share all 133 bands, if the bands were independent. "
        f"{listed}. The narrower the group, the less surprising a match."
    )
    y: dict[str, Any] = {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"grid": True, "labelPadding": 8, "ticks": False, "domain": False},
    }
    x = {
        "field": "power",
        "type": "quantitative",
        "title": "Chance of a full match: 1 in 10 to the power of ...",
        "scale": {"domain": [0, 28], "nice": False},
        "axis": {"values": [0, 5, 10, 15, 20, 25], "grid": True},
    }
    data = [
        {"name": name, "power": round(-math.log10(chance), 2), "text": text}
        for (name, chance), (_, text) in zip(chances.items(), rows, strict=True)
    ]
    layers: list[dict[str, Any]] = [
        {
            "data": values(data),
            "encoding": {"x": x, "y": y},
            "layer": [
                {
                    "mark": {
                        "type": "point",
                        "filled": True,
                        "size": 140,
                        "color": BLUE,
                        "opacity": 1,
                    }
                },
                {
                    "mark": {"type": "text", "dy": -16},
                    "encoding": {"text": {"field": "text"}},
                },
            ],
        }
    ]
    return Chart(
        title="How surprising is a full match? It depends on the reference group (simulated)",
        description=description,
        spec=specification(200, layers, description),
        columns=("Reference group (simulated)", "Chance of a full match, bands independent"),
        rows=tuple(rows),
    )


def diversity_of_maize(folder: str | Path) -> Chart:
    """Expected and observed heterozygosity of the real maize hybrids, by pool."""
    hybrids = read_maize(Path(folder) / MAIZE)
    table = []
    for pool, name in POOLS.items():
        group = [hybrid for hybrid in hybrids if hybrid.pool == pool]
        expected = fmean(2 * p * (1 - p) for p in frequencies(group))
        observed = fmean(observed_heterozygosity(hybrid.genotypes) for hybrid in group)
        fathers = len({hybrid.father for hybrid in group})
        table.append((name, len(group), fathers, round(expected, 3), round(observed, 3)))
    listed = "; ".join(
        f"{name}: {expected:.3f} expected, {observed:.3f} observed"
        for name, _, _, expected, observed in table
    )
    description = (
        f"Dot chart of {len(hybrids)} real maize hybrids in six pools: heterozygosity expected "
        f"from allele frequencies (circle) and observed (square). {listed}. Observed is higher in "
        "every pool, because each plant is a cross of two different inbred lines."
    )
    y: dict[str, Any] = {
        "field": "pool",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"grid": True, "labelPadding": 8, "ticks": False, "domain": False},
    }
    x = {
        "field": "h",
        "type": "quantitative",
        "title": "Heterozygosity (mean of 472 markers)",
        "scale": {"domain": [0.28, 0.40], "nice": False},
        "axis": {"grid": False, "tickCount": 6, "format": ".2f"},
    }
    long = [
        {"pool": f"{name} ({n})", "h": h, "what": what}
        for name, n, _, expected, observed in table
        for what, h in (("expected", expected), ("observed", observed))
    ]
    first = f"{table[0][0]} ({table[0][1]})"
    layers: list[dict[str, Any]] = [
        {
            "data": values(long),
            "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
            "encoding": {
                "x": x,
                "y": y,
                "color": {
                    "field": "what",
                    "type": "nominal",
                    "scale": {"domain": ["expected", "observed"], "range": [BLUE, VERMILION]},
                    "legend": None,
                },
                "shape": {
                    "field": "what",
                    "type": "nominal",
                    "scale": {"domain": ["expected", "observed"], "range": ["circle", "square"]},
                    "legend": None,
                },
            },
        },
        {
            "data": values([row | {"text": row["what"]} for row in long if row["pool"] == first]),
            "mark": {"type": "text", "dy": -15, "fontWeight": "bold"},
            "encoding": {"x": x, "y": y, "text": {"field": "text"}},
        },
    ]
    return Chart(
        title="Heterozygosity of real maize hybrids, expected and observed, by pool",
        description=description,
        spec=specification(300, layers, description),
        columns=("Pool", "Hybrids", "Fathers", "Expected", "Observed"),
        rows=tuple(table),
    )


def fst_of_maize(folder: str | Path) -> Chart:
    """F_ST between every two pools of the real maize hybrids."""
    hybrids = read_maize(Path(folder) / MAIZE)
    pools = {
        name: frequencies([hybrid for hybrid in hybrids if hybrid.pool == pool])
        for pool, name in POOLS.items()
    }
    names = list(pools)
    cells = [
        {"one": one, "other": other, "fst": round(fst([pools[one], pools[other]]), 3)}
        for i, one in enumerate(names)
        for other in names[:i]
    ]
    rows = sorted(((cell["other"], cell["one"], cell["fst"]) for cell in cells), key=lambda r: r[2])
    low, high = rows[0], rows[-1]
    whole = fst(list(pools.values()))
    description = (
        f"Table chart of F_ST between every two of six pools of {len(hybrids)} real maize hybrids, "
        f"darker where higher. Lowest {low[2]:.3f} ({low[0]} and {low[1]}), highest {high[2]:.3f} "
        f"({high[0]} and {high[1]}); over all six pools {whole:.3f}."
    )
    x: dict[str, Any] = {
        "field": "other",
        "type": "nominal",
        "sort": names,
        "title": None,
        "axis": {"labelAngle": 0, "labelPadding": 8, "ticks": False, "domain": False},
    }
    y: dict[str, Any] = {
        "field": "one",
        "type": "nominal",
        "sort": names,
        "title": None,
        "axis": {"labelPadding": 8, "ticks": False, "domain": False},
    }
    layers: list[dict[str, Any]] = [
        {
            "data": values(cells),
            "encoding": {"x": x, "y": y},
            "layer": [
                {
                    "mark": {"type": "rect", "color": BLUE, "stroke": BLUE},
                    "encoding": {
                        "fillOpacity": {
                            "field": "fst",
                            "type": "quantitative",
                            "scale": {"domain": [0, 0.25], "range": [0, 0.6]},
                            "legend": None,
                        }
                    },
                },
                {
                    "mark": {"type": "text", "fontSize": 14},
                    "encoding": {"text": {"field": "fst", "format": ".3f"}},
                },
            ],
        }
    ]
    return Chart(
        title="F_ST between pools of real maize hybrids",
        description=description,
        spec=specification(280, layers, description),
        columns=("Pool", "Other pool", "F_ST"),
        rows=tuple(rows),
    )


def _group(line: BeanLine) -> str:
    return f"{line.pool}, {line.seed}"


def _range(rows: list[tuple[int, str, str]], group: str) -> str:
    found = [d for d, _, other in rows if other == group]
    return f"{group}, {len(found)} lines, {min(found)} to {max(found)}"


def _power(number: float) -> str:
    exponent = int(math.log10(number))
    return f"{number / 10**exponent:.1f} × 10{_superscript(exponent)}"


def _superscript(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


FIGURES: dict[str, Callable[[str | Path], Chart]] = {
    "bean-nearest": nearest_beans,
    "bean-match": match_by_reference,
    "maize-diversity": diversity_of_maize,
    "maize-fst": fst_of_maize,
}
