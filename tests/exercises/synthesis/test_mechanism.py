"""The model: against an independent calculation, at its limits, and what must never be broken."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest
from dsilab.synthesis import access, running
from dsilab.synthesis.countries import COUNTRIES
from dsilab.synthesis.firms import FIRMS, SECTORS
from dsilab.synthesis.mechanism import Design, run
from dsilab.synthesis.payers import PAYMENTS, is_liable, levy, limits_exceeded
from dsilab.synthesis.receivers import FORMULAS, share_out
from dsilab.synthesis.running import CONTRACTS, LEVY, MECHANISMS, VOLUNTARY, Account
from dsilab.synthesis.settings import SETTINGS, with_changes

from tests.exercises.synthesis.independent import SPREAD, second_route

DESIGNS = [
    Design(mechanism, payment, formula)
    for mechanism in MECHANISMS
    for payment in PAYMENTS
    for formula in FORMULAS
]


def random_settings(seed):
    dealer = random.Random(seed)
    return {
        s.name: dealer.choice((0, 1, 2, 3))
        if s.name == "limits_needed"
        else dealer.uniform(s.low, s.high)
        for s in SETTINGS
    }


def agree(row, other):
    assert set(row) == set(other)
    for name, value in row.items():
        if name == "able share":  # counted over a grid of countries
            assert value == pytest.approx(other[name], abs=2 / SPREAD), name
        else:
            assert value == pytest.approx(other[name], rel=1e-9, abs=1e-9), name


@pytest.mark.parametrize("design", DESIGNS, ids=str)
def test_the_defaults_agree_with_a_second_route(design):
    row = run(design).row()
    agree(row, second_route(design.mechanism, design.payment, design.formula, (), with_changes()))


@pytest.mark.parametrize("seed", range(12))
def test_random_settings_agree_with_a_second_route(seed):
    dealer = random.Random(seed)
    changes = random_settings(seed)
    exempt = tuple(dealer.sample(SECTORS, dealer.choice((0, 1, 3))))
    design = replace(dealer.choice(DESIGNS), exempt=exempt)
    agree(
        run(design, changes).row(),
        second_route(design.mechanism, design.payment, design.formula, exempt, changes),
    )


def test_the_second_route_would_notice_a_fault():
    """Each planted fault makes the two disagree."""
    for name in ("levy_uptake", "revenue_rate", "secretariat", "control_cost", "peoples_share"):
        wrong = with_changes({name: with_changes()[name] * 1.01})
        with pytest.raises(AssertionError):
            agree(run(Design()).row(), second_route(LEVY, "cheaper", "need", (), wrong))


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_no_dollar_is_lost(mechanism, seed):
    result = run(Design(mechanism), random_settings(seed))
    account = result.account
    assert account.paid + account.shortfall == pytest.approx(account.cost + account.received)
    assert result.peoples + result.states == pytest.approx(account.received)
    assert min(account.received, account.shortfall) == 0
    assert 0 <= result.able_share <= 1 and 0 <= result.open_share <= 1


def test_with_no_uptake_nothing_is_received_and_governments_pay_for_running_it():
    for mechanism, uptake in zip(
        MECHANISMS, ("voluntary_uptake", "levy_uptake", "contracts_signed"), strict=True
    ):
        result = run(Design(mechanism), {uptake: 0})
        assert result.account.paid == result.account.received == 0
        assert result.account.shortfall == pytest.approx(result.account.cost)
        assert result.peoples == result.states == 0
        # Without money a fund and a levy leave the countries as able as they were.
        if mechanism != CONTRACTS:
            assert result.able_share == pytest.approx((76 + 40 * 4.5 / 11) / 196)


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_if_every_sector_is_exempt_nobody_is_asked(mechanism):
    result = run(Design(mechanism, exempt=SECTORS))
    assert result.firms == 0 and set(result.owed.values()) == {0.0}
    assert result.account.paid == 0 and result.account.received == 0


def test_firms_that_use_no_sequences_are_never_asked():
    for needed in (0, 1, 2, 3):
        assert not any(is_liable(firm, needed) for firm in FIRMS if not firm.uses_dsi)
    assert any(not firm.uses_dsi and limits_exceeded(firm) == 3 for firm in FIRMS)


def test_to_reach_a_limit_is_not_to_exceed_it():
    firm = replace(FIRMS[0], assets=20, sales=50, profit=5)
    assert limits_exceeded(firm) == 0
    assert limits_exceeded(replace(firm, assets=20.01, profit=5.01)) == 2


def test_a_loss_owes_nothing_by_profit():
    firm = replace(FIRMS[0], profit=-100)
    assert levy(firm, "profit", with_changes()) == levy(firm, "cheaper", with_changes()) == 0
    assert levy(firm, "revenue", with_changes()) == pytest.approx(30)


RISING = {  # setting -> (mechanism, outcome that must not fall when the setting rises)
    "revenue_rate": (LEVY, "paid"),
    "profit_rate": (LEVY, "paid"),
    "levy_uptake": (LEVY, "able share"),
    "voluntary_uptake": (VOLUNTARY, "received"),
    "training_share": (LEVY, "able share"),
    "peoples_share": (LEVY, "to peoples"),
    "traceable": (CONTRACTS, "paid"),
    "product_share": (CONTRACTS, "net"),
    "contract_rate": (CONTRACTS, "net"),
    "tracing_cost": (CONTRACTS, "running cost"),
    "contract_cost": (CONTRACTS, "running cost"),
    "contracts_per_firm": (CONTRACTS, "running cost"),
    "control_cost": (LEVY, "running cost"),
    "agent_fee": (LEVY, "running cost"),
    "secretariat": (LEVY, "running cost"),
}
FALLING = {
    "limits_needed": (LEVY, "paid"),
    "post_cost": (LEVY, "able share"),
    "posts_needed": (LEVY, "able share"),
    "permit_posts": (CONTRACTS, "able share"),
    "traceable": (CONTRACTS, "open share"),
    "peoples_share": (LEVY, "able share"),
}


@pytest.mark.parametrize(
    ("name", "rises", "mechanism", "outcome"),
    [(n, True, *v) for n, v in RISING.items()] + [(n, False, *v) for n, v in FALLING.items()],
)
def test_outcomes_move_the_way_they_must(name, rises, mechanism, outcome):
    (setting,) = (s for s in SETTINGS if s.name == name)
    steps = (
        range(4)
        if name == "limits_needed"
        else [setting.low + (setting.high - setting.low) * i / 8 for i in range(9)]
    )
    got = [run(Design(mechanism), {name: step}).row()[outcome] for step in steps]
    ordered = sorted(got) if rises else sorted(got, reverse=True)
    assert got == pytest.approx(ordered, abs=1e-9)
    assert got[0] != pytest.approx(got[-1], abs=1e-6), "the setting has no effect at all"


def test_every_setting_is_moved_by_one_of_these_tests():
    signed = {"contracts_signed"}  # its effect has no fixed direction: it pays and it costs
    assert set(RISING) | set(FALLING) | signed == {s.name for s in SETTINGS}


def test_equal_parts_are_equal_and_origin_pays_the_rich_too():
    equal = {r.country.name: r.state_each for r in run(Design(formula="equal")).receipts}
    developing = [equal[c.name] for c in COUNTRIES if c.developing]
    assert max(developing) == pytest.approx(min(developing)) and developing[0] > 0
    assert {equal[c.name] for c in COUNTRIES if not c.developing} == {0}
    origin = run(Design(formula="origin")).row()
    assert origin["to developing countries"] < origin["received"] / 2


def test_contracts_pay_the_country_of_origin_whatever_the_formula():
    rows = [run(Design(CONTRACTS, formula=formula)).row() for formula in FORMULAS]
    assert rows[0] == rows[1] == rows[2]


def test_only_contracts_close_records():
    settings = with_changes()
    assert access.open_share(VOLUNTARY, settings) == access.open_share(LEVY, settings) == 1
    assert access.open_share(CONTRACTS, settings) == pytest.approx(0.86)


def test_a_country_without_posts_is_able_only_through_the_money():
    nobody = replace(COUNTRIES[-1], posts=0)
    assert access.able_within(nobody, 11.9, 12) == 0
    assert access.able_within(nobody, 12, 12) == 1


def test_the_running_costs_are_those_of_the_mechanism():
    settings = with_changes()
    names = {m: set(running.running_cost(m, 10, 5, settings)) for m in MECHANISMS}
    assert names[VOLUNTARY] == {"agent's fee", "secretariat"}
    assert names[LEVY] - names[VOLUNTARY] == {"checking firms"}
    assert names[CONTRACTS] - names[VOLUNTARY] == {"tracing", "making contracts"}
    assert Account(5, 5).received == Account(5, 5).shortfall == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Design("lottery"), "mechanism must be one of voluntary fund, "),
        (lambda: Design(payment="sales"), "payment must be one of cheaper, "),
        (lambda: Design(formula="population"), "formula must be one of need, "),
        (lambda: Design(exempt=("banks",)), "an exempt sector must be one of pharma"),
        (lambda: run(None, {"uptake": 1}), "there is no setting 'uptake'; there are: profit_rate"),
        (lambda: run(None, {"levy_uptake": 1.2}), "levy_uptake must be from 0 to 1, not 1.2"),
        (lambda: run(None, {"post_cost": 0}), "post_cost must be from 1e-06 to "),
        (lambda: run(None, {"secretariat": -1}), "secretariat must be from 0 to "),
        (lambda: run(None, {"secretariat": "much"}), "secretariat must be a number, not 'much'"),
        (lambda: run(None, {"traceable": float("nan")}), "traceable must be from 0 to 1, not nan"),
        (lambda: share_out(5, COUNTRIES[:2], "need", 0.5), "no country has a claim under"),
    ],
)
def test_bad_input_is_refused_in_one_line(call, message):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value).startswith(message) and "\n" not in str(caught.value)


def test_the_invented_say_that_they_are():
    assert all(firm.name.startswith("Invented ") for firm in FIRMS)
    assert sum(country.number for country in COUNTRIES) == 196
    # The sum that the numbers of firms were chosen for: a little over a billion.
    whole = run(Design(payment="revenue"), {"levy_uptake": 1}).row()
    assert whole["paid"] == pytest.approx(1350)


def test_every_number_has_a_source_that_opens_or_is_an_assumption():
    for setting in SETTINGS:
        assert setting.is_assumption or setting.basis.startswith("http"), setting.name
        assert setting.low <= setting.default <= setting.high, setting.name
        assert setting.least <= setting.low and setting.high <= setting.most, setting.name
        assert setting.note
    assert sum(setting.is_assumption for setting in SETTINGS) == 13 and len(SETTINGS) == 20


def test_all_combinations_run():
    for mechanism, payment, formula in itertools.product(MECHANISMS, PAYMENTS, FORMULAS):
        assert run(Design(mechanism, payment, formula)).settings["limits_needed"] == 2
