"""The whole mechanism: a design and its settings in, what follows from them out. A pure function.

Every firm and country in it is INVENTED; see `settings` for the source of each number, or the word
ASSUMPTION. Money: US$ million a year. The model is for one year in balance. It leaves out, among
other things: that firms may move, split or raise prices; benefits that are not money; what peoples
do with their share; and trust.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dsilab.synthesis.access import able_share, open_share
from dsilab.synthesis.countries import COUNTRIES, Country
from dsilab.synthesis.firms import FIRMS, SECTORS, Firm
from dsilab.synthesis.payers import PAYMENTS, contract, is_liable, levy
from dsilab.synthesis.receivers import FORMULAS, Receipt, share_out
from dsilab.synthesis.running import CONTRACTS, LEVY, MECHANISMS, VOLUNTARY, Account, running_cost
from dsilab.synthesis.settings import with_changes

UPTAKE = {
    VOLUNTARY: "voluntary_uptake",
    LEVY: "levy_uptake",
    CONTRACTS: "contracts_signed",
}


@dataclass(frozen=True)
class Design:
    """The choices that are not numbers. Contracts have their own rate, and always pay by origin.

    exempt: sectors that need not pay.
    """

    mechanism: str = LEVY
    payment: str = "cheaper"
    formula: str = "need"
    exempt: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, value, allowed in (
            ("mechanism", self.mechanism, MECHANISMS),
            ("payment", self.payment, PAYMENTS),
            ("formula", self.formula, FORMULAS),
            *(("an exempt sector", sector, SECTORS) for sector in self.exempt),
        ):
            if value not in allowed:
                raise ValueError(f"{name} must be one of {', '.join(allowed)}, not {value!r}")


@dataclass(frozen=True)
class Result:
    """What follows from a design."""

    design: Design
    firms: int  # how many firms are asked to pay
    owed: dict[str, float]  # by sector, US$ million
    account: Account
    costs: dict[str, float]
    receipts: tuple[Receipt, ...]
    open_share: float
    able_share: float
    settings: Mapping[str, float] = field(repr=False)

    @property
    def peoples(self) -> float:
        """What Indigenous peoples and local communities receive."""
        return sum(receipt.peoples for receipt in self.receipts)

    @property
    def states(self) -> float:
        """What states receive."""
        return sum(receipt.state for receipt in self.receipts)

    def row(self) -> dict[str, float]:
        """The outcomes by name, for a table: money in US$ million, shares from 0 to 1."""
        return {
            "firms asked": self.firms,
            "owed": sum(self.owed.values()),
            "paid": self.account.paid,
            "running cost": self.account.cost,
            "shortfall": self.account.shortfall,
            "received": self.account.received,
            "net": self.account.paid - self.account.cost,
            "to peoples": self.peoples,
            "to states": self.states,
            "to developing countries": sum(
                receipt.peoples + receipt.state
                for receipt in self.receipts
                if receipt.country.developing
            ),
            "open share": self.open_share,
            "able share": self.able_share,
        }


def run(
    design: Design | None = None,
    changes: Mapping[str, float] | None = None,
    firms: Sequence[Firm] = FIRMS,
    countries: Sequence[Country] = COUNTRIES,
) -> Result:
    """Run the mechanism once. `changes`: settings that are not at their default.

    Raises ValueError, in one line, for a setting that is unknown or out of bounds.
    """
    design = design or Design()
    settings = with_changes(changes)
    owed = dict.fromkeys((firm.sector for firm in firms), 0.0)
    asked = 0
    for firm in firms:
        if is_liable(firm, settings["limits_needed"], design.exempt):
            asked += firm.number
            one = (
                contract(firm, settings)
                if design.mechanism == CONTRACTS
                else levy(firm, design.payment, settings)
            )
            owed[firm.sector] += firm.number * one
    paid = settings[UPTAKE[design.mechanism]] * sum(owed.values())
    costs = running_cost(design.mechanism, paid, asked, settings)
    account = Account(paid, sum(costs.values()))
    formula = "origin" if design.mechanism == CONTRACTS else design.formula
    receipts = share_out(account.received, countries, formula, settings["peoples_share"])
    return Result(
        design=design,
        firms=asked,
        owed=owed,
        account=account,
        costs=costs,
        receipts=receipts,
        open_share=open_share(design.mechanism, settings),
        able_share=able_share(design.mechanism, receipts, settings),
        settings=settings,
    )
