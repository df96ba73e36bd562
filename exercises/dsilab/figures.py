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

PLOTS = (
    "barro-colorado-trees.csv",
    "dutch-dune-meadows.csv",
    "finnish-lichen-pastures.csv",
    "quebec-soil-mites.csv",
    "sites.csv",
)

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

#: The data files from which a figure is drawn; none where it is worked out by a model or from
#: numbers in the text. `SOURCES.md` beside the files has their origin and licence.
DATA: dict[str, tuple[str, ...]] = {
    "insdc-size": ("insdc-size.csv",),
    "provenance-audit": ("four-sets.csv",),
    "sequence-uses-countries": ("who-uses-whose.csv",),
    "sequence-uses-pairs": ("pairs-by-year.csv",),
    "yellow-fever-where": ("yellow-fever.fasta",),
    "yellow-fever-when": ("yellow-fever.fasta",),
    "yellow-fever-distances": ("yellow-fever.fasta",),
    "yellow-fever-clock": ("yellow-fever.fasta",),
    "bean-nearest": ("beans-simulated.csv",),
    "bean-match": ("beans-simulated.csv",),
    "maize-diversity": ("maize-hybrids.csv",),
    "maize-fst": ("maize-hybrids.csv",),
    "plots-alpha-gamma": PLOTS,
    "plots-distances": PLOTS,
    "plots-rarefaction": ("barro-colorado-trees.csv",),
    "orchid-provenance": ("orchids.csv",),
    "finch-distances": ("finches.fasta",),
    "gopher-distances": ("gophers.fasta",),
    "finch-birds": ("finches.fasta",),
    "finch-tree": ("finch-species.fasta",),
    "gopher-tree": ("gophers.fasta",),
    "cattle-heterozygosity": ("cattle.csv",),
    "cattle-distance": ("cattle.csv",),
    "tortoise-sources": ("tortoise-populations.csv", "tortoises.csv"),
    "roh-simulated": (),
    "match-probability": (),
    "founder-gradient": ("founder-gradient.csv",),
    "radiocarbon-plateau": ("intcal20.csv",),
    "hoodia-rooibos": (),
    "mechanism-scenarios": (),
    "mechanism-tornado-levy": (),
    "mechanism-tornado-contracts": (),
}
