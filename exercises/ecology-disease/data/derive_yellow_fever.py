"""Make yellow-fever.fasta from the NEXUS file that is distributed with BEAST.

    python derive_yellow_fever.py path/to/YFV.nex.gz            # writes yellow-fever.fasta here
    python derive_yellow_fever.py path/to/YFV.nex.gz out.fasta  # writes it somewhere else

Where the NEXUS file comes from: see SOURCES.md. Standard library only.
"""

from __future__ import annotations

import gzip
import re
import sys
from pathlib import Path

WRAP = 60  # letters on one line of the FASTA file


def read_matrix(text: str) -> list[tuple[str, str]]:
    """Return (label, sequence) for every row of the NEXUS data matrix, in file order.

    Raises ValueError when there is no matrix, or when it does not hold the number of sequences
    and sites that the file itself announces.
    """
    found = re.search(r"\bmatrix\b(.*?);", text, flags=re.IGNORECASE | re.DOTALL)
    announced = re.search(r"ntax\s*=\s*(\d+).*?nchar\s*=\s*(\d+)", text, re.IGNORECASE | re.DOTALL)
    if not found or not announced:
        raise ValueError("no data matrix in this file: is it a NEXUS file?")
    rows = []
    for line in found.group(1).splitlines():
        fields = line.split()
        if not fields:
            continue
        if len(fields) != 2:
            raise ValueError(f"a matrix row is not 'label sequence': {line.strip()[:40]!r}")
        rows.append((fields[0], fields[1].upper()))
    ntax, nchar = (int(number) for number in announced.groups())
    if len(rows) != ntax:
        raise ValueError(f"the file announces {ntax} sequences but its matrix holds {len(rows)}")
    for label, sequence in rows:
        if len(sequence) != nchar:
            raise ValueError(f"{label} has {len(sequence)} sites, not the announced {nchar}")
    return rows


def to_fasta(rows: list[tuple[str, str]]) -> str:
    """Write the rows as FASTA text, labels unchanged, in the same order."""
    lines = []
    for label, sequence in rows:
        lines.append(f">{label}")
        lines += [sequence[i : i + WRAP] for i in range(0, len(sequence), WRAP)]
    return "\n".join(lines) + "\n"


def read_text(path: Path) -> str:
    """Read a text file, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as handle:
        return handle.read()


def main(arguments: list[str]) -> int:
    """Run the script; return the exit status."""
    if not 1 <= len(arguments) <= 2:
        print("usage: python derive_yellow_fever.py YFV.nex.gz [out.fasta]", file=sys.stderr)
        return 2
    source = Path(arguments[0])
    default = Path(__file__).with_name("yellow-fever.fasta")
    target = Path(arguments[1]) if len(arguments) == 2 else default
    try:
        fasta = to_fasta(read_matrix(read_text(source)))
        target.write_text(fasta, encoding="ascii", newline="\n")
    except (OSError, EOFError, ValueError) as error:
        print(f"derive_yellow_fever.py: {source}: {error}", file=sys.stderr)
        return 1
    print(f"wrote {fasta.count('>')} sequences to {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
