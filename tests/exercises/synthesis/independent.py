"""The mechanism a second time, by another route: one row a firm and country, with numpy and pandas.

Nothing is taken from the model but the two invented tables and the defaults. Firms are repeated
`number` times instead of multiplied, and the share of able countries is counted over thousands of
evenly spread countries instead of worked out by a formula.
"""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pandas as pd
from dsilab.synthesis.countries import COUNTRIES
from dsilab.synthesis.firms import FIRMS

SPREAD = 20_000  # countries that stand for one


def expand(rows) -> pd.DataFrame:
    table = pd.DataFrame([asdict(row) for row in rows])
    return table.loc[table.index.repeat(table["number"])].reset_index(drop=True)


def second_route(mechanism, payment, formula, exempt, s):
    """The outcomes of `Result.row()`, with settings `s`."""
    firms = expand(FIRMS)
    over = (firms[["assets", "sales", "profit"]] > np.array([20.0, 50.0, 5.0])).sum(axis=1)
    asked = firms[firms["uses_dsi"] & ~firms["sector"].isin(exempt) & (over >= s["limits_needed"])]
    profit = asked["profit"].clip(lower=0) * s["profit_rate"]
    revenue = asked["sales"] * s["revenue_rate"]
    if mechanism == "tracing and contracts":
        bill = asked["sales"] * s["product_share"] * s["contract_rate"] * s["traceable"]
        uptake, formula = s["contracts_signed"], "origin"
        closed = s["traceable"]
        cost = s["tracing_cost"] + len(asked) * s["contract_cost"] * (
            s["contracts_per_firm"] * s["traceable"] * s["contracts_signed"]
        )
    else:
        bill = {
            "profit": profit,
            "revenue": revenue,
            "cheaper": np.minimum(profit, revenue),
        }[payment]
        voluntary = mechanism == "voluntary fund"
        uptake = s["voluntary_uptake"] if voluntary else s["levy_uptake"]
        closed = 0.0
        cost = 0.0 if voluntary else len(asked) * s["control_cost"]
    paid = float(bill.sum()) * uptake
    cost += s["secretariat"] + s["agent_fee"] * paid
    left = max(paid - cost, 0.0)

    countries = expand(COUNTRIES)
    claim = {
        "need": countries["need"],
        "equal": countries["developing"].astype(float),
        "origin": countries["records"],
    }[formula]
    money = left * claim / claim.sum()
    state = money * (1 - s["peoples_share"])
    own = np.outer(countries["posts"], np.linspace(0.5, 1.5, SPREAD))
    posts = own + (state * s["training_share"] / s["post_cost"]).to_numpy()[:, None]
    able = float((posts >= s["posts_needed"] + closed * s["permit_posts"]).mean())
    return {
        "firms asked": len(asked),
        "owed": float(bill.sum()),
        "paid": paid,
        "running cost": cost,
        "shortfall": max(cost - paid, 0.0),
        "received": left,
        "net": paid - cost,
        "to peoples": float(money.sum()) * s["peoples_share"],
        "to states": float(state.sum()),
        "to developing countries": float(money[countries["developing"]].sum()),
        "open share": 1 - closed,
        "able share": able,
    }
