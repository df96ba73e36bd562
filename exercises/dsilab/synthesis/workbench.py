"""The workbench of the lab: every number of the model as a slider, scenarios kept side by side."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from dsilab.synthesis.compare import to_csv
from dsilab.synthesis.firms import SECTORS
from dsilab.synthesis.mechanism import Design, run
from dsilab.synthesis.payers import PAYMENTS
from dsilab.synthesis.receivers import FORMULAS
from dsilab.synthesis.running import LEVY, MECHANISMS
from dsilab.synthesis.settings import SETTINGS, Setting

STEPS = 20  # of a slider, from the low to the high end of a setting
SHARES = {"open share", "able share"}


def slider_label(setting: Setting) -> str:
    """A setting's name, and whether its default is an assumption or has a source."""
    return f"{setting.label} ({'A' if setting.is_assumption else 'S'})"


def stops(setting: Setting) -> list[float]:
    """The values that a slider offers: even steps from low to high, and exactly the default.

    A slider over a range would be set by the browser to the step next to the default.
    """
    if setting.name == "limits_needed":
        return [0, 1, 2, 3]
    step = (setting.high - setting.low) / STEPS
    values = {round(setting.low + step * i, 10) for i in range(STEPS + 1)}
    near = {value for value in values if abs(value - setting.default) < step / 2}
    ends = {setting.low, setting.high}
    return sorted((values - near) | ends | {setting.default})


def outcome_table(rows: Sequence[Mapping[str, float | str]]) -> str:
    """Scenarios side by side as an HTML table: one column a scenario, one line an outcome."""
    names = [name for name in rows[0] if name != "scenario"]
    head = "".join(f'<th scope="col">{html.escape(str(row["scenario"]))}</th>' for row in rows)
    lines = "".join(
        f'<tr><th scope="row">{name}</th>'
        + "".join(f"<td>{_shown(name, row[name])}</td>" for row in rows)
        + "</tr>"
        for name in names
    )
    return (
        '<table style="border-spacing: 1em 0"><caption style="white-space: nowrap; '
        'text-align: left">US$ million a year, but for firms (a number) and shares</caption>'
        f'<thead><tr><th scope="col">Outcome</th>{head}</tr></thead><tbody>{lines}</tbody></table>'
    )


def _shown(name: str, value: float | str) -> str:
    if name in SHARES:
        return f"{100 * float(value):.0f}%"
    return f"{float(value):,.0f}" if name == "firms asked" else f"{float(value):,.1f}"


def workbench() -> Any:
    """Menus for the design, a slider for each setting, a button to keep a scenario, CSV text."""
    import ipywidgets  # here, so that everything else runs without it

    wide = {"description_width": "22em"}
    room = {"width": "42em", "max_width": "100%"}

    def menu(label: str, options: Sequence[str], value: str) -> Any:
        return ipywidgets.Dropdown(
            description=label, options=list(options), value=value, style=wide, layout=room
        )

    mechanism = menu("Mechanism", MECHANISMS, LEVY)
    payment = menu("What a firm owes (levy and fund)", PAYMENTS, "cheaper")
    formula = menu("Formula (levy and fund)", FORMULAS, "need")
    exempt = menu("Exempt sector", ("none", *SECTORS), "none")
    sliders = {
        setting.name: ipywidgets.SelectionSlider(
            description=slider_label(setting),
            options=[(setting.show(value), value) for value in stops(setting)],
            value=setting.default,
            style=wide,
            layout=room,
        )
        for setting in SETTINGS
    }
    title = ipywidgets.Text(
        description="Name of the scenario", value="mine", style=wide, layout=room
    )
    keep = ipywidgets.Button(description="Keep this scenario", layout={"width": "max-content"})
    reset = ipywidgets.Button(description="Back to the defaults", layout={"width": "max-content"})
    table = ipywidgets.HTML()
    text = ipywidgets.Textarea(description="CSV text", rows=6, layout={"width": "98%"})
    kept: list[dict[str, float | str]] = []

    def now() -> dict[str, float | str]:
        sectors = () if exempt.value == "none" else (exempt.value,)
        changes = {name: slider.value for name, slider in sliders.items()}
        design = Design(mechanism.value, payment.value, formula.value, sectors)
        row = {name: round(value, 4) for name, value in run(design, changes).row().items()}
        return {"scenario": title.value.strip() or "mine", **row}

    def show(_change: object = None) -> None:
        table.value = outcome_table([*kept, {**now(), "scenario": "now"}])
        text.value = to_csv(kept or [now()])

    def on_keep(_button: object) -> None:
        kept.append(now())
        show()

    def on_reset(_button: object) -> None:
        for setting in SETTINGS:
            sliders[setting.name].value = setting.default

    for widget in (mechanism, payment, formula, exempt, title, *sliders.values()):
        widget.observe(show, names="value")
    keep.on_click(on_keep)
    reset.on_click(on_reset)
    show()
    return ipywidgets.VBox(
        [
            ipywidgets.HTML(
                "<p>(A): the default is an assumption. (S): the default has a source; its range "
                "is ours. Firms and countries are invented.</p>"
            ),
            mechanism,
            payment,
            formula,
            exempt,
            *sliders.values(),
            ipywidgets.HBox([title, keep, reset], layout={"flex_flow": "row wrap"}),
            table,
            text,
        ]
    )
