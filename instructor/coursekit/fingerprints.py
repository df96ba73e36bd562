"""Lines of text in a form that survives HTML, JSON, highlighting and re-wrapping."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: A line shorter than this (without spaces) may well be found elsewhere by chance.
SIGNIFICANT_LENGTH = 25
#: Of which so many must be letters or digits: a row of punctuation says nothing.
SIGNIFICANT_WORDS = 16

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_ASCII_PUNCTUATION = bytes(c for c in range(128) if not chr(c).isalnum())
#: The part of a Markdown link or role that a rendered page does not show as text.
_UNSEEN_MARKUP = re.compile(r"\]\([^)]*\)|\{[a-z:]+\}`")


def normalise(text: str) -> str:
    """Only the letters and digits, in lower case.

    Quotes, escapes, tags, list markers, spaces and line ends are what changes on the way from a
    source to a page, a notebook or a search index.
    """
    if "\x1b" in text:
        text = _ANSI.sub("", text)
    # Nearly all that goes is ASCII, and deleting bytes is many times quicker than a regex.
    kept = text.encode("utf-8", "replace").translate(None, _ASCII_PUNCTUATION).lower()
    if kept.isascii():
        return kept.decode("ascii")
    return _NOT_ALPHANUMERIC.sub("", kept.decode("utf-8")).lower()


def significant_lines(text: str) -> Iterator[tuple[int, str, frozenset[str]]]:
    """Each line that is long enough to tell: its number (from 1), itself, its fingerprints."""
    for number, line in enumerate(text.splitlines(), 1):
        if len("".join(line.split())) < SIGNIFICANT_LENGTH:
            continue
        prints = {normalise(line), normalise(_UNSEEN_MARKUP.sub("", line))}
        telling = frozenset(p for p in prints if len(p) >= SIGNIFICANT_WORDS)
        if telling:
            yield number, line.strip(), telling


def fingerprints(text: str) -> set[str]:
    """The fingerprints of all significant lines of a text."""
    return {found for _, _, prints in significant_lines(text) for found in prints}
