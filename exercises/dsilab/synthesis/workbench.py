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

STEPS = 40  # of a slider, from the low to the high end of a setting
SHARES = {"open share", "able share"}


def slider_label(setting: Setting) -> str:
    """What stands at a slider: its name, and whether the default is an assumption or has a source.

    Shares and rates are moved in per cent.
    """
    unit = ", %" if setting.most == 1 else ""
    return f"{setting.label}{unit} ({'A' if setting.is_assumption else 'S'})"


def _readout(setting: Setting, factor: float) -> str:
    """A number format with as many decimals as the steps of the slider need."""
    if setting.name == "limits_needed":
        return ".0f"
    step = factor * (setting.high - setting.low) / STEPS
    return ".1f" if step >= 0.1 else ".2f" if step >= 0.01 else ".4f"


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
        "<table><caption>US$ million a year, but for firms (a number) and shares. "
        "Firms and countries are invented.</caption>"
        f'<thead><tr><th scope="col">Outcome</th>{head}</tr></thead><tbody>{lines}</tbody></table>'
    )


def _shown(name: str, value: float | str) -> str:
    if name in SHARES:
        return f"{100 * float(value):.0f}%"
    return f"{float(value):,.0f}" if name == "firms asked" else f"{float(value):,.1f}"


def workbench() -> Any:
    """Menus for the design, a slider for each setting, a button to keep a scenario, CSV text."""
    import ipywidgets  # here, so that everything else runs without it

    wide = {"description_width": "initial"}

    def menu(label: str, options: Sequence[str], value: str) -> Any:
        return ipywidgets.Dropdown(
            description=label, options=list(options), value=value, style=wide
        )

    mechanism = menu("Mechanism", MECHANISMS, LEVY)
    payment = menu("What a firm owes (levy and fund)", PAYMENTS, "cheaper")
    formula = menu("Formula (levy and fund)", FORMULAS, "need")
    exempt = menu("Exempt sector", ("none", *SECTORS), "none")
    factor = {setting.name: 100 if setting.most == 1 else 1 for setting in SETTINGS}
    sliders = {
        setting.name: ipywidgets.FloatSlider(
            description=slider_label(setting),
            min=factor[setting.name] * setting.low,
            max=factor[setting.name] * setting.high,
            step=1
            if setting.name == "limits_needed"
            else factor[setting.name] * (setting.high - setting.low) / STEPS,
            value=factor[setting.name] * setting.default,
            readout_format=_readout(setting, factor[setting.name]),
            style=wide,
            layout={"width": "34em", "max_width": "100%"},
        )
        for setting in SETTINGS
    }
    # A slider snaps to its steps; until it is moved, its setting is exactly at the default.
    at_start = {name: slider.value for name, slider in sliders.items()}
    title = ipywidgets.Text(description="Name of the scenario", value="mine", style=wide)
    keep = ipywidgets.Button(description="Keep this scenario")
    reset = ipywidgets.Button(description="Back to the defaults")
    table = ipywidgets.HTML()
    text = ipywidgets.Textarea(
        description="CSV text", rows=6, style=wide, layout={"width": "100%"}, disabled=False
    )
    kept: list[dict[str, float | str]] = []

    def now() -> dict[str, float | str]:
        sectors = () if exempt.value == "none" else (exempt.value,)
        changes = {
            name: slider.value / factor[name]
            for name, slider in sliders.items()
            if slider.value != at_start[name]
        }
        design = Design(mechanism.value, payment.value, formula.value, sectors)
        return {"scenario": title.value.strip() or "mine", **run(design, changes).row()}

    def show(_change: object = None) -> None:
        table.value = outcome_table([*kept, {**now(), "scenario": "now"}])
        text.value = to_csv(kept or [now()])

    def on_keep(_button: object) -> None:
        kept.append(now())
        show()

    def on_reset(_button: object) -> None:
        for name, slider in sliders.items():
            slider.value = at_start[name]

    for widget in (mechanism, payment, formula, exempt, title, *sliders.values()):
        widget.observe(show, names="value")
    keep.on_click(on_keep)
    reset.on_click(on_reset)
    show()
    return ipywidgets.VBox(
        [
            ipywidgets.HTML(
                "<p>(A): the default is an assumption. (S): the default has a source; its range "
                "is ours.</p>"
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
