"""The yellow fever set of the chapter ecology-disease, and the lineage that its clock uses."""

from __future__ import annotations

from pathlib import Path

from dsilab.distances import p_distance
from dsilab.sequences import Record, read_records

FASTA = "yellow-fever.fasta"

#: Genotype I of South America: sequences of the Americas closer than this to Brazil 1954.
GENOTYPE_REFERENCE = "1954_AY540437_BeH111_Brazil"
GENOTYPE_LIMIT = 0.075


def yellow_fever_records(folder: str | Path) -> list[Record]:
    """The 71 sequences of the chapter's data folder."""
    return read_records(Path(folder) / FASTA)


def south_american_genotype_1(records: list[Record]) -> list[Record]:
    """The records of the Americas whose p-distance from Brazil 1954 (BeH111) is below 0.075.

    Raises ValueError when Brazil 1954 is not among the records.
    """
    found = [record for record in records if record.label == GENOTYPE_REFERENCE]
    if not found:
        raise ValueError(f"{GENOTYPE_REFERENCE} is not among these records")
    return [
        record
        for record in records
        if record.continent == "Americas"
        and p_distance(record.sequence, found[0].sequence) < GENOTYPE_LIMIT
    ]
