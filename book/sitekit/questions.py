"""The question bank: `exercises/<slug>/questions.yml`.

A self-check question carries its answer and feedback for every option, for the reader to see. A
graded question carries neither: its key is in `instructor/<slug>/questions.key.yml`, so that what
a student can open never holds it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from sitekit.declared import read_declared
from sitekit.errors import CourseError, read_text, shown
from sitekit.schema import Towards

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Option(BaseModel):
    """One answer that a reader can choose."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Text
    correct: bool | None = None
    feedback: Text | None = None
    """Why this option is right or wrong; for self-check questions only."""


class Question(BaseModel):
    """One multiple-choice question; `prompt` and the options are inline Markdown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    use: Literal["self-check", "graded"]
    towards: Towards = ()
    prompt: Text
    options: Annotated[list[Option], Field(min_length=3, max_length=4)]

    @model_validator(mode="after")
    def _answer_only_where_it_may_show(self) -> Question:
        if self.use == "graded":
            if any(o.correct is not None or o.feedback is not None for o in self.options):
                raise ValueError(
                    f"the graded question {self.id!r} shows its answer here: move 'correct' and "
                    "'feedback' to instructor/<slug>/questions.key.yml"
                )
            return self
        right = sum(option.correct is True for option in self.options)
        if right != 1:
            raise ValueError(
                f"the self-check question {self.id!r} needs exactly one option with "
                f"'correct: true' ({right} have it)"
            )
        if any(option.feedback is None for option in self.options):
            raise ValueError(f"every option of the self-check question {self.id!r} needs feedback")
        return self

    @property
    def answer(self) -> int | None:
        """Position (from 0) of the right option of a self-check question; None if graded."""
        return next((n for n, option in enumerate(self.options) if option.correct), None)


def load_questions(path: Path) -> list[Question]:
    """All questions of one bank, in the order of the file.

    Raises:
        CourseError: no such file, not YAML, a field is wrong, or an id comes twice; one line for
            each fault, with file and line.
    """
    where = shown(path)
    text = read_text(path, "no such question bank")
    questions = read_declared(list[Question], text, where)
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise CourseError(
                f"{where}:{_last_line_of(question.id, text)}: id: {question.id!r} is used by an "
                "earlier question; give this one an id of its own"
            )
        seen.add(question.id)
    return questions


def _last_line_of(question_id: str, text: str) -> int:
    wanted = re.compile(rf"^\s*-?\s*id:\s*[\"']?{re.escape(question_id)}[\"']?\s*(#.*)?$")
    hits = [n for n, line in enumerate(text.splitlines(), 1) if wanted.match(line)]
    return hits[-1] if hits else 1
