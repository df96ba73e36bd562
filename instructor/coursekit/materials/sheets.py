"""Marking sheets: a rubric with boxes to tick, one sheet a student."""

from __future__ import annotations

from html import escape

from coursekit.materials.printed import lines, page
from coursekit.rubric import Criterion, Rubric


def marking_sheet(rubric: Rubric, chapter: str) -> str:
    """The sheet to fill in, and on a second one the notes for the marker."""
    rows = "".join(map(_criterion, rubric.criteria))
    sheet = (
        f'<p class="kind">{escape(chapter)}: marking sheet</p><h1>{escape(rubric.title)}</h1>'
        '<p>Student number <span class="fill">&nbsp;</span> '
        'Marked by <span class="fill" style="min-width:8em">&nbsp;</span></p>'
        f"<p>Tick one box a criterion. What is not touched at all gets 0.</p>{rows}"
        f"<p><strong>Sum: ______ of {rubric.points} points.</strong></p>"
        f"<h2>What was best, and what to do next</h2>{lines(3)}"
    )
    notes = "".join(
        f"<dt><strong>{escape(c.name)}</strong></dt><dd>{escape(c.notes)}</dd>"
        for c in rubric.criteria
        if c.notes
    )
    sheets = [sheet]
    if notes:
        sheets.append(
            f'<p class="kind">For the marker alone</p><h1>Notes: {escape(rubric.title)}</h1>'
            f"<dl>{notes}</dl>"
        )
    return page(f"Marking sheet: {rubric.title}", sheets, rubric.marker)


def _criterion(criterion: Criterion) -> str:
    levels = "".join(
        f'<li><span class="box"></span><strong>{points}</strong> {escape(words)}</li>'
        for points, words in sorted(criterion.levels.items(), reverse=True)
    )
    zero = '<li><span class="box"></span><strong>0</strong> Not touched</li>'
    return (
        f'<div class="criterion"><h2>{escape(criterion.name)} (up to {criterion.points})</h2>'
        f'<ol class="options">{levels}{zero}</ol></div>'
    )
