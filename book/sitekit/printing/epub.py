"""Writes the book as an EPUB (https://www.w3.org/TR/epub-33/), from the built pages.

The one Python library for writing EPUB files is under the AGPL, and Sphinx's own builder would show
our explorers and questions as controls that no e-reader can move. What is left to do is a zip file
with a table of contents; the W3C's own checker judges it (`tests/book/test_epub.py`).
"""

from __future__ import annotations

import mimetypes
import posixpath
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sitekit.course import Course
from sitekit.manifest import ZIP_TIME
from sitekit.printing.about import About, read_about
from sitekit.printing.article import Answer, parsed, simplify
from sitekit.printing.links import Places, places_of, relink
from sitekit.printing.pages import BuiltPage, read_book

FILES = Path(__file__).with_name("epub_files")
FEATURES = (
    "alternativeText",
    "longDescription",
    "readingOrder",
    "structuralNavigation",
    "tableOfContents",
)
COVER_SIZE = (1600, 2400)
COVER = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">
<rect width="100%" height="100%" fill="#0a6a5b"/>
<path d="M160 330v180M232 270v300M304 310v220M376 240v360" stroke="#fff" stroke-width="38"
 stroke-linecap="round"/>
<g fill="#fff" font-family="Arimo, sans-serif">{lines}</g></svg>"""


@dataclass(frozen=True)
class File:
    """One page of the e-book."""

    id: str
    title: str
    text: str

    @property
    def name(self) -> str:
        return f"{self.id}.xhtml"

    @property
    def properties(self) -> str:
        """What a reading system must be able to do for it."""
        marks = {"mathml": "<math", "svg": "<svg"}
        return " ".join(name for name, mark in marks.items() if mark in self.text)


@dataclass(frozen=True)
class Entry:
    """A chapter, or a page that stands alone, in the table of contents."""

    title: str
    file: File
    below: tuple[File, ...]


@dataclass
class Part:
    """What the table of contents puts under one caption."""

    title: str
    entries: list[Entry]


@dataclass(frozen=True)
class Image:
    """A picture of a page, and its name in the e-book."""

    path: Path
    name: str

    @property
    def type(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


def write_epub(course: Course, site: Path, target: Path) -> Path:
    """Write the whole book; the same built pages give the same bytes.

    Raises:
        CourseError: a page is not built, or there is no CITATION.cff.
    """
    chapters = read_book(course, site)
    about = read_about(course, chapters[0].pages[0])
    templates = Environment(
        loader=FileSystemLoader(FILES), autoescape=True, undefined=StrictUndefined
    )
    images: dict[Path, Image] = {}
    pages = [built for chapter in chapters for built in chapter.pages]
    answers = {built.page.docname: simplify(built, paper=False) for built in pages}
    places = places_of(pages)
    for built in pages:
        _finish(built, places, site, images)

    def file(identity: str, title: str, content: str, kind: str = "") -> File:
        text = templates.get_template("page.xhtml").render(
            about=about, title=title, content=content, kind=kind
        )
        return File(identity, title, text)

    title = templates.get_template("title.html").render(about=about)
    files = [file("title", about.title, title)]
    parts: list[Part] = []
    for chapter in chapters:
        if not parts or parts[-1].title != chapter.part:
            parts.append(Part(chapter.part, []))
        below = [
            file(place(built.page.docname), built.page.title, built.written(), "chapter")
            for built in chapter.pages
        ]
        if asked := [(b, answer) for b in chapter.pages for answer in answers[b.page.docname]]:
            below.append(
                file(f"{chapter.slug}-answers", "Answers to the questions", _answers(asked))
            )
        files += below
        parts[-1].entries.append(
            Entry(chapter.title, below[0], tuple(below) if len(below) > 1 else ())
        )
    features = [*FEATURES, *(["MathML"] if any("mathml" in f.properties for f in files) else [])]
    facts = {
        "about": about,
        "files": files,
        "parts": parts,
        "images": list(images.values()),
        "features": features,
        "identifier": uuid.uuid5(uuid.NAMESPACE_URL, f"{about.cite} {about.address}").urn,
    }
    content: dict[str, str | bytes] = {
        "META-INF/container.xml": (FILES / "container.xml").read_text(encoding="utf-8"),
        "EPUB/content.opf": templates.get_template("content.opf").render(facts),
        "EPUB/nav.xhtml": templates.get_template("nav.xhtml").render(facts),
        "EPUB/edition.css": (FILES / "edition.css").read_text(encoding="utf-8"),
        "EPUB/cover.png": draw_cover(about),
        **{f"EPUB/{one.name}": one.text for one in files},
        **{f"EPUB/{image.name}": image.path.read_bytes() for image in images.values()},
    }
    _zip(content, target)
    return target


def place(docname: str) -> str:
    """The name, without its ending, of the file of a page."""
    return docname.removeprefix("book/").replace("/", "-")


def _finish(built: BuiltPage, places: Places, site: Path, images: dict[Path, Image]) -> None:
    """Links and pictures as they are in the e-book; notes that a reading system can pop up."""

    def inside(docname: str, fragment: str) -> str:
        own = docname == built.page.docname and fragment
        return ("" if own else f"{place(docname)}.xhtml") + (f"#{fragment}" if fragment else "")

    relink(built, places, inside)
    for anchor in built.article.select("a.footnote-reference"):
        anchor["epub:type"] = "noteref"
    for note in built.article.select("aside.footnote"):
        note["epub:type"] = "footnote"
    for check in built.article.select("section.selfcheck"):
        name = f"{built.page.chapter}-answers.xhtml"
        tail = '<p>The <a href="{}">answers</a> are at the end of the chapter.</p>'
        check.append(parsed(tail.format(name)))
    folder = posixpath.dirname(built.page.docname)
    for picture in built.article.select("img[src]"):
        path = site / posixpath.normpath(posixpath.join(folder, picture["src"]))
        name = f"image-{len(images) + 1}{path.suffix}"
        picture["src"] = images.setdefault(path, Image(path, name)).name


def _answers(asked: list[tuple[BuiltPage, Answer]]) -> str:
    parts = ["<h1>Answers to the questions</h1>"]
    for built, answer in asked:
        said = "".join(
            f"<li><strong>{letter}.</strong> {feedback}</li>"
            for letter, feedback in answer.feedback
        )
        parts.append(
            f'<h2><a href="{place(built.page.docname)}.xhtml#{answer.question}">'
            f"Question {answer.number}</a>: {answer.right}</h2><ul>{said}</ul>"
        )
    return "".join(parts)


def draw_cover(about: About) -> bytes:
    """The cover as a PNG picture: the course's mark, title, authors."""
    import textwrap

    import vl_convert

    width, height = COVER_SIZE
    lines = [(line, 150, "bold") for line in textwrap.wrap(about.title, 16)]
    lines += [
        (line, 72, "normal") for line in textwrap.wrap(about.subtitle, 34, break_on_hyphens=False)
    ]
    drawn, y = [], 860.0
    for number, (line, size, weight) in enumerate(lines):
        y += size * 1.25
        if number and size != lines[number - 1][1]:
            y += size
        drawn.append(
            f'<text x="140" y="{y:.0f}" font-size="{size}" font-weight="{weight}">'
            f"{escape(line)}</text>"
        )
    drawn.append(f'<text x="140" y="2240" font-size="52">{escape(about.authors)}</text>')
    return vl_convert.svg_to_png(COVER.format(width=width, height=height, lines="".join(drawn)))


def _zip(content: dict[str, str | bytes], target: Path) -> None:
    """Whole or not at all; the first file says what it is (EPUB Open Container Format, 4.3)."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    with zipfile.ZipFile(part, "w") as archive:
        for name, data in _with_type(content):
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.external_attr = 0o644 << 16
            stored = name == "mimetype" or name.endswith(".png")
            kind = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, kind, compresslevel=9)
    part.replace(target)


def _with_type(content: dict[str, str | bytes]) -> Iterator[tuple[str, str | bytes]]:
    yield "mimetype", "application/epub+zip"
    yield from content.items()
