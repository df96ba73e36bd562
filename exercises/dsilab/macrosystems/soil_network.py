"""An invented network of soil plots in five countries, for the explorer and the memo.

Nothing here was measured. Every taxon is given a range, everywhere or in one country, and is then
found in each plot of its range with a fixed chance. The numbers are dealt from a fixed seed, so
that every reader sees the same network.
"""

from __future__ import annotations

import random

COUNTRIES = 5
PLOTS_A_COUNTRY = 6
PLOTS = COUNTRIES * PLOTS_A_COUNTRY
TAXA = 150
CHANCE = 0.5  # that a plot within its range holds a taxon
SEED = 2021


def soil_network(confined: float) -> tuple[int, ...]:
    """One number a taxon: bit i is 1 where plot i has it. Plots 0-5 are country A, and so on.

    confined: share of the taxa that live in one country only (0 to 1); taxa without a plot are
    not part of the network.
    Raises ValueError for a share outside 0 to 1.
    """
    if not 0 <= confined <= 1:
        raise ValueError(f"a share lies between 0 and 1, not at {confined}")
    deal = random.Random(SEED)
    bits = []
    for taxon in range(TAXA):
        home = range(PLOTS)
        if taxon < round(confined * TAXA):
            first = taxon % COUNTRIES * PLOTS_A_COUNTRY
            home = range(first, first + PLOTS_A_COUNTRY)
        bits.append(sum(1 << plot for plot in home if deal.random() < CHANCE))
    return tuple(bit for bit in bits if bit)
