"""The graded questions of a chapter on paper: a question paper, and an answer sheet for you."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Annotated

from markdown_it import MarkdownIt
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sitekit.declared import read_declared
from sitekit.errors import CourseError, shown
from sitekit.questions import Question, load_questions

from coursekit.markers import MARKER

_STYLE = """\
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 serif; }
li { break-inside: avoid; margin-bottom: 1rem; }
ol ol { list-style: upper-alpha; }
ol ol li { margin-bottom: 0; }
"""


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


def write_quiz(root: Path, chapter: str) -> list[Path]:
    """Write the paper and the answer sheet into `_build/instructor/<chapter>/`; gives their paths.

    Raises:
        CourseError: as `read_graded`.
    """
    pairs = read_graded(root, chapter)
    if not pairs:
        return []
    marker = read_keys(root / "instructor" / chapter / "questions.key.yml").marker
    folder = root / "_build" / "instructor" / chapter
    folder.mkdir(parents=True, exist_ok=True)
    pages = {
        folder / "quiz.html": _paper(chapter, [question for question, _ in pairs]),
        folder / "quiz-answers.html": _answer_sheet(chapter, pairs, marker),
    }
    for path, page in pages.items():
        path.write_text(page, encoding="utf-8")
    return list(pages)


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


def _paper(chapter: str, questions: list[Question]) -> str:
    items = []
    for question in questions:
        options = "".join(f"<li>{_inline(option.text)}</li>" for option in question.options)
        items.append(f"<li>{_inline(question.prompt)}<ol>{options}</ol></li>")
    return _page(
        f"Quiz: {chapter}",
        "<p>Name: ______________________ Date: ______________</p>"
        "<p>Choose one answer for each question.</p>"
        f"<ol>{''.join(items)}</ol>",
    )


def _answer_sheet(chapter: str, pairs: list[tuple[Question, Key]], marker: str) -> str:
    items = [
        f"<li>{_inline(question.prompt)}<br><strong>{'ABCD'[key.answer - 1]}</strong>: "
        f"{_inline(question.options[key.answer - 1].text)}<br>Why: {_inline(key.why)}</li>"
        for question, key in pairs
    ]
    return _page(
        f"Answers, for the instructor only: {chapter}",
        f"<ol>{''.join(items)}</ol><p>{marker}</p>",
    )


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _inline(markdown: str) -> str:
    return MarkdownIt("commonmark", {"html": False}).renderInline(markdown)
