"""Sensitivity, scenarios, CSV, explorers and figures."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from dsilab import EXPLORERS, FIGURES
from dsilab.synthesis.compare import one_at_a_time, scenarios, to_csv
from dsilab.synthesis.mechanism import Design, run
from dsilab.synthesis.running import CONTRACTS, LEVY, MECHANISMS, VOLUNTARY
from dsilab.synthesis.settings import SETTINGS, with_changes


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_each_setting_is_moved_alone_and_back(mechanism):
    swings = one_at_a_time(Design(mechanism))
    assert [s.size for s in swings] == sorted((s.size for s in swings), reverse=True)
    for swing in swings:
        for at, value in (
            (swing.at_low, swing.setting.low),
            (swing.at_high, swing.setting.high),
            (swing.at_default, swing.setting.default),
        ):
            everything = {**with_changes(), swing.setting.name: value}
            assert run(Design(mechanism), everything).row()["net"] == pytest.approx(at)
    # Those left out have no effect, and the ones of another mechanism are among them.
    left_out = {s.name for s in SETTINGS} - {s.setting.name for s in swings}
    for name in left_out:
        (setting,) = (s for s in SETTINGS if s.name == name)
        ends = {run(Design(mechanism), {name: v}).row()["net"] for v in (setting.low, setting.high)}
        assert len(ends) == 1
    assert ("tracing_cost" in left_out) == (mechanism != CONTRACTS)


def test_a_swing_counts_the_default_too_and_starts_where_it_is_told():
    shifted = one_at_a_time(Design(VOLUNTARY), "net", {"voluntary_uptake": 0.9})
    (uptake,) = (s for s in shifted if s.setting.name == "voluntary_uptake")
    assert uptake.at_default > uptake.at_high > uptake.at_low
    assert uptake.size == pytest.approx(uptake.at_default - uptake.at_low)


def test_an_unknown_outcome_is_refused_in_one_line():
    with pytest.raises(ValueError, match="there is no outcome 'profit'; there are: firms asked"):
        one_at_a_time(Design(), "profit")


def test_scenarios_stand_side_by_side_and_come_back_from_csv():
    rows = scenarios({"a, b": (Design(), {}), "c": (Design(CONTRACTS), {"traceable": 1})})
    assert [row["scenario"] for row in rows] == ["a, b", "c"]
    assert list(rows[0]) == list(rows[1])
    text = to_csv(rows)
    table = pd.read_csv(io.StringIO(text))
    assert list(table.columns) == list(rows[0])
    for written, row in zip(table.to_dict("records"), rows, strict=True):
        assert written.pop("scenario") == row["scenario"]
        assert written == pytest.approx({k: v for k, v in row.items() if k != "scenario"})
    assert next(csv.DictReader(io.StringIO(text)))["scenario"] == "a, b"
    assert [row["scenario"] for row in scenarios()] == list(MECHANISMS)


@pytest.mark.parametrize("rows", [[], [{"a": 1}, {"b": 1}], [{"a": 1}, {"a": 1, "b": 2}]])
def test_a_table_that_does_not_hold_together_is_refused(rows):
    with pytest.raises(ValueError, match=r"no row|does not have the columns"):
        to_csv(rows)


GIVEN = {"owed", "payment", "asked", "information services", "mechanism", "formula", "for peoples"}


@pytest.mark.parametrize("name", ["mechanism-payers", "mechanism-design"])
def test_the_whole_grid(name):
    explorer = EXPLORERS[name]
    assert len(explorer.grid()) <= 48
    assert "invented" in explorer.intro or "no real firm" in explorer.intro
    assert "ssumed" in explorer.intro
    seen: dict[str, dict] = {}
    keys = set()
    for combination in explorer.grid():
        outcome = explorer.outcome(**combination)
        numbers = {k: v for k, v in outcome.values.items() if k not in GIVEN}
        assert seen.setdefault(outcome.summary, numbers) == numbers, outcome.summary
        keys.add(tuple(v for k, v in outcome.values.items() if k in GIVEN))
        assert "invented" in outcome.summary and "nan" not in outcome.summary
        assert outcome.chart.rows and "Bar chart" in outcome.chart.description
    assert len(keys) == len(explorer.grid()), "the table names every combination"


def test_the_explorer_shows_the_model():
    for combination in EXPLORERS["mechanism-design"].grid():
        values = EXPLORERS["mechanism-design"].outcome(**combination).values
        row = run(
            Design(combination["mechanism"], formula=combination["formula"]),
            {
                "limits_needed": combination["limits_needed"],
                "peoples_share": combination["peoples_share"],
            },
        ).row()
        assert values["paid (US$ million)"] == pytest.approx(row["paid"], abs=0.051)
        assert values["to peoples (US$ million)"] == pytest.approx(row["to peoples"], abs=0.051)
        assert values["able"] == f"{100 * row['able share']:.0f}%"


def test_the_payers_are_those_of_the_model():
    for combination in EXPLORERS["mechanism-payers"].grid():
        outcome = EXPLORERS["mechanism-payers"].outcome(**combination)
        exempt = ("information services",) if combination["data_firms"] == "exempt" else ()
        mechanism = LEVY if combination["duty"] == "compulsory" else VOLUNTARY
        row = run(
            Design(mechanism, combination["payment"], exempt=exempt),
            {"limits_needed": combination["limits_needed"]},
        ).row()
        for name in ("owed", "paid"):
            assert outcome.values[f"{name} (US$ million)"] == pytest.approx(row[name], abs=0.051)
        assert sum(cells[2] for cells in outcome.chart.rows) == pytest.approx(row["paid"], abs=0.4)
        assert ("Checking" in outcome.summary) == (mechanism == LEVY)


def test_what_cannot_be_shared_is_said():
    outcome = EXPLORERS["mechanism-design"].outcome(mechanism=CONTRACTS, limits_needed=0)
    assert "governments must add US$165 million" in outcome.summary
    outcome = EXPLORERS["mechanism-design"].outcome(mechanism=CONTRACTS)
    assert "whatever the formula" in outcome.summary


@pytest.mark.parametrize(
    "name", ["mechanism-scenarios", "mechanism-tornado-levy", "mechanism-tornado-contracts"]
)
def test_the_figures_need_no_data_and_carry_their_numbers(name):
    chart = FIGURES[name]("no/such/folder")
    assert chart.rows and len({len(row) for row in chart.rows}) == 1
    assert "nan" not in chart.description


def test_the_tornado_marks_what_is_an_assumption():
    chart = FIGURES["mechanism-tornado-levy"]("")
    kinds = {row[0]: row[-1] for row in chart.rows}
    assert kinds["Paid of what is owed, compulsory"] == "an assumption"
    assert kinds["Rate on revenue"] == "from a source"
    assert "Rate on revenue (S) 524 to 1,742" in chart.description
    assert chart.rows[0][0] == one_at_a_time(Design(LEVY))[0].setting.label
