"""Make palmer-penguins.csv, birds by island and species, from the table of single birds.

    python derive_penguins.py unpacked/palmerpenguins/data/penguins-raw.csv
    python derive_penguins.py unpacked/palmerpenguins/data/penguins-raw.csv out.csv

Where the table comes from: see SOURCES.md. Standard library only.
"""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from pathlib import Path

NEEDED = ("Species", "Island")


def count_birds(text: str) -> Counter[tuple[str, str]]:
    """Return the number of birds for each (island, first word of the species' English name).

    Raises ValueError when a column that is needed is not there, or the table has no rows.
    """
    table = csv.DictReader(io.StringIO(text))
    missing = [name for name in NEEDED if name not in (table.fieldnames or [])]
    if missing:
        raise ValueError(f"no column {missing[0]!r}: is it penguins-raw.csv?")
    counts = Counter((row["Island"], row["Species"].split()[0]) for row in table)
    if not counts:
        raise ValueError("no birds in this file")
    return counts


def to_csv(counts: Counter[tuple[str, str]]) -> str:
    """A table with one row an island and one column a species, both in alphabetical order."""
    islands = sorted({island for island, _ in counts})
    species = sorted({name for _, name in counts})
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["plot", *species])
    writer.writerows([island, *(counts[island, name] for name in species)] for island in islands)
    return out.getvalue()


def main(arguments: list[str]) -> int:
    """Run the script; return the exit status."""
    if not 1 <= len(arguments) <= 2:
        print("usage: python derive_penguins.py penguins-raw.csv [out.csv]", file=sys.stderr)
        return 2
    source = Path(arguments[0])
    default = Path(__file__).with_name("palmer-penguins.csv")
    target = Path(arguments[1]) if len(arguments) == 2 else default
    try:
        counts = count_birds(source.read_text(encoding="utf-8"))
        target.write_text(to_csv(counts), encoding="utf-8", newline="\n")
    except (OSError, ValueError) as error:
        print(f"derive_penguins.py: {source}: {error}", file=sys.stderr)
        return 1
    print(f"wrote {counts.total()} birds to {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
