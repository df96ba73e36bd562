"""The explorers of the chapter on crops."""

from __future__ import annotations

from dsilab.crops import payments, seed_exchange
from dsilab.explorer import Choice, Explorer

EXPLORERS: tuple[Explorer, ...] = (
    Explorer(
        name="seed-exchange",
        title="How different does the maize of two villages become?",
        intro=(
            "A model of no real place: two villages part from one seed stock, keep seed of a "
            "number of plants each year, and may exchange some of it. No selection, no new "
            "mutations. Farmers who choose their seed do more than this model knows."
        ),
        choices=(
            Choice(
                name="plants",
                label="Breeding plants in each village",
                values=(50, 250, 1000),
                labels=("50", "250", "1,000"),
                default=250,
            ),
            Choice(
                name="exchange",
                label="Seed from the other village, every year",
                values=(0.0, 0.001, 0.01, 0.05),
                labels=("none", "0.1%", "1%", "5%"),
                default=0.01,
            ),
            Choice(
                name="years",
                label="Years since they parted",
                values=seed_exchange.REPORT_YEARS,
                labels=tuple(str(years) for years in seed_exchange.REPORT_YEARS),
                default=50,
            ),
        ),
        model=seed_exchange.model,
    ),
    Explorer(
        name="payment-rules",
        title="Which payment rule yields what, to whom?",
        intro=(
            "The rules are real and the companies are invented, with all their figures. Assumed "
            "for every company: it sells one crop only; the harvest behind the variety costs a "
            "quarter of its sales at the farm gate; and a patent owner receives 5% of them as "
            "royalties. No levy for rooibos or share for Hoodia is owed on other plants: "
            "the last two bars show what such a rule would bring."
        ),
        choices=(
            Choice(
                name="company",
                label="Company (invented; US$ million)",
                values=tuple(payments.COMPANIES),
                labels=tuple(company.label for company in payments.COMPANIES.values()),
                default="middle",
            ),
            Choice(
                name="margin",
                label="Profit, as a share of sales",
                values=payments.MARGINS,
                labels=tuple(f"{margin:.0%}" for margin in payments.MARGINS),
                default=0.10,
            ),
            Choice(
                name="product_share",
                label="Sales that rest on the shared crop material",
                values=payments.PRODUCT_SHARES,
                labels=("5% of all sales", "half of all sales"),
                default=0.05,
            ),
            Choice(
                name="closed",
                label="May others breed with the variety?",
                values=(True, False),
                labels=("no, it is closed to them", "yes, it is open"),
                default=True,
            ),
        ),
        model=payments.model,
    ),
)
