"""An explorer: one pure function with declared choices, shown in a notebook or on a page."""

from __future__ import annotations

import html
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from dsilab.charts import Chart
from dsilab.speech import _

Value = float | int | str | None


@dataclass(frozen=True)
class Choice:
    """One thing the reader may choose: `name` for the model, `label` and `labels` for the eye."""

    name: str
    label: str
    values: tuple[Value, ...]
    labels: tuple[str, ...]
    default: Value

    def __post_init__(self) -> None:
        if not self.values or len(self.values) != len(self.labels):
            raise ValueError(
                f"choice {self.name}: {len(self.values)} values and {len(self.labels)} labels"
            )
        if len(set(self.values)) != len(self.values):
            raise ValueError(f"choice {self.name}: a value is there twice")
        if self.default not in self.values:
            raise ValueError(f"choice {self.name}: the default {self.default!r} is not a value")


@dataclass(frozen=True)
class Outcome:
    """What the model says for one combination: a sentence or two, a chart, and its numbers."""

    summary: str
    chart: Chart
    values: dict[str, Value]


def _label(text: str) -> str:
    """A label in the chosen language; the catalog may hold it as it stands within a sentence."""
    said = _(text)
    if said == text and text[:1].isupper():
        inside = _(f"{text[:1].lower()}{text[1:]}")
        said = f"{inside[:1].upper()}{inside[1:]}"
    return said


@dataclass(frozen=True)
class Explorer:
    """A model that the reader can question. `intro` says what it assumes, in plain words."""

    name: str
    title: str
    intro: str
    choices: tuple[Choice, ...]
    model: Callable[..., Outcome]

    def spoken(self) -> Explorer:
        """The explorer with its words in the chosen language."""
        choices = tuple(
            replace(choice, label=_(choice.label), labels=tuple(map(_label, choice.labels)))
            for choice in self.choices
        )
        return replace(self, title=_(self.title), intro=_(self.intro), choices=choices)

    def grid(self) -> list[dict[str, Value]]:
        """Every combination of choices, the last choice varying fastest."""
        names = [choice.name for choice in self.choices]
        combinations = itertools.product(*(choice.values for choice in self.choices))
        return [dict(zip(names, combination, strict=True)) for combination in combinations]

    def outcome(self, **chosen: Value) -> Outcome:
        """Run the model. A choice left out takes its default.

        Raises ValueError, in one line, for a name or a value that is not offered.
        """
        offered = {choice.name: choice for choice in self.choices}
        for name, value in chosen.items():
            if name not in offered:
                raise ValueError(
                    f"explorer {self.name} has no choice {name!r}; it has: {', '.join(offered)}"
                )
            if value not in offered[name].values:
                allowed = ", ".join(repr(one) for one in offered[name].values)
                raise ValueError(f"{name} must be one of {allowed}, not {value!r}")
        defaults = {choice.name: choice.default for choice in self.choices}
        return self.model(**{**defaults, **chosen})

    def widget(self) -> Any:
        """The explorer as ipywidgets: one labelled menu a choice, the summary and the chart."""
        import ipywidgets  # here, so that everything else runs without it

        said = self.spoken()

        menus = {
            choice.name: ipywidgets.Dropdown(
                description=choice.label,
                options=list(zip(choice.labels, choice.values, strict=True)),
                value=choice.default,
                style={"description_width": "initial"},
                layout={"width": "max-content"},
            )
            for choice in said.choices
        }
        summary = ipywidgets.HTML()
        chart = ipywidgets.Output()

        def show(_change: object = None) -> None:
            outcome = self.outcome(**{name: menu.value for name, menu in menus.items()})
            summary.value = f"<p>{html.escape(outcome.summary)}</p>"
            chart.outputs = (
                {
                    "output_type": "display_data",
                    "data": outcome.chart._repr_mimebundle_(),
                    "metadata": {},
                },
            )

        for menu in menus.values():
            menu.observe(show, names="value")
        show()
        heading = ipywidgets.HTML(
            f"<h3>{html.escape(said.title)}</h3><p>{html.escape(said.intro)}</p>"
        )
        return ipywidgets.VBox([heading, *menus.values(), summary, chart])
