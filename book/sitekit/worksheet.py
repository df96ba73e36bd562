"""The private worksheet of the page "Your turn", as `book/_data/worksheet.yml` declares it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from sitekit.declared import read_declared_file
from sitekit.schema import Declaration, Sentence

FILE = "book/_data/worksheet.yml"
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class WorksheetQuestion(Declaration):
    """One question. `one` and `several` are ticked and can be counted; `words` never leave."""

    id: Id
    kind: Literal["one", "several", "words"]
    ask: Sentence
    options: dict[Id, Text] = Field(default_factory=dict)
    hint: Sentence | None = None

    @model_validator(mode="after")
    def _options_fit(self) -> Self:
        if self.kind == "words" and self.options:
            raise ValueError("a question of the kind 'words' has no options; remove them")
        if self.kind != "words" and len(self.options) < 2:
            raise ValueError("a question to be ticked needs at least two options")
        return self


class Part(Declaration):
    """A group of questions under one heading."""

    title: Text
    questions: Annotated[list[WorksheetQuestion], Field(min_length=1)]


class Worksheet(Declaration):
    """The whole sheet. Files say its `id` and `version`, and others are refused."""

    id: Id
    version: Annotated[int, Field(ge=1, strict=True)]
    parts: Annotated[list[Part], Field(min_length=1)]

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [question.id for question in self.questions]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"these ids are there twice: {', '.join(twice)}; rename one")
        return self

    @property
    def questions(self) -> tuple[WorksheetQuestion, ...]:
        return tuple(question for part in self.parts for question in part.questions)


def load_worksheet(root: Path) -> Worksheet:
    """The worksheet.

    Raises:
        CourseError: a field is missing, unknown or wrong; one line for each, with file and line.
    """
    return read_declared_file(Worksheet, root / FILE)
