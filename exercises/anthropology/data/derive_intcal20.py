"""Make intcal20.csv: the last 15,000 years of the radiocarbon calibration curve IntCal20.

    python derive_intcal20.py path/to/intcal20.14c            # writes intcal20.csv here
    python derive_intcal20.py path/to/intcal20.14c out.csv    # writes it somewhere else

Where the file comes from: see SOURCES.md. Standard library only.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

OLDEST = 15_000  # years before 1950


def rows(text: str) -> list[tuple[int, int, int]]:
    """(years before 1950, radiocarbon age, its standard error), youngest first.

    Raises ValueError where a line is not a row of five numbers.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split(",")
        if len(parts) != 5:
            raise ValueError(f"line {number} has {len(parts)} numbers, not 5: {line[:40]!r}")
        year, age, error = (int(part) for part in parts[:3])
        if 0 <= year <= OLDEST:
            found.append((year, age, error))
    return sorted(found)


def main() -> None:
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent / "intcal20.csv"
    found = rows(Path(sys.argv[1]).read_text(encoding="utf-8"))
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["years_before_1950", "radiocarbon_age", "error"])
        writer.writerows(found)
    print(f"{target}: {len(found)} years")


if __name__ == "__main__":
    main()
