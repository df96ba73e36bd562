"""The charts of the model, and the words of its two explorers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dsilab.charts import BLUE, NEUTRAL, Chart, specification, values
from dsilab.explorer import Outcome
from dsilab.synthesis.access import able_within, posts_needed
from dsilab.synthesis.compare import one_at_a_time, scenarios
from dsilab.synthesis.mechanism import Design, Result, run
from dsilab.synthesis.receivers import Receipt
from dsilab.synthesis.running import CONTRACTS, LEVY, VOLUNTARY

PAYMENT_WORDS = {
    "cheaper": "the cheaper of 1% of profit and 0.1% of revenue",
    "revenue": "0.1% of revenue",
    "profit": "1% of profit",
}
FORMULA_WORDS = {
    "need": "by need, among developing countries",
    "equal": "in equal parts, among developing countries",
    "origin": "by public records, among all countries",
}
SIZE_WORDS = {
    0: "every firm that uses sequences",
    1: "firms above one of three size limits",
    2: "firms above two of three size limits",
    3: "firms above all three size limits",
}
DATA_FIRMS = "information services"


def money(amount: float) -> str:
    """US$ million in words, with at most four figures."""
    if amount < 0.05:
        return "under US$0.1 million" if amount else "nothing"
    return f"US${amount:,.1f} million" if amount < 100 else f"US${amount:,.0f} million"


def share(part: float) -> str:
    """A share in whole per cent."""
    return f"{100 * part:.0f}%"


def labelled_bars(
    rows: Sequence[tuple[str, float, str]],
    *,
    title: str,
    description: str,
    quantity: str,
    columns: tuple[str, ...],
    table: Sequence[tuple[Any, ...]],
    room: float = 1.9,
) -> Chart:
    """Horizontal bars: name, length, and what stands at the bar's end.

    room: the length of the axis, as a multiple of the longest bar.
    """
    data = [{"name": name, "value": value, "shown": shown} for name, value, shown in rows]
    longest = max(max(value for _, value, _ in rows), 1e-9)
    layers = [
        {
            "data": values(data),
            "encoding": {
                "y": {"field": "name", "type": "nominal", "sort": None, "title": None},
                "x": {
                    "field": "value",
                    "type": "quantitative",
                    "title": quantity,
                    "axis": {"tickCount": 4, "grid": False},
                    "scale": {"domain": [0, room * longest], "nice": False},
                },
            },
            "layer": [
                {"mark": {"type": "bar", "color": BLUE, "height": {"band": 0.66}}},
                {
                    "mark": {"type": "text", "align": "left", "dx": 5},
                    "encoding": {"text": {"field": "shown"}},
                },
            ],
        }
    ]
    return Chart(
        title=title,
        description=description,
        spec=specification(26 * len(rows) + 45, layers, description),
        columns=columns,
        rows=tuple(tuple(row) for row in table),
    )


# --- Who pays -----------------------------------------------------------------------------------


def payers_model(payment: str, limits_needed: int, duty: str, data_firms: str) -> Outcome:
    """The explorer "mechanism-payers": what is owed and paid into a fund, by sector."""
    exempt = (DATA_FIRMS,) if data_firms == "exempt" else ()
    mechanism, setting = {
        "voluntary": (VOLUNTARY, "voluntary_uptake"),
        "compulsory": (LEVY, "levy_uptake"),
    }[duty]
    result = run(Design(mechanism, payment, exempt=exempt), {"limits_needed": limits_needed})
    uptake = result.settings[setting]
    owed = sum(result.owed.values())
    paid = {sector: uptake * amount for sector, amount in result.owed.items()}
    checking = result.costs.get("checking firms", 0.0)
    largest = max(paid, key=lambda sector: paid[sector])
    without = "; information services are exempt" if exempt else ""
    checks = f"Checking the firms costs {money(checking)}, and " if checking else ""
    summary = (
        f"Asked: {SIZE_WORDS[limits_needed]}{without}. That is {result.firms:,} invented firms. "
        f"At {PAYMENT_WORDS[payment]}, they owe {money(owed)} a year, "
        f"{share(result.owed[largest] / owed)} of it from {largest}. Payment is {duty}, and "
        f"{share(uptake)} is assumed to be paid: {money(result.account.paid)}. {checks}"
        f"{money(result.account.received)} is left to share after all costs."
    )
    listed = "; ".join(f"{sector} {money(amount)}" for sector, amount in paid.items())
    chart = labelled_bars(
        [(sector, amount, money(amount)) for sector, amount in paid.items()],
        title=f"What invented firms pay a year, by sector: payment is {duty}",
        description=f"Bar chart of what invented firms pay a year, by sector: {listed}.",
        quantity="US$ million a year",
        columns=("Sector", "Owed (US$ million)", "Paid (US$ million)"),
        table=[
            (sector, round(result.owed[sector], 1), round(amount, 1))
            for sector, amount in paid.items()
        ],
    )
    return Outcome(
        summary,
        chart,
        {
            "owed": PAYMENT_WORDS[payment],
            "asked": SIZE_WORDS[limits_needed],
            "payment": duty,
            "information services": data_firms,
            "firms": result.firms,
            "owed (US$ million)": round(owed, 1),
            "paid (US$ million)": round(result.account.paid, 1),
            "checking (US$ million)": round(checking, 1),
            "left to share (US$ million)": round(result.account.received, 1),
        },
    )


# --- The whole mechanism ------------------------------------------------------------------------


def design_model(mechanism: str, limits_needed: int, formula: str, peoples_share: float) -> Outcome:
    """The explorer "mechanism-design": the whole model for one choice."""
    result = run(
        Design(mechanism, formula=formula),
        {"limits_needed": limits_needed, "peoples_share": peoples_share},
    )
    row = result.row()
    return Outcome(
        summary=_design_summary(result, limits_needed),
        chart=_design_chart(result),
        values={
            "mechanism": mechanism,
            "asked": SIZE_WORDS[limits_needed],
            "formula": formula,
            "for peoples": share(peoples_share),
            **{
                f"{name} (US$ million)": round(row[name], 1)
                for name in ("paid", "running cost", "shortfall", "to peoples", "to states")
            },
            "open": share(result.open_share),
            "able": share(result.able_share),
        },
    )


def _design_summary(result: Result, limits_needed: int) -> str:
    account, mechanism = result.account, result.design.mechanism
    start = {
        VOLUNTARY: "A voluntary fund asks",
        LEVY: "A compulsory levy asks",
        CONTRACTS: "Tracing and contracts reach",
    }[mechanism]
    first = (
        f"{start} {SIZE_WORDS[limits_needed]}: {result.firms:,} invented firms, which pay "
        f"{money(account.paid)} a year. Running it costs {money(account.cost)}"
    )
    if account.received:
        first += f", {share(account.cost / account.paid)} of what is paid."
        formula = (
            "by public records, as a contract pays the country of origin whatever the formula"
            if mechanism == CONTRACTS
            else FORMULA_WORDS[result.design.formula]
        )
        middle = (
            f" The rest is shared {formula}: {money(result.peoples)} for Indigenous peoples and "
            f"local communities, {money(result.states)} for states."
        )
    else:
        first += ", more than is paid."
        middle = (
            f" Nothing is left to share by any formula or in any parts, and governments must add "
            f"{money(account.shortfall)}."
        )
    last = (
        f" Of the public records, {share(result.open_share)} may be used without asking, and "
        f"{share(result.able_share)} of countries are able to use them."
    )
    return first + middle + last


def able_of(result: Result, receipt: Receipt) -> float:
    """Share of one type's countries able to use the data."""
    settings = result.settings
    funded = settings["training_share"] * receipt.state_each / settings["post_cost"]
    return able_within(receipt.country, funded, posts_needed(result.design.mechanism, settings))


