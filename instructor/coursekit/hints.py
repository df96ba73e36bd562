"""The hints in a test: the messages of its asserts, which a student reads when a check fails."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

#: What an error in a check most often means, for someone who learns to program.
SENTENCES = {
    "NotImplementedError": "the part that this check tests is not written yet.",
    "NameError": "a name is used that nothing defines; was every cell above run?",
    "TypeError": "a function got, or gave back, a value of the wrong type.",
    "ValueError": "a function got, or raised over, a value that it does not accept.",
    "IndexError": "a position was asked for that the list does not have.",
    "KeyError": "a key was asked for that the dictionary does not have.",
    "AttributeError": "a value lacks the attribute that was asked of it; is it None, perhaps?",
    "ZeroDivisionError": "something was divided by zero.",
    "RecursionError": "a function called itself without an end.",
    "SyntaxError": "the code is not valid Python.",
    "MemoryError": "the code asked for more memory than there is.",
    "TimeoutError": "it took too long and was stopped; is there a loop without an end?",
    "KeyboardInterrupt": "it took too long and was stopped; is there a loop without an end?",
}
#: Letters that one value of a student may have in a hint: enough for a number, and little room to
#: carry what a hidden test asked into the feedback.
MAX_VALUE = 40
OTHER_ERROR = "your code stopped before the check was through."
NO_HINT = "A check failed: the result is not the one expected."


def explain(name: str, message: str, test: str) -> str:
    """One line for an error in a test: the author's hint, or the kind of error in plain words.

    Args:
        name: the name of the error's class.
        message: what the error says.
        test: the whole source of the test, hidden part included.
    """
    if name == "AssertionError":
        return message.strip() if is_authors_hint(message.strip(), test) else NO_HINT
    if name in SENTENCES or _is_builtin_error(name):
        return f"{name}: {SENTENCES.get(name, OTHER_ERROR)}"
    # The name of a class that the student wrote can be anything, a line of the test for one.
    return f"An error: {OTHER_ERROR}"


def _is_builtin_error(name: str) -> bool:
    known = getattr(builtins, name, None)
    return isinstance(known, type) and issubclass(known, BaseException)


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
    return any(_can_say(hint, text) for hint in hints)


def _can_say(hint: ast.expr, text: str) -> bool:
    """Whether a message can read so: its fixed parts, with up to MAX_VALUE letters for a value.

    No regular expression: with a few values in one message a hostile text takes it for ever.
    """
    ends = {0}
    for part in [hint] if isinstance(hint, ast.Constant) else hint.values:
        if isinstance(part, ast.Constant):
            fixed = part.value
            ends = {end + len(fixed) for end in ends if text.startswith(fixed, end)}
        else:
            ends = {
                end + more
                for end in ends
                for more in range(min(MAX_VALUE, len(text) - end) + 1)
            }  # fmt: skip
    return len(text) in ends


def _is_assertion_error(node: ast.expr | None) -> bool:
    name = node.func if isinstance(node, ast.Call) else node
    return isinstance(name, ast.Name) and name.id == "AssertionError"
