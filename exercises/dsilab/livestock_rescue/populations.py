"""The two data sets of the chapter livestock-rescue, read from its CSV files."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

#: One population's allele counts: locus -> {allele: number of gene copies}.
Counts = dict[str, dict[str, int]]

CATTLE, TORTOISES, POPULATIONS = "cattle.csv", "tortoises.csv", "tortoise-populations.csv"
NOT_LOCI = ("animal", "breed", "origin", "species")


@dataclass(frozen=True)
class Animal:
    """One cow or bull. genotypes: locus -> its two alleles, None where it could not be read."""

    name: str
    breed: str
    origin: str
    species: str
    genotypes: dict[str, tuple[str, str] | None]


@dataclass(frozen=True)
class Tortoises:
    """One population of Galápagos tortoises, as its file describes it."""

    code: str
    island: str
    shell: str
    name_in_file: str
    sampled: int
    counts: Counts


def parse_genotype(text: str) -> tuple[str, str] | None:
    """The two alleles of a genotype such as "167/175"; None for an empty text.

    Raises ValueError when the text is neither empty nor two alleles with a slash between them.
    """
    if not text.strip():
        return None
    alleles = [part.strip() for part in text.split("/")]
    if len(alleles) != 2 or not all(alleles):
        raise ValueError(f"{text!r} is not a genotype such as 167/175")
    return alleles[0], alleles[1]


def read_cattle(folder: str | Path) -> list[Animal]:
    """The 704 cattle of the chapter's data folder, in the order of the file."""
    animals = []
    for row in _rows(Path(folder) / CATTLE):
        genotypes = {name: parse_genotype(text) for name, text in row.items()
                     if name not in NOT_LOCI}  # fmt: skip
        animals.append(
            Animal(row["animal"], row["breed"], row["origin"], row["species"], genotypes)
        )
    return animals


def by_breed(animals: list[Animal]) -> dict[str, list[Animal]]:
    """The animals of each breed, breeds in the order of the file."""
    found: dict[str, list[Animal]] = {}
    for animal in animals:
        found.setdefault(animal.breed, []).append(animal)
    return found


def read_tortoises(folder: str | Path) -> dict[str, Tortoises]:
    """The 17 tortoise populations by code, in the order of the file."""
    folder = Path(folder)
    counts: dict[str, Counts] = {}
    for row in _rows(folder / TORTOISES):
        locus = counts.setdefault(row["population"], {}).setdefault(row["locus"], {})
        locus[row["allele"]] = int(row["count"])
    return {
        row["population"]: Tortoises(
            row["population"],
            row["island"],
            row["shell"],
            row["name_in_file"],
            int(row["sampled"]),
            counts[row["population"]],
        )
        for row in _rows(folder / POPULATIONS)
    }


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
