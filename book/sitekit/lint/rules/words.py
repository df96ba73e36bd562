"""DSI4xx: words that a reader should not have to look up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from sitekit.glossary import DOCNAME, EVERYDAY, entries_of
from sitekit.lint.document import Block, Document
from sitekit.lint.rule import Finding, Rule
from sitekit.lint.rules.access import sections_of_sources
from sitekit.lint.sources import Sources

WORDS = "book/_data/hard-words.yml"
#: Pages that are lists of words themselves.
LISTS = frozenset({f"{DOCNAME}.md", "book/reference/acronyms.md"})
#: A short form in capitals, such as PIC or COP17; not a document’s number, nor letters of DNA.
SHORT_FORM = re.compile(
    r"(?<![\w/.’'-])(?![ACGTUN]+\b|[IVX]+\b)[A-Z]{2,6}\d{0,2}(?![\w/&]|-\d|\.\d)"
)


@dataclass(frozen=True)
class _Words:
    """What the course’s lists say of words."""

    known: frozenset[str]
    hard: re.Pattern[str]
    glossary: dict[str, set[str]]
    """Each word of each term of the glossary in small letters, with the terms that hold it."""


def read_words(root: Path) -> _Words:
    """The list of hard words, and the glossary’s terms."""
    lists = yaml.safe_load((root / WORDS).read_text(encoding="utf-8"))
    page = root / f"{DOCNAME}.md"
    entries = entries_of(page.read_text(encoding="utf-8")) if page.is_file() else []
    glossary: dict[str, set[str]] = {}
    for term in (term for entry in entries for term in entry):
        for word in (*term.split(), term):
            glossary.setdefault(word.casefold(), set()).add(term)
    forms = sorted(
        (re.escape(word).replace(r"\ ", r"\s+") for word in lists["hard"]), key=len, reverse=True
    )
    return _Words(
        frozenset(lists["known"]),
        re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})s?(?![\w-]|\.\w)", re.IGNORECASE),
        glossary,
    )


def words_to_look_up(sources: Sources) -> Iterator[Finding]:
    if not (sources.root / WORDS).is_file():
        return
    words = read_words(sources.root)
    pages = sources.of("page")
    for document in sources.documents:
        if document.where in LISTS or document.where == WORDS:
            continue
        # Who opens a notebook, a talk or a question has the chapter’s pages beside it.
        chapter = [page for page in pages if page.folder == document.folder]
        beside = {"page": [], "data": chapter or pages}.get(document.kind, chapter)
        blocks = [block for one in (document, *beside) for block in one.blocks]
        seen: set[str] = set()
        for block, found in _uses(document, words):
            word = " ".join(found[0].split())
            if word.casefold() in seen:
                continue
            seen.add(word.casefold())
            if not _linked(word, blocks, words) and not explained(word, blocks):
                yield Finding(document.where, block.line_of(found.start()), f"“{word}”")


def _uses(document: Document, words: _Words) -> Iterator[tuple[Block, re.Match[str]]]:
    titles = sections_of_sources(document)
    for block in document.blocks:
        # A row of a table that begins with the word says what it means.
        if block.section in titles or (block.kind == "cell" and len(block.prose.split()) == 1):
            continue
        for found in SHORT_FORM.finditer(block.prose):
            if found[0] not in words.known:
                yield block, found
        for found in words.hard.finditer(block.prose):
            yield block, found


def _linked(word: str, blocks: list[Block], words: _Words) -> bool:
    """Whether the glossary has the word, and a page links to it where it stands in running text."""
    small = word.casefold()
    terms = words.glossary.get(small) or words.glossary.get(small.removesuffix("s"), set())
    linked_by_itself = any(term not in EVERYDAY for term in terms)
    pattern = re.compile(rf"(?<![\w-]){re.escape(word)}", re.IGNORECASE)
    return any(
        terms & set(block.terms)
        or (linked_by_itself and block.kind != "heading" and pattern.search(block.prose))
        for block in blocks
    )


#: How plain English says what a word means: beside it, in brackets, or with “called”.
_BEFORE = (
    r"(?:\b(?:called|named|known as|short for|say|or|abbreviated(?: as)?)"
    r"\s+(?:(?:an?|the|its|their)\s+)?[“\"*]?)"
)
_AFTER = (
    r"[”\"*]?(?:\s*\((?!\d)|:\s"
    r"|\s+(?:is|are|was|were|means?|stands for)\s+(?:an?|the|in|those|all)\b"
    r"|,\s+(?:an?|the|its|that is|which|or|where|those|in which|in short|short for|for short)\b)"
)


def explained(word: str, blocks: list[Block]) -> bool:
    """Whether one of these texts says what the word means."""
    stem = re.escape(word)
    saying = re.compile(
        rf"{_BEFORE}{stem}s?\b|\b{stem}s?{_AFTER}|\([^()]{{0,40}}\b{stem}s?\b[^()]{{0,60}}\)"
        rf"|,\s+(?:the\s+)?{stem}s?[,.;:]",
        re.IGNORECASE if word.islower() else 0,
    )
    marked = re.compile(rf"\b{stem}s?\b", re.IGNORECASE)
    for block in blocks:
        flat = " ".join(block.prose.split())
        if saying.search(flat) or any(marked.search(words) for words in block.marked):
            return True
        if word.isupper() and _spelt_out(word, flat):
            return True
    return False


def _spelt_out(short: str, text: str) -> bool:
    """Whether the text has capitalised words whose first letters make the short form."""
    letters = [re.escape(letter) for letter in short if letter.isalpha()]
    between = r"[a-z]+[\s-]+(?:(?:of|the|for|and|on|in|to|its)\s+)*"
    return re.search(rf"\b{between.join(letters)}[a-z]+", text, re.IGNORECASE) is not None


RULES = (
    Rule(
        "DSI401",
        "word that a reader would have to look up",
        "A short form or a word of one trade shuts out readers of another, and those who read "
        "English as a second language.",
        "give it an entry in book/reference/glossary.md (its first use is then linked), or say "
        "beside it what it means; names that all readers know go into book/_data/hard-words.yml",
        words_to_look_up,
    ),
)
