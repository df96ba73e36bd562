"""A deck for each session: a chapter's questions, objectives, figures, prompts and key points.

The decks are reveal.js (S: speaker notes in a window of their own; Esc: overview; `?print-pdf` at
the end of the address, then print: a PDF). Everything is inside the one file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from markdown_it import MarkdownIt
from sitekit.lesson import describe_minutes

from coursekit.built import Discussion, Figure
from coursekit.cartridge.qti import inline_html
from coursekit.materials.papers import LETTERS
from coursekit.materials.reveal import Reveal
from coursekit.materials.session import LessonParts, Session

WIDTH, HEIGHT = 1280, 720
THEME = """
:root { --ink: #16242b; --paper: #ffffff; --mark: #00567a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eef3f5; --paper: #12191d; --mark: #8fd0f0; } }
html.print-pdf { --ink: #000; --paper: #fff; --mark: #00567a; }
html, body, .reveal-viewport { background: var(--paper); }
main { height: 100%; }
.reveal { font: 36px/1.32 system-ui, "Liberation Sans", Arial, sans-serif; color: var(--ink); }
.reveal .slides { text-align: left; }
.reveal .slides section { padding: 20px 40px; box-sizing: border-box; }
.reveal h1, .reveal h2 { line-height: 1.15; margin: 0 0 .5em; font-weight: 700;
  text-wrap: balance; }
.reveal h1 { font-size: 68px; }
.reveal h2 { font-size: 50px; }
.reveal p, .reveal ul, .reveal ol { margin: 0 0 .6em; }
.reveal ul, .reveal ol { padding-left: 1.1em; list-style-position: outside; }
.reveal ul { list-style-type: disc; }
.reveal ol.options { list-style: none; padding: 0; }
.reveal li { margin: 0 0 .35em; }
.reveal strong { font-weight: 700; }
.reveal em { font-style: italic; }
.reveal a { color: var(--mark); text-decoration: underline; text-underline-offset: .15em; }
.reveal a:focus-visible { outline: 3px solid var(--mark); outline-offset: 3px; }
.reveal .kind { font-size: 28px; font-weight: 600; color: var(--mark); margin: 0 0 .3em; }
.reveal .question { font-size: 52px; line-height: 1.2; text-wrap: pretty; }
.reveal .small { font-size: 28px; }
.reveal .long { font-size: 31px; }
.reveal .right { border-left: 6px solid var(--mark); padding-left: .6em; }
.reveal figure { margin: 0; }
.reveal figure svg { display: block; width: auto; max-width: 100%; height: var(--height, 480px);
  margin: 0 auto; }
.reveal svg [fill="#666a6d"] { fill: var(--ink); }
.reveal svg [stroke="#666a6d"] { stroke: var(--ink); }
.reveal .progress, .reveal .controls { color: var(--mark); }
.reveal .slide-number { right: auto; left: 12px; background: none; color: var(--ink);
  font: 16px system-ui, "Liberation Sans", Arial, sans-serif; }
.reveal .slide-number a { color: inherit; text-decoration: none; }
"""
START = """
Reveal.initialize({
  plugins: [RevealNotes], hash: true, width: %d, height: %d, margin: 0.04, center: false,
  transition: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'none' : 'slide',
  slideNumber: 'c/t', pdfSeparateFragments: false, pdfMaxPagesPerSlide: 1,
  showNotes: new URLSearchParams(location.search).has('notes') ? 'separate-page' : false,
});
""" % (WIDTH, HEIGHT)  # noqa: UP031  (the code is full of braces)


@dataclass(frozen=True)
class Slide:
    """One slide; both are HTML."""

    body: str
    notes: str
    id: str = ""


def deck(session: Session, reveal: Reveal) -> str:
    """The whole deck of a chapter."""
    slides = [slide for part in PARTS for slide in part(session)]
    sections = "".join(
        f"<section{f' id={chr(34)}{slide.id}{chr(34)}' if slide.id else ''}>\n{slide.body}\n"
        f'<aside class="notes">{slide.notes}</aside>\n</section>\n'
        for slide in slides
    )
    licence = reveal.licence.replace("--", "- -").strip()
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(session.title)}: slides</title>\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<!-- reveal.js\n{licence}\n-->\n<style>{reveal.style}</style>\n<style>{THEME}</style>\n"
        '</head>\n<body>\n<main><div class="reveal"><div class="slides">\n'
        f"{sections}</div></div></main>\n"
        f"<script>{reveal.code}</script>\n<script>{START}</script>\n"
        f"<!-- {session.guide_marker} -->\n</body>\n</html>\n"
    )


def opening(session: Session) -> Iterator[Slide]:
    """The title, and what is in the deck."""
    minutes = sum(lesson.page.lesson.minutes.total for lesson in session.lessons)
    asked = session.lessons[0].page.lesson.question
    yield Slide(
        f'<h1>{escape(session.title)}</h1><p class="question">{escape(asked)}</p>',
        "<p>S opens these notes in a window of their own. Esc shows all slides, B makes the "
        "screen dark. For a PDF, add ?print-pdf to the address and print; with &amp;notes too, "
        f"the notes are printed under each slide. The chapter takes about {minutes} minutes on "
        "one’s own; your guide has plans for a class.</p>",
        "start",
    )
    rows = "".join(
        f'<li><a href="#/{_place(lesson)}">{escape(lesson.page.title)}</a></li>'
        for lesson in session.lessons
    )
    titles = [lesson.page.title.ljust(45) for lesson in session.lessons]
    times = "".join(
        f"<li>{escape(lesson.page.title)}: {describe_minutes(lesson.page.lesson.minutes)}</li>"
        for lesson in session.lessons
    )
    yield Slide(
        f'<h2>What is in here</h2><ol class="{_size(titles)}">{rows}</ol>',
        f"<p>Each line leads to its part. Times are those of a reader alone:</p><ul>{times}</ul>",
        "contents",
    )


def lessons(session: Session) -> Iterator[Slide]:
    """Each lesson: its question, what it is for, its figures and prompts, what to keep."""
    for lesson in session.lessons:
        about = lesson.page.lesson
        goals = _list(about.objectives)
        yield Slide(
            f'<p class="kind">{escape(lesson.page.title)}</p>'
            f'<p class="question">{escape(about.question)}</p>',
            f"<p>Ask it before you answer it: a minute of silence, then three answers from the "
            f"class. After this part, students can:</p>{goals}",
            _place(lesson),
        )
        yield Slide(
            f'<p class="kind">{escape(lesson.page.title)}</p><h2>After this you can</h2>'
            f'<div class="{_size(about.objectives)}">{goals}</div>',
            "<p>Come back to this list at the end: which of these could you show now?</p>",
        )
        for figure in lesson.figures:
            yield _figure(session, figure)
        for discussion in lesson.discussions:
            yield from _discussion(session, discussion)
        points = _list(about.key_points)
        yield Slide(
            f'<p class="kind">{escape(lesson.page.title)}</p><h2>To keep</h2>'
            f'<div class="{_size(about.key_points)}">{points}</div>',
            "<p>Let the class say these first, in their own words; then show them.</p>",
        )


def questions(session: Session) -> Iterator[Slide]:
    """The self-check questions, each with its answer on a click."""
    for number, question in enumerate(session.self_check, 1):
        options = "".join(
            f"<li><strong>{LETTERS[n]}.</strong> {inline_html(option.text)}</li>"
            for n, option in enumerate(question.options)
        )
        right = question.options[question.answer]
        told = "".join(
            f"<li><strong>{LETTERS[n]}{', right' if option.correct else ''}:</strong> "
            f"{inline_html(option.feedback)}</li>"
            for n, option in enumerate(question.options)
        )
        yield Slide(
            f'<p class="kind">Question {number} of {len(session.self_check)}</p>'
            f'<p>{inline_html(question.prompt)}</p><ol class="options long">{options}</ol>'
            f'<p class="fragment right long"><strong>{LETTERS[question.answer]}.</strong> '
            f"{inline_html(right.feedback)}</p>",
            "<p>Hands up for each letter; then let two people with different letters explain. "
            f"The next click shows the answer.</p><ul>{told}</ul>",
        )


def closing(session: Session) -> Iterator[Slide]:
    """What is to be done next."""
    graded = [one for one in session.exercises if one.facts.graded]
    if graded:
        rows = "".join(
            f"<li><strong>{escape(one.facts.title)}</strong><br>{one.facts.points:g} points, "
            f"about {one.facts.minutes} minutes</li>"
            for one in graded
        )
        notes = "".join(f"<p>{escape(one.facts.summary)}</p>" for one in graded)
        yield Slide(f"<h2>To hand in</h2><ul>{rows}</ul>", f"<p>Say when each is due.</p>{notes}")


#: What a deck is made of, in order. A further part, such as the slides of a chapter's talk, is one
#: more function here.
PARTS: tuple[Callable[[Session], Iterator[Slide]], ...] = (opening, lessons, questions, closing)


def _figure(session: Session, figure: Figure) -> Slide:
    around = "".join(f"<p>{escape(words)}</p>" for words in figure.around)
    height = int(figure.chart.spec.get("height", 300))
    # As large as it fits: two thirds of the slide, and no wider than it.
    drawn = min(500, int(height * (WIDTH - 120) / 560))
    return Slide(
        f"<h2>{escape(figure.heading)}</h2>"
        f'<figure style="--height:{drawn}px">{figure.svg(f"slide-{figure.name}")}</figure>',
        f"<p><strong>In short.</strong></p>{figure.caption}"
        f"<p><strong>For those who cannot see it, say:</strong> "
        f"{escape(figure.chart.description)}</p>"
        f"<p><strong>What the lesson says.</strong></p>{around}",
        f"figure-{figure.name}",
    )


def _discussion(session: Session, discussion: Discussion) -> Iterator[Slide]:
    said = MarkdownIt("commonmark", {"html": False}).render(
        session.facilitation.get(discussion.id, "")
    )
    sources = f"<p>Sources:</p>{discussion.sources}" if discussion.sources else ""
    question = discussion.question.removeprefix("The question: ")
    yield Slide(
        f'<p class="kind">Discussion, {discussion.minutes} minutes</p>'
        f"<h2>{escape(discussion.title)}</h2><p>{escape(question[:1].upper() + question[1:])}</p>"
        f'<p class="small">{escape(discussion.grouping)}</p>',
        f"<p><strong>What it is for.</strong> {escape(discussion.purpose)}</p>"
        f"{discussion.prompt}{said}{sources}",
        f"discuss-{discussion.id}",
    )
    names = _list([card.who for card in discussion.positions])
    arguments = "".join(
        f"<p><strong>{escape(card.who)}.</strong></p>{card.argument}"
        for card in discussion.positions
    )
    yield Slide(
        f'<p class="kind">{escape(discussion.title)}</p><h2>Who speaks</h2>{names}'
        "<p>First restate another position until its holder says: “yes, that is it”.</p>",
        f"<p>The cards, one a group:</p>{arguments}",
    )


def _place(lesson: LessonParts) -> str:
    return lesson.page.slug.replace("/", "-")


def _list(items) -> str:
    return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>"


def _size(items) -> str:
    """Smaller words where there are many of them."""
    return "long" if sum(map(len, items)) > 380 else ""
