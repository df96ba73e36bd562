"""The explorers of the chapter on the synthesis."""

from __future__ import annotations

from dsilab.explorer import Choice, Explorer
from dsilab.synthesis.receivers import FORMULAS
from dsilab.synthesis.running import LEVY, MECHANISMS
from dsilab.synthesis.views import PAYMENT_WORDS, design_model, payers_model

SIZES = {
    0: "none",
    1: "one of three",
    2: "two of three",
    3: "all three",
}

EXPLORERS: tuple[Explorer, ...] = (
    Explorer(
        name="mechanism-payers",
        title="Who is asked, and what do they pay?",
        intro=(
            "The rates and the size limits are those of decision 16/2, which asks for two of "
            "three. The firms are invented: seventeen types, each standing for a number of "
            "firms. Assumed: 5% of what is owed is paid if payment is voluntary and 80% if it is "
            "a duty, and then checking one firm costs US$5,000 a year."
        ),
        choices=(
            Choice(
                name="payment",
                label="What a firm owes",
                values=tuple(PAYMENT_WORDS),
                labels=tuple(PAYMENT_WORDS.values()),
                default="cheaper",
            ),
            Choice(
                name="limits_needed",
                label="Size limits that a firm must exceed",
                values=tuple(SIZES),
                labels=tuple(SIZES.values()),
                default=2,
            ),
            Choice(
                name="duty",
                label="Payment is",
                values=("voluntary", "compulsory"),
                labels=("voluntary (5% paid)", "a duty (80% paid)"),
                default="compulsory",
            ),
            Choice(
                name="data_firms",
                label="Information services, AI among them",
                values=("pay", "exempt"),
                labels=("pay like the others", "are exempt"),
                default="pay",
            ),
        ),
        model=payers_model,
    ),
    Explorer(
        name="mechanism-design",
        title="Design a mechanism",
        intro=(
            "A model of no real firm and no real country. Assumed, among other things: a "
            "voluntary fund gets 5% of what it asks and a compulsory levy 80%; 14% of records "
            "have a known origin, and half of the traced uses end in a contract; 10% of what "
            "states receive pays for posts. The page lists every number with its source, or as "
            "an assumption."
        ),
        choices=(
            Choice(
                name="mechanism",
                label="Mechanism",
                values=MECHANISMS,
                labels=tuple(mechanism.capitalize() for mechanism in MECHANISMS),
                default=LEVY,
            ),
            Choice(
                name="limits_needed",
                label="Size limits that a firm must exceed",
                values=(2, 0),
                labels=(SIZES[2], SIZES[0]),
                default=2,
            ),
            Choice(
                name="formula",
                label="Countries share the rest",
                values=FORMULAS,
                labels=("by need", "in equal parts", "by records of origin"),
                default="need",
            ),
            Choice(
                name="peoples_share",
                label="For peoples and communities",
                values=(0.5, 0.8),
                labels=("50%", "80%"),
                default=0.5,
            ),
        ),
        model=design_model,
    ),
)
