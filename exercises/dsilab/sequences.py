"""Reads FASTA files and the labels that their authors typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

#: One or two capital letters and five or six digits: the old forms of a GenBank accession number.
ACCESSION = re.compile(r"[A-Z]{1,2}\d{5,6}")

#: Country as typed in a label, where it is not already the usual name -> the name we use.
TIDY_COUNTRY = {
    "AfricanRepublic": "Central African Republic",
    "BurkinaFaso": "Burkina Faso",
    "CentralAfricanRepublic": "Central African Republic",
    "RepublicofCongo": "Republic of Congo",
    "Trinidad": "Trinidad and Tobago",
}

#: Continent of every country in the yellow fever set.
CONTINENT = {
    **dict.fromkeys(
        (
            "Bolivia",
            "Brazil",
            "Colombia",
            "Ecuador",
            "Panama",
            "Peru",
            "Trinidad and Tobago",
            "Venezuela",
        ),
        "Americas",
    ),
    **dict.fromkeys(
        (
            "Angola",
            "Burkina Faso",
            "Central African Republic",
            "Ethiopia",
            "Kenya",
            "Nigeria",
            "Republic of Congo",
            "Senegal",
            "Sudan",
            "Uganda",
        ),
        "Africa",
    ),
}


@dataclass(frozen=True)
class Label:
    """What one label YEAR_ACCESSION_ISOLATE_COUNTRY says; None where a part is absent."""

    year: int
    accession: str | None
    isolate: str | None
    country: str


@dataclass(frozen=True)
class Record:
    """One sequence with what its label says. `sequence` is in capitals, T for U."""

    label: str
    year: int
    accession: str | None
    isolate: str | None
    country: str
    continent: str
    sequence: str


def parse_fasta(text: str, source: str = "this text") -> list[tuple[str, str]]:
    """Return (label, sequence) for every entry of FASTA text, in order.

    Sequences come back in capitals, with T for U and without white space.
    Raises ValueError, naming `source` and the line, when there is nothing to read.
    """
    entries: list[tuple[str, list[str]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line:
            continue
        if line.startswith(">"):
            if not line[1:].strip():
                raise ValueError(f"{source}, line {number}: '>' with no label after it")
            entries.append((line[1:].strip(), []))
        elif not entries:
            raise ValueError(
                f"{source}, line {number}: letters before the first '>label' line; is it FASTA?"
            )
        else:
            entries[-1][1].append("".join(line.split()).upper().replace("U", "T"))
    if not entries:
        raise ValueError(f"{source} is empty: a FASTA file holds '>label' lines and sequences")
    found = [(label, "".join(parts)) for label, parts in entries]
    for label, sequence in found:
        if not sequence:
            raise ValueError(f"{source}: {label} has no sequence under it")
    return found


def read_fasta(path: str | Path) -> list[tuple[str, str]]:
    """Return (label, sequence) for every entry of a FASTA file. Errors: see `parse_fasta`."""
    path = Path(path)
    return parse_fasta(path.read_text(encoding="utf-8"), source=path.name)


def parse_label(label: str) -> Label:
    """Split a label such as 1998_AY540489_35720_Venezuela into its parts.

    Real labels are irregular: the accession or the isolate may be missing, and an isolate may
    itself contain '_'. Only the year (first) and the country (last) are always there.
    Raises ValueError when the first part is not a year or there is no country.
    """
    first, *middle = label.split("_")
    if not re.fullmatch(r"(1[89]|20)\d\d", first):
        raise ValueError(f"label {label!r} does not start with a year such as 1998")
    country = middle.pop() if middle else ""
    if not country:
        raise ValueError(f"label {label!r} does not end in a country")
    accession = middle.pop(0) if middle and ACCESSION.fullmatch(middle[0]) else None
    isolate = "_".join(middle) or None
    return Label(int(first), accession, isolate, TIDY_COUNTRY.get(country, country))


def read_records(path: str | Path) -> list[Record]:
    """Read a FASTA file of aligned sequences whose labels `parse_label` understands.

    Raises ValueError when sequences differ in length, a label repeats or cannot be read, or a
    country is not in `CONTINENT`.
    """
    path = Path(path)
    records = []
    seen = set()
    for label, sequence in read_fasta(path):
        if label in seen:
            raise ValueError(f"{path.name}: label {label} appears twice")
        seen.add(label)
        parts = parse_label(label)
        if parts.country not in CONTINENT:
            raise ValueError(
                f"{path.name}: no continent is known for {parts.country!r} (label {label}); "
                "add the country to dsilab.sequences.CONTINENT"
            )
        records.append(
            Record(
                label=label,
                year=parts.year,
                accession=parts.accession,
                isolate=parts.isolate,
                country=parts.country,
                continent=CONTINENT[parts.country],
                sequence=sequence,
            )
        )
    length = len(records[0].sequence)
    for record in records:
        if len(record.sequence) != length:
            raise ValueError(
                f"{path.name}: {record.label} has {len(record.sequence)} sites and "
                f"{records[0].label} has {length}; align the sequences first"
            )
    return records
