"""Make a FASTA file from NEXUS alignments that are distributed with BEAST.

    python derive_alignments.py finches.fasta      path/to/Darwins-finches.nex.gz
    python derive_alignments.py finch-species.fasta path/to/DarwinsFinches.nex.gz
    python derive_alignments.py gophers.fasta      path/to/26.nex.gz path/to/29.nex.gz ...

With several NEXUS files, one a gene, the sequences of each label are joined in the order given.
Where the files come from: see SOURCES.md. Standard library only.
"""

from __future__ import annotations

import gzip
import re
import sys
from pathlib import Path

WRAP = 60  # letters on one line of the FASTA file


def read_nexus(text: str) -> list[tuple[str, str]]:
    """Return (label, sequence) for every row of the NEXUS data matrix, in file order.

    A label loses its quotes, and blanks inside it become '_'. Where the block of taxa describes a
    label, the description follows it after a blank, as in GenBank's own FASTA files.
    Raises ValueError when there is no matrix, or when it does not hold the number of sequences
    and sites that the file itself announces.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    described = dict(re.findall(r'^\s*(\S+)\[&description="([^"]*)"\]', text, re.MULTILINE))
    found = re.search(r"\bmatrix\b(.*?);", text, flags=re.IGNORECASE | re.DOTALL)
    ntax = re.search(r"ntax\s*=\s*(\d+)", text, re.IGNORECASE)
    nchar = re.search(r"nchar\s*=\s*(\d+)", text, re.IGNORECASE)
    if not (found and ntax and nchar):
        raise ValueError("no data matrix in this file: is it a NEXUS file?")
    rows = []
    for line in re.sub(r"\[.*?\]", "", found.group(1)).splitlines():
        if not line.strip():
            continue
        row = re.fullmatch(r"\s*(?:'([^']+)'|(\S+))\s+(\S+)\s*", line)
        if not row:
            raise ValueError(f"a matrix row is not 'label sequence': {line.strip()[:40]!r}")
        label = "_".join((row[1] or row[2]).split())
        if label in described:
            label += " " + " ".join(described[label].split())
        rows.append((label, row[3].upper()))
    if len(rows) != int(ntax[1]):
        raise ValueError(f"the file announces {ntax[1]} sequences but its matrix holds {len(rows)}")
    for label, sequence in rows:
        if len(sequence) != int(nchar[1]):
            raise ValueError(f"{label} has {len(sequence)} sites, not the announced {nchar[1]}")
    return rows


def join(genes: list[list[tuple[str, str]]]) -> list[tuple[str, str]]:
    """Join the genes of each label, in the order of the first gene's labels.

    Raises ValueError when a gene does not hold the same labels, each once.
    """
    labels = [label for label, _ in genes[0]]
    for number, gene in enumerate(genes, start=1):
        if sorted(label for label, _ in gene) != sorted(labels) or len(set(labels)) < len(labels):
            raise ValueError(f"gene {number} does not hold the labels of the first gene, each once")
    by_label = [dict(gene) for gene in genes]
    return [(label, "".join(gene[label] for gene in by_label)) for label in labels]


def to_fasta(rows: list[tuple[str, str]]) -> str:
    """Write the rows as FASTA text, in the same order."""
    lines = []
    for label, sequence in rows:
        lines.append(f">{label}")
        lines += [sequence[i : i + WRAP] for i in range(0, len(sequence), WRAP)]
    return "\n".join(lines) + "\n"


def read_text(path: Path) -> str:
    """Read a text file, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as handle:
        return handle.read()


def main(arguments: list[str]) -> int:
    """Run the script; return the exit status."""
    if len(arguments) < 2:
        print("usage: python derive_alignments.py out.fasta one.nex.gz [more ...]", file=sys.stderr)
        return 2
    target, *sources = map(Path, arguments)
    genes = []
    for source in sources:
        try:
            genes.append(read_nexus(read_text(source)))
        except (OSError, EOFError, ValueError) as error:
            print(f"derive_alignments.py: {source}: {error}", file=sys.stderr)
            return 1
    try:
        rows = join(genes)
        target.write_text(to_fasta(rows), encoding="ascii", newline="\n")
    except (OSError, ValueError) as error:
        print(f"derive_alignments.py: {target}: {error}", file=sys.stderr)
        return 1
    print(f"wrote {len(rows)} sequences of {len(rows[0][1])} sites to {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
