"""`selfcheck`: the chapter's ungraded questions, with feedback for every option.

The answers are in the page, as the questions are for practice; graded keys are never in the book.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from sitekit.directives.base import CourseDirective, choose
from sitekit.errors import CourseError
from sitekit.html import el
from sitekit.language import _
from sitekit.questions import Option, Question, load_questions


class SelfCheck(CourseDirective):
    """Argument: a chapter's slug; `:only:` picks questions by id, separated by commas."""

    option_spec: ClassVar = {"only": directives.unchanged_required}

    def build(self) -> Sequence[nodes.Node]:
        slug = self.arguments[0]
        path = self.depends_on(self.root / "exercises" / slug / "questions.yml")
        bank = {q.id: q for q in load_questions(path) if q.use == "self-check"}
        if "only" in self.options:
            wanted = [name.strip() for name in self.options["only"].split(",")]
            bank = {name: choose(name, bank, "self-check question") for name in wanted}
        if not bank:
            raise CourseError(f"{path}: there is no self-check question in this file")
        forms = [self._question(n, question) for n, question in enumerate(bank.values(), 1)]
        score = el("p", class_="selfcheck-score", role="status")
        return [
            el(
                "section",
                *forms,
                score,
                class_="selfcheck",
                id=self.label(f"selfcheck-{slug}", _("Check yourself")),
                data_chapter=slug,
                aria_label=_("Check yourself"),
            )
        ]

    def _question(self, number: int, question: Question) -> nodes.Element:
        options: list[nodes.Node] = []
        for position, option in enumerate(question.options):
            identity = f"{question.id}-{position}"
            options.append(
                el(
                    "div",
                    el("input", type="radio", name=question.id, value=str(position), id=identity),
                    el("label", self.inline(option.text), for_=identity),
                    el(
                        "p",
                        el("strong", _right(option)),
                        self.inline(option.feedback),
                        class_="feedback",
                        data_correct="true" if option.correct else "false",
                        hidden=True,
                    ),
                    class_="option",
                )
            )
        answers = [
            el(
                "li",
                self.inline(option.text),
                el("br"),
                el("strong", _right(option)),
                self.inline(option.feedback),
            )
            for option in question.options
        ]
        return el(
            "form",
            el(
                "fieldset",
                el("legend", f"{number}. ", self.inline(question.prompt)),
                *options,
            ),
            el(
                "p",
                el("button", _("Check my answer"), type="submit"),
                class_="actions",
                hidden=True,
            ),
            el("output", class_="verdict", role="status"),
            # Without scripts nothing can be checked, so the answers fold out instead.
            el(
                "noscript",
                el("details", el("summary", _("Show the answers and why")), el("ul", *answers)),
            ),
            class_="question",
            data_id=question.id,
            id=f"question-{question.id}",
        )


def _right(option: Option) -> str:
    return (_("Right.") if option.correct else _("Not this one.")) + " "
