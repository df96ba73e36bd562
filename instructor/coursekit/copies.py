"""Pairs of submissions that share code which few others have: evidence for a person, no verdict.

copydetect compares the code of solution cells as runs of tokens, names and comments aside. What
students were given is left out, and so is what many of the class wrote: short tasks have short
answers, and most of them look alike.
"""

from __future__ import annotations

import io
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copydetect import CodeFingerprint

#: Characters of tokenised code that a match has at least, and how many of them are hashed at a
#: time (Schleimer, Wilkerson and Aiken 2003: windows of their difference plus one miss no match).
GUARANTEED, NOISE = 30, 25
#: What more than this share of the class wrote is common ground; fewer than FEW never are.
COMMON, FEW = 0.2, 5
#: A pair is shown if the shared code makes up so much of the rarer code of both, and so many
#: characters of it.
SHARE, CHARACTERS = 0.5, 80
#: Pairs that are shown, the closest first.
MOST = 40
#: Characters of code that are compared and shown of one student.
MAX_CODE, MAX_EXCERPT = 50_000, 1_200
#: A line shorter than this is written twice by chance.
TELLING_LINE = 16


@dataclass(frozen=True)
class Pair:
    """Two submissions, and what they share."""

    students: tuple[str, str]
    shares: tuple[float, float]
    """How much of each one's code that few others have is in the other one's, 0 to 1."""
    characters: int
    """Of tokenised code that they share."""
    lines: tuple[str, ...]
    """Lines, comments and names included, that both have and nobody else."""
    excerpts: tuple[str, str]


def likely_copies(work: Mapping[str, str], given: str) -> list[Pair]:
    """The pairs that share most.

    Args:
        work: each student's solution cells, as one text.
        given: the same cells as released.
    """
    given_lines = {line.strip() for line in given.splitlines()}
    texts = {
        student: _own_lines(code[:MAX_CODE], given_lines) for student, code in work.items()
    }  # fmt: skip
    prints = {student: _fingerprint(text) for student, text in texts.items()}
    counts = Counter(found for print_ in prints.values() for found in print_.hashes)
    limit = max(FEW, COMMON * len(texts))
    common = {found for found, count in counts.items() if count > limit}
    common |= _fingerprint(given).hashes
    for print_ in prints.values():
        _leave_out(common, print_)
    seen_by = defaultdict(set)
    for student, text in texts.items():
        for line in _telling_lines(text):
            seen_by[line].add(student)
    pairs = []
    for first, second in _candidates(prints):
        pair = _compare(first, second, prints)
        if pair:
            both = tuple(line for line, who in seen_by.items() if who == {first, second})
            pairs.append(Pair(pair.students, pair.shares, pair.characters, both, pair.excerpts))
    return sorted(pairs, key=lambda p: (-min(p.shares), -p.characters, p.students))[:MOST]


def _own_lines(code: str, given: set[str]) -> str:
    """The lines that a student added to what was given."""
    return "\n".join(line for line in code.splitlines() if line.strip() not in given)


def _telling_lines(text: str) -> set[str]:
    lines = {" ".join(line.split()) for line in text.splitlines()}
    return {line for line in lines if len(re.sub(r"\W", "", line)) >= TELLING_LINE}


def _fingerprint(text: str) -> CodeFingerprint:
    from copydetect import CodeFingerprint

    window = GUARANTEED - NOISE + 1
    return CodeFingerprint("cells.py", NOISE, window, language="python", fp=io.StringIO(text))


def _leave_out(common: set[int], print_: CodeFingerprint) -> None:
    """As copydetect's own `boilerplate` does, without reading the code a second time."""
    from copydetect.utils import get_token_coverage

    print_.hash_idx = {h: places for h, places in print_.hash_idx.items() if h not in common}
    print_.hashes = set(print_.hash_idx)
    print_.token_coverage = get_token_coverage(
        print_.hash_idx, print_.k, len(print_.filtered_code)
    )  # fmt: skip


def _candidates(prints: dict[str, CodeFingerprint]) -> list[tuple[str, str]]:
    """The pairs that share at least one fingerprint; most of a class share none."""
    owners = defaultdict(list)
    for student, print_ in prints.items():
        for found in print_.hashes:
            owners[found].append(student)
    return sorted(
        {pair for own in owners.values() for pair in itertools.combinations(sorted(own), 2)}
    )


def _compare(first: str, second: str, prints: dict[str, CodeFingerprint]) -> Pair | None:
    from copydetect import compare_files

    one, other = prints[first], prints[second]
    # Each fingerprint stands for so many characters at most: nearly all pairs end here.
    most = NOISE * sum(len(one.hash_idx[found]) for found in one.hashes & other.hashes)
    if most < max(CHARACTERS, SHARE * one.token_coverage):
        return None
    characters, shares, slices = compare_files(one, other)
    if characters < CHARACTERS or min(shares) < SHARE:
        return None
    return Pair(
        (first, second),
        (min(1.0, float(shares[0])), min(1.0, float(shares[1]))),
        int(characters),
        (),
        (_excerpt(one.raw_code, slices[0]), _excerpt(other.raw_code, slices[1])),
    )


def _excerpt(code: str, slices: object) -> str:
    """The lines in which the matches lie."""
    kept: set[int] = set()
    for start, end in zip(*slices, strict=True):
        first = code.count("\n", 0, int(start))
        kept.update(range(first, code.count("\n", 0, int(end)) + 1))
    lines = code.splitlines()
    text = "\n".join(lines[number] for number in sorted(kept) if number < len(lines))
    return text if len(text) <= MAX_EXCERPT else text[:MAX_EXCERPT].rstrip() + "\n…"
