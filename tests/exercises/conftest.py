"""What the tests of `exercises/` share."""

from __future__ import annotations

from pathlib import Path

import pytest
from dsilab import Record, read_records

EXERCISES = Path(__file__).resolve().parents[2] / "exercises"


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The data folder of the chapter ecology-disease."""
    return EXERCISES / "ecology-disease" / "data"


@pytest.fixture(scope="session")
def records(data_folder: Path) -> list[Record]:
    """The 71 yellow fever sequences."""
    return read_records(data_folder / "yellow-fever.fasta")
