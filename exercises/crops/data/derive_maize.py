"""Make maize-hybrids.csv from the test data that are distributed with CropGBM.

    python derive_maize.py path/to/cropgbm/testdata            # writes maize-hybrids.csv here
    python derive_maize.py path/to/cropgbm/testdata out.csv    # writes it somewhere else

Where the folder comes from: see SOURCES.md. Standard library only.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

GENOTYPE_FILES = ("train.geno", "valid.geno", "test.geno")
LABEL_FILE = "phefile.txt"
COLUMNS = ("hybrid", "mother", "father", "pool", "genotypes")
CODES = frozenset("012")


def read_genotypes(folder: Path) -> dict[str, str]:
    """Return hybrid -> its genotypes, one digit a marker, from the three genotype files.

    Raises ValueError when the files have other markers, a row is short, a code is not 0, 1 or 2,
    or a hybrid comes twice.
    """
    markers: list[str] | None = None
    found: dict[str, str] = {}
    for name in GENOTYPE_FILES:
        with (folder / name).open(encoding="utf-8", newline="") as handle:
            header, *rows = csv.reader(handle)
        if markers is None:
            markers = header
        if header != markers:
            raise ValueError(f"{name} does not have the same markers as {GENOTYPE_FILES[0]}")
        for hybrid, *codes in rows:
            if len(codes) != len(markers):
                raise ValueError(f"{name}: {hybrid} has {len(codes)} codes, not {len(markers)}")
            if not CODES.issuperset(codes):
                raise ValueError(f"{name}: {hybrid} has a code that is not 0, 1 or 2")
            if hybrid in found:
                raise ValueError(f"{name}: {hybrid} is there twice")
            found[hybrid] = "".join(codes)
    return found


def read_labels(folder: Path) -> dict[str, tuple[str, str]]:
    """Return hybrid -> (father, pool) from the label file."""
    with (folder / LABEL_FILE).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return {row["seqname"]: (row["paternal_line"], row["pop_class"]) for row in rows}


def to_rows(genotypes: dict[str, str], labels: dict[str, tuple[str, str]]) -> list[tuple[str, ...]]:
    """One row a hybrid, sorted by pool, father and name. The mother is the name before `_X_`.

    Raises ValueError when a hybrid has no label, or its name does not hold its father's.
    """
    rows = []
    for hybrid, codes in genotypes.items():
        if hybrid not in labels:
            raise ValueError(f"{hybrid} has no line in {LABEL_FILE}")
        father, pool = labels[hybrid]
        mother, cross, name = hybrid.partition("_X_")
        if not cross or name != father:
            raise ValueError(f"{hybrid} is not named after its father {father}")
        rows.append((hybrid, mother, father, pool, codes))
    return sorted(rows, key=lambda row: (row[3], _number(row[2]), _number(row[1])))


def _number(name: str) -> int:
    return int(name.rsplit("_", 1)[1])


def main(arguments: list[str]) -> int:
    """Run the script; return the exit status."""
    if not 1 <= len(arguments) <= 2:
        print("usage: python derive_maize.py cropgbm/testdata [out.csv]", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    default = Path(__file__).with_name("maize-hybrids.csv")
    target = Path(arguments[1]) if len(arguments) == 2 else default
    try:
        rows = to_rows(read_genotypes(folder), read_labels(folder))
    except (OSError, KeyError, ValueError) as error:
        print(f"derive_maize.py: {folder}: {error}", file=sys.stderr)
        return 1
    lines = [",".join(row) for row in (COLUMNS, *rows)]
    target.write_text("\n".join(lines) + "\n", encoding="ascii", newline="\n")
    print(f"wrote {len(rows)} hybrids to {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
