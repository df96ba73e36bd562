"""Which payment rule yields what, to whom: rules that exist, applied to invented companies.

Plant Treaty, standard contract: 1.1 % of gross sales less 30 % for a product that others may not
use for further research and breeding; or 0.5 % of all sales of the crop (Seed World, June 2018).
Cali Fund, decision 16/2: 1 % of profit or 0.1 % of revenue, for companies above two of three size
limits; "should", as an indication (Third World Network, 9 November 2024). Rooibos: 1.5 % of the
farm-gate price (South Africa's environment ministry, 14 July 2022). Hoodia: 6 % of the royalties
that the patent's owner receives (agreement of 2003).
All amounts are in US dollars a year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dsilab.charts import BLUE, VERMILION, Chart, specification, values
from dsilab.explorer import Outcome

SMTA_RATE, SMTA_DEDUCTION, SMTA_CROP_RATE = 0.011, 0.30, 0.005
CALI_PROFIT_RATE, CALI_REVENUE_RATE = 0.01, 0.001
CALI_LIMITS = {"assets": 20e6, "sales": 50e6, "profit": 5e6}
CALI_LIMITS_EXCEEDED = 2
ROOIBOS_RATE, HOODIA_ROYALTY_SHARE, HOODIA_MILESTONE_SHARE = 0.015, 0.06, 0.08

#: Invented, for the model only: what a harvest costs at the farm gate, and a royalty, as shares of
#: the product's sales.
FARM_GATE_SHARE, ROYALTY_SHARE = 0.25, 0.05


def smta_product(sales: float) -> float:
    """Plant Treaty payment on a product closed to breeders: 1.1 % of (sales - 30 %)."""
    return SMTA_RATE * (1 - SMTA_DEDUCTION) * _amount("sales", sales)


def smta_crop(sales: float) -> float:
    """Plant Treaty alternative: 0.5 % of all sales of the crop, closed to breeders or not."""
    return SMTA_CROP_RATE * _amount("sales", sales)


def limits_exceeded(assets: float, sales: float, profit: float) -> list[str]:
    """Names of the Cali Fund's size limits that a company exceeds."""
    has = {"assets": _amount("assets", assets), "sales": _amount("sales", sales), "profit": profit}
    return [name for name, limit in CALI_LIMITS.items() if has[name] > limit]


def cali_fund(assets: float, sales: float, profit: float) -> tuple[float, float] | None:
    """(1 % of profit, 0.1 % of revenue), or None for a company below the size test.

    A loss counts as a profit of 0. The two are equal where profit is 10 % of sales.
    """
    if len(limits_exceeded(assets, sales, profit)) < CALI_LIMITS_EXCEEDED:
        return None
    return CALI_PROFIT_RATE * max(profit, 0), CALI_REVENUE_RATE * sales


def rooibos_levy(farm_gate_value: float) -> float:
    """1.5 % of what processors pay to the farmers who grow the crop."""
    return ROOIBOS_RATE * _amount("farm-gate value", farm_gate_value)


def hoodia_royalty(royalties: float) -> float:
    """6 % of the royalties that the owner of the patent receives."""
    return HOODIA_ROYALTY_SHARE * _amount("royalties", royalties)


def hoodia_milestone(payment: float) -> float:
    """8 % of a milestone payment that the owner of the patent receives."""
    return HOODIA_MILESTONE_SHARE * _amount("milestone payment", payment)


def _amount(name: str, amount: float) -> float:
    if not amount >= 0:
        raise ValueError(f"{name} must be 0 or more, not {amount}")
    return amount


@dataclass(frozen=True)
class Company:
    """An INVENTED company: total assets and yearly sales in US dollars, all of one crop."""

    name: str
    assets: float
    sales: float

    @property
    def label(self) -> str:
        """What a menu shows, in millions of US dollars."""
        return f"{self.name}: sales {self.sales / 1e6:g}, assets {self.assets / 1e6:g}"


COMPANIES = {
    "small": Company("Small", 10e6, 20e6),
    "middle": Company("Middle", 15e6, 60e6),
    "large": Company("Large", 300e6, 400e6),
}
MARGINS = (0.02, 0.06, 0.10, 0.20)
PRODUCT_SHARES = (0.05, 0.50)

#: Rule -> who receives the money.
RECEIVERS = {
    "Plant Treaty, product": "Benefit-sharing Fund, for projects with farmers",
    "Plant Treaty, crop": "Benefit-sharing Fund, for projects with farmers",
    "Cali Fund, profit": "Cali Fund; half or more for Indigenous peoples and local communities",
    "Cali Fund, revenue": "Cali Fund; half or more for Indigenous peoples and local communities",
    "Levy as for rooibos": "the holders of the traditional knowledge",
    "Royalty as for Hoodia": "the holders of the traditional knowledge",
}


def all_rules(
    company: Company, margin: float, product_share: float, closed: bool
) -> dict[str, float | None]:
    """Rule -> yearly payment; None where the rule asks nothing of this company or product."""
    product = product_share * company.sales
    cali = cali_fund(company.assets, company.sales, margin * company.sales)
    return {
        "Plant Treaty, product": smta_product(product) if closed else None,
        "Plant Treaty, crop": smta_crop(company.sales),
        "Cali Fund, profit": cali[0] if cali else None,
        "Cali Fund, revenue": cali[1] if cali else None,
        "Levy as for rooibos": rooibos_levy(FARM_GATE_SHARE * product),
        "Royalty as for Hoodia": hoodia_royalty(ROYALTY_SHARE * product),
    }


