"""What the built pages hold, for everything that is made from them for a class or a platform.

The pages are read as Sphinx wrote them, so that citations, terms and links are those of the book.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from dsilab.charts import Chart
from dsilab.figures import FIGURES
from sitekit.course import Page, chosen_chapters, load_course
from sitekit.directives.chart import svg
from sitekit.errors import CourseError, shown

#: What a page has for its reader's browser alone.
_LEFT_OUT = (
    "script, noscript, template, dialog, .permalink, .headerlink, .meaning, .mark-read, "
    ".toctree-wrapper, form, button, select, [hidden], .keeping, .backrefs, .card-kind, "
    ".prompt-sheet, .prompt-service"
)


@dataclass(frozen=True)
class Figure:
    """One chart of a page."""

    name: str
    chart: Chart
    caption: str
    """HTML."""
    table: str
    """The chart's numbers as an HTML table."""
    heading: str
    """The part of the page that it stands in."""
    around: tuple[str, ...]
    """What that part says, paragraph by paragraph, as plain text."""

    def svg(self, prefix: str) -> str:
        """The drawing, with its title and description inside."""
        return svg(self.chart, prefix)

    @property
    def alt(self) -> str:
        """What somebody reads who does not see it."""
        return f"{self.chart.title}. {self.chart.description}"


@dataclass(frozen=True)
class Position:
    """One card of a discussion; the argument is HTML."""

    who: str
    argument: str


@dataclass(frozen=True)
class Discussion:
    """One prompt; texts are HTML where not said otherwise."""

    id: str
    title: str
    """Plain text, as the next three."""
    purpose: str
    minutes: int
    grouping: str
    prompt: str
    question: str
    """Its last paragraph, plain: what is asked."""
    positions: tuple[Position, ...]
    sources: str


@dataclass(frozen=True)
class BuiltPage:
    """One lesson as it was built."""

    page: Page
    article: Tag

    def figures(self, root: Path) -> Iterator[Figure]:
        """Its charts, in order."""
        data = root / "exercises" / self.page.chapter / "data"
        for node in self.article.select(".chart[id^=figure-]"):
            name = node["id"].removeprefix("figure-")
            section = node.find_parent("section")
            heading = section.find(["h1", "h2"]) if section else None
            table = node.select_one(".chart-data table")
            yield Figure(
                name,
                FIGURES[name](data),
                tidy(node.select_one("figcaption")).decode_contents().strip(),
                str(table) if table else "",
                text(heading) if heading else self.page.title,
                tuple(text(p) for p in section.find_all("p", recursive=False)) if section else (),
            )

    def discussions(self) -> Iterator[Discussion]:
        """Its discussion prompts, in order."""
        for node in self.article.select("section.discussion"):
            facts = {
                text(row.select_one("dt")): text(row.select_one("dd"))
                for row in node.select("dl.facts > div")
            }
            paragraphs = node.find_all(["p", "ul", "ol"], recursive=False)
            plain = tidy(node)
            yield Discussion(
                node["id"].removeprefix("discuss-"),
                text(plain.select_one("h2")),
                facts["What it is for"],
                int(facts["Time"].split()[0]),
                facts["Grouping"],
                "".join(str(tidy(p)) for p in paragraphs),
                text(paragraphs[-1]) if paragraphs else "",
                tuple(
                    Position(
                        text(card.select_one("h3")),
                        "".join(str(p) for p in card.find_all("p", recursive=False)),
                    )
                    for card in plain.select("article.position")
                ),
                self._sources(node),
            )

    def _sources(self, node: Tag) -> str:
        """The sources that a part of the page cites, with their numbers."""
        cited = {a["href"].lstrip("#") for a in node.select("a.footnote-reference")}
        items = []
        for note in self.article.select("aside.footnote[id]"):
            if note["id"] in cited:
                number = text(note.select_one(".label")).strip("[]")
                words = tidy(note.select_one("p")).decode_contents()
                items.append(f'<li value="{number}">{words}</li>')
        return f"<ol>{''.join(items)}</ol>" if items else ""


def text(node: Tag) -> str:
    """What a reader sees of a node, in one line."""
    return " ".join(tidy(node).get_text().split())


def tidy(node: Tag, link: Callable[[str], str | None] | None = None) -> Tag:
    """A copy of a node without what only the book's own scripts and styles need.

    Args:
        node: a part of a built page.
        link: gives a link's new address, or None for its words alone. Without it, addresses of
            other sites stay and those of the book go.
    """
    own = copy.copy(node)
    for left_out in own.select(_LEFT_OUT):
        left_out.decompose()
    for anchor in own.select("a[href]"):
        if "footnote-reference" in (anchor.get("class") or []):
            anchor.unwrap()
            continue
        address = link(anchor["href"]) if link else _outside(anchor["href"])
        if address is None:
            anchor.unwrap()
        else:
            anchor.attrs = {"href": address}
    return own


def _outside(address: str) -> str | None:
    return address if address.startswith(("https://", "http://")) else None


def built_course(root: Path, site: Path, chapters: list[str] | None = None) -> Iterator[BuiltPage]:
    """The lessons of some chapters (default: of all) as they were built, in reading order.

    Raises:
        CourseError: there is no such chapter, or a page is not in the built site.
    """
    course = load_course(root)
    for chapter in chosen_chapters(course, chapters):
        for page in course.lessons_of(chapter):
            yield read_built(site, page)


def read_built(site: Path, page: Page) -> BuiltPage:
    """One page of the built site.

    Raises:
        CourseError: it is not there.
    """
    path = site / f"{page.docname}.html"
    try:
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    except FileNotFoundError:
        raise CourseError(f"{shown(path)}: this page is not built; run 'course build'") from None
    article = soup.select_one("article.bd-article")
    if article is None:
        raise CourseError(f"{shown(path)}: this is no page of the book; run 'course build --force'")
    return BuiltPage(page, article)
