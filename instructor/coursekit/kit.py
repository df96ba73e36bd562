"""`course kit`: the papers of the class negotiation, one page each, ready to print."""

from __future__ import annotations

import argparse
from html import escape
from pathlib import Path
from typing import Annotated

from pydantic import Field
from sitekit import negotiation
from sitekit.declared import read_declared_file
from sitekit.errors import CourseError, shown
from sitekit.html import el, element, table, to_html
from sitekit.negotiation import Negotiation, load_negotiation
from sitekit.paths import find_root
from sitekit.schema import Declaration, Sentence
from sitekit.worksheet import Id, Text

SHEETS = "instructor/synthesis/negotiation/sheets.yml"
STYLE = """
@page { size: A4; margin: 14mm; }
body { margin: 0 auto; max-width: 182mm; color: #000; background: #fff;
  font: 11.5pt/1.42 system-ui, "Liberation Sans", Arial, sans-serif; }
.paper { break-after: page; break-inside: avoid; margin: 0 0 3rem; }
.paper:last-child { break-after: auto; }
h1 { font-size: 20pt; line-height: 1.2; margin: 0 0 .6em; }
.card-kind { margin: 0; font-weight: 600; }
table { width: 100%; border-collapse: collapse; font-size: 10pt; margin: .6em 0; }
th, td { border: 1px solid #555; padding: .25em .5em; text-align: start; vertical-align: top; }
td:empty { height: 1.8em; min-width: 3rem; }
li { margin: .2em 0; }
@media print { .paper { margin: 0; } }
"""


class Position(Declaration):
    """What one article is worth to a seat: points by the words that are agreed."""

    article: Id
    points: dict[Text, Annotated[int, Field(ge=0, le=5)]]


class SecretSheet(Declaration):
    """What only one delegation knows."""

    role: Id
    hope: Sentence
    red_line: Sentence
    may_give: Sentence
    positions: Annotated[list[Position], Field(min_length=1)]


class SecretSheets(Declaration):
    """All of them; `marker` lets a leak be found."""

    marker: Text
    sheets: Annotated[list[SecretSheet], Field(min_length=1)]


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add `course kit`."""
    parser = subparsers.add_parser(
        "kit",
        help="print the papers of the class negotiation, secret sheets too",
        description="Write the role cards, the draft, the score sheet, the rubric and the secret "
        "sheets as pages to print, into _build/instructor/negotiation.",
        epilog="example:\n  course kit",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the pages."""
    root = find_root()
    target = root / "_build" / "instructor" / "negotiation"
    for path, pages in write_kit(root, target).items():
        print(f"{shown(path)}: {pages} page{'s' if pages != 1 else ''} to print")
    print("Next: open them in a browser and print; hand each secret sheet to its delegation alone")
    return 0


def write_kit(root: Path, target: Path) -> dict[Path, int]:
    """Write every paper; gives the files, each with its number of pages.

    Raises:
        CourseError: the papers or the secret sheets break their schema or do not fit each other.
    """
    papers = load_negotiation(root)
    secrets = load_sheets(root, papers)
    names = {role.id: role.name for role in papers.roles}
    rubric = el(
        "section",
        el("h1", "Rubric: four points a row"),
        negotiation.rubric_table(papers),
        class_="paper",
    )
    kit = {
        "role-cards": [negotiation.role_card(role, "h1") for role in papers.roles],
        "draft": [negotiation.draft_text(papers, "h1")],
        "score-sheet": [negotiation.score_sheet(papers, "h1")],
        "rubric": [rubric],
        "secret-sheets": [secret_sheet(sheet, names, papers) for sheet in secrets.sheets],
    }
    target.mkdir(parents=True, exist_ok=True)
    written = {}
    for name, pages in kit.items():
        path = target / f"{name}.html"
        path.write_text(_page(name.replace("-", " ").capitalize(), pages), encoding="utf-8")
        written[path] = len(pages)
    return written


def load_sheets(root: Path, papers: Negotiation) -> SecretSheets:
    """The secret sheets.

    Raises:
        CourseError: a field is wrong, or a sheet names a seat or an article that is not there.
    """
    secrets = read_declared_file(SecretSheets, root / SHEETS)
    roles = {role.id for role in papers.roles}
    articles = {article.id for article in papers.draft}
    faults = [
        f"{SHEETS}: sheet {sheet.role!r}: there is no such seat; allowed: "
        f"{', '.join(sorted(roles))}"
        for sheet in secrets.sheets
        if sheet.role not in roles
    ]
    faults += [
        f"{SHEETS}: sheet {sheet.role!r}: there is no article {position.article!r}; allowed: "
        f"{', '.join(sorted(articles))}"
        for sheet in secrets.sheets
        for position in sheet.positions
        if position.article not in articles
    ]
    have = {sheet.role for sheet in secrets.sheets}
    faults += [
        f"{SHEETS}: the Party {role.id!r} has no sheet; add one"
        for role in papers.roles
        if role.kind == "Party" and role.id not in have
    ]
    if faults:
        raise CourseError("\n".join(faults))
    return secrets


def secret_sheet(sheet: SecretSheet, names: dict[str, str], papers: Negotiation) -> element:
    """One delegation's sheet: one page."""
    numbers = {article.id: n for n, article in enumerate(papers.draft, 1)}
    rows = [
        [f"{numbers[p.article]}", "; ".join(f"{words}: {n}" for words, n in p.points.items()), ""]
        for p in sheet.positions
    ]
    return el(
        "section",
        el("p", "Secret: for your delegation alone", class_="card-kind"),
        el("h1", names[sheet.role]),
        el("p", el("strong", "What you hope for. "), sheet.hope),
        el("p", el("strong", "Your red line. "), sheet.red_line),
        el("p", el("strong", "What you may give. "), sheet.may_give),
        el("p", el("strong", "Points"), " (for the debrief; a crossed red line makes them 0)"),
        table(
            ["Article", "What is agreed, and its points", "Yours"],
            rows,
            label="Points for each article",
        ),
        el("p", "An article that stays open gives nobody a point."),
        class_="paper",
    )


def _page(title: str, pages: list[element]) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}'
        '</title><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head>\n<body><main>{''.join(map(to_html, pages))}</main></body>"
        "</html>\n"
    )
