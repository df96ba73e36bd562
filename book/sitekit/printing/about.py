"""What stands at the front of each edition: title, authors, version, date, licence, citation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sitekit.citing import authors, citation, read_citation, released
from sitekit.course import Course
from sitekit.errors import CourseError
from sitekit.metadata import CONTENT_LICENCE
from sitekit.printing.pages import BuiltPage

LICENCE = "Creative Commons Attribution 4.0 International (CC BY 4.0)"


@dataclass(frozen=True)
class About:
    """The facts of CITATION.cff, and where the book stands."""

    title: str
    subtitle: str
    authors: str
    version: str
    released: date
    cite: str
    licence: str
    licence_address: str
    language: str
    address: str | None
    """The public address of the edition's first page, or None where it has none."""

    @property
    def whole_title(self) -> str:
        return f"{self.title}: {self.subtitle}" if self.subtitle else self.title

    @property
    def date(self) -> str:
        return f"{self.released.day} {self.released:%B %Y}"


def read_about(course: Course, first: BuiltPage, chapter: str | None = None) -> About:
    """What an edition says of itself.

    Args:
        course: the course.
        first: the edition's first page.
        chapter: the title of its only chapter, where it holds one.

    Raises:
        CourseError: there is no CITATION.cff.
    """
    cff = read_citation(Path(course.root))
    if cff is None:
        raise CourseError("CITATION.cff: no such file; an edition takes authors and date from it")
    title, _, subtitle = cff["title"].partition(": ")
    whole = f"{authors(cff)} ({released(cff).year}). {cff['title']}. Version {cff['version']}."
    return About(
        title,
        subtitle,
        authors(cff),
        str(cff["version"]),
        released(cff),
        citation(chapter, cff) if chapter else whole,
        LICENCE,
        CONTENT_LICENCE,
        first.language,
        first.address,
    )
