"""INVENTED firms: seventeen types, each standing for a number of firms. No firm here is real.

The sectors are those that decision 16/2 names, as reported (https://renewablematter.eu/en/
COP16-DSI-mechanism-for-benefit-sharing-from-the-use-of-digital-sequence-information-approved). All
figures are invented. Their numbers were chosen so that everybody paying 0.1% of revenue would bring
a little over US$1 billion a year, the lower end of what is said to be possible.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Firm:
    """A type of INVENTED firm. Money: US$ million; sales and profit a year. `number`: how many.

    A negative profit is a loss. `uses_dsi`: whether it relies on sequence data at all.
    """

    name: str
    sector: str
    number: int
    assets: float
    sales: float
    profit: float
    uses_dsi: bool = True


FIRMS: tuple[Firm, ...] = (
    Firm("Invented pharma, giant", "pharmaceuticals", 15, 60_000, 30_000, 6_000),
    Firm("Invented pharma, middle", "pharmaceuticals", 150, 900, 600, 30),
    Firm("Invented pharma, start-up", "pharmaceuticals", 1_200, 40, 2, -15),
    Firm("Invented pharma, no sequences", "pharmaceuticals", 100, 200, 150, 15, uses_dsi=False),
    Firm("Invented nutrients, middle", "nutraceuticals", 300, 60, 120, 9.6),
    Firm("Invented nutrients, small", "nutraceuticals", 2_000, 8, 15, 1),
    Firm("Invented cosmetics, large", "cosmetics", 10, 20_000, 15_000, 1_800),
    Firm("Invented cosmetics, small", "cosmetics", 600, 10, 30, 6),
    Firm("Invented breeder, large", "breeding", 6, 25_000, 12_000, 1_000),
    Firm("Invented breeder, middle", "breeding", 200, 45, 70, 3.5),
    Firm("Invented breeder, small", "breeding", 1_500, 12, 20, 2),
    Firm("Invented biotech, large", "biotechnology", 20, 8_000, 5_000, 750),
    Firm("Invented biotech, middle", "biotechnology", 400, 30, 45, 6.5),
    Firm("Invented biotech, start-up", "biotechnology", 2_500, 25, 3, -8),
    Firm("Invented lab maker, large", "laboratory equipment", 8, 30_000, 15_000, 2_700),
    Firm("Invented data firm, giant", "information services", 5, 90_000, 60_000, 15_000),
    Firm("Invented data firm, small", "information services", 500, 15, 40, 4),
)

SECTORS: tuple[str, ...] = tuple(dict.fromkeys(firm.sector for firm in FIRMS))
