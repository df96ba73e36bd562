"""The explorers of the chapter on anthropology."""

from __future__ import annotations

from dsilab.anthropology import reidentification
from dsilab.explorer import Choice, Explorer

EXPLORERS: tuple[Explorer, ...] = (
    Explorer(
        name="reidentification",
        title="How coarse must a table be to hide a person?",
        intro=(
            "Simulated people, not data: 240 invented inhabitants of three invented valleys, with "
            "age, sex, village and a blood level. Somebody holds the table and knows one person’s "
            "age, sex and place. Make the table coarser, or put genetic markers into it. The last "
            "bar is the price: how much of what age and valley say about the level is still there."
        ),
        choices=(
            Choice(
                name="age",
                label="Age in the table",
                values=(1, 10, 20, 0),
                labels=("in years", "10-year bands", "20-year bands", "left out"),
                default=1,
            ),
            Choice(
                name="place",
                label="Place in the table",
                values=("village", "valley", "none"),
                labels=("village", "valley", "left out"),
                default="village",
            ),
            Choice(
                name="markers",
                label="Genetic markers in the table",
                values=(0, 3, 8, 20),
                labels=("none", "3", "8", "20"),
                default=0,
            ),
        ),
        model=reidentification.model,
    ),
)
