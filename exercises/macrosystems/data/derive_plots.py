"""Make the four plot tables from the files that are distributed with the package nuee.

    python derive_plots.py unpacked/nuee/data            # writes the four CSV files here
    python derive_plots.py unpacked/nuee/data elsewhere  # writes them into another folder

Where the files come from: see SOURCES.md. Standard library only.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

#: File of the package -> file of this course, number of plots, number of species.
TABLES = {
    "BCI.csv": ("barro-colorado-trees.csv", 50, 225),
    "dune.csv": ("dutch-dune-meadows.csv", 20, 30),
    "varespec.csv": ("finnish-lichen-pastures.csv", 24, 44),
    "mite.csv": ("quebec-soil-mites.csv", 70, 35),
}


def read_table(text: str) -> tuple[list[str], list[list[str]]]:
    """Return the names of the species and the rows (plot, value, value, ...) of one table.

    Raises ValueError when the table has no rows, a row has the wrong length, or a value is not a
    number of at least 0.
    """
    lines = list(csv.reader(io.StringIO(text)))
    if len(lines) < 2 or len(lines[0]) < 2:
        raise ValueError("no table of plots and species in this file")
    header, *rows = lines
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"plot {row[:1]} has {len(row) - 1} values, not {len(header) - 1}")
        for value in row[1:]:
            if not float(value) >= 0:
                raise ValueError(f"plot {row[0]} holds {value!r}, which is no amount")
    return header[1:], rows


def to_csv(species: list[str], rows: list[list[str]]) -> str:
    """The same table, with a name for the first column and readable names of species."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["plot", *(name.replace(".", " ") for name in species)])
    writer.writerows(rows)
    return out.getvalue()


def main(arguments: list[str]) -> int:
    """Run the script; return the exit status."""
    if not 1 <= len(arguments) <= 2:
        print("usage: python derive_plots.py unpacked/nuee/data [folder]", file=sys.stderr)
        return 2
    source = Path(arguments[0])
    target = Path(arguments[1]) if len(arguments) == 2 else Path(__file__).parent
    written = []
    for name, (new_name, plots, kinds) in TABLES.items():
        try:
            species, rows = read_table((source / name).read_text(encoding="utf-8"))
            if (len(rows), len(species)) != (plots, kinds):
                raise ValueError(
                    f"{len(rows)} plots and {len(species)} species, not {plots} and {kinds}: "
                    "is it the version that SOURCES.md names?"
                )
        except (OSError, ValueError) as error:
            print(f"derive_plots.py: {source / name}: {error}", file=sys.stderr)
            return 1
        written.append((new_name, to_csv(species, rows)))
    for new_name, text in written:
        (target / new_name).write_text(text, encoding="utf-8", newline="\n")
        print(f"wrote {new_name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
