"""Make tortoises.csv and tortoise-populations.csv from the data in the R package ade4.

    python derive_tortoises.py path/to/ggtortoises.rda           # writes the two files here
    python derive_tortoises.py path/to/ggtortoises.rda folder    # writes them somewhere else

Where the file comes from: see SOURCES.md. Standard library only; `rda.py` beside it reads the file.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

from rda import Value, read_rda

#: Names as the file gives them, without accents -> as we write them.
ISLAND = {
    "Espanola": "Española",
    "Pinzon": "Pinzón",
    "San_Cristobal": "San Cristóbal",
    "Santa_Cruz": "Santa Cruz",
}
SHELL = {"D": "domed", "S": "saddleback", "SD": "between"}

Table = tuple[list[str], list[list[object]]]


def tables_of(tortoises: Value) -> tuple[Table, Table]:
    """Header and rows of the allele counts, and of the list of populations.

    Raises ValueError when the parts of the file do not fit together.
    """
    parts = tortoises.named()
    table, about = parts["tab"], parts["pop"].named()
    codes = [code.strip() for code in parts["pop"].attributes["row.names"].values]
    columns = table.attributes["names"].values
    if any(len(column) != len(codes) for column in (value.values for value in table.values)):
        raise ValueError("the allele counts do not fit the populations")
    counts: list[list[object]] = []
    for number, code in enumerate(codes):
        for name, column in zip(columns, table.values, strict=True):
            locus, _, allele = name.rpartition(".")
            if column.values[number]:
                counts.append([code, locus, allele, round(column.values[number])])
    islands, shells, names = (about[key].words() for key in ("isl", "carap", "subspe"))
    populations: list[list[object]] = [
        [code, ISLAND.get(island, island), SHELL[shell], name, round(size)]
        for code, island, shell, name, size in zip(
            codes, islands, shells, names, about["n"].values, strict=True
        )
    ]
    return (
        (["population", "locus", "allele", "count"], counts),
        (["population", "island", "shell", "name_in_file", "sampled"], populations),
    )


def main(arguments: list[str]) -> int:
    """Run the script; return the exit status."""
    if not 1 <= len(arguments) <= 2:
        print("usage: python derive_tortoises.py ggtortoises.rda [folder]", file=sys.stderr)
        return 2
    source = Path(arguments[0])
    folder = Path(arguments[1]) if len(arguments) == 2 else Path(__file__).parent
    try:
        objects = read_rda(source)
        if "ggtortoises" not in objects:
            raise ValueError("there is no object 'ggtortoises' in this file")
        tables = tables_of(objects["ggtortoises"])
        names = ("tortoises.csv", "tortoise-populations.csv")
        for name, (header, rows) in zip(names, tables, strict=True):
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerows([header, *rows])
            (folder / name).write_text(text.getvalue(), encoding="utf-8", newline="\n")
    except (OSError, ValueError) as error:
        print(f"derive_tortoises.py: {source}: {error}", file=sys.stderr)
        return 1
    print(f"wrote {len(tables[0][1])} allele counts of {len(tables[1][1])} populations to {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
