"""INVENTED types of country, eight of them, standing for the 196 Parties of the Convention.

Only their number, 196, is real. The rest is invented, so that no people and no state is labelled.
The idea of six bands of need is that of an option put to the Convention's expert group on
allocation (https://github.com/tierravivaai/cali-fund-allocation-model, May 2026), in which the
lowest contributors to the United Nations weigh most; the bands of our types are our own.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    """A type of INVENTED country; every figure is for one country of the type.

    number: how many countries. need: band from 0 (not eligible) to 6 (poorest).
    records: public sequence records with this country of origin, in millions.
    posts: mean number of trained people who work with sequence data today.
    """

    name: str
    number: int
    developing: bool
    need: float
    records: float
    posts: float


COUNTRIES: tuple[Country, ...] = (
    Country("A: rich, much research", 12, False, 0, 30, 400),
    Country("B: rich, smaller", 38, False, 0, 4, 60),
    Country("C: rising research power", 6, True, 1, 25, 200),
    Country("D: many species, middle income", 20, True, 2, 5, 25),
    Country("E: middle income", 40, True, 3, 1, 11),
    Country("F: many species, low income", 30, True, 5, 0.8, 4),
    Country("G: low income, dry", 20, True, 6, 0.2, 2),
    Country("H: small islands", 30, True, 6, 0.3, 1),
)
