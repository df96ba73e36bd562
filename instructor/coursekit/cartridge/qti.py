"""A bank of questions as QTI 1.2 in the profile of Common Cartridge, with feedback per option.

text2qti and qti-package-maker were looked at first: both write packages of their own in Canvas's
dialect, without the `cc_profile` that Common Cartridge asks for, and the second drops the feedback
of single options. The profile: IMS Common Cartridge 1.3, "Question & Test Interoperability".

The right option's condition stands first and ends the processing: a reader that takes every option
named before that end for a right one (Open edX's converter) then reads the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from markdown_it import MarkdownIt

from coursekit.cartridge.xml import document, el

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
SCHEMA = "http://www.imsglobal.org/profile/cc/ccv1p3/ccv1p3_qtiasiv1p2p1_v1p0.xsd"
_RESPONSE = "response"


@dataclass(frozen=True)
class Item:
    """One multiple-choice question; texts are inline Markdown."""

    id: str
    prompt: str
    options: Sequence[str]
    answer: int
    """The right option, from 0."""
    feedback: Sequence[str | None] = ()
    """For each option; empty where there is none."""
    general: str | None = None
    """Shown whatever was chosen."""


@dataclass(frozen=True)
class Bank:
    """Questions that are asked together."""

    id: str
    title: str
    items: Sequence[Item]
    attempts: str
    """How often a student may try: a number, or `unlimited`."""
    practice: bool
    """For practice; else an examination."""


def inline_html(markdown: str) -> str:
    """Inline Markdown as HTML."""
    return MarkdownIt("commonmark", {"html": False}).renderInline(markdown)


def bank_xml(bank: Bank) -> bytes:
    """The bank as an assessment."""
    kind = "Self-assessment" if bank.practice else "Examination"
    section = el(
        "section",
        *(_item(item, number) for number, item in enumerate(bank.items, 1)),
        ident="root_section",
    )
    assessment = el(
        "assessment",
        _metadata(cc_profile="cc.exam.v0p1", qmd_assessmenttype=kind, cc_maxattempts=bank.attempts),
        section,
        ident=bank.id,
        title=bank.title,
    )
    return document(el("questestinterop", assessment), NAMESPACE, SCHEMA)


def _metadata(**fields: str) -> ElementTree.Element:
    return el(
        "qtimetadata",
        *(
            el("qtimetadatafield", el("fieldlabel", name), el("fieldentry", value))
            for name, value in fields.items()
        ),
    )


def _item(item: Item, number: int) -> ElementTree.Element:
    labels = [
        el("response_label", _material(inline_html(text)), ident=_ident(n))
        for n, text in enumerate(item.options)
    ]
    asked = el(
        "response_lid",
        el("render_choice", *labels),
        ident=_RESPONSE,
        rcardinality="Single",
    )
    return el(
        "item",
        el(
            "itemmetadata",
            _metadata(cc_profile="cc.multiple_choice.v0p1", cc_weighting="1"),
        ),
        el("presentation", _material(f"<p>{inline_html(item.prompt)}</p>"), asked),
        _processing(item),
        *_feedback(item),
        ident=item.id,
        title=f"Question {number}",
    )


def _processing(item: Item) -> ElementTree.Element:
    order = [item.answer, *(n for n in range(len(item.options)) if n != item.answer)]
    conditions = []
    for place, option in enumerate(order):
        right = place == 0
        shown = [_ident(option)] if _text(item, option) else []
        shown += ["general"] if item.general and right else []
        if not right and not shown:
            continue
        conditions.append(
            el(
                "respcondition",
                el("conditionvar", el("varequal", _ident(option), respident=_RESPONSE)),
                el("setvar", "100", action="Set", varname="SCORE") if right else None,
                *(_display(name) for name in shown),
                continue_="No" if right else "Yes",
            )
        )
    if item.general:
        conditions.append(
            el(
                "respcondition",
                el("conditionvar", el("other")),
                _display("general"),
                continue_="Yes",
            )
        )
    outcomes = el(
        "outcomes",
        el("decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal"),
    )
    return el("resprocessing", outcomes, *conditions)


def _feedback(item: Item) -> list[ElementTree.Element]:
    texts = {_ident(n): _text(item, n) for n in range(len(item.options))}
    texts["general"] = item.general
    return [
        el("itemfeedback", el("flow_mat", _material(inline_html(text))), ident=f"{name}_fb")
        for name, text in texts.items()
        if text
    ]


def _display(name: str) -> ElementTree.Element:
    return el("displayfeedback", feedbacktype="Response", linkrefid=f"{name}_fb")


def _material(html: str) -> ElementTree.Element:
    return el("material", el("mattext", html, texttype="text/html"))


def _ident(option: int) -> str:
    return f"option_{option + 1}"


def _text(item: Item, option: int) -> str | None:
    return item.feedback[option] if item.feedback else None
