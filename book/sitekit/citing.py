"""The citation of a chapter, at the end of its first page; CITATION.cff says the same of all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.application import Sphinx

from sitekit.course import Page
from sitekit.html import el
from sitekit.language import _


def read_citation(root: Path) -> dict | None:
    """CITATION.cff as data, or None where the book has none."""
    path = root / "CITATION.cff"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None


def citation(chapter: str, cff: dict) -> str:
    """A chapter's citation in words: authors, year, chapter, course, version."""
    return _(
        "{authors} ({year}). {chapter}. In {course}. Version {version}.",
        authors=authors(cff),
        year=released(cff).year,
        chapter=chapter,
        course=cff["title"],
        version=cff["version"],
    )


def bibtex(slug: str, chapter: str, cff: dict) -> str:
    """The same for a program that manages references."""
    fields = {
        "author": f"{{{authors(cff)}}}",
        "title": f"{{{chapter}}}",
        "booktitle": f"{{{cff['title']}}}",
        "year": str(released(cff).year),
        "note": f"Version {cff['version']}",
    }
    lines = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items())
    return f"@incollection{{dsi-course-{slug},\n{lines}}}"


def how_to_cite(page: Page, cff: dict) -> nodes.Node:
    """A fold with both forms."""
    return el(
        "details",
        el("summary", _("How to cite this chapter")),
        el("p", citation(page.title, cff)),
        nodes.literal_block("", bibtex(page.chapter, page.title, cff), language="bibtex"),
        class_="cite-chapter",
    )


def authors(cff: dict) -> str:
    """The authors' names, in the order of the file."""
    return ", ".join(
        author.get("name") or f"{author['family-names']}, {author['given-names']}"
        for author in cff["authors"]
    )


def released(cff: dict) -> date:
    """The day of the release."""
    day = cff["date-released"]
    return day if isinstance(day, date) else date.fromisoformat(day)


def _add(app: Sphinx, doctree: nodes.document) -> None:
    page = app.course.by_docname.get(app.env.docname)
    section = next(iter(doctree.findall(nodes.section)), None)
    cff = read_citation(Path(app.srcdir))
    if page and page.lesson and page.slug == f"{page.chapter}/index" and section and cff:
        app.env.note_dependency("CITATION.cff")
        section.append(how_to_cite(page, cff))


def setup(app: Sphinx) -> None:
    # After the boxes of the lesson, whose last one is the page's last.
    app.connect("doctree-read", _add, priority=600)
