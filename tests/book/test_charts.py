"""Charts and explorers as the page holds them: right, named, and each with its data."""

from __future__ import annotations

import dataclasses
import re

import pytest
from dsilab.explorers import EXPLORERS
from dsilab.figures import FIGURES
from sitekit.directives import explorer as explorer_directive
from sitekit.directives.chart import data_table, show, svg
from sitekit.errors import CourseError
from sitekit.html import to_html
from sitekit.paths import EXERCISES

EMBARGO = EXPLORERS["embargo"]


@pytest.fixture(scope="module")
def chart():
    return FIGURES["yellow-fever-when"](EXERCISES / "ecology-disease" / "data")


def test_an_svg_has_a_name_and_a_description_and_ids_of_its_own(chart):
    one, two = svg(chart, "one"), svg(chart, "two")
    assert 'role="img" aria-labelledby="one-title one-desc"' in one
    assert f">{chart.title}</title>" in one
    assert one.count('role="') == 1, "the marks' own roles would bury the description"
    ids = [set(re.findall(r'\bid="([^"]+)"', drawn)) for drawn in (one, two)]
    assert ids[0]
    assert not ids[0] & ids[1]
    for used in re.findall(r"url\(#([^)]+)\)", one):
        assert used in ids[0]


def test_a_charts_data_is_in_the_page(chart):
    html = to_html(data_table(chart, "The data"))
    for row in chart.rows:
        assert all(show(value) in html for value in row)


def test_numbers_are_shown_with_four_figures():
    assert [show(v) for v in (None, 3, 0.123456, "x", 17.0)] == ["–", "3", "0.1235", "x", "17"]


def test_an_explorer_holds_every_result():
    html = to_html(explorer_directive.card("embargo", EMBARGO))
    grid = EMBARGO.grid()
    assert html.count("<template ") == len(grid)
    for values in grid:
        key = explorer_directive.key_of(values)
        assert f'data-key="{key}"' in html
        assert EMBARGO.outcome(**values).summary in html
    for choice in EMBARGO.choices:
        assert f'<label for="explorer-embargo-{choice.name}">{choice.label}</label>' in html
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_a_grid_that_is_too_large_is_refused():
    wide = dataclasses.replace(
        EMBARGO.choices[1],
        values=tuple(range(1, 30)),
        labels=tuple(map(str, range(1, 30))),
        default=5,
    )
    choices = (EMBARGO.choices[0], wide, EMBARGO.choices[2])
    with pytest.raises(CourseError, match=r"348 combinations .* at most 48"):
        explorer_directive.card("embargo", dataclasses.replace(EMBARGO, choices=choices))


@pytest.mark.parametrize("mark", ["'", '"', "--", "..."])
def test_words_that_the_page_would_set_otherwise_are_refused(mark):
    def model(**chosen):
        outcome = EMBARGO.outcome(**chosen)
        return dataclasses.replace(outcome, summary=f"Six months{mark} and no more.")

    for changed in ({"model": model}, {"intro": f"A model of a year{mark}"}):
        with pytest.raises(CourseError, match=f"'embargo': {re.escape(mark)} in “… .*: write ’"):
            explorer_directive.card("embargo", dataclasses.replace(EMBARGO, **changed))
