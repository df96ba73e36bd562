"""The explorers of the chapter on livestock research and genetic rescue."""

from __future__ import annotations

from dsilab.explorer import Choice, Explorer
from dsilab.livestock_rescue import rescue_explorer

EXPLORERS: tuple[Explorer, ...] = (
    Explorer(
        name="genetic-rescue",
        title="What do newcomers change, and for how long?",
        intro=(
            "A model, not data: a small population is cut off from a large source and loses "
            "diversity by chance. From generation 10 on, newcomers from the source breed with it, "
            "once or again and again. Numbers do not grow, nothing is selected, and everyone has "
            "the same chance to breed. Diversity is heterozygosity, as a share of the source’s; "
            "what is missing to 100 is the inbreeding that has built up."
        ),
        choices=(
            Choice(
                name="size",
                label="Breeders in each generation (effective size)",
                values=rescue_explorer.SIZES,
                labels=tuple(str(size) for size in rescue_explorer.SIZES),
                default=25,
            ),
            Choice(
                name="migrants",
                label="Newcomers at a time",
                values=rescue_explorer.MIGRANTS,
                labels=tuple(str(number) for number in rescue_explorer.MIGRANTS),
                default=8,
            ),
            Choice(
                name="every",
                label="How often they come",
                values=rescue_explorer.EVERY,
                labels=rescue_explorer.EVERY_LABELS,
                default=rescue_explorer.ONCE,
            ),
        ),
        model=rescue_explorer.model,
    ),
)
