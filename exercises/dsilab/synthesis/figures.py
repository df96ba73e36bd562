"""The figures of the synthesis. They need no data file: the model is all there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dsilab.charts import Chart
from dsilab.synthesis.running import CONTRACTS, LEVY
from dsilab.synthesis.views import scenario_chart, tornado

FIGURES: dict[str, Callable[[str | Path], Chart]] = {
    "mechanism-scenarios": lambda _folder: scenario_chart(),
    "mechanism-tornado-levy": lambda _folder: tornado(LEVY),
    "mechanism-tornado-contracts": lambda _folder: tornado(CONTRACTS),
}
