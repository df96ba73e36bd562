"""Pairs with code in common: the copies are found, and the rest of the class is left in peace."""

from __future__ import annotations

import re
import textwrap

import pytest
from coursekit.copies import likely_copies

GIVEN = '''\
def spread(values):
    """The mean distance of `values` from their mean; ValueError where there are none."""
    # YOUR CODE HERE
    raise NotImplementedError()


def rainiest(weeks):
    """The number of the week with the most rain."""
    # YOUR CODE HERE
    raise NotImplementedError()
'''
HEAD, SECOND = GIVEN.split("    # YOUR CODE HERE\n    raise NotImplementedError()\n")[:2]
COMMON = "    return weeks.index(max(weeks))\n"
#: Nine ways to the same number, each written by one student.
TEXT = """\
mean = sum(values) / len(values)
return sum(abs(v - mean) for v in values) / len(values)
---
n = len(values)
if n == 0:
    raise ValueError
middle = sum(values) / n
gaps = []
for value in values:
    gaps.append(abs(value - middle))
return sum(gaps) / n
---
import statistics
centre = statistics.fmean(values)
return statistics.fmean(map(lambda x: abs(x - centre), values))
---
total = 0
for number in values:
    total = total + number
m = total / len(values)
off = 0
for number in values:
    if number > m:
        off += number - m
    else:
        off += m - number
return off / len(values)
---
i, s = 0, 0.0
while i < len(values):
    s += values[i]
    i += 1
return sum(((v - s / i) ** 2) ** 0.5 for v in values) / i
---
def mean(list_of):
    return sum(list_of) / len(list_of)

centre = mean(values)
return mean([max(v, centre) - min(v, centre) for v in values])
---
values = sorted(values)
m = sum(values) / len(values)
above = [v for v in values if v >= m]
return 2 * (sum(above) - m * len(above)) / len(values)
---
try:
    average = sum(values) / len(values)
except ZeroDivisionError:
    raise ValueError('empty') from None
return sum([abs(average - x) for x in values]) / len(values)
---
from itertools import repeat
m = sum(values) / len(values)
pairs = list(zip(values, repeat(m)))
return sum(abs(a - b) for a, b in pairs) / len(pairs)
"""
WAYS = [textwrap.indent(way, "    ") for way in TEXT.split("---\n")]


def _work(body: str, second: str = COMMON) -> str:
    return HEAD + body + SECOND + second


@pytest.fixture
def class_() -> dict[str, str]:
    return {f"s{number}": _work(body) for number, body in enumerate(WAYS)}


def test_a_class_that_worked_alone_gives_no_pair(class_: dict[str, str]) -> None:
    assert likely_copies(class_, GIVEN) == []


def test_a_copy_with_new_names_and_comments_is_found(class_: dict[str, str]) -> None:
    renamed = WAYS[3].replace("number", "rain_value").replace("total", "acc")
    renamed = re.sub(r"\bm\b", "the_mean", renamed).replace("off", "deviation")
    class_["copier"] = _work("    # my own idea\n" + renamed)
    (pair,) = likely_copies(class_, GIVEN)
    assert pair.students == ("copier", "s3")
    assert min(pair.shares) > 0.9
    assert pair.lines == (), "no line is the same letter by letter"
    assert "rain_value" in pair.excerpts[0]
    assert "number" in pair.excerpts[1]


def test_lines_that_two_alone_have_are_shown(class_: dict[str, str]) -> None:
    class_["twin"] = _work(WAYS[6])
    (pair,) = likely_copies(class_, GIVEN)
    assert pair.students == ("s6", "twin")
    assert "above = [v for v in values if v >= m]" in pair.lines
    assert not any("def " in line for line in pair.lines), "what was given is not theirs"


def test_what_many_wrote_is_common_ground(class_: dict[str, str]) -> None:
    class_ |= {f"same{number}": _work(WAYS[1]) for number in range(8)}
    assert likely_copies(class_, GIVEN) == []


@pytest.mark.parametrize(
    "code",
    [
        "",
        "x",
        GIVEN,
        "\x00\ud800",
        "def f(:\n" * 400,
        "((((" * 20_000,
        "a = '" + "\\" * 9_001,
    ],
)
def test_odd_code_stops_nothing(class_: dict[str, str], code: str) -> None:
    class_ |= {"odd": code, "twin": _work(WAYS[6])}
    pairs = likely_copies(class_, GIVEN)
    assert ("s6", "twin") in [pair.students for pair in pairs]
    assert likely_copies({"one": code}, GIVEN) == []
