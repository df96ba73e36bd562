"""The translations in `languages/<code>/`: which there are, and of which state of their source."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from babel import Locale, UnknownLocaleError
from pydantic import StringConstraints

from sitekit.declared import read_declared_file
from sitekit.errors import CourseError, read_text, shown
from sitekit.schema import Declaration

FOLDER = "languages"
#: The language of the source.
SOURCE = "en"
#: What an edition declares of itself.
ABOUT = "edition.yml"
#: A translation's line that says of which text it is one: in front matter, or in a comment.
STAMP = re.compile(r"^(?:# )?translates: +['\"]?([0-9a-f]{12})['\"]?$", re.MULTILINE)
#: Its line that says who has reviewed it; there is none before somebody did.
REVIEW = re.compile(r"^(?:# )?reviewed_by: +(\S.*)$", re.MULTILINE)
#: Kinds of files that are made of words.
KINDS = (".md", ".yml")
#: The translators' own notes are no translation.
NOTES = "NOTES.md"

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]


class About(Declaration):
    """`languages/<code>/edition.yml`."""

    title: Words
    author: Words
    captions: dict[str, Words]
    """The parts of the table of contents: the source's words -> the edition's."""


@dataclass(frozen=True)
class Translation:
    """One translated file."""

    language: str
    name: str
    """Its path in its folder, which is that of its source from the root."""
    path: Path
    source: Path
    stamp: str
    """The digest of the source that it was made from."""
    reviewed_by: str

    @property
    def is_behind(self) -> bool:
        """Whether the source has changed since."""
        return self.stamp != digest(self.source)

    @property
    def is_page(self) -> bool:
        """Whether it is a page of the book."""
        is_text = self.name.startswith("book/") and self.path.suffix == ".md"
        return is_text and self.path.name != "talk.md"

    @property
    def docname(self) -> str:
        """Sphinx's name of the page; of what is no page as well."""
        return self.name.removesuffix(".md")


def digest(path: Path) -> str:
    """What a translation writes down of its source's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def languages(root: Path) -> list[str]:
    """The codes of the languages that have an edition.

    Raises:
        CourseError: a folder is not named by a language's code.
    """
    codes = sorted(path.parent.name for path in (root / FOLDER).glob(f"*/{ABOUT}"))
    for code in codes:
        try:
            Locale.parse(code)
        except (ValueError, UnknownLocaleError):
            raise CourseError(
                f"{FOLDER}/{code}: no code of a language; name the folder as in es, ar, pt_BR"
            ) from None
    return codes


def read_about(root: Path, language: str) -> About:
    return read_declared_file(About, root / FOLDER / language / ABOUT)


def translations(root: Path, language: str) -> list[Translation]:
    """Every translated file of a language.

    Raises:
        CourseError: a file has no source of its path, or does not say what it translates; one line
            for each.
    """
    folder = root / FOLDER / language
    found, faults = [], []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix in KINDS):
        name = path.relative_to(folder).as_posix()
        if name in (ABOUT, NOTES):
            continue
        source, text = root / name, read_text(path)
        stamp, review = STAMP.search(text), REVIEW.search(text)
        if not source.is_file():
            faults.append(f"{shown(path)}: there is no {name} that this could translate")
        elif stamp is None:
            faults.append(
                f"{shown(path)}: say which text this translates: translates: {digest(source)} in "
                "its front matter (in a file of YAML, as a comment)"
            )
        else:
            reviewer = review[1] if review else ""
            found.append(Translation(language, name, path, source, stamp[1], reviewer))
    if faults:
        raise CourseError("\n".join(faults))
    return found


def behind(root: Path) -> Iterator[str]:
    """One line for each translation whose source has changed since it was made."""
    for language in languages(root):
        for one in translations(root, language):
            if one.is_behind:
                yield (
                    f"{shown(one.path)}: {one.name} has changed since; bring it up to date, and "
                    f"then write: translates: {digest(one.source)}"
                )


def pages(root: Path) -> dict[str, list[str]]:
    """By language, the pages that an edition has, as docnames."""
    return {
        language: [one.docname for one in translations(root, language) if one.is_page]
        for language in languages(root)
    }
