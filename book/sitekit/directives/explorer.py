"""`explorer`: a model that the reader can move, with every result computed at build time.

One pure function in `dsilab` gives the results. The page holds one `<template>` for each
combination of choices and a few lines of script switch between them; for print, for screen readers
and without scripts there is a table of the same results.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from docutils import nodes
from dsilab.explorer import Choice, Explorer, Outcome, Value
from dsilab.explorers import EXPLORERS

from sitekit.directives.base import CourseDirective, choose
from sitekit.directives.chart import data_table, show, svg
from sitekit.directives.credit import OWN
from sitekit.errors import CourseError
from sitekit.html import el, raw, table
from sitekit.language import _

#: More than this and the page grows past what a phone on a slow line should be asked to load.
MOST_COMBINATIONS = 48
#: What a page sets as other characters, so that it would not say what the notebook says.
PLAIN_MARKS = re.compile(r"""['"]|--|\.\.\.""")


class ExplorerCard(CourseDirective):
    """Argument: a name in `dsilab.explorers.EXPLORERS`."""

    def build(self) -> Sequence[nodes.Node]:
        name = self.arguments[0]
        return [card(name, choose(name, EXPLORERS, "explorer"))]


def key_of(values: dict) -> str:
    """How a combination is named in the page: its values in the order of the choices."""
    return "|".join(str(value) for value in values.values())


def card(name: str, explorer: Explorer) -> nodes.Element:
    """The whole explorer.

    Raises:
        CourseError: the grid of choices is larger than a page should carry, or its words have plain
            marks, for which the page shows others.
    """
    explorer = explorer.spoken()
    combinations = list(explorer.grid())
    if len(combinations) > MOST_COMBINATIONS:
        raise CourseError(
            f"explorer {name!r} has {len(combinations)} combinations of choices; at most "
            f"{MOST_COMBINATIONS} can be computed into a page: take values out of a choice"
        )
    outcomes = {key_of(values): explorer.outcome(**values) for values in combinations}
    _check_words(name, explorer, outcomes)
    start = {choice.name: choice.default for choice in explorer.choices}
    shown = outcomes[key_of(start)]
    title_id = f"explorer-{name}-title"
    templates = [
        el(
            "template",
            el("p", outcome.summary),
            raw(svg(outcome.chart, f"explorer-{name}-{number}")),
            data_key=key,
        )
        for number, (key, outcome) in enumerate(outcomes.items())
    ]
    return el(
        "section",
        el("p", _("Explorer: a model"), class_="card-kind"),
        el("h2", explorer.title, id=title_id),
        el("p", explorer.intro),
        el(
            "form",
            *(_control(name, choice) for choice in explorer.choices),
            class_="controls",
            hidden=True,
        ),
        el("p", shown.summary, class_="summary", role="status", aria_live="polite"),
        el(
            "figure",
            el(
                "div",
                raw(svg(shown.chart, f"explorer-{name}-shown")),
                class_="chart-scroll",
                tabindex="0",
                role="region",
                aria_label=_("Chart: {title}", title=shown.chart.title),
            ),
            el("p", _(OWN), class_="credit"),
            class_="chart",
        ),
        *templates,
        _results(explorer, outcomes),
        data_table(shown.chart, _("The data of the chart as first shown")),
        class_="explorer card",
        data_explorer=name,
        data_choices=json.dumps([choice.name for choice in explorer.choices]),
        aria_labelledby=title_id,
    )


def _check_words(name: str, explorer: Explorer, outcomes: dict[str, Outcome]) -> None:
    words = [explorer.title, explorer.intro]
    for choice in explorer.choices:
        words += [choice.label, *choice.labels]
    for outcome in outcomes.values():
        words += [outcome.summary, outcome.chart.title]
    for text in words:
        if found := PLAIN_MARKS.search(text):
            place = text[max(0, found.start() - 20) : found.end() + 20]
            raise CourseError(
                f"explorer {name!r}: {found[0]} in “… {place} …”: write ’ “ ” – …, which the page "
                "shows, so that the notebook says the same"
            )


def _control(name: str, choice: Choice) -> nodes.Element:
    identity = f"explorer-{name}-{choice.name}"
    options = [
        el("option", label, value=str(value), selected=value == choice.default)
        for value, label in zip(choice.values, choice.labels, strict=True)
    ]
    return el(
        "p",
        el("label", choice.label, for_=identity),
        " ",
        el("select", *options, id=identity, name=choice.name, autocomplete="off"),
        class_="control",
    )


def _results(explorer: Explorer, outcomes: dict[str, Outcome]) -> nodes.Element:
    """Every combination of choices, by its labels, and the numbers that it gives."""
    chosen = [
        [choice.labels[choice.values.index(values[choice.name])] for choice in explorer.choices]
        for values in explorer.grid()
    ]
    given = [list(outcome.values.values()) for outcome in outcomes.values()]
    names = list(next(iter(outcomes.values())).values)
    kept = [
        column
        for column in range(len(names))
        if not _says_what_was_chosen([row[column] for row in given], chosen)
    ]
    columns = [choice.label for choice in explorer.choices]
    columns += [_heading(names[column]) for column in kept]
    rows = [
        [*labels, *(show(row[column]) for column in kept)]
        for labels, row in zip(chosen, given, strict=True)
    ]
    return el(
        "details",
        el("summary", _("All {n} results as a table", n=len(rows))),
        table(columns, rows, label=_("All results: {title}", title=explorer.title)),
        class_="explorer-results",
    )


def _says_what_was_chosen(column: list[Value], chosen: list[list[str]]) -> bool:
    """Whether a model gives, among its results, one of the choices back in words."""
    return any(
        all(
            isinstance(value, str) and value.lower() in labels[choice].lower()
            for value, labels in zip(column, chosen, strict=True)
        )
        for choice in range(len(chosen[0]))
    )


def _heading(name: str) -> str:
    """A result's name as a column's: `pattern_kept` is written Pattern kept, `F_ST` stays."""
    words = name.replace("_", " ") if name.islower() else name
    return words[:1].upper() + words[1:]
