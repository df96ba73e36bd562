"""Every number of the model that a reader may move: its default, its range and where it comes from.

A default has a source that can be opened, or it is an ASSUMPTION: somebody had to choose a number,
and nobody has measured it. The ranges are always ours. Money is in US$ million a year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dsilab.crops.payments import (
    CALI_LIMITS_EXCEEDED,
    CALI_PROFIT_RATE,
    CALI_REVENUE_RATE,
    SMTA_DEDUCTION,
    SMTA_RATE,
)

ASSUMPTION = "ASSUMPTION"
TWN = "https://www.twn.my/title2/biotk/2024/btk241109.htm"
DOWN_TO_EARTH = (
    "https://www.downtoearth.org.in/wildlife-biodiversity/"
    "cali-fund-launched-at-cbd-cop16-in-rome-to-boost-biodiversity-finance"
)
UNDP = "http://www.undp.org/mdtf/administrative.shtml"
SEED_WORLD = "https://seedworld.com/flipbook_june2018/inc/html/34.html"
TOCZYDLOWSKI = "https://doi.org/10.1073/pnas.2107934118"


@dataclass(frozen=True)
class Setting:
    """One number: `low` and `high` bound what a reader may choose; `basis` is a URL or ASSUMPTION.

    least, most: what the model can make sense of; a value outside is refused.
    """

    name: str
    label: str
    default: float
    low: float
    high: float
    basis: str
    note: str
    least: float = 0
    most: float = 1

    @property
    def is_assumption(self) -> bool:
        """Whether nobody has measured or decided this number."""
        return self.basis == ASSUMPTION

    def show(self, value: float) -> str:
        """A value as a reader meets it: a share or a rate in per cent, anything else as it is."""
        return f"{100 * value:.3g}%" if self.most == 1 else f"{value:g}"


MANY = 1e6

SETTINGS: tuple[Setting, ...] = (
    # Who pays
    Setting("profit_rate", "Rate on profit", CALI_PROFIT_RATE, 0.005, 0.02, TWN,
            "indicative rate of decision 16/2"),
    Setting("revenue_rate", "Rate on revenue", CALI_REVENUE_RATE, 0.0005, 0.002, TWN,
            "indicative rate of decision 16/2"),
    Setting("limits_needed", "Size limits to exceed, of three", CALI_LIMITS_EXCEEDED, 0, 3, TWN,
            "two of: assets 20, sales 50, profit 5 (US$ million)", most=3),
    Setting("voluntary_uptake", "Paid of what is asked, voluntary", 0.05, 0, 0.5, ASSUMPTION,
            "close to 0 in 2025: US$1,000 in the first nine months of the Cali Fund"),
    Setting("levy_uptake", "Paid of what is owed, compulsory", 0.80, 0.5, 0.95, ASSUMPTION,
            "no such levy exists; some countries would not pass the law"),
    Setting("contracts_signed", "Traced uses with a signed contract", 0.50, 0.1, 0.9, ASSUMPTION,
            "nobody counts the contracts that were not signed"),
    Setting("traceable", "Records of known origin", 0.14, 0.05, 1, TOCZYDLOWSKI,
            "14% of archived sets of wild and domesticated eukaryotes (animals, plants, fungi and "
            "their kin) had place and time"),
    Setting("contract_rate", "Contract rate on product sales",
            round(SMTA_RATE * (1 - SMTA_DEDUCTION), 6), 0.005, 0.02, SEED_WORLD,
            "taken over from the Plant Treaty's contract: 1.1% less 30%"),
    Setting("product_share", "Sales that rest on sequence data", 0.10, 0.02, 0.3, ASSUMPTION,
            "contracts only; the levy does not ask"),
    # What it costs to run
    Setting("agent_fee", "Fee of the fund's agent", 0.01, 0.01, 0.08, UNDP,
            "the general fee for such funds of the United Nations Development Programme (UNDP); "
            "the Cali Fund's own agreement was not read"),
    Setting("secretariat", "Secretariat, US$ million", 5, 2, 20, ASSUMPTION,
            "every mechanism has one", most=MANY),
    Setting("control_cost", "Checking one firm, US$ million", 0.005, 0.001, 0.02, ASSUMPTION,
            "compulsory levy only", most=MANY),
    Setting("tracing_cost", "Tracing system, US$ million", 40, 10, 200, ASSUMPTION,
            "contracts only: following records from database to product", most=MANY),
    Setting("contract_cost", "Making one contract, US$ million", 0.03, 0.01, 0.1, ASSUMPTION,
            "contracts only: both sides together", most=MANY),
    Setting("contracts_per_firm", "Contracts a firm, if all is traceable", 10, 2, 30,
            ASSUMPTION, "contracts only: countries of origin a year", most=MANY),
    # Who receives
    Setting("peoples_share", "Share for peoples and communities", 0.5, 0.5, 0.8,
            DOWN_TO_EARTH, "decision 16/2: at least half"),
    # Who can use the data
    Setting("training_share", "States' money spent on data posts", 0.10, 0, 0.3,
            ASSUMPTION, "the rest goes to conservation and other aims"),
    Setting("post_cost", "One data post a year, US$ million", 0.05, 0.02, 0.1, ASSUMPTION,
            "salary, computing and network", least=1e-6, most=MANY),
    Setting("posts_needed", "Posts needed for open data", 12, 6, 24, ASSUMPTION,
            "to find, check, store and analyse", most=MANY),
    Setting("permit_posts", "Posts more, if all need permits", 40, 10, 100,
            ASSUMPTION, "contracts only: asking, waiting, keeping proof", most=MANY),
)  # fmt: skip

BY_NAME: dict[str, Setting] = {setting.name: setting for setting in SETTINGS}


def with_changes(changes: Mapping[str, float] | None = None) -> dict[str, float]:
    """All settings by name, at their defaults but for `changes`.

    Raises ValueError, in one line, for a name that is not there or a value out of bounds.
    """
    values = {setting.name: setting.default for setting in SETTINGS}
    for name, value in (changes or {}).items():
        if name not in BY_NAME:
            raise ValueError(f"there is no setting {name!r}; there are: {', '.join(BY_NAME)}")
        setting = BY_NAME[name]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"{name} must be a number, not {value!r}")
        if not setting.least <= value <= setting.most:
            raise ValueError(
                f"{name} must be from {setting.least:g} to {setting.most:g}, not {value!r}"
            )
        values[name] = value
    return values
