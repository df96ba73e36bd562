"""The explorers of the chapter on phylogenetics."""

from __future__ import annotations

from dsilab.explorer import Choice, Explorer
from dsilab.phylogenetics import border_frogs

EXPLORERS: tuple[Explorer, ...] = (
    Explorer(
        name="barcode-gap",
        title="How many species does a threshold call?",
        intro=(
            "A model, not data: six invented frog species in three invented countries, with "
            "simulated sequences of 650 letters. All frogs within the threshold of one another, "
            "directly or by steps, are called one species. Choose a threshold, leave one "
            "country’s samples out, and see how many species are called and which are wrong."
        ),
        choices=(
            Choice(
                name="age",
                label="Group of species",
                values=tuple(border_frogs.AGES),
                labels=("old: the species parted long ago", "young: they parted half as long ago"),
                default="old",
            ),
            Choice(
                name="threshold",
                label="Threshold",
                values=(1, 1.5, 2, 3, 4, 5),
                labels=("1 %", "1.5 %", "2 %", "3 %", "4 %", "5 %"),
                default=2,
            ),
            Choice(
                name="missing",
                label="Missing samples",
                values=("none", *border_frogs.COUNTRIES),
                labels=("none", *(f"all of {country}" for country in border_frogs.COUNTRIES)),
                default="none",
            ),
        ),
        model=border_frogs.model,
    ),
)
