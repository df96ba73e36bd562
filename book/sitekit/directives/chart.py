"""`chart`: a figure that `dsilab` computes, as inline SVG with its caption and its data."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docutils import nodes
from dsilab.charts import Chart
from dsilab.figures import DATA, FIGURES

from sitekit.directives.base import CourseDirective, choose
from sitekit.directives.credit import credit
from sitekit.drawing import draw
from sitekit.html import el, raw, table
from sitekit.language import _


class ChartFigure(CourseDirective):
    """Argument: a name in `dsilab.figures.FIGURES`; the content is the caption."""

    def build(self) -> Sequence[nodes.Node]:
        name = self.arguments[0]
        draw = choose(name, FIGURES, "chart")
        chapter = self.course.by_docname[self.env.docname].chapter
        data = self.root / "exercises" / chapter / "data"
        for file in sorted(data.glob("*")):
            self.depends_on(file)
        chart = draw(data)
        drawing = el(
            "div",
            raw(svg(chart, f"chart-{name}")),
            class_="chart-scroll",
            tabindex="0",
            role="region",
            aria_label=_("Chart: {title}", title=chart.title),
        )
        return [
            el(
                "div",
                el("figure", drawing, el("figcaption", *self.body())),
                credit(self.course, data, DATA[name]),
                data_table(chart, _("The data of this chart")),
                class_="chart",
                id=f"figure-{name}",
            )
        ]


def data_table(chart: Chart, summary: str) -> nodes.Element:
    """The chart's numbers, folded away until asked for; print styles unfold them."""
    rows = [[show(value) for value in row] for row in chart.rows]
    return el(
        "details",
        el("summary", summary),
        table(list(chart.columns), rows, label=_("Data: {title}", title=chart.title)),
        class_="chart-data",
    )


def show(value: object) -> str:
    """A number with at most four significant figures, anything else as it is."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.4g}"
    return str(value)


def svg(chart: Chart, prefix: str) -> str:
    """The chart as an SVG element that can stand in a page beside others.

    The renderer numbers its clip paths from zero in every chart, so each id gets the `prefix`;
    and it gives no accessible name, so the chart's title and description are put in.
    """
    drawn = draw(chart.spec)
    drawn = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', drawn)
    drawn = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", drawn)
    # The marks' own roles and labels ("graphics-symbol", one for each point) bury the description.
    drawn = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", drawn)
    title, description = nodes.Text(chart.title), nodes.Text(chart.description)
    names = (
        f'<title id="{prefix}-title">{_escape(title)}</title>'
        f'<desc id="{prefix}-desc">{_escape(description)}</desc>'
    )
    opening, rest = drawn.split(">", 1)
    return f'{opening} role="img" aria-labelledby="{prefix}-title {prefix}-desc">{names}{rest}'


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
