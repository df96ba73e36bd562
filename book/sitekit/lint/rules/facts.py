"""DSI2xx: what the course states as a fact, where it is from, and who may use what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sitekit.lint.document import Block, Document
from sitekit.lint.rule import Finding, Rule
from sitekit.lint.sources import Sources
from sitekit.references import (
    bibliographies,
    keys_in_two_files,
    uncited_references,
    unopenable_references,
)

_THINGS = """
    km kilomet(?:re|er)s? metres? hectares? tonnes? kg grams? degrees? litres? Mb Gb GB MB
    species sequences genomes records entries samples specimens countries parties members
    breeds varieties hybrids accessions letters crops cases deaths people birds animals firms
    companies farmers villages peoples languages studies papers articles sites plots patents
"""
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "spring|summer|autumn|winter|late|early"
)
#: A number that somebody counted or measured, or a year in which something happened.
NUMBER = re.compile(
    rf"""
    \d[\d,.]*\s?(?:%|per\s?cent\b)
    | (?:[€$£¥]|\bUSD|\bEUR)\s?\d
    | \b\d[\d,.]*\s(?:(?:US\s)?dollars|euros|pounds|rand|yen|francs|reais|pesos|rupees)\b
    | \b\d[\d,.]*\s(?:thousand|million|billion|trillion)\b
    | \b\d{{1,3}}(?:,\d{{3}})+\b
    | \b\d[\d.]*\s(?:[a-z-]+\s){{0,2}}(?:{"|".join(_THINGS.split())})\b
    | \b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|{_MONTHS})\s(?:19|20)\d\d\b
    """,
    re.VERBOSE,
)
#: Words by which a text says that a number is its own: made up, worked out here, a task; and the
#: date that it gives itself.
OWN = re.compile(
    r"\b(?:invented|imagined?|suppose|simulat\w+|model\w*|comput\w+|calculat\w+|work\w* out|"
    r"our (?:own )?(?:data|count|figure)s?|for example|assum\w+|fictional|hypothetical|"
    r"as of|we do not know|we could not|no report of|nothing on)\b",
    re.IGNORECASE,
)
#: What gives its own credit: figures (DSI205), and parts where invented people speak or readers do.
#: (A listing, such as a database record, is its own evidence: a directive without a name.)
CREDITED = ("", "chart", "explorer", "timeline", "concerns", "data-sources")
SPOKEN = frozenset({*CREDITED, "position", "selfcheck", "worksheet", "negotiation"})
#: Headings of parts in which the reader moves a model or thinks of a case.
TASKS = re.compile(r"^(?:try (?:this|it)|do it once)\b", re.IGNORECASE)


def unsourced_numbers(sources: Sources) -> Iterator[Finding]:
    for document in sources.of("page", "talk"):
        cited = _sourced_units(document)
        tasks = {b.section for b in document.blocks if b.kind == "heading" and TASKS.match(b.prose)}
        for block in document.prose_blocks:
            if block.kind == "field" or block.section in tasks or SPOKEN & set(block.inside):
                continue
            if _place(document, block) & cited or _points_on(block):
                continue
            for line, sentence in block.sentences():
                if sentence.endswith("?") or OWN.search(sentence):
                    continue
                if found := NUMBER.search(sentence):
                    yield Finding(document.where, line, f"“{excerpt(sentence, found)}”")
                    break


def _place(document: Document, block: Block) -> set[tuple[int, int, int]]:
    """Where a source of this block may stand: in it or beside it; in a talk, on the same slide.

    An entry of the glossary stands alone.
    """
    if document.kind == "talk":
        return {(block.section, 0, 0)}
    steps = (0,) if "glossary" in block.inside else (-1, 0, 1)
    return {(block.section, block.holder, block.unit + step) for step in steps}


def _points_on(block: Block) -> bool:
    """Whether it sends the reader to the page of the book that tells of it."""
    return any(".md" in link.target for link in block.links)


def _sourced_units(document: Document) -> set[tuple[int, int, int]]:
    sourced = [
        (block.section, block.holder, block.unit)
        for block in document.blocks
        # A paragraph that is a formula alone shows how the number beside it is worked out.
        if block.cites
        or not block.prose.strip()
        or any(link.target.startswith("http") for link in block.links)
    ]
    if document.kind == "talk":
        return {(section, 0, 0) for section, _, _ in sourced}
    sourced += [
        (directive.section, directive.holder, unit)
        for directive in document.directives
        if directive.name in CREDITED
        for unit in (directive.unit, directive.last_unit)
    ]
    return set(sourced)


def excerpt(sentence: str, found: re.Match[str], around: int = 45) -> str:
    """The words around what was found, on one line."""
    start, end = max(0, found.start() - around), found.end() + around
    words = " ".join(sentence[start:end].split())
    return ("… " if start else "") + words + (" …" if end < len(sentence) else "")


#: Words that are true on one day only, in the places in which they claim something.
MOVING = re.compile(
    r"""
    \b(?:currently|nowadays|at\ present|presently|to\ date|at\ the\ moment|recently|until\ now)\b
    | ^Today\b | \btoday\ (?:has|have|is|are|there|more|no|only)\b | \b(?:is|are|has|have)\ today\b
    | \bnot\ so\ far\b | \b[Ss]o\ far,?\ (?:no|none|only|close|\d)
    | \b(?:has|have)\ not\ yet\b | \b(?:has|have)\ yet\ to\b
    | \bnot\ yet\ (?:in\ force|signed|ratified|decided|adopted|published|public)\b
    | (?<!what\ )\b(?:is|are)\ still\ (?:open|pending|under|in\ force)\b
    | \bnow\ (?:sits?|asks?|requires?|holds?|has|have|covers?|applies|lies|counts?|lists?)\b
    | \b(?:is|are|has|have)\ now\ (?=[a-z]) | \bcan\ still\ be\ found\b
    | \b(?:this|last)\ year\b | \b[Tt]he\ latest\b | \bmost\ recent\b
    """,
    re.VERBOSE,
)
DATE = re.compile(r"\b(?:19|20)\d\d\b")
#: How a page that is all about the present begins.
STATE = re.compile(r"(?:^|\s)(?:State:|As of)\s[^.]*\b20\d\d\b")


def undated_claims(sources: Sources) -> Iterator[Finding]:
    for document in sources.of("page", "talk"):
        stated = document.blocks[:3] if document.folder == "reference" else []
        if any(STATE.search(block.prose) for block in stated):
            continue
        for block in document.prose_blocks:
            if SPOKEN & set(block.inside) or DATE.search(block.prose):
                continue
            for line, sentence in block.sentences():
                if (found := MOVING.search(sentence)) and not sentence.endswith("?"):
                    yield Finding(document.where, line, f"“{excerpt(sentence, found)}”")


def references_to_mend(sources: Sources) -> Iterator[Finding]:
    files = bibliographies(sources.root)
    for path in files:
        yield from map(Finding.from_line, unopenable_references(path))
    yield from map(Finding.from_line, keys_in_two_files(files))


def references_nobody_cites(sources: Sources) -> Iterable[Finding]:
    return map(Finding.from_line, uncited_references(sources.root, sources.site))


RULES = (
    Rule(
        "DSI201",
        "reference that cannot be opened",
        "A reader who doubts a statement must be able to look it up; a source that nobody can "
        "open is no source.",
        "give the entry a title, a year, and a doi, a url or the treaty document’s number, and "
        "keep one entry for each key",
        references_to_mend,
    ),
    Rule(
        "DSI202",
        "reference that no page cites",
        "The bibliography would list what the course does not rest on.",
        "cite it where it is used, or take the entry out",
        references_nobody_cites,
        needs="site",
    ),
    Rule(
        "DSI203",
        "number without a source",
        "A number sounds certain. Without a source the reader can neither check it nor see when "
        "and by whom it was counted.",
        "cite the source with {footcite:p} in this paragraph or the one beside it, or say that "
        "the number is invented, simulated or worked out here",
        unsourced_numbers,
    ),
    Rule(
        "DSI204",
        "fast-moving claim without a date",
        "Rules and counts change. A reader in three years must see on which day a sentence was "
        "true.",
        "say “as of” and the date, or write it so that it stays true",
        undated_claims,
    ),
)
