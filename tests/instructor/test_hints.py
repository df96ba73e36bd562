"""The one line that a student reads for a failed check."""

from __future__ import annotations

import pytest
from coursekit.hints import NO_HINT, explain, is_authors_hint, message_lines
from coursekit.regions import split_regions

TEST = """\
assert f(1) == 2, "One more than the number."
### BEGIN HIDDEN TESTS
assert f(41) == 42, (
    "It works for one number only."
)
for n in range(3):
    assert f(n) > n, f"For {n} it gives {f(n)}, which is not more."
if f(0) == 0:
    raise AssertionError("Zero counts too.")
### END HIDDEN TESTS
"""


@pytest.mark.parametrize(
    ("name", "message", "line"),
    [
        ("AssertionError", "One more than the number.", "One more than the number."),
        ("AssertionError", "It works for one number only.\n", "It works for one number only."),
        ("AssertionError", "For 2 it gives 1, which is not more.",
         "For 2 it gives 1, which is not more."),
        ("AssertionError", "Zero counts too.", "Zero counts too."),
        ("AssertionError", "", NO_HINT),
        # The student's own assertions can say anything, the tests for one.
        ("AssertionError", "assert f(41) == 42", NO_HINT),
        ("AssertionError", "Zero counts too. assert f(41) == 42", NO_HINT),
        ("AssertionError", "For 2 it gives " + "assert f(41) == 42;" * 9 + ", which is not more.",
         NO_HINT),
        ("AssertionError", "For 1 it gives \nassert, which is not more.", NO_HINT),
        ("KeyError", "'hidden key'", "KeyError: a key was asked for that the dictionary does not "
         "have."),
        ("OSError", "assert f(41)", "OSError: your code stopped before the check was through."),
        ("TimeoutError", "", "TimeoutError: it took too long and was stopped; is there a "
         "loop without an end?"),
        ("assert f(41) == 42", "", "An error: your code stopped before the check was through."),
        ("__import__", "", "An error: your code stopped before the check was through."),
    ],
)  # fmt: skip
def test_an_error_becomes_one_safe_line(name: str, message: str, line: str) -> None:
    assert explain(name, message, TEST) == line


def test_regions_that_never_end_hide_the_rest() -> None:
    assert split_regions("a\n### BEGIN HIDDEN TESTS\nb") == ("a", "b")
    assert split_regions("a\n### END SOLUTION\nb") == ("a\nb", "")
    nested = (
        "=== BEGIN SOLUTION\na\n=== BEGIN MARK SCHEME\nb\n=== END MARK SCHEME\nc\n=== END SOLUTION"
    )
    assert split_regions(nested + "\nd") == ("d", "a\nb\nc")


def test_hints_are_told_from_the_rest_of_a_test() -> None:
    assert message_lines(TEST) == {4}, "only the line that holds a message and nothing else"
    assert is_authors_hint("Zero counts too.", TEST)
    assert not is_authors_hint("Zero counts too.", "this is not Python")


def test_a_hint_with_many_values_is_told_quickly() -> None:
    source = "assert f(1), f'{a},{b},{c},{d},{e},{f},{g} is not it'"
    assert is_authors_hint("1,2,3,4,5,6,7 is not it", source)
    assert is_authors_hint("," * 200 + " is not it", source)
    assert not is_authors_hint("," * 200, source)
    assert not is_authors_hint("1,2,3,4,5,6," + "7" * 41 + " is not it", source)
