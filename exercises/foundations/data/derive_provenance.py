"""Make orchids.gb, contrast.gb and four-sets.csv from files that come with three packages.

    python derive_provenance.py BIOPYTHON BEAST ADEGENET         # writes the three files here
    python derive_provenance.py BIOPYTHON BEAST ADEGENET FOLDER  # writes them somewhere else

The first three are folders with the unpacked packages that SOURCES.md names. Standard library only.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from pathlib import Path

ORCHIDS = "Doc/examples/ls_orchid.gbk"
#: File and accession number of each record of contrast.gb, in this order.
CONTRAST = (
    ("Tests/GenBank/cor6_6.gb", "AJ237582"),
    ("Tests/GenBank/tsa_acropora.gb", "GHGH00000000"),
    ("Tests/GenBank/tls_KDHP01000000.gb", "KBUV00000000"),
    ("Tests/GenBank/invalid_structured_comment.gb", "AYW00820"),
    ("Tests/GenBank/GU949562.1.gb", "GU949562"),
)
YELLOW_FEVER = "usr/share/doc/beast-mcmc/examples/Data/YFV.nex.gz"
PANDEMIC = "usr/lib/R/site-library/adegenet/files/pdH1N1-data.csv"
KEPT = ("LOCUS", "DEFINITION", "ACCESSION", "VERSION", "SOURCE")
HEAD = ("set", "records", "accession", "country", "coordinates", "year")


def entries(text: str) -> list[str]:
    """The records of a GenBank flat file, each without its closing `//`."""
    found = [entry.strip("\n") for entry in re.split(r"(?m)^//\s*$", text)]
    return [entry + "\n" for entry in found if entry.strip()]


def shortened(entry: str) -> str:
    """A record's header and its source feature; no references, comments, persons or sequence."""
    kept, keep = [], False
    for line in entry.splitlines():
        if line.startswith("FEATURES"):
            break
        if line[:1].strip():
            keep = line.startswith(KEPT)
        if keep:
            kept.append(line)
    block = re.search(r"(?m)^FEATURES.*\n {5}source .*\n(?: {21}.*\n)*", entry)
    if not block:
        raise ValueError("a record has no source feature")
    lines = [line for line in block.group().splitlines() if "/collected_by" not in line]
    return "\n".join([*kept, *lines]) + "\n"


def has(entry: str, *names: str) -> bool:
    """Whether a record's source feature has one of these qualifiers."""
    return any(re.search(rf'(?m)^ {{21}}/{name}="', entry) for name in names)


def read(path: Path) -> str:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as handle:
        return handle.read()


def one(path: Path, accession: str) -> str:
    """The record of this accession number."""
    for entry in entries(read(path)):
        if re.search(rf"(?m)^ACCESSION +{accession}\b", entry):
            return entry
    raise ValueError(f"{accession} is not in {path.name}")


def yellow_fever(text: str) -> dict[str, int]:
    """What the labels of the yellow fever set hold (see the chapter ecology-disease)."""
    labels = re.findall(r"(?m)^\s*((?:18|19|20)\d\d_\S+)\s", text)
    if not labels:
        raise ValueError("no labels that start with a year")
    return {
        "records": len(labels),
        "accession": sum(bool(re.match(r"\d{4}_[A-Z]{1,2}\d{5,6}_", x)) for x in labels),
        "country": sum(x.rpartition("_")[2].isalpha() for x in labels),
        "coordinates": 0,
        "year": len(labels),
    }


def pandemic(text: str) -> dict[str, int]:
    """Counts only: how many of the isolates have what. No row of the file is passed on."""
    rows = list(csv.DictReader(text.splitlines()))
    return {
        "records": len(rows),
        "accession": sum(bool(row["HA-acc-nb"]) for row in rows),
        "country": sum("country" in row for row in rows),
        "coordinates": sum(bool(row["longitude"] and row["latitude"]) for row in rows),
        "year": sum(bool(re.match(r"\d{4}", row["date"])) for row in rows),
    }


def genbank(found: list[str]) -> dict[str, int]:
    """The same counts for GenBank records."""
    return {
        "records": len(found),
        "accession": sum(bool(re.search(r"(?m)^ACCESSION +\S", entry)) for entry in found),
        "country": sum(has(entry, "country", "geo_loc_name") for entry in found),
        "coordinates": sum(has(entry, "lat_lon") for entry in found),
        "year": sum(has(entry, "collection_date") for entry in found),
    }


def make(biopython: Path, beast: Path, adegenet: Path) -> dict[str, str]:
    """The three files by name."""
    orchids = entries(read(biopython / ORCHIDS))
    contrast = [shortened(one(biopython / file, accession)) for file, accession in CONTRAST]
    sets = {
        "slipper orchids": genbank(orchids),
        "five other records": genbank(contrast),
        "yellow fever virus": yellow_fever(read(beast / YELLOW_FEVER)),
        "pandemic influenza 2009": pandemic(read(adegenet / PANDEMIC)),
    }
    rows = [",".join(HEAD)]
    rows += [",".join([name, *(str(counts[x]) for x in HEAD[1:])]) for name, counts in sets.items()]
    return {
        "orchids.gb": "".join(f"{entry}//\n" for entry in orchids),
        "contrast.gb": "".join(f"{entry}//\n" for entry in contrast),
        "four-sets.csv": "\n".join(rows) + "\n",
    }


def main(arguments: list[str]) -> int:
    """Run the script; return the exit status."""
    if not 3 <= len(arguments) <= 4:
        print(
            "usage: python derive_provenance.py BIOPYTHON BEAST ADEGENET [FOLDER]", file=sys.stderr
        )
        return 2
    target = Path(arguments[3]) if len(arguments) == 4 else Path(__file__).parent
    try:
        for name, text in make(*map(Path, arguments[:3])).items():
            (target / name).write_text(text, encoding="ascii", newline="\n")
            print(f"wrote {name}")
    except (OSError, EOFError, ValueError, KeyError) as error:
        print(f"derive_provenance.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
