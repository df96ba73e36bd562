"""The hints in a test: the messages of its asserts, which a student reads when a check fails."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator


def messages(source: str) -> Iterator[tuple[int, ast.expr | None]]:
    """The message of every `assert` and `raise AssertionError(...)`, with its line (from 1).

    None stands for a missing message.

    Raises:
        SyntaxError: `source` is not Python.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assert):
            yield node.lineno, node.msg
        elif isinstance(node, ast.Raise) and _is_assertion_error(node.exc):
            arguments = node.exc.args if isinstance(node.exc, ast.Call) else []
            yield node.lineno, arguments[0] if len(arguments) == 1 else None


def message_lines(source: str) -> set[int]:
    """The lines (from 1) that hold nothing but the message of an assert.

    Raises:
        SyntaxError: `source` is not Python.
    """
    numbers: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assert) and node.msg is not None:
            first = max(node.msg.lineno, (node.test.end_lineno or 0) + 1)
            numbers.update(range(first, (node.msg.end_lineno or 0) + 1))
    return numbers


def is_hint(message: ast.expr | None) -> bool:
    """Whether a message is fit to show: a plain string or an f-string, one line, with words."""
    if isinstance(message, ast.Constant) and isinstance(message.value, str):
        return bool(message.value.strip()) and "\n" not in message.value
    if isinstance(message, ast.JoinedStr):
        fixed = [part.value for part in message.values if isinstance(part, ast.Constant)]
        return any(part.strip() for part in fixed) and not any("\n" in part for part in fixed)
    return False


def is_authors_hint(text: str, source: str) -> bool:
    """Whether `text` is a message that the test `source` itself can give.

    A student's own code can raise an AssertionError too, with anything in it: with what a test
    passed in, or with the source of the test.
    """
    if "\n" in text:
        return False
    try:
        hints = [message for _, message in messages(source) if is_hint(message)]
    except SyntaxError:
        return False
    return any(_pattern(hint).fullmatch(text) for hint in hints)


def _pattern(hint: ast.expr) -> re.Pattern[str]:
    parts = [hint] if isinstance(hint, ast.Constant) else hint.values
    return re.compile(
        "".join(
            re.escape(part.value) if isinstance(part, ast.Constant) else ".{0,80}" for part in parts
        )
    )


def _is_assertion_error(node: ast.expr | None) -> bool:
    name = node.func if isinstance(node, ast.Call) else node
    return isinstance(name, ast.Name) and name.id == "AssertionError"
