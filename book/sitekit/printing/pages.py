"""The built pages, in the order of the table of contents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from sphinx_external_toc.parsing import parse_toc_yaml

from sitekit.course import Course, Page, chapter_title
from sitekit.errors import CourseError, read_text, shown

#: Pages that are nothing without a browser: the reader's own record.
NOT_PRINTED = frozenset({"book/reference/progress"})
_SVG = re.compile(r"<svg\b.*?</svg>", re.S)
_DRAWING = re.compile(r'<img class="drawing" data-drawing="(\d+)"/>')


@dataclass(frozen=True)
class BuiltPage:
    """One page as it was built."""

    page: Page
    article: Tag
    drawings: list[str]
    """Its SVG elements, as they were written; in `article` a numbered mark stands for each."""
    address: str | None
    """Where readers can open it, if the book was built with `html: baseurl:`."""
    language: str

    def draw(self, svg: str) -> str:
        """Keep a drawing; gives the mark that stands for it until `written` puts it in."""
        self.drawings.append(svg)
        return f'<img class="drawing" data-drawing="{len(self.drawings) - 1}"/>'

    def written(self) -> str:
        """The article's content as well-formed XHTML, with its drawings."""
        text = self.article.decode_contents(formatter="minimal")
        return _DRAWING.sub(lambda mark: self.drawings[int(mark[1])], text)


@dataclass(frozen=True)
class Chapter:
    """What follows in one piece: the lessons of a chapter, or one page that stands alone."""

    slug: str
    title: str
    part: str
    """What the table of contents puts it under; empty for the home page."""
    pages: tuple[BuiltPage, ...]


def read_book(course: Course, site: Path, only: str | None = None) -> list[Chapter]:
    """The whole book, or one chapter of it.

    Raises:
        CourseError: a page is not in the built site.
    """
    toc = parse_toc_yaml(course.root / "_toc.yml")
    root = toc.root.docname
    chapters = [] if only else [_alone(course, site, root, "")]
    for tree in toc[root].subtrees:
        for item in tree.items:
            page = course.by_docname[str(item)]
            if page.docname in NOT_PRINTED or (only and page.chapter != only):
                continue
            if page.lesson is None:
                chapters.append(_alone(course, site, page.docname, tree.caption or ""))
                continue
            below = [str(name) for part in toc[page.docname].subtrees for name in part.items]
            chapters.append(
                Chapter(
                    page.chapter,
                    chapter_title(course, page.chapter),
                    tree.caption or "",
                    tuple(
                        read_page(site, course.by_docname[name]) for name in (page.docname, *below)
                    ),
                )
            )
    return chapters


def _alone(course: Course, site: Path, docname: str, part: str) -> Chapter:
    page = course.by_docname[docname]
    return Chapter(page.slug.replace("/", "-"), page.title, part, (read_page(site, page),))


def read_page(site: Path, page: Page) -> BuiltPage:
    """One page of the built site.

    Raises:
        CourseError: it is not there, or is no page of the book.
    """
    path = site / f"{page.docname}.html"
    text = read_text(path, "this page is not built; run course build")
    drawings: list[str] = []

    def mark(found: re.Match[str]) -> str:
        drawings.append(found[0])
        return f'<img class="drawing" data-drawing="{len(drawings) - 1}"/>'

    # A drawing is XML already; what parses HTML would write its names in lower case.
    soup = BeautifulSoup(_SVG.sub(mark, text), "html.parser")
    article = soup.select_one("article.bd-article")
    if article is None:
        raise CourseError(f"{shown(path)}: this is no page of the book; run course build --force")
    canonical = soup.select_one('link[rel="canonical"][href]')
    address = canonical["href"] if canonical else None
    return BuiltPage(page, article, drawings, address, soup.html.get("lang", "en"))
