"""How the synthetic voice says names: `book/_data/pronunciations.yml`, a list to be reviewed.

A name that stands in no list stops the build: nobody would notice that it is said wrongly. Names
that the voice reads well are in `pronunciations-allowed.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

from sitekit.declared import read_declared_file
from sitekit.errors import CourseError, read_text, shown
from sitekit.schema import Declaration
from sitekit.talks.source import Talk

FOLDER = Path("book") / "_data"
LIST, ALLOWED = "pronunciations.yml", "pronunciations-allowed.txt"
WORD = re.compile(r"[^\W\d_](?:[\w'’\-]*\w)?")
POSSESSIVE = re.compile(r"['’]s$")
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Entry(Declaration):
    """A word as it is written, the spelling that makes the voice say it, and how we know."""

    written: Text
    say: Text
    source: Text


@dataclass(frozen=True)
class Pronunciations:
    """The words that are respelled for the voice, and those that it reads well as they are."""

    say: dict[str, str]
    allowed: frozenset[str]

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        words = sorted(self.say, key=len, reverse=True)
        known = "|".join(map(re.escape, words))
        return re.compile(rf"(?<!\w)(?:{known})(?!\w)") if words else None

    def respell(self, text: str) -> str:
        """The text as the voice is to read it."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda match: self.say[match[0]], text)

    def unknown(self, sentence: str) -> Iterator[str]:
        """The words that look like names, or hold letters English has not, and are in no list."""
        rest = self._pattern.sub(" ", sentence) if self._pattern else sentence
        first = WORD.search(sentence)
        for match in WORD.finditer(rest):
            word = POSSESSIVE.sub("", match[0])
            foreign = any(letter.isalpha() and not letter.isascii() for letter in word)
            name = word[0].isupper() and word != "I" and not word.startswith(("I'", "I’"))
            starts = first is not None and match.start() == first.start()
            if (foreign or (name and not starts)) and not self._knows(word):
                yield word

    def _knows(self, word: str) -> bool:
        """Whether it is allowed, whole or in each part that looks like a name (South-African)."""
        parts = [part for part in word.split("-") if part[:1].isupper()]
        return word in self.allowed or (
            "-" in word and all(part in self.allowed for part in parts) and word.isascii()
        )


def load_pronunciations(root: Path) -> Pronunciations:
    """Read both lists.

    Raises:
        CourseError: a bad field, or a word that is in a list twice or in both.
    """
    path = root / FOLDER / LIST
    say: dict[str, str] = {}
    for entry in read_declared_file(list[Entry], path):
        if entry.written in say:
            raise CourseError(f"{shown(path)}: {entry.written!r} is here twice; keep one")
        say[entry.written] = entry.say
        # Where the word begins a sentence.
        say.setdefault(entry.written[0].upper() + entry.written[1:], entry.say)
    names = root / FOLDER / ALLOWED
    lines = (line.strip() for line in read_text(names).splitlines())
    allowed = frozenset(line for line in lines if line and not line.startswith("#"))
    for word in sorted(allowed & say.keys()):
        raise CourseError(f"{shown(names)}: {word!r} is in {LIST} too; keep one of them")
    return Pronunciations(say, allowed)


def check_names(talk: Talk, pronunciations: Pronunciations) -> list[str]:
    """One line for each name of the talk that is in neither list."""
    faults = []
    for slide in talk.slides:
        for sentence in slide.sentences:
            for word in pronunciations.unknown(sentence.text):
                faults.append(
                    f"{talk.where(slide.spoken_line)}: nobody has said how the voice is to say "
                    f"{word!r}; add it to book/_data/{LIST}, or to {ALLOWED} if it reads it well"
                )
    return list(dict.fromkeys(faults))
