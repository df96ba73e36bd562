"""The glossary on every other page: the first use of a term is a link, with its meaning at hand.

Authors link a term with `{term}`. Where they did not, the first use in running text is linked here.
Each link then carries a short definition, which the style sheet shows on hover and on focus, and
which `glossary.js` closes with Escape (WCAG 2.2, 1.4.13).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config

from sitekit.html import el, element, raw

#: The glossary's page.
DOCNAME = "book/reference/glossary"
#: Words that also have an everyday sense: only an author can tell which is meant.
EVERYDAY = frozenset(
    """
    alignment audit embargo fingerprint genome genotype hybrid lineage marker median outbreak
    provenance purging read specimen substitution transition transversion
    """.split()  # noqa: SIM905  (as in schema.py)
)
#: Where no link is made: titles, links, code, captions, sources, and boxes of other directives.
CLOSED = (
    nodes.title,
    nodes.reference,
    nodes.literal,
    nodes.literal_block,
    nodes.raw,
    nodes.footnote,
    nodes.caption,
    nodes.citation,
    nodes.emphasis,
    nodes.term,
    nodes.thead,
    addnodes.pending_xref,
)
#: Elements of our own in which running text stands.
RUNNING = frozenset({"section", "div", "article", "span", "td", "p", "li", "ul", "ol"})
#: Boxes that repeat what the page says, or ask about it.
BOXES = frozenset({"lesson-header", "key-points", "mark-read"})
#: How long a definition in a tip is at least, in letters, if the entry has so much.
SHORTEST = 70


@dataclass(frozen=True)
class Entry:
    """One term of the glossary."""

    anchor: str
    meaning: str
    """The first sentence or two of its entry, as plain text."""


def first_sentences(text: str, shortest: int = SHORTEST) -> str:
    """As many whole sentences from the start of a text as make `shortest` letters."""
    sentences = re.split(r"(?<=[.!?])\s+(?=[A-ZÁÉÍÓÚÑ“«¿¡\"(])", " ".join(text.split()))
    taken = ""
    for sentence in sentences:
        taken = f"{taken} {sentence}".strip()
        if len(taken) >= shortest:
            break
    return taken


def read_entries(glossary: nodes.document) -> dict[str, Entry]:
    """The entries of a glossary's page, by the ids of their terms."""
    found = {}
    for item in glossary.findall(nodes.definition_list_item):
        definition = next(item.findall(nodes.definition))
        paragraph = next(definition.findall(nodes.paragraph)).deepcopy()
        for note in list(paragraph.findall(nodes.footnote_reference)):
            note.parent.remove(note)
        text = re.sub(r"\s+([.,;:])", r"\1", paragraph.astext())
        for term in item.findall(nodes.term):
            for anchor in term["ids"]:
                found[anchor] = Entry(anchor, first_sentences(text))
    return found


def entries_of(text: str) -> list[list[str]]:
    """The terms of each entry of a glossary, from its page's source: the lines at the margin."""
    body = text.partition(":::{glossary}\n")[2].partition("\n:::")[0]
    entries: list[list[str]] = []
    among_terms = False
    for line in body.splitlines():
        if is_term := bool(line) and not line[0].isspace():
            if among_terms:
                entries[-1].append(line.strip())
            else:
                entries.append([line.strip()])
        among_terms = is_term
    return entries


class Uses:
    """Finds uses of the glossary's terms, and remembers which entries are linked already."""

    def __init__(self, entries: list[list[str]]) -> None:
        self._entry_of = {_key(term): n for n, terms in enumerate(entries) for term in terms}
        self._term_of = {_key(term): term for terms in entries for term in terms}
        terms = [t for e in entries for t in e if t not in EVERYDAY and len(t) > 2]
        terms.sort(key=len, reverse=True)
        self._pattern = re.compile(
            rf"(?<![\w-])(?:{'|'.join(_forms(term) for term in terms) or '(?!)'})(?![\w-]|\s+[A-Z])"
        )
        self._linked: set[int] = set()

    def is_linked(self, term: str) -> None:
        """The page has a link to this term."""
        self._linked.add(self._entry_of.get(_key(term), -1))

    def first_uses(self, text: str) -> Iterator[tuple[re.Match[str], str]]:
        """Each use in this text of an entry that is not linked yet, with the term it is."""
        for match in self._pattern.finditer(text):
            use = _key(match[0])
            use = use if use in self._entry_of else use.removesuffix("s")
            entry = self._entry_of.get(use)
            if entry is not None and entry not in self._linked:
                self._linked.add(entry)
                yield match, self._term_of[use]


