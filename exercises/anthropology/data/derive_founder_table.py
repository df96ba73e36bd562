"""Make founder-gradient.csv: the mean heterozygosity of each population, and no person's data.

    python derive_founder_table.py path/to/eHGDP.rda            # writes founder-gradient.csv here
    python derive_founder_table.py path/to/eHGDP.rda out.csv    # writes it somewhere else

Where the file comes from: see SOURCES.md. Needs the package `rdata` (and numpy, which it brings).
Only averages over 678 markers leave this script; the genotypes it reads are never written.
"""

from __future__ import annotations

import csv
import sys
import warnings
from pathlib import Path

#: Labels of the published table that the people named no longer use, or that run words together.
TIDY = {
    "BantuKenya": "Bantu speakers (Kenya)",
    "BantuSouthEast": "Bantu speakers (south-east)",
    "BantuSouthWest": "Bantu speakers (south-west)",
    "BiakaPygmy": "Biaka",
    "Han-NChina": "Han (north China)",
    "MbutiPygmy": "Mbuti",
    "TicunaArara": "Ticuna (Arara)",
    "TicunaTarapaca": "Ticuna (Tarapaca)",
    "TundraNentsi": "Nenets",
}
#: Peoples whose associations asked that their blood and DNA no longer be passed on (The New York
#: Times, 20 June 2007). Not even an average of theirs is taken.
LEFT_OUT = {"Karitiana", "Surui"}
#: A mean over fewer people than this would come close to being about persons.
FEWEST = 5
REGION = {
    "AFRICA": "Africa",
    "AMERICA": "America",
    "CENTRAL_SOUTH_ASIA": "Central and South Asia",
    "EAST_ASIA": "East Asia",
    "EUROPE": "Europe",
    "MIDDLE_EAST": "Middle East",
    "OCEANIA": "Oceania",
}


def heterozygosity(counts: list[float]) -> float | None:
    """Unbiased expected heterozygosity at one marker from its allele counts (Nei 1978).

    None where fewer than two copies were typed.
    """
    copies = sum(counts)
    if copies < 2:
        return None
    return copies / (copies - 1) * (1 - sum((count / copies) ** 2 for count in counts))


def rows(path: str | Path) -> list[dict[str, object]]:
    """One row a population: name, region, latitude, longitude, people, mean heterozygosity."""
    import numpy
    import rdata

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # classes of R that this script does not use
        panel = rdata.read_rda(str(path))["eHGDP"]
    table = numpy.asarray(panel.tab.values, dtype=float)  # people x alleles: copies, nan untyped
    marker_of = numpy.asarray(getattr(panel, "loc.fac").codes)
    label_of = numpy.asarray(panel.pop.astype(int))
    info = panel.other["popInfo"]
    found = []
    for _, one in info.iterrows():
        if one["Population"] in LEFT_OUT:
            continue
        people = table[label_of == int(one["Label"])]
        if len(people) < FEWEST:
            continue
        totals = numpy.nansum(people, axis=0)
        by_marker = [totals[marker_of == marker] for marker in range(marker_of.max() + 1)]
        values = [value for counts in by_marker
                  if (value := heterozygosity(counts.tolist())) is not None]  # fmt: skip
        found.append(
            {
                "population": TIDY.get(one["Population"], one["Population"]),
                "region": REGION[one["Region"]],
                "latitude": float(one["Latitude"]),
                "longitude": float(one["Longitude"]),
                "people": len(people),
                "heterozygosity": round(sum(values) / len(values), 4),
            }
        )
    return found


def main() -> None:
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent
    if target.is_dir():
        target /= "founder-gradient.csv"
    found = rows(sys.argv[1])
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(found[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
    print(f"{target}: {len(found)} populations")


if __name__ == "__main__":
    main()