def model(company: str, margin: float, product_share: float, closed: bool) -> Outcome:
    """The explorer "payment-rules": see `dsilab.crops.explorers`."""
    chosen = COMPANIES[company]
    paid = all_rules(chosen, margin, product_share, closed)
    return Outcome(
        summary=_summary(chosen, margin, product_share, closed, paid),
        chart=_chart(chosen, margin, product_share, closed, paid),
        values={
            f"{rule} (US$)": None if amount is None else round(amount)
            for rule, amount in paid.items()
        },
    )


def _money(amount: float) -> str:
    if amount >= 1e6:
        return f"US${amount / 1e6:,.4g} million"
    return f"US${amount:,.0f}"


def _summary(
    company: Company,
    margin: float,
    product_share: float,
    closed: bool,
    paid: dict[str, float | None],
) -> str:
    profit = margin * company.sales
    over = limits_exceeded(company.assets, company.sales, profit)
    product = product_share * company.sales
    start = (
        f"An invented company sells for {_money(company.sales)} a year, {_money(product)} of it "
        f"with a variety that rests on shared crop material, and makes {_money(profit)} profit."
    )
    treaty = (
        f"The Plant Treaty's contract asks {_money(paid['Plant Treaty, product'] or 0)} for the "
        "variety, as it is closed to other breeders"
        if closed
        else "The Plant Treaty's contract asks nothing compulsory for the variety, as it is open "
        "to other breeders"
    )
    treaty += f", or {_money(paid['Plant Treaty, crop'] or 0)} under the crop-wide option."
    exceeded = (
        "none of the three size limits"
        if not over
        else f"{len(over)} of 3 size limits ({', '.join(over)})"
    )
    if paid["Cali Fund, profit"] is None:
        cali = f"It exceeds {exceeded}, so the Cali Fund asks nothing."
    else:
        by_profit, by_revenue = paid["Cali Fund, profit"] or 0, paid["Cali Fund, revenue"] or 0
        if round(by_profit) == round(by_revenue):
            choice = f"{_money(by_profit)}, by profit or by revenue"
        elif by_profit < by_revenue:
            choice = f"{_money(by_profit)} by profit (by revenue it would be {_money(by_revenue)})"
        else:
            choice = f"{_money(by_revenue)} by revenue (by profit it would be {_money(by_profit)})"
        cali = f"It exceeds {exceeded}, so the Cali Fund asks at least {choice}."
    rest = (
        f"A levy as for rooibos would bring {_money(paid['Levy as for rooibos'] or 0)} and a "
        f"royalty share as for Hoodia {_money(paid['Royalty as for Hoodia'] or 0)}."
    )
    return " ".join((start, treaty, cali, rest))


def _chart(
    company: Company,
    margin: float,
    product_share: float,
    closed: bool,
    paid: dict[str, float | None],
) -> Chart:
    why_nothing = {
        "Plant Treaty, product": "nothing compulsory: open to breeders",
        "Cali Fund, profit": "nothing: below the size test",
        "Cali Fund, revenue": "nothing: below the size test",
    }
    to_fund = {rule: "as for" not in rule for rule in paid}
    rows = [
        {
            "rule": rule,
            "paid": amount or 0,
            "shown": why_nothing[rule] if amount is None else _money(amount),
            "to": "a fund" if to_fund[rule] else "named peoples",
        }
        for rule, amount in paid.items()
    ]
    title = f"What each rule asks of an invented company a year: {company.name.lower()} company"
    listed = "; ".join(f"{row['rule']} {row['shown']}" for row in rows)
    description = (
        "Bar chart of what each payment rule would ask of one invented company in a year. "
        f"{listed}. The first four go to a fund, the last two to named holders of knowledge."
    )
    y: dict[str, Any] = {"field": "rule", "type": "nominal", "sort": None, "title": None}
    most = max(row["paid"] for row in rows)
    x = {
        "field": "paid",
        "type": "quantitative",
        "title": "US dollars a year",
        "axis": {"tickCount": 4, "grid": False, "format": ",.0f"},
        "scale": {"domain": [0, 1.55 * most], "nice": False},
    }
    layers: list[dict[str, Any]] = [
        {
            "data": values(rows),
            "encoding": {"y": y, "x": x},
            "layer": [
                {
                    "mark": {"type": "bar", "height": {"band": 0.65}},
                    "encoding": {
                        "color": {
                            "field": "to",
                            "type": "nominal",
                            "scale": {
                                "domain": ["a fund", "named peoples"],
                                "range": [BLUE, VERMILION],
                            },
                            # The rules are named on the axis.
                            "legend": None,
                        }
                    },
                },
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
        spec=specification(34 * len(rows) + 45, layers, description),
        columns=("Rule", "Payment a year", "Who receives it"),
        rows=tuple((row["rule"], row["shown"], RECEIVERS[row["rule"]]) for row in rows),
    )
