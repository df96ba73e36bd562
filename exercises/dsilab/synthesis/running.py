"""What it costs to run a mechanism. US$ million a year; nearly every number is an ASSUMPTION."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

VOLUNTARY, LEVY, CONTRACTS = "voluntary fund", "compulsory levy", "tracing and contracts"
MECHANISMS = (VOLUNTARY, LEVY, CONTRACTS)


def running_cost(
    mechanism: str, paid: float, firms: float, settings: Mapping[str, float]
) -> dict[str, float]:
    """Name of a cost -> US$ million. paid: all payments; firms: how many firms are asked."""
    costs = {"agent's fee": settings["agent_fee"] * paid, "secretariat": settings["secretariat"]}
    if mechanism == LEVY:
        costs["checking firms"] = settings["control_cost"] * firms
    if mechanism == CONTRACTS:
        contracts = (
            firms
            * settings["contracts_signed"]
            * settings["contracts_per_firm"]
            * settings["traceable"]
        )
        costs["tracing"] = settings["tracing_cost"]
        costs["making contracts"] = settings["contract_cost"] * contracts
    return costs


@dataclass(frozen=True)
class Account:
    """paid + shortfall = cost + received. A shortfall is what governments must put in."""

    paid: float
    cost: float

    @property
    def received(self) -> float:
        """What is left to share after the running cost; never negative."""
        return max(self.paid - self.cost, 0.0)

    @property
    def shortfall(self) -> float:
        """What the payments do not cover of the running cost."""
        return max(self.cost - self.paid, 0.0)
