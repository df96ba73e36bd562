"""The lesson schema: what the front matter of a page must hold.

A lesson's page declares its title, the question it answers, what a reader will be able to do, how
long it takes, what comes before it and what to remember. The page header, the chapter's timetable,
the reading order and the metadata for search engines are all computed from this (see `lesson.py`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from sitekit.language import language

#: Verbs that name something a reader can be seen to do (after Bloom's revised taxonomy).
#: "Know" and "understand" are left out on purpose: nobody can watch them happen.
MEASURABLE_VERBS = frozenset(
    """
    analyse apply appraise argue assess audit build calculate cite classify compare compute
    conclude construct contrast count critique debate defend define describe design determine
    develop diagnose differentiate discuss distinguish draft estimate evaluate explain find
    formulate identify illustrate interpret judge justify list locate map measure model name
    negotiate outline plan plot predict propose rank recognise recommend reconstruct relate revise
    select sort state summarise support test trace use weigh write
    """.split()  # noqa: SIM905  (one verb a line would be eighty lines)
)

SPANISH_VERBS = frozenset(
    """
    analizar aplicar apoyar argumentar auditar buscar calcular citar clasificar comparar comprobar
    concluir construir contar contrastar criticar debatir decidir defender definir describir
    determinar diferenciar discutir diseñar distinguir elaborar encontrar escribir esbozar estimar
    evaluar explicar formular identificar ilustrar interpretar juzgar justificar localizar medir
    modelar negociar nombrar ordenar planificar ponderar predecir proponer reconocer reconstruir
    relacionar resumir revisar seguir seleccionar trazar usar
    """.split()  # noqa: SIM905
)
#: By the language of the edition; one that has no list of its own is written with English verbs.
VERBS = {"en": MEASURABLE_VERBS, "es": SPANISH_VERBS}

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=8)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
Count = Annotated[int, Field(ge=0, le=600, strict=True)]
#: Which objectives of the chapter's first page something serves, counted from 1.
Towards = tuple[Annotated[int, Field(ge=1, le=6, strict=True)], ...]


def _asks(question: str) -> str:
    if not question.endswith("?"):
        raise ValueError("a question ends with a question mark")
    return question


def _measurable(objective: str) -> str:
    verb = objective.split()[0].lower().strip(",")
    allowed = VERBS.get(language(), MEASURABLE_VERBS)
    if verb not in allowed:
        raise ValueError(
            f"an objective starts with a verb that can be observed, not {verb!r}; "
            f"allowed: {', '.join(sorted(allowed))}"
        )
    return objective


def _whole_sentence(point: str) -> str:
    if point[-1] not in ".!?":
        raise ValueError("a key point is a whole sentence and ends like one")
    return point


Question = Annotated[Sentence, AfterValidator(_asks)]
Objective = Annotated[Sentence, AfterValidator(_measurable)]
KeyPoint = Annotated[Sentence, AfterValidator(_whole_sentence)]


class Declaration(BaseModel):
    """A declaration in which a field that nobody knows is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Minutes(Declaration):
    """How many minutes a page takes, by what the reader does."""

    watch: Count
    read: Count
    do: Count
    discuss: Count

    @property
    def total(self) -> int:
        """All four together, in minutes."""
        return self.watch + self.read + self.do + self.discuss


class Lesson(Declaration):
    """What the `lesson:` block of a page declares."""

    question: Question
    objectives: Annotated[list[Objective], Field(min_length=1, max_length=6)]
    towards: Towards = ()
    minutes: Minutes
    prerequisites: list[Slug]
    level: Literal["introductory", "intermediate", "advanced"]
    key_points: Annotated[list[KeyPoint], Field(min_length=1, max_length=6)]
    recording: str | None = None


class LessonFrontMatter(BaseModel):
    """The front matter of a lesson's page. Sphinx and MyST may have keys of their own beside it."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
    lesson: Lesson


class PlainFrontMatter(BaseModel):
    """The front matter of a page that is no lesson: the home page, or one for reference."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
