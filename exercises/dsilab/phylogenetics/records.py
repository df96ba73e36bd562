"""Reads the alignments and records of the chapter's data folder."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from dsilab.sequences import read_fasta

FINCHES = "finches.fasta"
FINCH_SPECIES = "finch-species.fasta"
GOPHERS = "gophers.fasta"
ORCHIDS = "orchids.csv"

#: A name as one label of the finches types it -> the name.
TIDY_SPECIES = {"Certhidia olivacea": "Certhidea olivacea"}

#: The fields of orchids.csv that would say where a plant came from, when, by whom, and what is
#: kept of it.
PROVENANCE = ("country", "coordinates", "collection_date", "collected_by", "voucher")

FINCH_LABEL = re.compile(r"([A-Z]{1,2})_(\d{5,6})_\S+ ([A-Z][a-z]+ [a-z]+)(?: strain (\S+))? .+")


@dataclass(frozen=True)
class Specimen:
    """One sequence with what its label says; None where the label is silent."""

    label: str
    accession: str | None
    species: str
    strain: str | None
    sequence: str


def parse_finch_label(label: str) -> tuple[str, str, str | None]:
    """(accession, species, strain or None) from a label such as
    `AF_109015_C_olivacea Certhidia olivacea strain DRQ41 mitochondrial control region, ...`.

    Raises ValueError when the label does not have that form.
    """
    found = FINCH_LABEL.fullmatch(label)
    if not found:
        raise ValueError(f"label {label!r} is not 'AF_number_name Genus species ...'")
    letters, digits, species, strain = found.groups()
    return letters + digits, TIDY_SPECIES.get(species, species), strain


def finches(folder: str | Path) -> list[Specimen]:
    """The 16 finches of four species: mitochondrial control region, 1,123 sites."""
    return [
        Specimen(label, *parse_finch_label(label), sequence)
        for label, sequence in read_fasta(Path(folder) / FINCHES)
    ]


def finch_species(folder: str | Path) -> list[Specimen]:
    """One sequence for each of 13 species of Darwin's finches: two genes, 2,065 sites."""
    return [
        Specimen(label, None, label.replace("_", " "), None, sequence)
        for label, sequence in read_fasta(Path(folder) / FINCH_SPECIES)
    ]


def gophers(folder: str | Path) -> list[Specimen]:
    """26 pocket gophers of eight species: seven nuclear genes joined, 4,385 sites.

    A label reads GENUS_SPECIES_SUBSPECIES_LETTER; the last two may be absent.
    """
    found = []
    for label, sequence in read_fasta(Path(folder) / GOPHERS):
        genus, species, *rest = label.split("_")
        found.append(Specimen(label, None, f"{genus} {species}", " ".join(rest) or None, sequence))
    return found


def orchids(folder: str | Path) -> list[dict[str, str]]:
    """The 94 slipper orchid records: one dictionary each, '' where a record is silent."""
    with (Path(folder) / ORCHIDS).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def count_filled(records: list[dict[str, str]]) -> dict[str, int]:
    """How many records say something in each field, fields in the order of the first record."""
    if not records:
        return {}
    return {field: sum(bool(record[field]) for record in records) for field in records[0]}
