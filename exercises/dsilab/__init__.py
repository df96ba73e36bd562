"""dsilab: what the notebooks of this course import.

Standard library only, with ipywidgets loaded when an explorer is shown, so that it runs the same
in Python and in a browser (Pyodide), with no network. `EXPLORERS` and `FIGURES` hold every
chapter's, which a notebook of one chapter seldom needs: they are imported when they are asked for.
"""

from importlib import import_module

from dsilab.charts import Chart, bar_chart
from dsilab.clock import Clock, Line, NoTemporalSignal, fit_clock, fit_line
from dsilab.distances import distance_matrix, jukes_cantor, mean_between, mean_within, p_distance
from dsilab.ecology_disease.root_to_tip_chart import clock_chart
from dsilab.ecology_disease.yellow_fever import south_american_genotype_1
from dsilab.explorer import Choice, Explorer, Outcome
from dsilab.sequences import (
    CONTINENT,
    TIDY_COUNTRY,
    Label,
    Record,
    parse_fasta,
    parse_label,
    read_fasta,
    read_records,
)
from dsilab.speech import speak
from dsilab.tree import Root, Tree, best_root, neighbour_joining, root_to_tip

__version__ = "0.1.0"

__all__ = [
    "CONTINENT",
    "EXPLORERS",
    "FIGURES",
    "TIDY_COUNTRY",
    "Chart",
    "Choice",
    "Clock",
    "Explorer",
    "Label",
    "Line",
    "NoTemporalSignal",
    "Outcome",
    "Record",
    "Root",
    "Tree",
    "bar_chart",
    "best_root",
    "clock_chart",
    "distance_matrix",
    "fit_clock",
    "fit_line",
    "jukes_cantor",
    "mean_between",
    "mean_within",
    "neighbour_joining",
    "p_distance",
    "parse_fasta",
    "parse_label",
    "read_fasta",
    "read_records",
    "root_to_tip",
    "south_american_genotype_1",
    "speak",
]


def __getattr__(name: str) -> object:
    if name not in ("EXPLORERS", "FIGURES"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"dsilab.{name.lower()}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
