"""The slides, drawn as SVG: 1280 by 720, a light ground, the course's own colours.

Text is set in Arial or what stands in for it: the renderer carries Liberation Sans, whose letters
are as wide, so that a picture made on any machine breaks its lines at the same places.
"""

from __future__ import annotations

import functools
import hashlib
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from html import escape
from importlib.metadata import version
from pathlib import Path

from dsilab.charts import NEUTRAL
from dsilab.figures import CHAPTERS, FIGURES
from pybtex.database import Entry

from sitekit.drawing import draw
from sitekit.language import _
from sitekit.references import bibliographies, read_bibliography
from sitekit.talks.source import POINT_MARKUP, Slide, Talk

WIDTH, HEIGHT, MARGIN = 1280, 720, 64
INK, MUTED, ACCENT, SOFT, PAPER = "#1a2421", "#52605b", "#0a6757", "#e3f2ee", "#ffffff"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
TITLE, QUESTION, SMALL, SOURCE = 50, 46, 28, 24
#: The sizes that points are tried in, and that of points beside or above a figure.
POINTS, POINT_BY_FIGURE = (46, 42, 38, 34, 30), 32
#: A column of points beside a figure, where that leaves the figure larger than points above it.
COLUMN = 400
#: Widths of Arial's letters from space to tilde, in thousandths of the type size.
_WIDTHS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 "
    "556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 "
    "722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 "
    "556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 "
    "260 334 584"
)
WIDTHS = {chr(32 + n): int(width) for n, width in enumerate(_WIDTHS.split())}
BOLD_IS_WIDER = 1.08


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text is, in pixels; a letter with an accent is as wide as without."""
    plain = (letter for letter in unicodedata.normalize("NFD", text))
    units = sum(WIDTHS.get(c, 0 if unicodedata.combining(c) else 556) for c in plain)
    return units / 1000 * size * (BOLD_IS_WIDER if bold else 1)


def wrap(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """The lines of a text, none wider than `width` unless a single word is.

    `**` marks what is bold; a mark that a line break cuts is closed and opened again.
    """
    lines: list[list[str]] = [[]]
    is_bold = bold
    at = 0.0
    space = text_width(" ", size)
    for word in text.split():
        opens = word.startswith("**")
        wide = text_width(word.replace("**", ""), size, bold=is_bold or opens)
        if lines[-1] and at + space + wide > width:
            lines.append([])
            at = 0.0
        at += wide + (space if lines[-1] else 0)
        lines[-1].append(word)
        if word.count("**") == 1:
            is_bold = not is_bold
    return _closed([" ".join(line) for line in lines if line])


def _closed(lines: list[str]) -> list[str]:
    opened = False
    made = []
    for line in lines:
        line = f"**{line}" if opened else line
        opened = line.count("**") % 2 == 1
        made.append(f"{line}**" if opened else line)
    return made


def slide_svg(root: Path, talk: Talk, number: int) -> str:
    """One slide of a talk, by its number from 1, as a whole SVG document."""
    slide = talk.slides[number - 1]
    parts = list(_frame(slide, number, len(talk.slides)))
    y = 92.0
    for line in wrap(slide.title, TITLE, WIDTH - 2 * MARGIN, bold=True):
        y += TITLE * 1.12
        parts.append(_text(MARGIN, y, line, TITLE, bold=True))
    top = y + 34
    bottom = HEIGHT - 40.0
    if slide.sources:
        names = dict.fromkeys(short_reference(root, key) for key in slide.sources)
        lines = wrap(_("Source: {names}", names="; ".join(names)), SOURCE, WIDTH - 2 * MARGIN)
        y = HEIGHT - 30 - (len(lines) - 1) * SOURCE * 1.2
        bottom = y - SOURCE - 14
        for line in lines:
            parts.append(_text(MARGIN, y, line, SOURCE, fill=MUTED))
            y += SOURCE * 1.2
    if slide.question:
        parts += _question(slide.question, top, bottom)
    elif slide.figure:
        parts += _figure_and_points(root, slide, top, bottom)
    else:
        parts += _largest_points(slide.points, top, bottom)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FONT}">'
        f"<title>{escape(slide.title)}</title>{''.join(parts)}</svg>\n"
    )


def _frame(slide: Slide, number: int, slides: int) -> Iterator[str]:
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>'
    yield f'<rect width="{WIDTH}" height="16" fill="{ACCENT}"/>'
    # How far the talk has come, for those who see it; the number says the same.
    yield f'<rect y="16" width="{WIDTH * number / slides:.0f}" height="6" fill="#67cfb9"/>'
    yield _text(MARGIN, 72, slide.chapter, SMALL, fill=ACCENT, bold=True)
    yield _text(
        WIDTH - MARGIN, 72, _("{n} of {all}", n=number, all=slides), SMALL, fill=MUTED, anchor="end"
    )


def _text(
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    fill: str = INK,
    bold: bool = False,
    anchor: str = "start",
) -> str:
    written = POINT_MARKUP.sub(r'<tspan font-weight="bold">\1</tspan>', escape(text, quote=False))
    weight = ' font-weight="bold"' if bold else ""
    side = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size:g}" fill="{fill}"{weight}{side}>'
        f"{written}</text>"
    )


def _points(
    points: tuple[str, ...], x: float, y: float, width: float, size: float
) -> tuple[list[str], float]:
    """The points as drawn, and where they end."""
    parts = []
    for point in points:
        parts.append(
            f'<circle cx="{x + 8:.0f}" cy="{y + size * 0.65:.0f}" r="{size / 6:.1f}" '
            f'fill="{ACCENT}"/>'
        )
        for line in wrap(point, size, width - 36):
            y += size * 1.0
            parts.append(_text(x + 36, y, line, size))
            y += size * 0.28
        y += size * 0.5
    return parts, y


def _largest_points(points: tuple[str, ...], top: float, bottom: float) -> list[str]:
    """The points in the largest type in which all of them fit."""
    for size in POINTS:
        parts, end = _points(points, MARGIN, top, WIDTH - 2 * MARGIN, size)
        if end <= bottom:
            break
    return parts


def _question(question: str, top: float, bottom: float) -> list[str]:
    lines = wrap(question, QUESTION, WIDTH - 2 * MARGIN - 96)
    high = len(lines) * QUESTION * 1.3 + 72
    y = top + max(0.0, (bottom - top - high) / 3)
    parts = [
        f'<rect x="{MARGIN}" y="{y:.0f}" width="{WIDTH - 2 * MARGIN}" height="{high:.0f}" rx="16" '
        f'fill="{SOFT}"/>',
        f'<rect x="{MARGIN}" y="{y:.0f}" width="10" height="{high:.0f}" rx="5" fill="{ACCENT}"/>',
    ]
    y += 24
    for line in lines:
        y += QUESTION * 1.3
        parts.append(_text(MARGIN + 48, y - 10, line, QUESTION))
    return parts


def _figure_and_points(root: Path, slide: Slide, top: float, bottom: float) -> list[str]:
    """The figure as large as it can be, with the points above it or in a column beside it."""
    drawn, wide, high = figure_svg(root, slide.figure)
    full = WIDTH - 2 * MARGIN
    above, below = _points(slide.points, MARGIN, top, full, POINT_BY_FIGURE)
    beside, _ = _points(slide.points, MARGIN, top + 10, COLUMN, POINT_BY_FIGURE)
    scale_below = min(full / wide, (bottom - below) / high)
    scale_beside = min((full - COLUMN - 24) / wide, (bottom - top) / high)
    if slide.points and scale_beside > scale_below:
        scale, x, y, parts = scale_beside, MARGIN + COLUMN + 24, top, beside
        free = full - COLUMN - 24
    else:
        scale, x, y, parts, free = scale_below, MARGIN, below, above, full
    x += (free - wide * scale) / 2
    y += (bottom - y - high * scale) / 2
    place = f'x="{x:.0f}" y="{y:.0f}" width="{wide * scale:.0f}" height="{high * scale:.0f}"'
    inside = drawn.partition(">")[2]
    return [*parts, f'<svg {place} viewBox="0 0 {wide:g} {high:g}">{inside}']


@functools.cache
def figure_svg(root: Path, name: str) -> tuple[str, float, float]:
    """A figure of `dsilab` as SVG, with its width and height; its text is dark like the slide's."""
    chapter = next(slug for slug, figures in CHAPTERS.items() if name in figures)
    chart = FIGURES[name](root / "exercises" / chapter / "data")
    drawn = draw(chart.spec).replace(NEUTRAL, "#38443f")
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn)
    return drawn.strip(), float(size[1]), float(size[2])


