"""The explorers of the course, by name: those of every chapter."""

from __future__ import annotations

from dsilab.anthropology.explorers import EXPLORERS as ANTHROPOLOGY
from dsilab.crops.explorers import EXPLORERS as CROPS
from dsilab.ecology_disease.explorers import EXPLORERS as ECOLOGY_DISEASE
from dsilab.explorer import Explorer
from dsilab.foundations.explorers import EXPLORERS as FOUNDATIONS
from dsilab.livestock_rescue.explorers import EXPLORERS as LIVESTOCK_RESCUE
from dsilab.macrosystems.explorers import EXPLORERS as MACROSYSTEMS
from dsilab.phylogenetics.explorers import EXPLORERS as PHYLOGENETICS
from dsilab.synthesis.explorers import EXPLORERS as SYNTHESIS

CHAPTERS = (
    FOUNDATIONS,
    ECOLOGY_DISEASE,
    CROPS,
    MACROSYSTEMS,
    PHYLOGENETICS,
    LIVESTOCK_RESCUE,
    ANTHROPOLOGY,
    SYNTHESIS,
)

EXPLORERS: dict[str, Explorer] = {
    explorer.name: explorer for chapter in CHAPTERS for explorer in chapter
}
