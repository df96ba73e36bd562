"""Make beans-simulated.csv: a SIMULATED panel of bean lines. No real bean is in it.

    python simulate_beans.py             # writes beans-simulated.csv here
    python simulate_beans.py out.csv     # writes it somewhere else

The panel has the shape of the real one that was used against the patent on the bean "Enola"
(Pallottini et al. 2004: 133 AFLP bands, 56 lines, 24 of them with yellow seeds), so that the
exercise asks a realistic question. Everything in it is drawn by chance from a fixed seed.

The model. Two gene pools part from one ancestor, each through a bottleneck. The yellow lines of a
pool part from it through a second, narrower one. Each group of lines goes back to a few founders;
a line is the offspring of two founders of its group, selfed until it breeds true: on each of 11
chromosomes it takes one founder's bands, changing over to the other at most once. So bands travel
together, as in real lines, and a band is simply there (1) or not (0). Last, each band is read
wrongly once in 200. One more line, "claimed", is a copy of one yellow line with one band changed.

Standard library only; uses nothing of `random` but `random()`, so that it is the same everywhere.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

SEED = 2009
BANDS = 133
CHROMOSOMES = 11
MISREAD = 1 / 200
#: How many copies of each band pass a bottleneck: that of a pool, that of its yellow lines.
POOL_COPIES, YELLOW_COPIES = 4, 3
#: (pool, seed colour) -> (founders, lines)
GROUPS = {
    ("Middle American", "other"): (8, 16),
    ("Middle American", "yellow"): (2, 2),
    ("Andean", "other"): (8, 16),
    ("Andean", "yellow"): (3, 22),
}
COPIED = ("Andean", "yellow")  # the group that the claimed line is copied from
CLAIMED = "claimed"
COLUMNS = ("line", "pool", "seed", "bands")

Line = list[int]


def chance(rng: random.Random, p: float) -> bool:
    """True with probability p."""
    return rng.random() < p


def below(rng: random.Random, n: int) -> int:
    """A whole number from 0 to n - 1."""
    return int(rng.random() * n)


def drifted(rng: random.Random, p: float, copies: int) -> float:
    """The frequency of a band after it was passed on through `copies` copies by chance."""
    return sum(chance(rng, p) for _ in range(copies)) / copies


def founders(rng: random.Random, frequencies: list[float], number: int) -> list[Line]:
    """Founders of a group, each band drawn by its frequency."""
    return [[int(chance(rng, p)) for p in frequencies] for _ in range(number)]


def inbred_offspring(rng: random.Random, first: Line, second: Line) -> Line:
    """A true-breeding line from two founders: mosaic by chromosome, at most one change-over."""
    line: Line = []
    for chromosome in range(CHROMOSOMES):
        start = chromosome * BANDS // CHROMOSOMES
        end = (chromosome + 1) * BANDS // CHROMOSOMES
        one, other = (first, second) if chance(rng, 0.5) else (second, first)
        change = start + below(rng, end - start) if chance(rng, 0.5) else end
        line += one[start:change] + other[change:end]
    return line


def simulate(seed: int = SEED) -> list[tuple[str, str, str, str]]:
    """Return the rows of the panel: line, pool, seed colour, bands."""
    rng = random.Random(seed)
    ancestor = [0.1 + 0.8 * rng.random() for _ in range(BANDS)]
    pools = {
        pool: [drifted(rng, p, POOL_COPIES) for p in ancestor]
        for pool in ("Middle American", "Andean")
    }
    made: list[tuple[str, str, Line]] = []
    yellow: list[Line] = []
    for group, (number, size) in GROUPS.items():
        pool, colour = group
        frequencies = pools[pool]
        if colour == "yellow":
            frequencies = [drifted(rng, p, YELLOW_COPIES) for p in frequencies]
        parents = founders(rng, frequencies, number)
        for _ in range(size):
            first = below(rng, number)
            second = (first + 1 + below(rng, number - 1)) % number
            line = inbred_offspring(rng, parents[first], parents[second])
            line = [band ^ chance(rng, MISREAD) for band in line]
            made.append((pool, colour, line))
            if group == COPIED:
                yellow.append(line)
    copy = list(yellow[below(rng, len(yellow))])
    copy[below(rng, BANDS)] ^= 1
    order = sorted(range(len(made)), key=lambda _: rng.random())
    rows = [(CLAIMED, "unknown", "yellow", "".join(map(str, copy)))]
    for number, index in enumerate(order, start=1):
        pool, colour, line = made[index]
        rows.append((f"line-{number:02d}", pool, colour, "".join(map(str, line))))
    return rows


def main(arguments: list[str]) -> int:
    """Run the script; return the exit status."""
    if len(arguments) > 1:
        print("usage: python simulate_beans.py [out.csv]", file=sys.stderr)
        return 2
    target = Path(arguments[0]) if arguments else Path(__file__).with_name("beans-simulated.csv")
    rows = simulate()
    lines = [",".join(row) for row in (COLUMNS, *rows)]
    try:
        target.write_text("\n".join(lines) + "\n", encoding="ascii", newline="\n")
    except OSError as error:
        print(f"simulate_beans.py: {target}: {error}", file=sys.stderr)
        return 1
    print(f"wrote {len(rows)} simulated lines to {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