def _design_chart(result: Result) -> Chart:
    rows = [("Running cost", result.account.cost, money(result.account.cost))]
    table: list[tuple[Any, ...]] = [("Running cost", round(result.account.cost, 1), None, None)]
    for receipt in result.receipts:
        both = receipt.peoples + receipt.state
        able = share(able_of(result, receipt))
        rows.append((receipt.country.name, both, f"{money(both)}; {able} able"))
        table.append((receipt.country.name, round(both, 1), receipt.country.number, able))
    listed = "; ".join(f"{name} {shown}" for name, _, shown in rows)
    return labelled_bars(
        rows,
        title=f"Where the money goes, and who is able: {result.design.mechanism}",
        description=(
            "Bar chart of the running cost and of what peoples and states together receive in a "
            "year in eight invented types of country, with the share of the type's countries "
            f"able to use the data: {listed}."
        ),
        quantity="US$ million a year",
        columns=("Where", "US$ million a year", "Countries", "Able to use the data"),
        table=table,
    )


# --- Figures ------------------------------------------------------------------------------------


def scenario_chart() -> Chart:
    """The three mechanisms side by side, at their defaults."""
    found = scenarios()
    rows = []
    for row in found:
        name = str(row["scenario"]).capitalize()
        both = f"{share(row['open share'])} open, {share(row['able share'])} able"
        rows.append((f"{name}: to share", row["received"], f"{money(row['received'])}; {both}"))
        rows.append((f"{name}: cost", row["running cost"], money(row["running cost"])))
    listed = "; ".join(f"{name} {shown}" for name, _, shown in rows)
    return labelled_bars(
        rows,
        title="Three mechanisms side by side: a model with invented firms and countries",
        description=(
            "Bar chart of what is left to share and of the running cost in three mechanisms, with "
            "the share of records open without asking and of countries able to use them: "
            f"{listed}."
        ),
        quantity="US$ million a year",
        room=2.4,
        columns=(
            "Mechanism",
            "Paid",
            "Running cost",
            "Left to share",
            "To developing countries",
            "Records open",
            "Countries able",
        ),
        table=[
            (
                str(row["scenario"]).capitalize(),
                round(row["paid"], 1),
                round(row["running cost"], 1),
                round(row["received"], 1),
                round(row["to developing countries"], 1),
                share(row["open share"]),
                share(row["able share"]),
            )
            for row in found
        ],
    )


