"""Explorers: choices, validation, and the widget of a notebook."""

from __future__ import annotations

import pytest
from dsilab import EXPLORERS, Choice, Explorer, Outcome, bar_chart


def made_up(**extra):
    def model(letter, number):
        chart = bar_chart({letter: number}, title=f"{letter} <{number}>")
        return Outcome(f"{letter} & {number}", chart, {"number": number})

    choices = (
        Choice("letter", "A letter", ("a", "b"), ("first", "second"), "b"),
        Choice("number", "A number", (1, 2, 3), ("one", "two", "three"), 2),
    )
    return Explorer(**{"name": "toy", "title": "Toy", "intro": "A <toy>.", "choices": choices,
                       "model": model, **extra})  # fmt: skip


def test_grid_and_outcome():
    toy = made_up()
    grid = toy.grid()
    assert len(grid) == 6
    assert grid[:2] == [{"letter": "a", "number": 1}, {"letter": "a", "number": 2}]
    assert toy.outcome().summary == "b & 2"
    assert toy.outcome(letter="a").summary == "a & 2"
    assert toy.outcome(number=3, letter="a").values == {"number": 3}


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"letter": "c"}, "letter must be one of 'a', 'b', not 'c'"),
        ({"number": 4}, "number must be one of 1, 2, 3, not 4"),
        ({"colour": 1}, "explorer toy has no choice 'colour'; it has: letter, number"),
    ],
)
def test_what_is_not_offered_is_refused_in_one_line(chosen, message):
    with pytest.raises(ValueError) as caught:
        made_up().outcome(**chosen)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("values", "labels", "default", "message"),
    [
        ((1, 2), ("one",), 1, "2 values and 1 labels"),
        ((), (), None, "0 values and 0 labels"),
        ((1, 1), ("one", "one"), 1, "twice"),
        ((1, 2), ("one", "two"), 3, "default 3 is not a value"),
    ],
)
def test_bad_choices(values, labels, default, message):
    with pytest.raises(ValueError, match=message):
        Choice("n", "N", values, labels, default)


def test_widget_follows_its_menus():
    ipywidgets = pytest.importorskip("ipywidgets")
    box = made_up().widget()
    menus = [child for child in box.children if isinstance(child, ipywidgets.Dropdown)]
    assert [menu.description for menu in menus] == ["A letter", "A number"]
    assert [menu.value for menu in menus] == ["b", 2]
    *_, summary, chart = box.children
    assert summary.value == "<p>b &amp; 2</p>"
    menus[0].value = "a"
    assert summary.value == "<p>a &amp; 2</p>"
    (output,) = chart.outputs
    assert output["output_type"] == "display_data"
    assert output["data"]["application/vnd.vegalite.v5+json"]["title"] == "a <2>"
    assert "&lt;toy&gt;" in box.children[0].value


def test_the_course_offers_a_widget_for_each_explorer():
    pytest.importorskip("ipywidgets")
    for name, explorer in EXPLORERS.items():
        assert explorer.name == name
        box = explorer.widget()
        assert len(box.children) == len(explorer.choices) + 3
