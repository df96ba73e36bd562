"""A talk as its author writes it: `book/<slug>/talk.md`, read and checked.

The file is front matter with a title, then `# chapters` of `## slides`. A slide has up to four
points, a figure of `dsilab`, a line of sources, perhaps one question to pause at, and what is said.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from dsilab.figures import FIGURES
from pydantic import StringConstraints

from sitekit.declared import read_declared
from sitekit.errors import CourseError, read_text, shown
from sitekit.references import known_sources
from sitekit.schema import Declaration

NAME = "talk.md"
SLIDES, CHAPTERS, POINTS = range(8, 17), range(2, 6), 4
#: A slide is never longer than this, in seconds; these words take about as long to say.
LONGEST, MOST_WORDS = 45.0, 105
#: How the voice reads, measured over the eight talks: seconds a word, and of rest after a sentence
#: and after a slide; `{pause}` adds a rest of its own.
SECONDS_A_WORD = 0.32
SENTENCE_REST, PAUSE_REST, SLIDE_REST = 0.35, 0.9, 0.8
PAUSE = "{pause}"

FIGURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(figure:(?P<name>[\w-]+)\)")
POINT_MARKUP = re.compile(r"\*\*(.+?)\*\*")
CITATION = re.compile(r"\[@([^\]\s]+)\]")
FENCE = re.compile(r":::\{(\w+)\}\s*$")
#: A sentence ends at a full stop, question or exclamation mark, with the quote that it closes.
SENTENCE_END = re.compile(r"(?<=[.?!])[\"”’)]*\s+")


@dataclass(frozen=True)
class Sentence:
    """What is said in one breath, and so one caption; `pause` says that a rest follows it."""

    text: str
    pause: bool = False


@dataclass(frozen=True)
class Slide:
    """One slide; `line` is where it begins in the file, `spoken_line` where its words do."""

    title: str
    chapter: str
    line: int
    points: tuple[str, ...]
    figure: str | None
    alt: str
    question: str
    sources: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    spoken_line: int

    @property
    def words(self) -> int:
        return sum(len(sentence.text.split()) for sentence in self.sentences)

    @property
    def seconds(self) -> float:
        """About how long it takes to say, without having heard it."""
        pauses = sum(sentence.pause for sentence in self.sentences)
        rests = len(self.sentences) * SENTENCE_REST + pauses * PAUSE_REST
        return self.words * SECONDS_A_WORD + rests + SLIDE_REST


@dataclass(frozen=True)
class Talk:
    """One chapter's talk."""

    slug: str
    title: str
    path: Path
    slides: tuple[Slide, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(sentence for slide in self.slides for sentence in slide.sentences)

    @property
    def seconds(self) -> float:
        """About how long it takes, from the words alone: the same with and without a voice."""
        return sum(slide.seconds for slide in self.slides)

    @property
    def minutes(self) -> int:
        """What a page should say that it takes to watch."""
        return max(1, round(self.seconds / 60))

    def takes(self, minutes: int) -> bool:
        """Whether a page may say so: a word more or less shall not make a whole minute wrong."""
        return abs(minutes - self.seconds / 60) <= 0.75

    def where(self, line: int) -> str:
        return f"{shown(self.path)}:{line}"


class FrontMatter(Declaration):
    """The block on top of a talk."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
    translates: str | None = None
    reviewed_by: str | None = None


def talk_path(root: Path, slug: str) -> Path:
    return root / "book" / slug / NAME


def talk_slugs(root: Path) -> list[str]:
    """The chapters that have a talk, by name."""
    return sorted(path.parent.name for path in (root / "book").glob(f"*/{NAME}"))


def load_talk(root: Path, slug: str) -> Talk:
    """Read and check one talk.

    Raises:
        CourseError: every fault of it, one a line, each with file and line.
    """
    path = talk_path(root, slug)
    text = read_text(path, f"there is no talk here; write it, or take the talk of {slug!r} away")
    return read_talk(text, slug, path, known_sources(root))


def read_talk(text: str, slug: str, path: Path, sources: Collection[str]) -> Talk:
    """The talk that `text` holds; `sources` are the keys that it may cite."""
    lines = text.splitlines()
    where = shown(path)
    ends = [n for n, line in enumerate(lines) if line.strip() == "---"]
    if len(ends) < 2 or ends[0] != 0:
        raise CourseError(f"{where}:1: the talk must start with '---', its title, and '---'")
    front = read_declared(FrontMatter, "\n".join(lines[1 : ends[1]]), where, first_line=2)
    faults: list[str] = []
    slides: list[Slide] = []
    chapters: list[str] = []
    for chapter, title, line, body in _slides(lines, ends[1] + 1, where, chapters):
        slide, wrong = _slide(chapter, title, line, body, sources)
        slides.append(slide)
        faults += [f"{where}:{at}: {what}" for at, what in wrong]
    for many, allowed, what in (
        (len(slides), SLIDES, "slides"),
        (len(chapters), CHAPTERS, "chapters"),
    ):
        if many not in allowed:
            faults.append(
                f"{where}:1: {many} {what}; allowed: {allowed.start} to {allowed.stop - 1}"
            )
    questions = [slide for slide in slides if slide.question]
    if len(questions) != 1:
        line = questions[1].line if questions else 1
        faults.append(
            f"{where}:{line}: {len(questions)} slides have a question to pause at (:::{{pause}}); "
            "a talk has exactly one"
        )
    if faults:
        raise CourseError("\n".join(faults))
    return Talk(slug, front.title, path, tuple(slides))


def _slides(
    lines: list[str], first: int, where: str, chapters: list[str]
) -> Iterator[tuple[str, str, int, list[tuple[int, str]]]]:
    """Chapter, title, line and numbered lines of every slide; fills `chapters`."""
    title, start, body = "", 0, []
    chapter = of_slide = ""
    for number, line in enumerate(lines[first:], first + 1):
        if line.startswith(("# ", "## ")):
            if title:
                yield of_slide, title, start, body
            title, body = "", []
            if line.startswith("# "):
                chapter = line[2:].strip()
                chapters.append(chapter)
            elif not chapter:
                raise CourseError(f"{where}:{number}: a slide before the first chapter (# Title)")
            else:
                title, start, of_slide = line[3:].strip(), number, chapter
        elif title:
            body.append((number, line))
        elif line.strip():
            raise CourseError(f"{where}:{number}: text before a slide's '## Title'")
    if title:
        yield of_slide, title, start, body


@dataclass
class _Parts:
    """What the lines of a slide hold, and the faults in them, each with its line."""

    points: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    figure: str | None = None
    alt: str = ""
    blocks: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)


def _parts(body: list[tuple[int, str]]) -> _Parts:
    parts = _Parts()
    fence = ""
    for number, text in body:
        text = text.strip()
        opening = FENCE.match(text)
        if fence:
            if text == ":::":
                fence = ""
            else:
                parts.blocks[fence][1].append(text)
        elif opening:
            fence = opening[1]
            _open_block(parts, fence, number)
        elif text.startswith("- "):
            parts.points.append(text[2:].strip())
            parts.keys += CITATION.findall(text)
        elif parts.points and text and body[0][0] < number and _continues(body, number):
            parts.points[-1] += f" {text}"
        elif found := FIGURE.fullmatch(text):
            _put_figure(parts, found["name"], " ".join(found["alt"].split()), number)
        elif text.startswith("Source"):
            parts.keys += CITATION.findall(text)
        elif text:
            fault = f"not a point, a figure, 'Source:' or a block: {text[:40]!r}"
            parts.faults.append((number, fault))
    if fence:
        parts.faults.append((parts.blocks[fence][0], "this block has no end (a line ':::')"))
    return parts


def _open_block(parts: _Parts, name: str, number: int) -> None:
    if name not in ("spoken", "pause"):
        parts.faults.append((number, f"there is no block {name!r}; allowed: pause, spoken"))
    elif name in parts.blocks:
        parts.faults.append((number, f"a slide has one block {name!r}, and this is a second"))
    parts.blocks[name] = (number, [])


def _put_figure(parts: _Parts, name: str, alt: str, number: int) -> None:
    if parts.figure:
        parts.faults.append((number, "a second figure; a slide has one"))
    if name not in FIGURES:
        allowed = ", ".join(sorted(FIGURES))
        parts.faults.append((number, f"there is no figure {name!r}; allowed: {allowed}"))
    if len(alt) < 20:
        parts.faults.append((number, "the figure needs alternative text in full words"))
    parts.figure, parts.alt = name, alt


def _slide(
    chapter: str, title: str, line: int, body: list[tuple[int, str]], sources: Collection[str]
) -> tuple[Slide, list[tuple[int, str]]]:
    parts = _parts(body)
    faults = parts.faults
    if len(parts.points) > POINTS:
        faults.append((line, f"{len(parts.points)} points; a slide has at most {POINTS}"))
    for key in parts.keys:
        if key not in sources:
            at = next(n for n, text in body if f"[@{key}]" in text)
            faults.append((at, f"{key!r} is no key of book/_data/references/"))
    spoken_line, spoken = parts.blocks.get("spoken", (line, []))
    sentences = split_sentences(" ".join(spoken))
    if not sentences:
        faults.append((spoken_line, "this slide has no spoken text (:::{spoken})"))
    if markup := re.search(r"[*_`\[\]{}#<>|@]", " ".join(s.text for s in sentences)):
        faults.append((spoken_line, f"spoken text has no markup, and this has {markup[0]!r}"))
    slide = Slide(
        title,
        chapter,
        line,
        tuple(CITATION.sub("", point).strip() for point in parts.points),
        parts.figure,
        parts.alt,
        " ".join(" ".join(parts.blocks["pause"][1]).split()) if "pause" in parts.blocks else "",
        tuple(dict.fromkeys(parts.keys)),
        sentences,
        spoken_line,
    )
    if slide.words > MOST_WORDS:
        fault = (
            f"{slide.words} words take longer than {LONGEST:.0f} s; "
            f"say it in {MOST_WORDS}, or make two slides of it"
        )
        faults.append((spoken_line, fault))
    return slide, faults


def _continues(body: list[tuple[int, str]], number: int) -> bool:
    """Whether a line goes on with the point above it: it is indented, right under it."""
    before = {n: text for n, text in body}
    return before[number].startswith("  ") and bool(before.get(number - 1, "").strip())


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of spoken text, in order; no word is lost.

    >>> split_sentences("One. {pause} Who says so? Two.")
    (Sentence(text='One.', pause=True), Sentence(text='Who says so?', pause=False), \
Sentence(text='Two.', pause=False))
    """
    sentences: list[Sentence] = []
    parts = text.split(PAUSE)
    for number, part in enumerate(parts):
        words = part.strip()
        if words:
            cuts = [0, *(match.end() for match in SENTENCE_END.finditer(words)), len(words)]
            said = [words[a:b].strip() for a, b in pairwise(cuts)]
            sentences += [Sentence(" ".join(s.split())) for s in said if s]
        if sentences and number < len(parts) - 1:
            sentences[-1] = Sentence(sentences[-1].text, pause=True)
    return tuple(sentences)
