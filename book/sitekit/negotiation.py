"""The public papers of the class negotiation, and how each is laid out: on a page, and on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from sitekit.declared import read_declared_file
from sitekit.html import el, element, table
from sitekit.language import N_, _
from sitekit.schema import Declaration, Sentence
from sitekit.worksheet import Id, Text

FILE = "book/_data/negotiation.yml"
#: What the model of the chapter's simulation calls what it gives back.
RESULTS = (
    N_("Paid"),
    N_("Running cost"),
    N_("To peoples and communities"),
    N_("To states"),
    N_("Records open without asking"),
    N_("Countries able to use them"),
)

#: What a seat is.
KINDS = {
    "Chair": N_("Chair"),
    "Party": N_("Party"),
    "Adviser": N_("Adviser"),
    "Observer": N_("Observer"),
    "Press": N_("Press"),
}


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
    parts = {
        _("You want"): role.wants,
        _("You know"): role.knows,
        _("What you can do"): role.moves,
    }
    return el(
        "section",
        el("p", _(KINDS[role.kind]), class_="card-kind"),
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
        el("p", el("strong", _("A question you ask:") + " "), el("em", role.ask)),
        class_="card paper",
        aria_labelledby=f"role-{role.id}",
    )


def draft_text(papers: Negotiation, level: str = "h2") -> element:
    """The draft with its brackets."""
    return el(
        "section",
        el("p", _("Invented draft"), class_="card-kind"),
        el(level, _("Draft decision on sharing benefits from sequence data"), id="draft"),
        el("p", _("Words in brackets are not agreed. Strike, choose or rewrite them.")),
        *(
            node
            for n, article in enumerate(papers.draft, 1)
            for node in (
                el("p", el("strong", _("Article {n}. {title}", n=n, title=article.title))),
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
        el("p", _("To fill in"), class_="card-kind"),
        el(level, _("What did we agree, and what does it do?"), id="score"),
        table(
            [_("Article"), _("In the model"), _("Agreed words"), _("Closed? 1 or 0")],
            [
                [f"{n}. {a.title}", a.simulation or _("not in it"), "", ""]
                for n, a in enumerate(papers.draft, 1)
            ],
            label=_("The agreed text"),
        ),
        el(
            "p",
            _(
                "With the simulation: set the six choices named above and copy what it gives. "
                "US$ million a year, shares in per cent."
            ),
        ),
        table(
            [_("Result"), _("Our text"), _("Voluntary fund, model's defaults")],
            [[_(name), "", ""] for name in RESULTS],
            label=_("What the simulation gives"),
        ),
        el(
            "p",
            _(
                "By hand: what each invented firm owes under your Articles 2 to 4. A loss counts "
                "as no profit. US$ million."
            ),
        ),
        table(
            [_("Invented firm"), _("Assets"), _("Sales"), _("Profit"), _("Owes")],
            [
                [f.name, f"{f.assets:,g}", f"{f.sales:,g}", f"{f.profit:,g}", ""]
                for f in papers.firms
            ],
            label=_("Four invented firms"),
        ),
        el(
            "p",
            _(
                "Then multiply the sum by the part that you expect to be paid: an assumption. "
                "Write down which, and why."
            ),
        ),
        class_="card paper",
        aria_labelledby="score",
    )


def rubric_table(papers: Negotiation) -> element:
    """Four criteria, four points each."""
    return table(
        [_("Criterion"), "4", "3", "2", "1"],
        [[row.criterion, *row.levels] for row in papers.rubric],
        label=_("Rubric of the negotiation"),
    )
