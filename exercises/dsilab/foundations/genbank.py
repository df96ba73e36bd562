"""Reads what a GenBank flat file says of each sample: the qualifiers of the source feature.

The format: https://www.insdc.org/submitting-standards/feature-table/ (a qualifier is
`/name="value"`, a value may run over several lines, and `""` inside it stands for one quote).
"""

from __future__ import annotations

import re
from pathlib import Path

#: The column at which a feature's qualifiers start.
INDENT = 21


def split_records(text: str) -> list[str]:
    """The records of a flat file, each without the line `//` that ends it."""
    records: list[str] = []
    lines: list[str] = []
    for line in text.splitlines():
        if line.rstrip() == "//":
            records.append("\n".join(lines))
            lines = []
        elif line.strip() or lines:
            lines.append(line)
    if any(line.strip() for line in lines):
        records.append("\n".join(lines))
    return records


def accession(record: str) -> str:
    """The accession number. Raises ValueError when the record has none."""
    found = re.search(r"(?m)^ACCESSION +(\S+)", record)
    if not found:
        raise ValueError("this is no GenBank record: it has no line ACCESSION")
    return found.group(1)


def source_qualifiers(record: str) -> dict[str, str]:
    """Qualifier -> value of the first source feature; one without a value gives an empty text.

    Raises ValueError when the record has no source feature.
    """
    block = re.search(r"(?m)^ {5}source .*\n?((?: {21}.*\n?)*)", record)
    if not block:
        raise ValueError("this record has no source feature")
    joined = ""
    for line in block.group(1).splitlines():
        part = line[INDENT:].rstrip()
        # A new qualifier starts a line of its own; anything else goes on with the last one.
        new = part.startswith("/") and joined.count('"') % 2 == 0
        joined += ("\n" if new else " ") + part if joined else part
    found: dict[str, str] = {}
    for line in joined.splitlines():
        name, _, value = line.removeprefix("/").partition("=")
        if len(value) > 1 and value[0] == value[-1] == '"':
            value = value[1:-1].replace('""', '"')
        found.setdefault(name, value)
    return found


def read_qualifiers(path: str | Path) -> list[dict[str, str]]:
    """The source qualifiers of every record of a file, with the accession number added."""
    text = Path(path).read_text(encoding="utf-8")
    return [
        {"accession": accession(record), **source_qualifiers(record)}
        for record in split_records(text)
    ]
