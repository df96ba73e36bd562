"""Make orchids.csv: what 94 GenBank records say about the plants that they came from.

    python derive_orchids.py path/to/ls_orchid.gbk.bz2            # writes orchids.csv here
    python derive_orchids.py path/to/ls_orchid.gbk.bz2 out.csv    # writes it somewhere else

Where the GenBank file comes from: see SOURCES.md. Standard library only.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import re
import sys
from pathlib import Path

#: Column of the CSV -> the qualifiers of a record's `source` feature that may fill it.
FIELDS = {
    "species": ("organism",),
    "isolate": ("isolate",),
    "subspecies": ("sub_species", "variety"),
    "country": ("country", "geo_loc_name"),
    "coordinates": ("lat_lon",),
    "collection_date": ("collection_date",),
    "collected_by": ("collected_by",),
    "voucher": ("specimen_voucher", "bio_material", "culture_collection"),
}
COLUMNS = ("accession", *FIELDS, "submitted")


def read_records(text: str) -> list[dict[str, str]]:
    """Return one row for every GenBank record of the text; a field that is absent is ''.

    Raises ValueError when there is no record, or one has no accession number or no source.
    """
    rows = []
    for record in text.replace("\r\n", "\n").split("\n//")[:-1]:
        accession = re.search(r"^ACCESSION +(\S+)", record, re.MULTILINE)
        source = re.search(r"^ {5}source .*?(?=^ {5}\S|^\S)", record, re.MULTILINE | re.DOTALL)
        if not accession or not source:
            raise ValueError(f"record {len(rows) + 1} has no accession number or no source")
        said = {
            name: " ".join(value.split())
            for name, value in re.findall(r'/([a-z_]+)="([^"]*)"', source.group(0))
        }
        row = {"accession": accession[1]}
        for column, names in FIELDS.items():
            row[column] = next((said[name] for name in names if name in said), "")
        submitted = re.search(r"Submitted \(\d\d-[A-Z]{3}-(\d{4})\)", record)
        row["submitted"] = submitted[1] if submitted else ""
        rows.append(row)
    if not rows:
        raise ValueError("no record in this file: is it a GenBank file?")
    return rows


def to_csv(rows: list[dict[str, str]]) -> str:
    """The rows as CSV text, in the same order."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def read_text(path: Path) -> str:
    """Read a text file, compressed or not."""
    opener = {".gz": gzip.open, ".bz2": bz2.open}.get(path.suffix, open)
    with opener(path, "rt", encoding="utf-8") as handle:
        return handle.read()


def main(arguments: list[str]) -> int:
    """Run the script; return the exit status."""
    if not 1 <= len(arguments) <= 2:
        print("usage: python derive_orchids.py ls_orchid.gbk.bz2 [out.csv]", file=sys.stderr)
        return 2
    source = Path(arguments[0])
    default = Path(__file__).with_name("orchids.csv")
    target = Path(arguments[1]) if len(arguments) == 2 else default
    try:
        rows = read_records(read_text(source))
        target.write_text(to_csv(rows), encoding="utf-8", newline="\n")
    except (OSError, EOFError, ValueError) as error:
        print(f"derive_orchids.py: {source}: {error}", file=sys.stderr)
        return 1
    print(f"wrote {len(rows)} records to {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
