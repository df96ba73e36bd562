"""The glossary on other pages: which uses become links, and the meanings at hand."""

from __future__ import annotations

import re

import pytest
from docutils import nodes
from docutils.utils import new_document
from sitekit.glossary import (
    Entry,
    add_tips,
    entries_of,
    first_sentences,
    link_first_uses,
    read_entries,
)
from sitekit.html import el, to_html
from sitekit.paths import ROOT
from sphinx import addnodes

GLOSSARY = """\
Words.

:::{glossary}
Cali Fund
  The fund.

digital sequence information
DSI
  The working name.

genebank
  A collection.

read
  A stretch.
:::
"""
ENTRIES = entries_of(GLOSSARY)


def page(*parts: nodes.Node) -> nodes.document:
    document = new_document("page")
    document += parts
    return document


def paragraph(text: str) -> nodes.paragraph:
    return nodes.paragraph(text, text)


def links(document: nodes.document) -> list[tuple[str, str]]:
    return [(node.astext(), node["reftarget"]) for node in document.findall(addnodes.pending_xref)]


def test_entries_with_their_other_names():
    assert ENTRIES == [
        ["Cali Fund"],
        ["digital sequence information", "DSI"],
        ["genebank"],
        ["read"],
    ]


def test_the_first_use_alone_is_linked_and_the_words_stay():
    words = "Genebanks share DSI. Digital sequence information and genebanks, and the Cali\nFund."
    document = page(paragraph(words), paragraph("The Cali Fund again."))
    link_first_uses(document, ENTRIES)
    assert links(document) == [
        ("Genebanks", "genebank"),
        ("DSI", "DSI"),
        ("Cali\nFund", "Cali Fund"),
    ]
    assert document.children[0].astext() == words


@pytest.mark.parametrize(
    "text", ["You read a page.", "The genebanker.", "non-DSI-like", "dsi", "The Cali Fund Group."]
)
def test_no_everyday_word_and_no_part_of_a_word_or_name_is_linked(text):
    document = page(paragraph(text))
    link_first_uses(document, ENTRIES)
    assert links(document) == []


@pytest.mark.parametrize(
    "closed",
    [
        lambda text: nodes.title("", text),
        lambda text: nodes.footnote("", paragraph(text)),
        lambda text: nodes.paragraph("", "", nodes.literal("", text)),
        lambda text: nodes.paragraph("", "", nodes.emphasis("", text)),
        lambda text: nodes.paragraph("", "", nodes.reference("", text, refuri="x")),
        lambda text: el("section", paragraph(text), class_="lesson-header"),
        lambda text: el("button", text),
    ],
)
def test_nothing_is_linked_where_a_link_does_not_belong(closed):
    document = page(closed("The Cali Fund."), paragraph("The Cali Fund."))
    link_first_uses(document, ENTRIES)
    assert len(links(document)) == 1
    assert document.children[1].children[1]["reftarget"] == "Cali Fund"


def test_an_authors_own_link_counts_as_the_first():
    own = addnodes.pending_xref("", nodes.inline("", "it"), reftype="term", reftarget="DSI")
    document = page(nodes.paragraph("", "", own), paragraph("Then DSI."))
    link_first_uses(document, ENTRIES)
    assert links(document) == [("it", "DSI")]


def test_a_meaning_is_one_or_two_whole_sentences():
    assert first_sentences("Short. Then a longer one. And more.", 10) == "Short. Then a longer one."
    assert first_sentences("About 0.10 of them, e.g. these. More.", 10).endswith("these.")


def test_a_meaning_has_no_mark_of_a_footnote():
    definition = paragraph("The fund ")
    definition += nodes.footnote_reference("", "1")
    definition += nodes.Text(". It opened in 2025.")
    item = nodes.definition_list_item(
        "", nodes.term("", "Cali Fund", ids=["term-Cali-Fund"]), nodes.definition("", definition)
    )
    entry = read_entries(page(nodes.definition_list("", item)))["term-Cali-Fund"]
    assert entry.meaning == "The fund. It opened in 2025."


def test_a_link_gets_its_meaning_as_plain_html():
    link = nodes.reference("", "", refuri="glossary.html#term-x", internal=True)
    link += nodes.inline("", "the fund", classes=["xref", "std", "std-term"])
    document = page(nodes.paragraph("", "", link))
    add_tips(document, {"term-x": Entry("term-x", "A <fund>.")})
    html = to_html(document.children[0].children[0])
    assert html.startswith('<span class="term"><a href="glossary.html#term-x" aria-describedby="')
    name = re.search(r'aria-describedby="([^"]+)"', html)[1]
    assert f'role="tooltip" id="{name}">A &lt;fund&gt;.</span>' in html


def test_the_courses_acronyms_hold_every_short_name_of_the_glossary():
    text = (ROOT / "book" / "reference" / "glossary.md").read_text(encoding="utf-8")
    listed = (ROOT / "book" / "reference" / "acronyms.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \|", listed, re.MULTILINE)
    short = {name.strip() for row in rows for name in row.split(",")}
    names = [
        t for entry in entries_of(text) for t in entry if re.fullmatch(r"[a-z]?[A-Z\d]{2,}", t)
    ]
    assert len(names) > 15
    assert [name for name in names if name not in short] == []
