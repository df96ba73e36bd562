"""A model of what holding genomes back costs: how well can the clock rate be known, and when?

This is a model, not data. It assumes a strict clock and star-like ancestry: the substitutions
between root and genome i are a Poisson count with mean and variance mu * L * (t_i - t_root).
Real genomes share ancestry, so real uncertainty is larger; the model shows the least that
waiting costs. Regression on dates: Rambaut et al. 2016, doi:10.1093/ve/vew007; the point at which
enough change has built up to measure (the phylodynamic threshold): Duchene et al. 2020,
doi:10.1093/ve/veaa061.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dsilab.charts import BLUE, NEUTRAL, VERMILION, Chart, specification, values
from dsilab.explorer import Outcome

WEEKS_PER_YEAR = 365.25 / 7
ROOT_BEFORE_FIRST_SAMPLE = 0.25  # years
HORIZON = 52  # weeks shown
REPORT_WEEK = 26
SHOWN_WEEKS = tuple(range(2, HORIZON + 1, 2))
LOWEST, HIGHEST = 2, 1000  # per cent, ends of the axis


@dataclass(frozen=True)
class Virus:
    """A virus of the model: genome length in nucleotides, rate in substitutions/site/year."""

    name: str
    length: int
    rate: float
    source: str

    @property
    def label(self) -> str:
        """The name as a menu shows it, with what the model expects of it."""
        name = self.name[0].upper() + self.name[1:]
        return f"{name}: about {self.per_year:.0f} changes per genome per year"

    @property
    def per_year(self) -> float:
        """Expected substitutions per genome per year."""
        return self.length * self.rate


#: Rates are point estimates of one study each; other studies of the same virus differ.
VIRUSES = {
    "sars-cov-2": Virus(
        "SARS-CoV-2",
        29_903,
        1.1e-3,
        "length: Wu et al. 2020, doi:10.1038/s41586-020-2008-3; "
        "rate: Duchene et al. 2020, doi:10.1093/ve/veaa061",
    ),
    "ebola": Virus(
        "Ebola virus (Makona)",
        18_959,
        1.23e-3,
        "length: GenBank KJ660346.2; rate: Tong et al. 2015, doi:10.1038/nature14490 "
        "(95 % interval 1.04e-3 to 1.41e-3)",
    ),
    "yellow-fever": Virus(
        "yellow fever virus",
        10_862,
        2.0e-4,
        "length: GenBank NC_002031.1; rate: fixed value in Nextstrain's yellow fever workflow, "
        "https://github.com/nextstrain/yellow-fever",
    ),
}


def slope_variance(times: Sequence[float], per_year: float, root: float) -> float:
    """Variance of the least-squares slope (substitutions/year, squared) of Poisson counts.

    With y_i Poisson of mean per_year * (t_i - root), the slope sum (t_i - mean) y_i / Sxx has
    variance sum (t_i - mean)^2 per_year (t_i - root) / Sxx^2. times and root in years.
    Raises ValueError with fewer than two different times, or a time before the root.
    """
    if len(set(times)) < 2:
        raise ValueError("a slope needs samples from two different times at least")
    if min(times) < root:
        raise ValueError("a sample is older than the root")
    mean = math.fsum(times) / len(times)
    sxx = math.fsum((t - mean) ** 2 for t in times)
    return math.fsum((t - mean) ** 2 * per_year * (t - root) for t in times) / sxx**2


def released_times(week: int, per_week: int, embargo: int) -> list[float]:
    """Sampling times (years since the first sample) of the genomes public at `week`.

    Genomes are taken evenly, `per_week` a week, the first at time 0; those younger than
    `embargo` weeks are withheld.
    """
    if week < embargo:
        return []
    number = (week - embargo) * per_week + 1
    return [i / per_week / WEEKS_PER_YEAR for i in range(number)]


def uncertainty(virus: Virus, week: int, per_week: int, embargo: int) -> float | None:
    """Two standard errors of the rate, as a share of the rate (1 = 100 %), at `week`.

    None where fewer than three genomes are public: no rate can be worked out.
    """
    times = released_times(week, per_week, embargo)
    if len(times) < 3:
        return None
    variance = slope_variance(times, virus.per_year, -ROOT_BEFORE_FIRST_SAMPLE)
    return 2 * math.sqrt(variance) / virus.per_year


def first_week_told(virus: Virus, per_week: int, embargo: int) -> int | None:
    """First week at which the rate is more than two standard errors; None within HORIZON."""
    for week in range(HORIZON + 1):
        share = uncertainty(virus, week, per_week, embargo)
        if share is not None and share < 1:
            return week
    return None


def model(virus: str, per_week: int, embargo: int) -> Outcome:
    """The explorer "embargo": see `dsilab.explorers`."""
    chosen = VIRUSES[virus]
    told_open = first_week_told(chosen, per_week, 0)
    told_held = first_week_told(chosen, per_week, embargo)
    at_open = uncertainty(chosen, REPORT_WEEK, per_week, 0)
    at_held = uncertainty(chosen, REPORT_WEEK, per_week, embargo)
    return Outcome(
        summary=_summary(chosen, per_week, embargo, told_open, told_held, at_open, at_held),
        chart=_chart(chosen, per_week, embargo),
        # The keys are read by people: the book prints them above the columns of a table.
        values={
            "Changes per genome per year": round(chosen.per_year, 1),
            "First week told from noise, released at once": told_open,
            "First week told from noise, held back": told_held,
            "Uncertainty at week 26 (%), released at once": _percent(at_open),
            "Uncertainty at week 26 (%), held back": _percent(at_held),
        },
    )


def _percent(share: float | None) -> float | None:
    """Per cent to three figures, so that a table does not claim more than the model knows."""
    return None if share is None else float(f"{100 * share:.3g}")


def _summary(
    virus: Virus,
    per_week: int,
    embargo: int,
    told_open: int | None,
    told_held: int | None,
    at_open: float | None,
    at_held: float | None,
) -> str:
    def told(week: int | None, word: str) -> str:
        return f"not within {HORIZON} weeks" if week is None else f"{word} week {week}"

    def known(share: float | None) -> str:
        return f"±{100 * share:,.0f} %" if share is not None else "unknown, with too few public,"

    start = f"In this model of {virus.name} with {_genomes(per_week)} a week"
    if not embargo:
        return (
            f"{start}, all released at once, the rate can be told from noise "
            f"{told(told_open, 'from')}; at week {REPORT_WEEK} its uncertainty is {known(at_open)}."
        )
    return (
        f"{start}, the rate can be told from noise {told(told_open, 'from')} if genomes are "
        f"released at once and {told(told_held, 'only from')} if each is held back for {embargo} "
        f"weeks; at week {REPORT_WEEK} its uncertainty is {known(at_open)} without the embargo and "
        f"{known(at_held)} with it."
    )


def _genomes(per_week: int) -> str:
    return "1 genome" if per_week == 1 else f"{per_week} genomes"


def _chart(virus: Virus, per_week: int, embargo: int) -> Chart:
    lines = {"released at once": 0}
    if embargo:
        lines[f"held {embargo} weeks"] = embargo
    table = [
        (week, *(_percent(uncertainty(virus, week, per_week, held)) for held in lines.values()))
        for week in SHOWN_WEEKS
    ]
    title = f"Model: how well the rate of {virus.name} is known, {_genomes(per_week)} a week"
    ends = "; ".join(
        f"{name}: {_words(table, column)}" for column, name in enumerate(lines, start=1)
    )
    description = (
        "Line chart of a model, logarithmic scale. Uncertainty of the clock rate (two standard "
        f"errors, as per cent of the rate) against weeks since the first sample. {ends}. "
        "A dotted rule at 100 % marks where the rate can no longer be told from noise."
    )
    x = {
        "field": "w",
        "type": "quantitative",
        "title": "Weeks since the first sample",
        # Room for the names of the lines to the right of week 52.
        "scale": {"domain": [0, 68], "nice": False},
        "axis": {"values": [0, 13, 26, 39, 52], "grid": False},
    }
    y = {
        "field": "p",
        "type": "quantitative",
        "title": "Uncertainty of the rate (2 SE, % of the rate)",
        "scale": {"type": "log", "domain": [LOWEST, HIGHEST], "nice": False},
        "axis": {"values": [2, 5, 10, 20, 50, 100, 200, 500, 1000]},
    }
    layers = [
        {
            "data": values([{"p": 100}]),
            "mark": {"type": "rule", "strokeDash": [2, 3], "strokeWidth": 1.5},
            "encoding": {"y": y},
        },
        {
            "data": values([{}]),
            "mark": {
                "type": "text",
                "align": "right",
                "baseline": "bottom",
                "text": "above the dotted line: cannot be told from noise",
            },
            # Above the plot, where no line can run through it.
            "encoding": {"x": {"value": "width"}, "y": {"value": -5}},
        },
    ]
    looks = (
        {"color": BLUE, "dash": [1, 0], "baseline": "top", "dy": 1},
        {"color": VERMILION, "dash": [7, 4], "baseline": "bottom", "dy": -1},
    )
    for column, (name, look) in enumerate(zip(lines, looks, strict=False), start=1):
        points = [
            {"w": row[0], "p": row[column]}
            for row in table
            if row[column] is not None and row[column] <= HIGHEST
        ]
        if not points:
            continue
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
                    "dy": look["dy"],
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
        spec={
            **specification(320, layers, description),
            "padding": {"left": 5, "right": 5, "top": 18, "bottom": 5},
        },
        columns=("Week", *(f"Uncertainty, {name} (%)" for name in lines)),
        rows=tuple(table),
    )


def _words(table: list[tuple], column: int) -> str:
    known = [row for row in table if row[column] is not None]
    if not known:
        return f"no rate can be worked out within {HORIZON} weeks"
    first, last = known[0], known[-1]
    return f"from {first[column]:,g} % at week {first[0]} to {last[column]:,g} % at week {last[0]}"
