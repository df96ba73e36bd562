"""Reads a YAML declaration against its schema, and says where it is wrong.

Every declaration in the course (a lesson's front matter, the recordings, the question banks)
goes through here, so that a missing or bad field always ends as the same kind of line: the file,
the line, the field, and what is allowed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from sitekit.errors import CourseError, read_text, shown

Model = TypeVar("Model")
#: The same in C, where PyYAML was built with it: ten times faster, with messages that say less.
FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_declared(
    model: type[Model], text: str, where: Path | str, *, first_line: int = 1
) -> Model:
    """Parse `text` as YAML and check it against `model`.

    Args:
        model: a pydantic model, or any type that pydantic can check (`list[Question]`).
        text: the YAML source.
        where: the file to name in an error.
        first_line: the line of `where` on which `text` starts (front matter starts on line 2).

    Raises:
        CourseError: the YAML does not parse, or a field is missing, unknown or has a bad value;
            one line for each fault.
    """
    try:
        try:
            node, data = _parse(text, FAST_LOADER)
        except yaml.MarkedYAMLError:
            node, data = _parse(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + first_line
        raise CourseError(f"{where}:{line}: this is not valid YAML: {error.problem}") from None
    try:
        return TypeAdapter(model).validate_python(data)
    except ValidationError as error:
        lines = [
            f"{where}:{_line_of(node, fault['loc']) + first_line}: {_describe(fault)}"
            for fault in error.errors()
        ]
        raise CourseError("\n".join(lines)) from None


def _parse(text: str, loader: type) -> tuple[yaml.Node | None, Any]:
    """The YAML as nodes, which know their lines, and as data."""
    return yaml.compose(text, Loader=loader), yaml.load(text, Loader=loader)


def read_declared_file(model: type[Model], path: Path) -> Model:
    """`read_declared` for a whole YAML file; a file that is not there is a `CourseError` too."""
    return read_declared(model, read_text(path), shown(path))


def _line_of(node: yaml.Node | None, loc: tuple[int | str, ...]) -> int:
    """The line (from 0) of the deepest part of `loc` that the YAML holds."""
    line = node.start_mark.line if node else 0
    for step in loc:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(step)), None)
            if pair is None:
                return line
            line, node = pair[0].start_mark.line, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            if step >= len(node.value):
                return line
            node = node.value[step]
            line = node.start_mark.line
        else:
            return line
    return line


def _describe(fault: dict[str, Any]) -> str:
    field = ".".join(str(step) for step in fault["loc"]) or "the whole file"
    if fault["type"] == "missing":
        return f"{field}: this field is missing; add it"
    if fault["type"] == "extra_forbidden":
        return f"{field}: there is no such field; remove it or mend its spelling"
    message = fault["msg"].removeprefix("Value error, ")
    got = fault.get("input")
    shown = f" (got {got!r})" if isinstance(got, str | int | float | bool | None) else ""
    return f"{field}: {message[:1].lower()}{message[1:]}{shown}"
