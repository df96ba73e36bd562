"""Finds references that a reader cannot open."""

from __future__ import annotations

import re
from pathlib import Path

from pybtex.database import BibliographyDataError, parse_file
from pybtex.scanner import PybtexSyntaxError

from sitekit.errors import CourseError, shown

DOI = re.compile(r"10\.\d{4,9}/\S+")


def unopenable_references(path: Path) -> list[str]:
    """One line for each entry without a DOI, an address, or a treaty document's number.

    Raises:
        CourseError: the file is no valid BibTeX, or a key stands in it twice.
    """
    try:
        bibliography = parse_file(str(path), bib_format="bibtex")
    except (PybtexSyntaxError, BibliographyDataError) as error:
        raise CourseError(f"{shown(path)}: {error}") from None
    faults = []
    for key, entry in bibliography.entries.items():
        fields = {name.lower(): value for name, value in entry.fields.items()}
        doi, address = fields.get("doi"), fields.get("url")
        if doi and not DOI.fullmatch(doi):
            faults.append(f"{shown(path)}: {key}: {doi!r} is no DOI; write it as 10.1234/abc")
        if address and not re.match(r"https?://\S+$", address):
            faults.append(f"{shown(path)}: {key}: {address!r} is no web address")
        if not (doi or address or fields.get("number")):
            faults.append(
                f"{shown(path)}: {key}: a reader cannot open this; add a doi, a url, or the "
                "treaty document's number"
            )
        if "title" not in fields or not ("year" in fields or "date" in fields):
            faults.append(f"{shown(path)}: {key}: add the title and the year")
    return faults
