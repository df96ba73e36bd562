"""The workbench: it shows what the model gives, keeps scenarios, and starts at the defaults."""

from __future__ import annotations

import csv
import io

import pytest
from dsilab.synthesis.mechanism import Design, run
from dsilab.synthesis.running import CONTRACTS, VOLUNTARY
from dsilab.synthesis.settings import SETTINGS
from dsilab.synthesis.workbench import outcome_table, slider_label, stops, workbench

ipywidgets = pytest.importorskip("ipywidgets")


def parts(box):
    """Widgets by their label, those in a row of their own included."""
    found = {}
    for child in box.children:
        for one in getattr(child, "children", (child,)):
            found[getattr(one, "description", "")] = one
    *_, table, text = box.children
    return found, table, text


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text.value)))


def test_it_starts_at_the_defaults_and_has_every_setting():
    box = workbench()
    found, table, text = parts(box)
    assert {slider_label(setting) for setting in SETTINGS} <= set(found)
    (row,) = rows_of(text)
    expected = run(Design()).row()
    assert {k: float(v) for k, v in row.items() if k != "scenario"} == pytest.approx(
        expected, abs=1e-4
    )
    assert "1,002.2" in table.value and '<th scope="col">now</th>' in table.value


def test_a_moved_slider_and_menu_move_the_result_and_go_back():
    box = workbench()
    found, table, text = parts(box)
    found["Mechanism"].value = VOLUNTARY
    found["Paid of what is asked, voluntary (A)"].value = 0.5
    (row,) = rows_of(text)
    expected = run(Design(VOLUNTARY), {"voluntary_uptake": 0.5}).row()
    assert float(row["net"]) == pytest.approx(expected["net"], abs=1e-4)
    found["Exempt sector"].value = "pharmaceuticals"
    expected = run(Design(VOLUNTARY, exempt=("pharmaceuticals",)), {"voluntary_uptake": 0.5}).row()
    assert float(rows_of(text)[0]["paid"]) == pytest.approx(expected["paid"], abs=1e-4)
    found["Exempt sector"].value = "none"
    found["Back to the defaults"].click()
    assert float(rows_of(text)[0]["net"]) == pytest.approx(
        run(Design(VOLUNTARY)).row()["net"], abs=1e-4
    )
    assert "58.3" in table.value


def test_kept_scenarios_stand_side_by_side_and_in_the_text():
    box = workbench()
    found, table, text = parts(box)
    found["Name of the scenario"].value = "levy, <by need>"
    found["Keep this scenario"].click()
    found["Mechanism"].value = CONTRACTS
    found["Name of the scenario"].value = "  "
    found["Keep this scenario"].click()
    rows = rows_of(text)
    assert [row["scenario"] for row in rows] == ["levy, <by need>", "mine"]
    assert float(rows[1]["net"]) == pytest.approx(run(Design(CONTRACTS)).row()["net"], abs=1e-4)
    assert "levy, &lt;by need&gt;" in table.value and "<by need>" not in table.value
    assert table.value.count('scope="col"') == 4  # the outcomes, two kept ones, and the one now


def test_every_slider_stands_exactly_at_its_default_and_reaches_both_ends():
    found, _table, text = parts(workbench())
    for setting in SETTINGS:
        slider = found[slider_label(setting)]
        # A stop that is not the default to the last digit would be moved by the browser.
        assert slider.value == setting.default and setting.default in stops(setting)
        assert (stops(setting)[0], stops(setting)[-1]) == (setting.low, setting.high)
        labels = [setting.show(value) for value in stops(setting)]
        assert len(set(labels)) == len(labels), "two stops look the same"
        for value in stops(setting):
            slider.value = value
            got = float(rows_of(text)[0]["net"])
            expected = run(Design(), {setting.name: value}).row()["net"]
            assert got == pytest.approx(expected, abs=1e-4)
        found["Back to the defaults"].click()


def test_the_table_has_headers_and_a_caption():
    text = outcome_table([{"scenario": "x", **run(Design()).row()}])
    assert "<caption" in text and text.count('scope="row"') == len(run(Design()).row())
