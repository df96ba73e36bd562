"""The explorers of the course, by name: those of every chapter."""

from __future__ import annotations

from dsilab.ecology_disease.explorers import EXPLORERS as ECOLOGY_DISEASE
from dsilab.explorer import Explorer
from dsilab.livestock_rescue.explorers import EXPLORERS as LIVESTOCK_RESCUE

CHAPTERS = (ECOLOGY_DISEASE, LIVESTOCK_RESCUE)

EXPLORERS: dict[str, Explorer] = {
    explorer.name: explorer for chapter in CHAPTERS for explorer in chapter
}
