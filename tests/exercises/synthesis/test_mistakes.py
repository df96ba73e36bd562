"""The lab as students do it: plausible mistakes are caught, with a message that helps.

Each mistake changes one line of the solution. The visible check and the hidden tests are then run
as the marker runs them. A mistake that no test notices fails this test.
"""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
pytest.importorskip("coursekit")
if not (ROOT / "instructor/synthesis").is_dir():
    pytest.skip("no instructor's folder here", allow_module_level=True)

from coursekit.merge import merge  # noqa: E402

GIVEN = ("setup", "limits", "tested-payers", "net-of")

#: part, the line as it should be, the line as a student may write it, where it is caught first
MISTAKES = [
    ("is-asked", "firm[name] > limit", "firm[name] >= limit", "check"),
    ("is-asked", 'if not firm["uses_dsi"]:', "if False:", "check"),
    ("is-asked", "exceeded >= needed", "exceeded > needed", "check"),
    ("is-asked", "exceeded >= needed", "exceeded >= 2", "properties"),
    ("is-asked", "exceeded + unknown < needed", "unknown < needed", "check"),
    ("is-asked", "exceeded + unknown < needed", "True", "check"),
    ("is-asked", "if firm[name] is None:", "if not firm[name]:", "properties"),
    ("owed", "0.001", "0.01", "check"),
    ("owed", 'max(firm["profit"], 0)', 'firm["profit"]', "check"),
    ("owed", 'max(firm["profit"], 0)', 'abs(firm["profit"])', "check"),
    ("owed", "min(by_profit, by_revenue)", "max(by_profit, by_revenue)", "check"),
    ("owed", "min(by_profit, by_revenue)", "by_profit", "check"),
    ("owed", "raise ValueError(", "return str(", "properties"),
    ("collect", 'firm["number"] * ', "", "check"),
    ("collect", " * uptake", "", "check"),
    ("collect", "asked(firm, needed)", "asked(firm)", "check"),
    ("collect", "asked(firm, needed)", "True", "check"),
    ("collect", "bill(firm, payment)", 'bill(firm, "cheaper")', "check"),
    ("collect", "+=", "=", "check"),
    ("collect", "if not 0 <= uptake <= 1:", "if False:", "properties"),
    ("settle", "max(paid - cost, 0)", "paid - cost", "check"),
    ("settle", "max(cost - paid, 0)", "0", "check"),
    ("settle", "max(cost - paid, 0)", "abs(cost - paid)", "check"),
    ("settle", "paid < 0 or any(amount < 0 for amount in costs.values())", "paid < 0",
     "properties"),
    ("share-out", 'country["number"] * one', "one", "check"),
    ("share-out", '1 if country["developing"] else 0', "1", "check"),
    ("share-out", 'one = country["need"]', 'one = country["records"]', "check"),
    ("share-out", "money * (1 - peoples_share)", "money * peoples_share", "check"),
    ("share-out", "if total <= 0:", "if False:", "properties"),
    ("share-out", "if not 0 <= peoples_share <= 1:", "if False:", "properties"),
    ("able-share", "1.5 * mean - missing", "mean - missing", "check"),
    ("able-share", "min(max((1.5 * mean - missing) / mean, 0), 1)", "(1.5 * mean - missing) / mean",
     "check"),
    ("able-share", 'able += country["number"] * part', "able += part", "check"),
    ("able-share", 'funded.get(country["name"], 0)', "0", "check"),
    ("able-share", "if mean == 0:", "if False:", "properties"),
    ("able-share", "if not countries:", "if False:", "properties"),
    ("one-at-a-time", 'key=lambda row: (-row["swing"], row["setting"])',
     'key=lambda row: (row["swing"], row["setting"])', "check"),
    ("one-at-a-time", 'key=lambda row: (-row["swing"], row["setting"])',
     'key=lambda row: -row["swing"]', "properties"),
    ("one-at-a-time", "results = (at_low, middle, at_high)", "results = (at_low, at_high)",
     "properties"),
    ("one-at-a-time", "net_of(name, {setting: high})",
     "net_of(name, {other: pair[1] for other, pair in ranges.items()})", "check"),
    ("one-at-a-time", "net_of(name, {setting: low})",
     'net_of("compulsory levy", {setting: low})', "check"),
    ("to-csv", "writer.writeheader()", "pass", "check"),
    ("to-csv", "names = list(rows[0])", "names = sorted(rows[0])", "check"),
    ("to-csv", "set(row) != set(names)", "False", "properties"),
    ("to-csv", 'lineterminator="\\n"', 'lineterminator="\\r\\n"', "check"),
]  # fmt: skip


@pytest.fixture(scope="module")
def cells():
    book = merge(
        ROOT / "exercises/synthesis/lab.md", ROOT / "instructor/synthesis/lab.solutions.md"
    )
    return {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["source"]
        for cell in book["cells"]
        if cell["cell_type"] == "code" and "nbgrader" in cell["metadata"]
    }


def caught_at(cells, part, source):
    """("check" or "properties" or None, message) for a part with the source of its function."""
    space: dict = {"__name__": "lab"}
    folder = ROOT / "exercises/synthesis"
    with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
        for name in GIVEN:
            exec(cells[name], space)
        exec(source, space)
        for test in ("check", "properties"):
            try:
                exec(cells[f"{part}-{test}"], space)
            except Exception as error:
                return test, f"{type(error).__name__}: {error}"
    return None, ""


PARTS = sorted({part for part, *_ in MISTAKES})


@pytest.mark.parametrize("part", PARTS)
def test_the_solution_passes(cells, part):
    assert caught_at(cells, part, cells[part]) == (None, "")


@pytest.mark.parametrize(("part", "right", "wrong", "where"), MISTAKES)
def test_a_plausible_mistake_is_caught(cells, part, right, wrong, where):
    assert right in cells[part], "the solution no longer has this line"
    caught, message = caught_at(cells, part, cells[part].replace(right, wrong))
    assert caught == where, message
    if caught and message.startswith("AssertionError"):
        assert len(message) > 40 and "\n" not in message


def test_eight_parts_of_forty_points_are_what_the_lab_promises(cells):
    assert len(PARTS) == 8
    assert len([name for name in cells if name.endswith("-check")]) == 8
