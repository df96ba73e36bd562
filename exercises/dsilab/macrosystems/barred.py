"""A model of a network of plots from which permits bar some: what can it still see?

The plots of Panama and Quebec are real, those of the soil network are invented, and the permits
are invented everywhere. Plots barred at random: exact mean and standard deviation over every
possible choice (sample-based rarefaction, Gotelli & Colwell 2001,
doi:10.1046/j.1461-0248.2001.00230.x). One block: the first plots of the network, in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from dsilab.charts import BLUE, NEUTRAL, VERMILION, Chart, specification, values
from dsilab.explorer import Outcome
from dsilab.macrosystems.incidence import BARRO_COLORADO, QUEBEC_MITES, species_bits
from dsilab.macrosystems.soil_network import PLOTS, soil_network
from dsilab.macrosystems.withheld import expected_gamma, spread_of_gamma

SHARES = (20, 40, 60, 80)  # per cent of the plots


@dataclass(frozen=True)
class Network:
    """A set of plots. bits: see `incidence`. block: what the first plots have in common."""

    label: str
    plots: int
    bits: tuple[int, ...]
    plot: str
    kind: str
    blocks: dict[int, str]

    def gamma(self, barred: int) -> int:
        """Species seen when the first `barred` plots are left out."""
        return sum(bit >> barred > 0 for bit in self.bits)

    def alpha(self, barred: int = 0) -> float:
        """Mean number of species in a plot when the first `barred` plots are left out."""
        return sum((bit >> barred).bit_count() for bit in self.bits) / (self.plots - barred)

    def at_random(self, left: int) -> tuple[float, float]:
        """Mean and standard deviation of the species in `left` plots chosen at random."""
        return _at_random(self.bits, self.plots, left)


@cache
def _at_random(bits: tuple[int, ...], plots: int, left: int) -> tuple[float, float]:
    mean = expected_gamma([bit.bit_count() for bit in bits], plots, left)
    return mean, spread_of_gamma(bits, plots, left)


def _countries(share: int) -> str:
    number = share // 20
    return "one whole country" if number == 1 else f"{number} whole countries"


SOIL_BLOCKS = {share: f"the plots of {_countries(share)}" for share in SHARES}

NETWORKS = {
    "panama": Network(
        "Trees in Panama: 50 plots of one hectare, side by side (real plots)",
        50,
        species_bits(BARRO_COLORADO),
        "plot",
        "tree species",
        {share: f"the {share // 2} westernmost plots" for share in SHARES},
    ),
    "quebec": Network(
        "Mites in Quebec: 70 cores from a drier to a wetter end (real cores)",
        70,
        species_bits(QUEBEC_MITES),
        "core",
        "mite species",
        {share: f"the {share * 7 // 10} cores of the drier end" for share in SHARES},
    ),
    "soil-shared": Network(
        "Soil in five countries: few taxa confined to one country (invented)",
        PLOTS,
        soil_network(0.2),
        "plot",
        "taxa",
        SOIL_BLOCKS,
    ),
    "soil-confined": Network(
        "Soil in five countries: most taxa confined to one country (invented)",
        PLOTS,
        soil_network(0.8),
        "plot",
        "taxa",
        SOIL_BLOCKS,
    ),
}


def model(network: str, pattern: str, share: int) -> Outcome:
    """The explorer "plots-barred": see `dsilab.explorers`."""
    chosen = NETWORKS[network]
    barred = chosen.plots * share // 100
    left = chosen.plots - barred
    mean, spread = chosen.at_random(left)
    block = pattern == "block"
    seen = chosen.gamma(barred) if block else mean
    alpha = chosen.alpha(barred) if block else chosen.alpha()
    return Outcome(
        summary=_summary(chosen, share, barred, block),
        chart=_chart(chosen, barred, block),
        # The keys are read by people: the book prints them above the columns of a table.
        values={
            "Plots left": left,
            "Species seen (gamma)": round(seen, 1),
            "Barred at random: mean": round(mean, 1),
            "Barred at random: two standard deviations": round(2 * spread, 1),
            "Species in a plot (alpha)": round(alpha, 1),
            "Beta": round(seen / alpha, 2),
        },
    )


def _summary(network: Network, share: int, barred: int, block: bool) -> str:
    left, total = network.plots - barred, len(network.bits)
    mean, spread = network.at_random(left)
    before = f"{total / network.alpha():.2f}"
    if not block:
        return (
            f"With {barred} of {network.plots} {network.plot}s barred at random, the {left} left "
            f"hold {mean:.1f} of {total} {network.kind} on average ({_give_or_take(spread)})."
            f" A {network.plot} still has {network.alpha():.1f} on average, so beta goes from "
            f"{before} to about {mean / network.alpha():.2f}."
        )
    seen, alpha = network.gamma(barred), network.alpha(barred)
    verdict = (
        "Chance would seldom leave so few: what was barred was not like the rest."
        if seen < mean - 2 * spread
        else "Chance alone could give that."
    )
    return (
        f"With {network.blocks[share]} barred, the {left} {network.plot}s left hold {seen} of "
        f"{total} {network.kind}; barred at random, it would be {mean:.1f} ("
        f"{_give_or_take(spread)}). {verdict} The mean per {network.plot} goes from "
        f"{network.alpha():.1f} to {alpha:.1f}, and beta from {before} to {seen / alpha:.2f}."
    )


def _give_or_take(spread: float) -> str:
    """Two standard deviations, in words."""
    return f"give or take {2 * spread:.1f}" if spread >= 0.025 else "give or take less than 0.1"


def _chart(network: Network, barred: int, block: bool) -> Chart:
    plots, total = network.plots, len(network.bits)
    steps = [plots * share // 100 for share in (0, *SHARES)]
    grid = sorted({1, 2, 3, *range(4, plots, 4), *(plots - step for step in steps), plots})
    curve = [(left, *network.at_random(left)) for left in grid]
    left = plots - barred
    x_scale = {"domain": [0, plots], "nice": False}
    y_scale = {"domain": [0, 1.08 * total], "nice": False}
    x = {
        "field": "k",
        "type": "quantitative",
        "title": f"Number of {network.plot}s that stay open",
        "scale": x_scale,
        "axis": {"grid": False, "tickCount": 6},
    }
    y = {
        "field": "s",
        "type": "quantitative",
        "title": f"Number of {network.kind} seen",
        "scale": y_scale,
        "axis": {"tickCount": 5},
    }
    band = [
        {"k": k, "low": round(max(mean - 2 * sd, 0), 1), "s": round(min(mean + 2 * sd, total), 1)}
        for k, mean, sd in curve
    ]
    layers: list[dict[str, Any]] = [
        {
            "data": values(band),
            "mark": {"type": "area", "color": BLUE, "opacity": 0.2},
            "encoding": {"x": x, "y": y, "y2": {"field": "low"}},
        },
        {
            "data": values([{"k": k, "s": round(mean, 1)} for k, mean, _ in curve]),
            "mark": {"type": "line", "color": BLUE, "strokeWidth": 2.5},
            "encoding": {"x": x, "y": y},
        },
    ]
    notes = ["line: barred at random", "band: ± 2 standard deviations"]
    if block:
        notes.append("squares: barred in one block")
        points = [{"k": plots - step, "s": network.gamma(step)} for step in steps]
        layers += [
            {
                "data": values(points),
                "mark": {
                    "type": "line",
                    "color": VERMILION,
                    "strokeWidth": 2,
                    "strokeDash": [6, 4],
                    "point": {"shape": "square", "color": VERMILION, "size": 45, "filled": True},
                },
                "encoding": {"x": x, "y": y},
            },
        ]
    seen = network.gamma(barred) if block else network.at_random(left)[0]
    mark = {
        "type": "point",
        "size": 170,
        "filled": False,
        "strokeWidth": 2.5,
        "opacity": 1,
        "color": VERMILION if block else BLUE,
        "shape": "square" if block else "circle",
    }
    layers.append(
        {
            "data": values([{"k": left, "s": round(seen, 1)}]),
            "mark": mark,
            "encoding": {"x": x, "y": y},
        }
    )
    # There it is empty whatever is chosen, and a narrow screen shows it without scrolling.
    number = f"{seen:.0f}" if block else f"{seen:.1f}"
    said = [f"{number} of {total} seen with {left} {network.plot}s open"]
    layers += [
        _note(said, -14 - 17 * len(notes), bold=True),
        _note(notes, -12 - 17 * (len(notes) - 1)),
    ]
    mean, spread = network.at_random(left)
    title = f"Model: {network.kind} seen, {barred} of {plots} {network.plot}s barred"
    description = (
        f"Line chart. Number of {network.kind} against the number of {network.plot}s that stay "
        f"open, when the others are barred at random: from {curve[0][1]:.0f} with one "
        f"{network.plot} to {total} with all {plots}, steep at first and then flat. With {left} "
        f"open it is {mean:.1f}, {_give_or_take(spread)}."
    )
    if block:
        description += (
            f" Squares show the network without one block: {network.gamma(barred)} with {left} "
            "open."
        )
    return Chart(
        title=title,
        description=description,
        spec=specification(320, layers, description),
        columns=(
            f"{network.plot.capitalize()}s open",
            "Barred at random: mean",
            "Two standard deviations",
            *(("One block barred",) if block else ()),
        ),
        rows=tuple(_row(network, plots - step, block) for step in steps),
    )


def _note(lines: list[str], dy: int, *, bold: bool = False) -> dict[str, Any]:
    """Lines of text at the foot of the chart, `dy` above the axis."""
    mark = {"type": "text", "align": "left", "baseline": "bottom", "dy": dy}
    mark |= {"lineHeight": 17, "text": lines}
    if bold:
        mark |= {"fontWeight": "bold", "color": NEUTRAL}
    return {
        "data": values([{}]),
        "mark": mark,
        "encoding": {"x": {"value": 104}, "y": {"value": "height"}},
    }


def _row(network: Network, left: int, block: bool) -> Sequence[float]:
    mean, spread = network.at_random(left)
    row = (left, round(mean, 1), round(2 * spread, 1))
    return (*row, network.gamma(network.plots - left)) if block else row
