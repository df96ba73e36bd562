"""The graded questions of a chapter with their keys, which students never get."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sitekit.declared import read_declared
from sitekit.errors import CourseError, shown
from sitekit.questions import Question, load_questions

from coursekit.markers import MARKER


class Key(BaseModel):
    """The right answer to one graded question."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    answer: Annotated[int, Field(ge=1, strict=True)]
    """The position of the right option, from 1."""
    why: Annotated[str, StringConstraints(strip_whitespace=True, min_length=8)]


class KeyFile(BaseModel):
    """`instructor/<slug>/questions.key.yml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    marker: Annotated[str, StringConstraints(pattern=f"^{MARKER.pattern}$")]
    answers: dict[str, Key]


def read_graded(root: Path, chapter: str) -> list[tuple[Question, Key]]:
    """The graded questions of a chapter, each with its key; none where there is no bank.

    Raises:
        CourseError: a question without a key, a key without its question, or an answer that is no
            option; one line for each.
    """
    bank_path = root / "exercises" / chapter / "questions.yml"
    key_path = root / "instructor" / chapter / "questions.key.yml"
    if not bank_path.is_file():
        return []
    graded = {q.id: q for q in load_questions(bank_path) if q.use == "graded"}
    if not graded and not key_path.is_file():
        return []
    keys = read_keys(key_path).answers
    faults = [
        f"{shown(key_path)}: the graded question {name!r} has no key; add it under 'answers'"
        for name in graded
        if name not in keys
    ]
    for name, key in keys.items():
        line = _line_of(name, key_path)
        if name not in graded:
            faults.append(
                f"{shown(key_path)}:{line}: no graded question of {shown(bank_path)} has the id "
                f"{name!r}; mend its spelling or remove its key"
            )
        elif key.answer > len(graded[name].options):
            faults.append(
                f"{shown(key_path)}:{line}: {name!r} has {len(graded[name].options)} options, so "
                f"its answer cannot be {key.answer}"
            )
    if faults:
        raise CourseError("\n".join(faults))
    return [(question, keys[name]) for name, question in graded.items()]


def read_keys(path: Path) -> KeyFile:
    """The key of one chapter's graded questions (CourseError where the file breaks its schema)."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseError(
            f"{shown(path)}: no such file; the graded questions need their key there"
        ) from None
    return read_declared(KeyFile, text, shown(path))


def _line_of(name: str, path: Path) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((n for n, line in enumerate(lines, 1) if line.strip().startswith(f"{name}:")), 1)