def slide_png(svg: str, kept: Path) -> Path:
    """The slide as a PNG file in `kept`, drawn once for each content."""
    digest = hashlib.sha256(f"{version('vl-convert-python')} {svg}".encode()).hexdigest()
    path = kept / f"{digest[:32]}.png"
    if not path.exists():
        import vl_convert

        kept.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=kept, delete=False) as file:
            file.write(vl_convert.svg_to_png(svg, scale=1, ppi=72))
        Path(file.name).replace(path)
    return path


def slide_alt(slide: Slide) -> str:
    """What the picture of a slide shows, for those who do not see it."""
    points = [POINT_MARKUP.sub(r"\1", point).rstrip(".") for point in slide.points]
    said = [slide.title.rstrip("."), *points, slide.question, slide.alt]
    return ". ".join(part for part in said if part)


@functools.cache
def _entries(root: Path) -> dict[str, Entry]:
    files = [read_bibliography(path) for path in bibliographies(root)]
    return {key: entry for file in files for key, entry in file.entries.items()}


@functools.cache
def short_reference(root: Path, key: str) -> str:
    """`Cox et al. 1997`: enough to find the entry among a page's sources."""
    entry = _entries(root)[key]
    people = [person for person in entry.persons.get("author", entry.persons.get("editor", []))]
    names = [_plain(" ".join(person.prelast_names + person.last_names)) for person in people]
    more = len(names) > 2 or "others" in names
    fields = {name.lower(): _plain(value) for name, value in entry.fields.items()}
    if not names:
        names = [fields.get("organization") or fields.get("institution") or fields["title"]]
    who = f"{names[0]} et al." if more else " & ".join(names)
    if len(who) > 56:
        who = who[:55].rsplit(" ", 1)[0].rstrip(",;:") + " …"
    return f"{who} {fields.get('year') or fields.get('date', '')[:4]}".strip()


def _plain(bibtex: str) -> str:
    from pybtex.richtext import Text

    return str(Text.from_latex(bibtex)).replace("{", "").replace("}", "")
