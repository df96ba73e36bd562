"""Question papers of the graded questions: two forms in different order, and their key."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from sitekit.questions import Question

from coursekit.cartridge.qti import inline_html
from coursekit.materials.printed import page
from coursekit.quiz import Key

LETTERS = "ABCD"
FORMS = ("A", "B")


@dataclass(frozen=True)
class Asked:
    """One question as a form asks it."""

    question: Question
    key: Key
    order: tuple[int, ...]
    """Which option stands at each place, from 0."""

    @property
    def right(self) -> str:
        """The letter of the right option."""
        return LETTERS[self.order.index(self.key.answer - 1)]


def forms(pairs: Sequence[tuple[Question, Key]], seed: str) -> dict[str, list[Asked]]:
    """The same questions in two forms, shuffled; the same seed gives the same forms.

    In the second form no question has its options in the order of the first, and the questions
    come in another order, as far as there is more than one.
    """
    shuffle = random.Random(f"forms {seed}")
    first = list(pairs)
    shuffle.shuffle(first)
    second = list(first)
    while len(first) > 1 and [q.id for q, _ in second] == [q.id for q, _ in first]:
        shuffle.shuffle(second)
    orders = {}
    for question, _ in pairs:
        order = list(range(len(question.options)))
        shuffle.shuffle(order)
        other = list(order)
        while other == order:
            shuffle.shuffle(other)
        orders[question.id] = {"A": tuple(order), "B": tuple(other)}
    return {
        form: [Asked(question, key, orders[question.id][form]) for question, key in asked]
        for form, asked in zip(FORMS, (first, second), strict=True)
    }


def paper(title: str, form: str, asked: Sequence[Asked]) -> str:
    """A question paper to hand out."""
    rows = "".join(_question(number, one) for number, one in enumerate(asked, 1))
    head = (
        f'<p class="kind">Form {form}</p><h1>{escape(title)}</h1>'
        '<p>Name <span class="fill">&nbsp;</span> Student number <span class="fill">&nbsp;</span> '
        'Date <span class="fill" style="min-width:7em">&nbsp;</span></p>'
        f"<p>{len(asked)} questions, one point each. Tick one box for each question."
        "</p>"
    )
    return page(f"{title}: form {form}", [head + rows])


def _question(number: int, one: Asked) -> str:
    options = "".join(
        f'<li><span class="box"></span>{LETTERS[place]}. '
        f"{inline_html(one.question.options[option].text)}</li>"
        for place, option in enumerate(one.order)
    )
    return (
        f'<div class="question"><p><strong>{number}.</strong> '
        f'{inline_html(one.question.prompt)}</p><ol class="options">{options}</ol></div>'
    )


def key_sheet(title: str, both: dict[str, list[Asked]], markers: Sequence[str]) -> str:
    """The key of both forms, with the reasons."""
    sheets = []
    for form, asked in both.items():
        letters = " ".join(f"{n}&nbsp;{one.right}" for n, one in enumerate(asked, 1))
        rows = "".join(
            f'<tr><th scope="row">{n}</th><td>{one.right}</td>'
            f"<td>{inline_html(one.question.options[one.key.answer - 1].text)}</td>"
            f"<td>{inline_html(one.key.why)}</td></tr>"
            for n, one in enumerate(asked, 1)
        )
        sheets.append(
            f'<p class="kind">For the instructor alone</p><h1>{escape(title)}: key of form {form}'
            f"</h1><p><strong>{letters}</strong></p>"
            f'<div class="scroll" tabindex="0" role="region" aria-label="Key of form {form}">'
            '<table><thead><tr><th scope="col">Question</th>'
            '<th scope="col">Right</th><th scope="col">Option</th><th scope="col">Why</th></tr>'
            f"</thead><tbody>{rows}</tbody></table></div>"
        )
    return page(f"{title}: keys", sheets, " ".join(markers))
