"""Run every benchmark here; print a table and write `_build/bench.json`.

A benchmark is a file `bench_*.py` with a function `measure()` that gives a list of `Figure`: ours
and the stock tool's, measured in the same run on the same machine. Trust the ratios more than the
figures.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent / "_build"


def main() -> int:
    """Measure everything; the number of benchmark files that could not be run is the exit code."""
    sys.path.insert(0, str(HERE))
    figures, failed = [], 0
    for path in sorted(HERE.glob("bench_*.py")):
        print(f"{path.name} ...", flush=True)
        try:
            figures += import_module(path.stem).measure()
        except RuntimeError as error:
            print(f"bench: {path.name}: {error}", file=sys.stderr)
            failed += 1
    BUILD.mkdir(exist_ok=True)
    records = [figure.record() for figure in figures]
    (BUILD / "bench.json").write_text(json.dumps(records, indent=2) + "\n", encoding="utf-8")
    width = max((len(record["name"]) for record in records), default=4)
    print(f"\n{'':{width}}  {'ours':>10}  {'stock':>10}  {'ratio':>6}")
    for record in records:
        print(
            f"{record['name']:{width}}  {record['ours']:>10,}  {record['stock']:>10,}  "
            f"{record['ratio']:>6.2f}  {record['unit']}"
        )
    print(f"\nwritten: {(BUILD / 'bench.json').relative_to(HERE.parent)}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
