"""The figures of the course, by name. Each takes its chapter's data folder and returns a Chart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dsilab.anthropology.figures import FIGURES as ANTHROPOLOGY
from dsilab.charts import Chart
from dsilab.crops.figures import FIGURES as CROPS
from dsilab.ecology_disease.figures import FIGURES as ECOLOGY_DISEASE
from dsilab.foundations.figures import FIGURES as FOUNDATIONS
from dsilab.livestock_rescue.figures import FIGURES as LIVESTOCK_RESCUE
from dsilab.macrosystems.figures import FIGURES as MACROSYSTEMS
from dsilab.phylogenetics.figures import FIGURES as PHYLOGENETICS
from dsilab.synthesis.figures import FIGURES as SYNTHESIS

CHAPTERS = {
    "foundations": FOUNDATIONS,
    "ecology-disease": ECOLOGY_DISEASE,
    "crops": CROPS,
    "macrosystems": MACROSYSTEMS,
    "phylogenetics": PHYLOGENETICS,
    "livestock-rescue": LIVESTOCK_RESCUE,
    "anthropology": ANTHROPOLOGY,
    "synthesis": SYNTHESIS,
}

FIGURES: dict[str, Callable[[str | Path], Chart]] = {
    name: draw for chapter in CHAPTERS.values() for name, draw in chapter.items()
}