def tornado(mechanism: str) -> Chart:
    """What paid less cost does when each setting alone goes to its low and its high end."""
    swings = one_at_a_time(Design(mechanism))
    middle = swings[0].at_default
    data = [
        {
            "name": f"{s.setting.label} ({'A' if s.setting.is_assumption else 'S'})",
            "least": min(s.at_low, s.at_default, s.at_high),
            "most": max(s.at_low, s.at_default, s.at_high),
            "range": f"{s.setting.show(s.setting.low)} to {s.setting.show(s.setting.high)}",
        }
        for s in swings
    ]
    left, right = min(row["least"] for row in data), max(row["most"] for row in data)
    room = right - left
    title = f"{mechanism.capitalize()}: which number matters most?"
    listed = "; ".join(f"{r['name']} {r['least']:,.0f} to {r['most']:,.0f}" for r in data)
    description = (
        "Tornado chart. Each bar is one setting, moved alone from its low to its high end, and "
        "shows between which values payments less running cost then lie, in US$ million a year. "
        f"At the defaults it is {middle:,.0f}. {listed}. A: assumption. S: from a source."
    )
    x = {
        "type": "quantitative",
        "title": "Payments less running cost, US$ million a year",
        "axis": {"tickCount": 5},
        "scale": {"domain": [left - 0.03 * room, right + 0.32 * room], "nice": False},
    }
    layers: list[dict[str, Any]] = [
        {
            "data": values(data),
            "encoding": {
                "y": {
                    "field": "name",
                    "type": "nominal",
                    "sort": None,
                    "title": None,
                    "axis": {"labelLimit": 260},
                }
            },
            "layer": [
                {
                    "mark": {"type": "bar", "color": BLUE, "height": {"band": 0.6}},
                    "encoding": {"x": {"field": "least", **x}, "x2": {"field": "most"}},
                },
                {
                    "mark": {"type": "text", "align": "left", "dx": 5},
                    "encoding": {"x": {"field": "most", **x}, "text": {"field": "range"}},
                },
            ],
        },
        {
            "data": values([{"x": middle}]),
            "mark": {"type": "rule", "strokeDash": [4, 3], "color": NEUTRAL},
            "encoding": {"x": {"field": "x", "type": "quantitative"}},
        },
    ]
    return Chart(
        title=title,
        description=description,
        spec=specification(26 * len(data) + 45, layers, description),
        columns=("Setting", "Default", "Moved", "At low", "At default", "At high", "Default is"),
        rows=tuple(
            (
                s.setting.label,
                s.setting.show(s.setting.default),
                f"{s.setting.show(s.setting.low)} to {s.setting.show(s.setting.high)}",
                round(s.at_low, 1),
                round(s.at_default, 1),
                round(s.at_high, 1),
                "an assumption" if s.setting.is_assumption else "from a source",
            )
            for s in swings
        ),
    )
