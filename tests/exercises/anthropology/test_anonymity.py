"""Classes, k, l and what is suppressed, against pandas, and the numbers that the text gives."""

from __future__ import annotations

import random

import pandas
import pytest
from dsilab.anthropology.anonymity import (
    age_band,
    classes,
    k_anonymity,
    l_diversity,
    suppress,
    unique_share,
)
from dsilab.anthropology.reidentification import coarsened

COLUMNS = [("sex",), ("sex", "valley"), ("age", "sex", "valley"), ("age", "sex", "village")]


@pytest.mark.parametrize("columns", COLUMNS)
def test_against_pandas(people, columns):
    frame = pandas.DataFrame(people)
    sizes = frame.groupby(list(columns)).size()
    assert k_anonymity(people, columns) == sizes.min()
    assert unique_share(people, columns) == pytest.approx((sizes == 1).sum() / len(frame))
    assert l_diversity(people, columns, "condition") == (
        frame.groupby(list(columns))["condition"].nunique().min()
    )
    large = frame.groupby(list(columns))["person"].transform("size") >= 5
    assert [row["person"] for row in suppress(people, columns, 5)] == list(frame[large]["person"])


def test_numbers_of_the_text(people):
    coarse = [{**row, "age": age_band(row["age"], 10)} for row in people]
    assert len(people) == 240
    assert unique_share(people, ("age", "sex", "village")) * 240 == pytest.approx(203)
    assert k_anonymity(people, ("sex", "valley")) == 24
    assert len(suppress(coarse, ("age", "sex", "valley"), 5)) == 182
    assert l_diversity(coarse, ("age", "sex", "valley"), "condition") == 1
    assert l_diversity(people, ("valley",), "condition") == 2
    assert sum(row["village"] == "Corva" for row in people) == 8


def test_more_columns_never_hide_better():
    rng = random.Random(7)
    for _ in range(30):
        rows = [{"a": rng.randrange(3), "b": rng.randrange(4)} for _ in range(40)]
        assert k_anonymity(rows, ("a", "b")) <= k_anonymity(rows, ("a",))
        assert unique_share(rows, ("a", "b")) >= unique_share(rows, ("a",))
        kept = suppress(rows, ("a", "b"), 4)
        assert not kept or k_anonymity(kept, ("a", "b")) >= 4


def test_bands():
    assert [age_band(age, 10) for age in (18, 20, 29, 30)] == ["10-19", "20-29", "20-29", "30-39"]
    assert age_band(57, 1) == "57"
    assert age_band(57, 20) == "40-59"


def test_bad_input():
    assert (k_anonymity([], ("a",)), unique_share([], ("a",))) == (0, 0)
    assert l_diversity([], ("a",), "b") == 0
    with pytest.raises(ValueError, match="row 2 has no column 'b'"):
        classes([{"b": 1}, {"a": 1}], ("b",))
    with pytest.raises(ValueError, match="k must be at least 1"):
        suppress([{"a": 1}], ("a",), 0)
    with pytest.raises(ValueError, match="at least 1 year"):
        age_band(30, 0)


def test_a_coarser_table_holds_the_same_people():
    for age in (0, 1, 10, 20):
        for place in ("village", "valley", "none"):
            assert len(coarsened(age, place)) == 240
