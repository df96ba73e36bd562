"""What a mechanism does to open access, and to the share of countries able to use the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dsilab.synthesis.countries import Country
from dsilab.synthesis.receivers import Receipt
from dsilab.synthesis.running import CONTRACTS


def open_share(mechanism: str, settings: Mapping[str, float]) -> float:
    """Share of public records that anybody may use without asking first.

    A fund or a levy asks nothing of readers. With contracts, a record whose origin is known needs
    a permit; one whose origin is unknown cannot be traced and stays free, lawful or not.
    """
    return 1 - settings["traceable"] if mechanism == CONTRACTS else 1.0


def posts_needed(mechanism: str, settings: Mapping[str, float]) -> float:
    """Trained people that a country needs to use the data under a mechanism."""
    permits = settings["permit_posts"] * (1 - open_share(mechanism, settings))
    return settings["posts_needed"] + permits


def able_within(country: Country, funded: float, needed: float) -> float:
    """Share of a type's countries with enough posts.

    Their own posts are assumed to spread evenly from half to one and a half times the type's mean;
    `funded` posts come on top for each of them.
    """
    missing = needed - funded
    if country.posts <= 0:
        return float(missing <= 0)
    return min(max((1.5 * country.posts - missing) / country.posts, 0.0), 1.0)


def able_share(
    mechanism: str,
    receipts: Sequence[Receipt],
    settings: Mapping[str, float],
) -> float:
    """Share of all countries able to use the data, with the posts that the money pays for."""
    needed = posts_needed(mechanism, settings)
    able = sum(
        receipt.country.number
        * able_within(
            receipt.country,
            settings["training_share"] * receipt.state_each / settings["post_cost"],
            needed,
        )
        for receipt in receipts
    )
    return able / sum(receipt.country.number for receipt in receipts)
