"""The explorers of the chapter on infectious disease."""

from __future__ import annotations

from dsilab.ecology_disease import embargo
from dsilab.explorer import Choice, Explorer

EXPLORERS: tuple[Explorer, ...] = (
    Explorer(
        name="embargo",
        title="What does it cost to hold genomes back?",
        intro=(
            "A model, not data: an outbreak with a strict clock, genomes taken evenly from "
            "the first sample on, and every genome made public only when its embargo is over. "
            "The chart shows how well the rate of the clock can be known from the genomes "
            "that are public. Real genomes share ancestry, so real uncertainty is larger."
        ),
        choices=(
            Choice(
                name="virus",
                label="Virus",
                values=tuple(embargo.VIRUSES),
                labels=tuple(virus.label for virus in embargo.VIRUSES.values()),
                default="ebola",
            ),
            Choice(
                name="per_week",
                label="Genomes sampled a week",
                values=(1, 5, 20),
                labels=("1", "5", "20"),
                default=5,
            ),
            Choice(
                name="embargo",
                label="Embargo",
                values=(0, 4, 12, 26),
                labels=("none", "4 weeks", "12 weeks", "26 weeks"),
                default=12,
            ),
        ),
        model=embargo.model,
    ),
)
