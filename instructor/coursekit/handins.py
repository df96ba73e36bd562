"""The worksheet files that a class hands in: the ticks of each, and what is wrong with the others.

What somebody wrote in words is not read, and no file's name is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sitekit.errors import shown
from sitekit.worksheet import Worksheet, WorksheetQuestion

LARGEST = 1_000_000


@dataclass(frozen=True)
class Sheet:
    """One person's ticks: option ids by question id."""

    copy: str
    """The random number that the page gave this file."""
    ticks: dict[str, tuple[str, ...]]


def read_handins(paths: Iterable[Path], worksheet: Worksheet) -> tuple[list[Sheet], list[str]]:
    """The sheets, each once, and one line for each file that cannot be counted."""
    sheets: dict[str, Sheet] = {}
    faults = []
    for path in _files(paths):
        try:
            sheet = read_handin(path, worksheet)
        except ValueError as error:
            faults.append(f"{shown(path)}: not counted: {error}")
            continue
        if sheet.copy in sheets and sheets[sheet.copy] != sheet:
            faults.append(
                f"{shown(path)}: not counted: it has the number of another file and other answers"
            )
        sheets.setdefault(sheet.copy, sheet)
    return list(sheets.values()), faults


def _files(paths: Iterable[Path]) -> list[Path]:
    found: dict[Path, Path] = {}
    for path in paths:
        inside = sorted(path.rglob("*.json")) if path.is_dir() else [path]
        for file in inside or [path]:
            found.setdefault(file.resolve(), file)
    return list(found.values())


def read_handin(path: Path, worksheet: Worksheet) -> Sheet:
    """The ticks in one file.

    Raises:
        ValueError: why it cannot be counted; never a word of what it holds.
    """
    try:
        if path.is_dir():
            raise ValueError("the folder holds no .json file")
        if path.stat().st_size > LARGEST:
            raise ValueError("it is too large for a worksheet")
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ValueError(error.strerror or "it cannot be read") from None
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        raise ValueError("it is not JSON; ask for the file that the page saves") from None
    if not isinstance(data, dict) or data.get("worksheet") != worksheet.id:
        raise ValueError("it holds no answers to this worksheet")
    if data.get("version") != worksheet.version:
        raise ValueError(f"this course counts version {worksheet.version} of the worksheet only")
    answers, copy = data.get("answers"), data.get("copy")
    if not isinstance(answers, dict) or not isinstance(copy, str) or not copy:
        raise ValueError("its parts 'answers' and 'copy' are damaged")
    known = {question.id: question for question in worksheet.questions}
    if any(name not in known for name in answers):
        raise ValueError("it answers a question that is not in the worksheet")
    ticked = {name: q for name, q in known.items() if q.kind != "words" and name in answers}
    return Sheet(copy, {name: _ticks(q, answers[name]) for name, q in ticked.items()})


def _ticks(question: WorksheetQuestion, answer: object) -> tuple[str, ...]:
    ticks = [answer] if question.kind == "one" else answer
    sound = (
        isinstance(ticks, list)
        and all(isinstance(tick, str) and tick in question.options for tick in ticks)
        and len(set(ticks)) == len(ticks)
    )
    if not sound:
        raise ValueError(f"its answer to {question.id!r} is none of the options")
    return tuple(sorted(ticks))
