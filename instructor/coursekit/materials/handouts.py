"""Handouts: each lesson on paper, to be filled in, and the same with answers."""

from __future__ import annotations

from html import escape

from coursekit.cartridge.qti import inline_html
from coursekit.materials.papers import LETTERS
from coursekit.materials.printed import lines, page
from coursekit.materials.session import LessonParts, Session


def handout(session: Session, *, answers: bool) -> str:
    """A chapter's handout; with `answers`, what a student could have written."""
    sheets = [_lesson(session, lesson, answers) for lesson in session.lessons]
    if session.self_check:
        sheets.append(_questions(session, answers))
    kind = "handout with answers" if answers else "handout"
    return page(f"{session.title}: {kind}", sheets)


def _lesson(session: Session, lesson: LessonParts, answers: bool) -> str:
    about = lesson.page.lesson
    goals = "".join(f"<li>{escape(goal)}</li>" for goal in about.objectives)
    figures = "".join(
        f"<h2>{escape(figure.heading)}</h2><figure>{figure.svg(f'handout-{figure.name}')}"
        f"<figcaption>{figure.caption}</figcaption></figure>"
        + (
            f'<p class="answer">{escape(figure.chart.description)}</p>'
            if answers
            else f"<p>What do you see? What does it not show?</p>{lines(3)}"
        )
        for figure in lesson.figures
    )
    points = "".join(f"<li>{escape(point)}</li>" for point in about.key_points)
    end = (
        f'<h2>Key points</h2><ul class="answer">{points}</ul>'
        if answers
        else f"<h2>What I take with me</h2>{lines(max(3, len(about.key_points)))}"
    )
    return (
        f'<p class="kind">{escape(session.title)}</p><h1>{escape(lesson.page.title)}</h1>'
        f"<p><strong>{escape(about.question)}</strong></p>"
        f"<p>After this you can:</p><ul>{goals}</ul>{figures}{end}"
    )


def _questions(session: Session, answers: bool) -> str:
    parts = []
    for number, question in enumerate(session.self_check, 1):
        options = "".join(
            f'<li><span class="box"></span>{LETTERS[n]}. {inline_html(option.text)}</li>'
            for n, option in enumerate(question.options)
        )
        told = ""
        if answers:
            told = "".join(
                f'<p class="answer"><strong>{LETTERS[n]}'
                f"{', right' if option.correct else ''}.</strong> "
                f"{inline_html(option.feedback)}</p>"
                for n, option in enumerate(question.options)
            )
        parts.append(
            f'<div class="question"><p><strong>{number}.</strong> '
            f'{inline_html(question.prompt)}</p><ol class="options">{options}</ol>{told}</div>'
        )
    return f'<p class="kind">{escape(session.title)}</p><h1>Check yourself</h1>{"".join(parts)}'
