"""The form above rows that a reader can filter; `filter.js` shows it and hides the rows.

The rows are whole without scripts. Each carries, for every facet, an attribute such as
`data-topic="cbd dsi"` with the values it has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from docutils import nodes

from sitekit.html import el
from sitekit.language import _


@dataclass(frozen=True)
class Facet:
    """One thing to filter by."""

    name: str
    """One lower-case word: the name of the select and of the rows' `data-` attribute."""
    label: str
    choices: Mapping[str, str]
    """What a row can have, and how the reader is shown it."""


def filtered(
    identity: str,
    facets: list[Facet],
    rows: nodes.Node,
    *,
    count: int,
    noun: str,
    label: str,
    class_: str,
    can_print: bool = False,
) -> nodes.Element:
    """The rows below their form and a line that says how many there are.

    Args:
        identity: the anchor of the whole, from which the ids of the controls are made.
        rows: the list or table.
        count: how many rows it has.
        noun: what they are, in the plural.
        label: the name of the whole for those who do not see it.
        class_: a class for the looks.
        can_print: whether there is a button that prints what is chosen.
    """
    buttons = []
    if len(facets) > 1:
        buttons.append(el("button", _("Show everything"), type="reset", class_="button"))
    if can_print:
        buttons.append(el("button", _("Print what is shown"), type="button", class_="button print"))
    return el(
        "section",
        el(
            "form",
            *(_control(identity, facet) for facet in facets),
            el("p", *buttons, class_="buttons") if buttons else None,
            class_="controls",
            hidden=True,
        ),
        el("p", f"{count} {noun}.", class_="filter-count", role="status"),
        rows,
        class_=f"filtered {class_}",
        id=identity,
        aria_label=label,
        data_noun=noun,
    )


def _control(identity: str, facet: Facet) -> nodes.Element:
    choice = f"{identity}-{facet.name}"
    return el(
        "p",
        el("label", facet.label, for_=choice),
        " ",
        el(
            "select",
            el("option", _("Everything"), value=""),
            *(el("option", words, value=value) for value, words in facet.choices.items()),
            id=choice,
            name=facet.name,
            autocomplete="off",
        ),
        class_="control",
    )
