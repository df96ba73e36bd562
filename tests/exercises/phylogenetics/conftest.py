"""The chapter's data folder, and its sets with their distances, computed once."""

from __future__ import annotations

from pathlib import Path

import pytest
from dsilab.phylogenetics import records
from dsilab.phylogenetics.kimura import k2p_matrix

DATA = Path(__file__).resolve().parents[3] / "exercises" / "phylogenetics" / "data"


@pytest.fixture(scope="session")
def data() -> Path:
    return DATA


@pytest.fixture(scope="session")
def finches():
    """The 16 finches, the names of their species, and their distances."""
    specimens = records.finches(DATA)
    return (
        specimens,
        [one.species for one in specimens],
        k2p_matrix([one.sequence for one in specimens]),
    )


@pytest.fixture(scope="session")
def gophers():
    """The 26 gophers, the names of their species, and their distances."""
    specimens = records.gophers(DATA)
    return (
        specimens,
        [one.species for one in specimens],
        k2p_matrix([one.sequence for one in specimens]),
    )
