"""The data of the chapter on anthropology."""

from __future__ import annotations

from pathlib import Path

import pytest
from dsilab.anthropology.tables import Row, read_rows
from sitekit.paths import EXERCISES


@pytest.fixture(scope="package")
def folder() -> Path:
    """The data folder of the chapter."""
    return EXERCISES / "anthropology" / "data"


@pytest.fixture(scope="package")
def people(folder: Path) -> list[Row]:
    """The simulated people."""
    return read_rows(folder / "simulated-people.csv")
