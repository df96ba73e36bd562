"""Who pays, and how much. US$ million a year.

The size test and the two rates are those of decision 16/2, as reported by Third World Network,
9 November 2024 (https://www.twn.my/title2/biotk/2024/btk241109.htm). It leaves firms that do not
rely on sequence data out (https://cetaf.org/cali-fund-launches-in-the-resumed-session-of-cop16).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from dsilab.crops.payments import CALI_LIMITS
from dsilab.synthesis.firms import Firm

#: The size limits, US$ million.
LIMITS = {name: limit / 1e6 for name, limit in CALI_LIMITS.items()}

#: What a firm pays a share of; "cheaper": it chooses whichever of the two is less.
PAYMENTS = ("cheaper", "revenue", "profit")


def limits_exceeded(firm: Firm) -> int:
    """How many of the three size limits the firm exceeds. To reach a limit is not to exceed it."""
    return sum(getattr(firm, name) > limit for name, limit in LIMITS.items())


def is_liable(firm: Firm, limits_needed: float, exempt: Collection[str] = ()) -> bool:
    """Whether the mechanism asks this firm: it uses data, is large enough and not exempt."""
    return firm.uses_dsi and firm.sector not in exempt and limits_exceeded(firm) >= limits_needed


def levy(firm: Firm, payment: str, settings: Mapping[str, float]) -> float:
    """What one firm of the type owes by the levy: a loss counts as a profit of 0."""
    by_profit = settings["profit_rate"] * max(firm.profit, 0)
    by_revenue = settings["revenue_rate"] * firm.sales
    return {
        "profit": by_profit,
        "revenue": by_revenue,
        "cheaper": min(by_profit, by_revenue),
    }[payment]


def contract(firm: Firm, settings: Mapping[str, float]) -> float:
    """What one firm of the type owes by contracts: on its sales that rest on traceable data."""
    return (
        settings["contract_rate"] * settings["product_share"] * settings["traceable"] * firm.sales
    )
