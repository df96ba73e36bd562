"""The glossary's entries that a chapter uses, for an edition that does not hold the glossary."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from bs4 import Tag

from sitekit.printing.article import plain
from sitekit.printing.links import target_of
from sitekit.printing.pages import BuiltPage

GLOSSARY = "book/reference/glossary"
#: Goes before the ids of the entries.
PREFIX = "words--"


def words_used(pages: Iterable[BuiltPage], glossary: BuiltPage) -> dict[str, tuple[str, str]]:
    """The words that these pages link to: by their ids in the glossary, each with its meaning."""
    wanted = {
        target[1]
        for built in pages
        for anchor in built.article.select("a[href]")
        if (target := target_of(built, anchor["href"])) and target[0] == GLOSSARY
    }
    return {
        term["id"]: (_plain(term), _plain(term.find_next_sibling("dd")))
        for term in glossary.article.select("dl.glossary > dt[id]")
        if term["id"] in wanted
    }


def word_list(used: dict[str, tuple[str, str]]) -> str:
    """These words as a list, in HTML."""
    entries = (
        f'<dt id="{PREFIX}{name}">{escape(term)}</dt><dd>{escape(meaning)}</dd>'
        for name, (term, meaning) in used.items()
    )
    return (
        "<p>The glossary of the book names the sources of these.</p>"
        f'<dl class="glossary">{"".join(entries)}</dl>'
    )


def _plain(node: Tag) -> str:
    for mark in node.select(".headerlink, .meaning, .footnote-reference"):
        mark.decompose()
    return plain(node)
