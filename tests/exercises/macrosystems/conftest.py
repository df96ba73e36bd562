"""What the tests of the chapter on macrosystems share."""

from __future__ import annotations

from pathlib import Path

import pytest
from dsilab.macrosystems.plots import Plot, read_plots

FOLDER = Path(__file__).resolve().parents[3] / "exercises" / "macrosystems" / "data"
FILES = {
    "panama": "barro-colorado-trees.csv",
    "netherlands": "dutch-dune-meadows.csv",
    "finland": "finnish-lichen-pastures.csv",
    "quebec": "quebec-soil-mites.csv",
    "antarctica": "palmer-penguins.csv",
}


@pytest.fixture(scope="session")
def folder() -> Path:
    """The data folder of the chapter."""
    return FOLDER


@pytest.fixture(scope="session")
def surveys() -> dict[str, list[Plot]]:
    """The plots of every table."""
    return {name: read_plots(FOLDER / file) for name, file in FILES.items()}
