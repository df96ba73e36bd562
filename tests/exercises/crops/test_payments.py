"""The payment rules: against the course's check values, and the explorer's whole grid."""

from __future__ import annotations

import pytest
from dsilab import EXPLORERS
from dsilab.crops.payments import (
    COMPANIES,
    RECEIVERS,
    all_rules,
    cali_fund,
    hoodia_milestone,
    hoodia_royalty,
    limits_exceeded,
    rooibos_levy,
    smta_crop,
    smta_product,
)

PAYMENTS = EXPLORERS["payment-rules"]


def test_the_check_values_of_the_course():
    assert smta_product(1e6) == pytest.approx(7_700)
    assert smta_crop(1e6) == pytest.approx(5_000)
    assert cali_fund(30e6, 200e6, 10e6) == pytest.approx((100_000, 200_000))
    assert cali_fund(30e6, 40e6, 6e6) == pytest.approx((60_000, 40_000))
    assert cali_fund(30e6, 40e6, 4e6) is None
    # 12.2 million rand of levy stand for about 813 million at the farm gate.
    assert rooibos_levy(813.3e6) == pytest.approx(12.2e6, rel=1e-3)
    assert hoodia_milestone(100) == pytest.approx(8)
    assert hoodia_royalty(100) == pytest.approx(6)


@pytest.mark.parametrize("over", range(8))
def test_any_two_of_three_limits_are_enough(over):
    assets, sales, profit = (
        limit * (1.5 if over & bit else 0.5)
        for limit, bit in ((20e6, 1), (50e6, 2), (5e6, 4))
    )  # fmt: skip
    exceeded = limits_exceeded(assets, sales, profit)
    assert len(exceeded) == over.bit_count()
    assert (cali_fund(assets, sales, profit) is None) == (len(exceeded) < 2)


def test_the_limits_themselves_are_not_exceeded():
    assert limits_exceeded(20e6, 50e6, 5e6) == []


@pytest.mark.parametrize("sales", [60e6, 1e9])
def test_the_two_ways_are_equal_at_a_tenth(sales):
    by_profit, by_revenue = cali_fund(30e6, sales, sales / 10)
    assert by_profit == pytest.approx(by_revenue)
    low, high = cali_fund(30e6, sales, 0.09 * sales), cali_fund(30e6, sales, 0.11 * sales)
    assert low[0] < low[1] and high[1] < high[0]


def test_a_loss_owes_nothing_by_profit_and_a_negative_base_is_refused():
    assert cali_fund(30e6, 60e6, -1e6) == (0, pytest.approx(60_000))
    for call in (smta_product, smta_crop, rooibos_levy, hoodia_royalty, hoodia_milestone):
        with pytest.raises(ValueError, match="must be 0 or more"):
            call(-1)


def test_what_the_course_says_of_the_default():
    paid = all_rules(COMPANIES["middle"], 0.10, 0.05, True)
    assert {rule: round(amount) for rule, amount in paid.items()} == {
        "Plant Treaty, product": 23_100,
        "Plant Treaty, crop": 300_000,
        "Cali Fund, profit": 60_000,
        "Cali Fund, revenue": 60_000,
        "Levy as for rooibos": 11_250,
        "Royalty as for Hoodia": 9_000,
    }
    # The middle company: below the test at 2 and 6 % (one limit), above it from 10 % (two).
    for margin, pays in ((0.02, False), (0.06, False), (0.10, True), (0.20, True)):
        paid = all_rules(COMPANIES["middle"], margin, 0.05, True)
        assert (paid["Cali Fund, profit"] is not None) == pays
    paid = all_rules(COMPANIES["middle"], 0.20, 0.05, False)
    assert paid["Plant Treaty, product"] is None
    assert paid["Cali Fund, revenue"] == pytest.approx(60_000)
    assert paid["Cali Fund, profit"] == pytest.approx(120_000)
    for margin in (0.02, 0.06, 0.10, 0.20):
        assert all_rules(COMPANIES["small"], margin, 0.5, True)["Cali Fund, revenue"] is None
    large = all_rules(COMPANIES["large"], 0.02, 0.50, True)
    assert round(large["Plant Treaty, product"]) == 1_540_000
    assert round(large["Plant Treaty, crop"]) == 2_000_000
    assert round(large["Cali Fund, profit"]) == 80_000
    # A middle firm with 2 % profit: 0.5 % of sales is a quarter of what it earns.
    assert smta_crop(60e6) / (0.02 * 60e6) == pytest.approx(0.25)


def test_the_whole_grid():
    combinations = PAYMENTS.grid()
    assert len(combinations) == 48
    seen: dict[str, dict] = {}
    for combination in combinations:
        outcome = PAYMENTS.outcome(**combination)
        assert outcome.summary.startswith("An invented company sells for ")
        assert "None" not in outcome.summary
        assert "invented" in outcome.chart.title
        assert seen.setdefault(outcome.summary, outcome.values) == outcome.values
        assert [row[0] for row in outcome.chart.rows] == list(RECEIVERS)
        for (_, shown, receiver), amount in zip(
            outcome.chart.rows, outcome.values.values(), strict=True
        ):
            assert receiver
            assert shown.startswith("nothing") == (amount is None)
    assert len(seen) == 48
    assert "invented" in PAYMENTS.intro and "quarter" in PAYMENTS.intro


def test_the_same_choice_gives_the_same_outcome():
    assert PAYMENTS.outcome() == PAYMENTS.outcome(
        company="middle", margin=0.10, product_share=0.05, closed=True
    )