def _forms(term: str) -> str:
    """A term with its plural, and with a capital at the start of a sentence."""
    first = term[0]
    start = f"[{first}{first.upper()}]" if first.islower() else re.escape(first)
    return start + re.escape(term[1:]).replace(r"\ ", r"\s+") + "s?"


def _key(use: str) -> str:
    return " ".join(use.split()).casefold()


def link_first_uses(doctree: nodes.document, entries: list[list[str]]) -> None:
    """Turn the first use of each entry in running text into a link, unless it is one already."""
    uses = Uses(entries)
    for node in list(_running_text(doctree)):
        if isinstance(node, addnodes.pending_xref):
            uses.is_linked(node["reftarget"])
            continue
        words, parts, at = node.astext(), [], 0
        for match, term in uses.first_uses(words):
            parts += [nodes.Text(words[at : match.start()]), _link(term, match[0])]
            at = match.end()
        if parts:
            node.parent.replace(node, [*parts, nodes.Text(words[at:])])


def _running_text(node: nodes.Node) -> Iterator[nodes.Node]:
    """The texts that may be linked and the links to terms, in the order of the page."""
    for child in node.children:
        if isinstance(child, addnodes.pending_xref) and child.get("reftype") == "term":
            yield child
        elif isinstance(child, nodes.Text):
            if isinstance(node, nodes.paragraph | nodes.inline | nodes.strong):
                yield child
        elif isinstance(child, element):
            if child["tag"] in RUNNING and child["html_attributes"].get("class") not in BOXES:
                yield from _running_text(child)
        elif not isinstance(child, CLOSED):
            yield from _running_text(child)


def _link(term: str, words: str) -> addnodes.pending_xref:
    return addnodes.pending_xref(
        "",
        nodes.inline("", words, classes=["xref", "std", "std-term"]),
        refdomain="std",
        reftype="term",
        reftarget=term,
        refexplicit=True,
        refwarn=True,
    )


def add_tips(doctree: nodes.document, entries: dict[str, Entry]) -> None:
    """Put each linked term's meaning beside its link."""
    for number, link in enumerate(list(doctree.findall(_is_term_link)), 1):
        entry = entries.get(link["refuri"].partition("#")[2])
        if entry is None:
            continue
        name = f"meaning-{number}"
        link.replace_self(
            el(
                "span",
                el("a", link.astext(), href=link["refuri"], aria_describedby=name),
                raw(
                    f'<span class="meaning nohighlight" role="tooltip" id="{name}">'
                    f"{escape(entry.meaning, quote=False)}</span>"
                ),
                class_="term",
            )
        )


def _is_term_link(node: nodes.Node) -> bool:
    return isinstance(node, nodes.reference) and any(
        "std-term" in child.get("classes", ()) for child in node.findall(nodes.inline)
    )


def _source(root: Path) -> str:
    path = root / f"{DOCNAME}.md"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _note(app: Sphinx, config: Config) -> None:
    """All pages are read again when the glossary changes: their links and tips come from it."""
    text = _source(Path(app.srcdir))
    app.course_terms = entries_of(text)
    config.course_glossary = hashlib.sha256(text.encode()).hexdigest()


def _link_page(app: Sphinx, doctree: nodes.document) -> None:
    if app.env.docname in app.course.by_docname and app.env.docname != DOCNAME:
        link_first_uses(doctree, app.course_terms)


def _tip_page(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if app.builder.format != "html" or docname == DOCNAME or DOCNAME not in app.env.all_docs:
        return
    if not hasattr(app, "course_entries"):
        app.course_entries = read_entries(app.env.get_doctree(DOCNAME))
    add_tips(doctree, app.course_entries)


def setup(app: Sphinx) -> dict[str, Any] | None:
    app.add_config_value("course_glossary", "", "env")
    app.connect("config-inited", _note)
    app.connect("doctree-read", _link_page)
    app.connect("doctree-resolved", _tip_page)
