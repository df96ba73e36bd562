"""Who receives: peoples and states, country by country. US$ million a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dsilab.synthesis.countries import Country

#: How the money is shared between countries.
FORMULAS = ("need", "equal", "origin")


@dataclass(frozen=True)
class Receipt:
    """What ALL countries of one type receive together."""

    country: Country
    peoples: float
    state: float

    @property
    def state_each(self) -> float:
        """What the state of one country of the type receives."""
        return self.state / self.country.number


def weight(country: Country, formula: str) -> float:
    """The claim of one country of the type under a formula.

    need: its band of need. equal: the same for each developing country, as the fund is meant for
    them. origin: its public records, rich or poor, as those who provided the data are paid.
    """
    if formula == "need":
        return country.need
    if formula == "equal":
        return float(country.developing)
    return country.records


def share_out(
    received: float, countries: Sequence[Country], formula: str, peoples_share: float
) -> tuple[Receipt, ...]:
    """Share `received` between countries, then within each between peoples and state.

    Raises ValueError when no country has a claim under the formula.
    """
    claims = [country.number * weight(country, formula) for country in countries]
    total = sum(claims)
    if total <= 0:
        raise ValueError(f"no country has a claim under the formula {formula!r}")
    return tuple(
        Receipt(
            country,
            peoples=received * claim / total * peoples_share,
            state=received * claim / total * (1 - peoples_share),
        )
        for country, claim in zip(countries, claims, strict=True)
    )
