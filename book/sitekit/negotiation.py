"""The public papers of the class negotiation, and how each is laid out: on a page, and on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from sitekit.declared import read_declared_file
from sitekit.html import el, element, table
from sitekit.schema import Declaration, Sentence
from sitekit.worksheet import Id, Text

FILE = "book/_data/negotiation.yml"
#: What the model of the chapter's simulation calls what it gives back.
RESULTS = (
    "Paid",
    "Running cost",
    "To peoples and communities",
    "To states",
    "Records open without asking",
    "Countries able to use them",
)


class Role(Declaration):
    """One seat: what everybody may read about it."""

    id: Id
    name: Text
    kind: Literal["Chair", "Party", "Adviser", "Observer", "Press"]
    who: Sentence
    wants: Annotated[list[Sentence], Field(min_length=1, max_length=3)]
    knows: Annotated[list[Sentence], Field(min_length=1, max_length=3)]
    moves: Annotated[list[Sentence], Field(min_length=1, max_length=3)]
    ask: Sentence


class Article(Declaration):
    """One article of the draft; `simulation` is the choice of the model that it settles."""

    id: Id
    title: Text
    text: Sentence
    simulation: str | None


class Firm(Declaration):
    """An invented firm; US$ million a year (assets: US$ million)."""

    name: Text
    assets: float
    sales: float
    profit: float


class Criterion(Declaration):
    """One row of the rubric, from 4 points down to 1."""

    criterion: Text
    levels: Annotated[list[Sentence], Field(min_length=4, max_length=4)]


class Negotiation(Declaration):
    """All public papers."""

    roles: Annotated[list[Role], Field(min_length=2)]
    draft: Annotated[list[Article], Field(min_length=1)]
    firms: Annotated[list[Firm], Field(min_length=1)]
    rubric: Annotated[list[Criterion], Field(min_length=4, max_length=4)]


def load_negotiation(root: Path) -> Negotiation:
    """The papers.

    Raises:
        CourseError: a field is missing, unknown or wrong; one line for each, with file and line.
    """
    return read_declared_file(Negotiation, root / FILE)


def role_card(role: Role, level: str = "h2") -> element:
    """A seat's card: one page on paper."""
    parts = {"You want": role.wants, "You know": role.knows, "What you can do": role.moves}
    return el(
        "section",
        el("p", role.kind, class_="card-kind"),
        el(level, role.name, id=f"role-{role.id}"),
        el("p", role.who),
        *(
            node
            for title, points in parts.items()
            for node in (
                el("p", el("strong", title)),
                el("ul", *(el("li", point) for point in points)),
            )
        ),
        el("p", el("strong", "A question you ask: "), el("em", role.ask)),
        class_="card paper",
        aria_labelledby=f"role-{role.id}",
    )


def draft_text(papers: Negotiation, level: str = "h2") -> element:
    """The draft with its brackets."""
    return el(
        "section",
        el("p", "Invented draft", class_="card-kind"),
        el(level, "Draft decision on sharing benefits from sequence data", id="draft"),
        el("p", "Words in brackets are not agreed. Strike, choose or rewrite them."),
        *(
            node
            for n, article in enumerate(papers.draft, 1)
            for node in (
                el("p", el("strong", f"Article {n}. {article.title}")),
                el("p", article.text),
            )
        ),
        class_="card paper",
        aria_labelledby="draft",
    )


def score_sheet(papers: Negotiation, level: str = "h2") -> element:
    """The sheet that turns an agreed text into numbers, with the simulation or by hand."""
    return el(
        "section",
        el("p", "To fill in", class_="card-kind"),
        el(level, "What did we agree, and what does it do?", id="score"),
        table(
            ["Article", "In the model", "Agreed words", "Closed? 1 or 0"],
            [
                [f"{n}. {a.title}", a.simulation or "not in it", "", ""]
                for n, a in enumerate(papers.draft, 1)
            ],
            label="The agreed text",
        ),
        el(
            "p",
            "With the simulation: set the six choices named above and copy what it gives. "
            "US$ million a year, shares in per cent.",
        ),
        table(
            ["Result", "Our text", "Voluntary fund, model's defaults"],
            [[name, "", ""] for name in RESULTS],
            label="What the simulation gives",
        ),
        el(
            "p",
            "By hand: what each invented firm owes under your Articles 2 to 4. A loss counts as no "
            "profit. US$ million.",
        ),
        table(
            ["Invented firm", "Assets", "Sales", "Profit", "Owes"],
            [
                [f.name, f"{f.assets:,g}", f"{f.sales:,g}", f"{f.profit:,g}", ""]
                for f in papers.firms
            ],
            label="Four invented firms",
        ),
        el(
            "p",
            "Then multiply the sum by the part that you expect to be paid: an assumption. Write "
            "down which, and why.",
        ),
        class_="card paper",
        aria_labelledby="score",
    )


def rubric_table(papers: Negotiation) -> element:
    """Four criteria, four points each."""
    return table(
        ["Criterion", "4", "3", "2", "1"],
        [[row.criterion, *row.levels] for row in papers.rubric],
        label="Rubric of the negotiation",
    )
