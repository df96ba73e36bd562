"""The explorers of the chapter on macrosystems."""

from __future__ import annotations

from dsilab.explorer import Choice, Explorer
from dsilab.macrosystems import barred

EXPLORERS: tuple[Explorer, ...] = (
    Explorer(
        name="plots-barred",
        title="What can a network still see when permits bar plots?",
        intro=(
            "Take a network of plots, bar some of them, and count what is left. The plots in "
            "Panama and Quebec are real; the soil network is invented; the permits are invented "
            "everywhere. Plots are barred one by one at random, as when single owners say no, "
            "or in one block, as when a country or a habitat drops out."
        ),
        choices=(
            Choice(
                name="network",
                label="Network",
                values=tuple(barred.NETWORKS),
                labels=tuple(network.label for network in barred.NETWORKS.values()),
                default="quebec",
            ),
            Choice(
                name="pattern",
                label="Which plots are barred",
                values=("random", "block"),
                labels=("single plots at random", "one block"),
                default="random",
            ),
            Choice(
                name="share",
                label="Share of the plots barred",
                values=barred.SHARES,
                labels=tuple(f"{share}%" for share in barred.SHARES),
                default=60,
            ),
        ),
        model=barred.model,
    ),
)
