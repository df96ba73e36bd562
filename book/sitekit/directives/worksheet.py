"""`worksheet`: the private worksheet; a plain form on paper and without scripts.

`worksheet.js` keeps the answers in the reader's browser alone, and saves, loads and erases them.
"""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes

from sitekit.directives.base import CourseDirective
from sitekit.directives.keeping import confirm, keeping_tools
from sitekit.html import el
from sitekit.language import _
from sitekit.worksheet import FILE, WorksheetQuestion, load_worksheet


class WorksheetForm(CourseDirective):
    """No argument and no content: the sheet is `book/_data/worksheet.yml`."""

    required_arguments = 0
    has_content = False

    def build(self) -> Sequence[nodes.Node]:
        self.depends_on(self.root / FILE)
        sheet = load_worksheet(self.root)
        numbers = {question.id: n for n, question in enumerate(sheet.questions, 1)}
        return [
            el(
                "section",
                el(
                    "noscript",
                    el(
                        "p",
                        _(
                            "Scripts are off in this browser, so nothing you write here is kept. "
                            "Print the page and fill it in by hand, or fill it in here and print "
                            "it."
                        ),
                    ),
                ),
                el("p", class_="worksheet-trouble", role="status"),
                el(
                    "form",
                    *(
                        el(
                            "section",
                            el("h2", part.title, id=f"worksheet-part-{n}"),
                            *(_question(q, numbers[q.id]) for q in part.questions),
                            aria_labelledby=f"worksheet-part-{n}",
                        )
                        for n, part in enumerate(sheet.parts, 1)
                    ),
                    autocomplete="off",
                ),
                keeping_tools(
                    "worksheet",
                    saves={
                        "save": _("Save as a file"),
                        "hand-in": _("Save the ticks only, to hand in"),
                    },
                    erase=_("Erase your answers?"),
                    warning=_(
                        "Every answer on this page goes from this browser. Nothing brings them "
                        "back."
                    ),
                    also=confirm(
                        "worksheet-replace",
                        _("Replace the answers on this page?"),
                        _(
                            "The file has other answers than this page. Loading it takes yours "
                            "away."
                        ),
                        {"keep": _("Keep mine"), "replace": _("Replace them")},
                    ),
                ),
                class_="worksheet",
                aria_label=_("Your worksheet"),
                data_worksheet=sheet.id,
                data_version=sheet.version,
            )
        ]


def _question(question: WorksheetQuestion, number: int) -> nodes.Element:
    name = f"worksheet-{question.id}"
    hint = el("p", question.hint, class_="hint", id=f"{name}-hint") if question.hint else None
    if question.kind == "words":
        return el(
            "div",
            el("label", f"{number}. {question.ask}", for_=name, class_="ask"),
            hint,
            el(
                "textarea",
                id=name,
                name=question.id,
                rows="4",
                maxlength="5000",
                aria_describedby=f"{name}-hint" if question.hint else None,
            ),
            class_="question",
            data_kind="words",
            data_id=question.id,
        )
    kind = "radio" if question.kind == "one" else "checkbox"
    how = _("Tick one.") if question.kind == "one" else _("Tick all that fit.")
    options = [
        el(
            "div",
            el("input", type=kind, id=f"{name}-{key}", name=question.id, value=key),
            el("label", text, for_=f"{name}-{key}"),
            class_="option",
        )
        for key, text in question.options.items()
    ]
    return el(
        "fieldset",
        el("legend", f"{number}. {question.ask} ", el("span", how, class_="how")),
        hint,
        *options,
        class_="question",
        data_kind=question.kind,
        data_id=question.id,
    )
