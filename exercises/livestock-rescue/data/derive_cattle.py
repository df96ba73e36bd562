"""Make cattle.csv from the cattle genotypes that are distributed with the R package adegenet.

    python derive_cattle.py path/to/microbov.rda            # writes cattle.csv here
    python derive_cattle.py path/to/microbov.rda out.csv    # writes it somewhere else

Where the file comes from: see SOURCES.md. Standard library only; `rda.py` beside it reads the file.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

from rda import Value, read_rda

#: Names as the file gives them -> as we write them.
BREED = {
    "BlondeAquitaine": "Blonde d'Aquitaine",
    "BretPieNoire": "Bretonne Pie Noire",
    "MaineAnjou": "Maine-Anjou",
    "NDama": "N'Dama",
}
ORIGIN = {"AF": "Africa", "FR": "France"}
SPECIES = {"BI": "Bos indicus", "BT": "Bos taurus"}


def rows_of(microbov: Value) -> tuple[list[str], list[list[str]]]:
    """The header and one row an animal: animal, breed, origin, species, then its genotypes.

    A genotype is written "167/175"; an empty field is one that could not be read.
    Raises ValueError when the table of alleles does not fit the animals, or a genotype is neither
    empty nor made of two alleles.
    """
    slots = microbov.attributes
    table = slots["tab"]
    animals, columns = (part.values for part in table.attributes["dimnames"].values)
    loci = slots["loc.n.all"].attributes["names"].values
    other = slots["other"].named()
    breeds = slots["pop"].words()
    origins, species = other["coun"].words(), other["spe"].words()
    if not len(animals) == len(breeds) == len(origins) == len(species):
        raise ValueError("the animals and their breeds do not fit together")
    if len(table.values) != len(animals) * len(columns):
        raise ValueError("the table of alleles does not fit its names")
    where: dict[str, list[tuple[int, str]]] = {locus: [] for locus in loci}
    for column, name in enumerate(columns):
        locus, _, allele = name.rpartition(".")
        where[locus].append((column, allele))
    rows = []
    for number, animal in enumerate(animals):
        row = [animal, BREED.get(breeds[number], breeds[number])]
        row += [ORIGIN[origins[number]], SPECIES[species[number]]]
        for locus in loci:
            alleles: list[str] = []
            for column, allele in where[locus]:
                count = table.values[column * len(animals) + number]  # R stores column by column
                alleles += [allele] * (count or 0)
            if len(alleles) not in (0, 2):
                raise ValueError(f"{animal} has {len(alleles)} alleles at {locus}, not two")
            row.append("/".join(sorted(alleles)))
        rows.append(row)
    return ["animal", "breed", "origin", "species", *loci], rows


def main(arguments: list[str]) -> int:
    """Run the script; return the exit status."""
    if not 1 <= len(arguments) <= 2:
        print("usage: python derive_cattle.py microbov.rda [out.csv]", file=sys.stderr)
        return 2
    source = Path(arguments[0])
    target = Path(arguments[1]) if len(arguments) == 2 else Path(__file__).with_name("cattle.csv")
    try:
        objects = read_rda(source)
        if "microbov" not in objects:
            raise ValueError("there is no object 'microbov' in this file")
        header, rows = rows_of(objects["microbov"])
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([header, *rows])
        target.write_text(text.getvalue(), encoding="utf-8", newline="\n")
    except (OSError, ValueError) as error:
        print(f"derive_cattle.py: {source}: {error}", file=sys.stderr)
        return 1
    print(f"wrote {len(rows)} animals and {len(header) - 4} loci to {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
