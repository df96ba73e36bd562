"""What the tests of the chapter livestock-rescue share."""

from __future__ import annotations

from pathlib import Path

import pytest
from dsilab.livestock_rescue.heterozygosity import breed_counts
from dsilab.livestock_rescue.populations import by_breed, read_cattle, read_tortoises

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def folder() -> Path:
    """The chapter's data folder."""
    return ROOT / "exercises" / "livestock-rescue" / "data"


@pytest.fixture(scope="session")
def breeds(folder):
    """The cattle by breed."""
    return by_breed(read_cattle(folder))


@pytest.fixture(scope="session")
def counts(breeds):
    """Allele counts by breed."""
    return {breed: breed_counts(animals) for breed, animals in breeds.items()}


@pytest.fixture(scope="session")
def tortoises(folder):
    """The tortoise populations by code."""
    return read_tortoises(folder)


@pytest.fixture(scope="session")
def said():
    """The text of a file of the chapter, without line breaks: said("book", "science.md")."""

    def read(room: str, name: str) -> str:
        path = ROOT / room / "livestock-rescue" / name
        return " ".join(path.read_text(encoding="utf-8").split())

    return read
