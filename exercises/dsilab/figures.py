"""The figures of the course, by name. Each takes its chapter's data folder and returns a Chart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dsilab.charts import Chart
from dsilab.ecology_disease.figures import FIGURES as ECOLOGY_DISEASE
from dsilab.livestock_rescue.figures import FIGURES as LIVESTOCK_RESCUE

CHAPTERS = (ECOLOGY_DISEASE, LIVESTOCK_RESCUE)

FIGURES: dict[str, Callable[[str | Path], Chart]] = {
    name: draw for chapter in CHAPTERS for name, draw in chapter.items()
}
