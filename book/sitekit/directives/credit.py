"""The line under a figure that says who made it, from what, and who may use it."""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes

from sitekit.course import Course
from sitekit.errors import CourseError, shown
from sitekit.html import el, page_link
from sitekit.language import N_, _
from sitekit.sources import data_sources

#: Of every figure: the course draws them all.
OWN = N_("Figure: the authors of this course, CC BY 4.0.")
#: The page that says where the data come from.
PAGE = "book/reference/data"


def credit(course: Course, folder: Path, files: tuple[str, ...]) -> nodes.Element:
    """The line for a figure that is drawn from these files of a chapter’s data folder.

    Raises:
        CourseError: the folder’s `SOURCES.md` does not name one of them.
    """
    if not files:
        return el("p", _(OWN), class_="credit")
    page = course.by_docname.get(PAGE)
    return el(
        "p",
        f"{_(OWN)} ",
        _("Data: {files}.", files="; ".join(map(_named, terms(folder, files)))),
        " ",
        page_link(PAGE, page.title) if page else None,
        class_="credit",
    )


def _named(held: tuple[list[str], str]) -> str:
    names, licence = held
    return f"{', '.join(names)} ({licence})"


def terms(folder: Path, files: tuple[str, ...]) -> list[tuple[list[str], str]]:
    """The files, those together that have one licence, each with its licence as plain text.

    Raises:
        CourseError: as for `credit`.
    """
    if not files:
        return []
    licences = {
        name: plain(source.licence) for source in data_sources(folder) for name in source.files
    }
    found: dict[str, list[str]] = {}
    for name in files:
        if name not in licences:
            raise CourseError(
                f"{shown(folder / 'SOURCES.md')}: it does not name {name}, which a figure shows"
            )
        found.setdefault(licences[name], []).append(name)
    return [(names, licence) for licence, names in found.items()]


def plain(markdown: str) -> str:
    """The name of a licence from inline Markdown: without marks, and without what is said of it."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)|<[^>]*>|[`*]", lambda m: m[1] or "", markdown)
    return re.split(r"[.;:,](?:\s|$)|\s\(", text, maxsplit=1)[0].strip()
