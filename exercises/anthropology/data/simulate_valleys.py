"""Make simulated-people.csv and simulated-founders.csv. Nobody in them exists.

    python simulate_valleys.py             # writes both files beside this script
    python simulate_valleys.py folder      # writes them there

The model is dsilab/anthropology/valleys.py. Same seed, same files.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parents[1]))  # dsilab lies there

from dsilab.anthropology.valleys import simulated_founders, simulated_people  # noqa: E402


def write(path: Path, rows: list[dict[str, str | int | float]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{path}: {len(rows)} rows")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    write(folder / "simulated-people.csv", simulated_people())
    write(folder / "simulated-founders.csv", simulated_founders())


if __name__ == "__main__":
    main()
