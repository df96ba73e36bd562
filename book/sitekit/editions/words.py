"""The glossary's entries that a chapter uses, for an edition that does not hold the glossary."""

from __future__ import annotations

from collections.abc import Iterable

from bs4 import Tag

from sitekit.editions.article import plain
from sitekit.editions.links import target_of
from sitekit.editions.pages import BuiltPage

GLOSSARY = "book/reference/glossary"
#: Goes before the ids of the entries.
PREFIX = "words--"


def words_used(pages: Iterable[BuiltPage], glossary: BuiltPage) -> str:
    """A list of the words that these pages link to, with their meanings, as HTML."""
    used = {
        target[1]
        for built in pages
        for anchor in built.article.select("a[href]")
        if (target := target_of(built, anchor["href"])) and target[0] == GLOSSARY
    }
    entries = []
    for term in glossary.article.select("dl.glossary > dt[id]"):
        if term["id"] in used:
            name = plain(_bare(term))
            meaning = _bare(term.find_next_sibling("dd"))
            entries.append(f'<dt id="{PREFIX}{term["id"]}">{name}</dt><dd>{plain(meaning)}</dd>')
    return f'<dl class="glossary">{"".join(entries)}</dl>' if entries else ""


def _bare(node: Tag) -> Tag:
    for mark in node.select(".headerlink, .meaning"):
        mark.decompose()
    return node
