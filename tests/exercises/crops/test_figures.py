"""The chapter's figures: what their captions and descriptions say."""

from __future__ import annotations

from pathlib import Path

import pytest
from dsilab import FIGURES

DATA = Path(__file__).resolve().parents[3] / "exercises" / "crops" / "data"


@pytest.mark.parametrize("name", ["bean-nearest", "bean-match"])
def test_simulated_figures_say_so(name):
    chart = FIGURES[name](DATA)
    assert "simulated" in chart.title.lower() and "simulated" in chart.description.lower()
    assert any("simulated" in column.lower() for column in chart.columns)


def test_nearest_beans():
    chart = FIGURES["bean-nearest"](DATA)
    assert len(chart.rows) == 56
    assert chart.rows[0] == (1, "line-24", "Andean, yellow") and chart.rows[1][0] == 7
    points = chart.spec["layer"][0]["data"]["values"]
    assert len(points) == 56
    assert len({(point["d"], point["row"]) for point in points}) == 56, "no dot hides another"


def test_match_by_reference():
    chart = FIGURES["bean-match"](DATA)
    assert [text for _, text in chart.rows] == [
        "1 in 2.7 × 10²²", "1 in 8.8 × 10¹⁶", "1 in 4.3 × 10⁹",
    ]  # fmt: skip


def test_diversity_of_maize():
    rows = FIGURES["maize-diversity"](DATA).rows
    assert [row[:3] for row in rows] == [
        ("Reid", 90, 9), ("X", 70, 7), ("Lancaster", 60, 6),
        ("P", 30, 3), ("Tropical", 30, 3), ("Waxy", 20, 2),
    ]  # fmt: skip
    assert all(observed > expected for *_, expected, observed in rows)


def test_fst_of_maize():
    chart = FIGURES["maize-fst"](DATA)
    assert len(chart.rows) == 15
    assert chart.rows[0] == ("Reid", "X", 0.013) and chart.rows[-1][2] == 0.064
    assert "over all six pools 0.068" in chart.description
