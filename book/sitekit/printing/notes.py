"""The addresses of a page's links, printed after it: what a reader of paper cannot press."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from bs4 import Tag

from sitekit.course import Course
from sitekit.printing.article import parsed, plain
from sitekit.printing.links import Leaving


def is_printed(words: str, address: str) -> bool:
    """Whether a link's own words are its address already, or its DOI."""
    bare = address.partition("://")[2].rstrip("/")
    return words.rstrip("/") in (address.rstrip("/"), bare, f"doi:{bare.removeprefix('doi.org/')}")


def note_addresses(article: Tag, leaving: Iterable[Leaving], course: Course) -> None:
    """Number these links (L1, L2, ...), and list where they lead at the end of the page.

    The same target has the same number. A link whose words are its address needs none. A page of
    the book is named, by its address too where it has one.
    """
    numbers: dict[str, int] = {}
    for link in leaving:
        if is_printed(plain(link.node), link.address):
            continue
        where = _where(link, course)
        if where:
            number = numbers.setdefault(where, len(numbers) + 1)
            link.node.insert_after(parsed(f'<sup class="link-number">L{number}</sup>'))
    if numbers:
        items = "".join(
            f'<li><span class="link-number">L{number}</span> <span>{where}</span></li>'
            for where, number in numbers.items()
        )
        article.append(
            parsed(
                '<section class="addresses"><h2>Where the links lead</h2>'
                f"<ul>{items}</ul></section>"
            )
        )


def _where(link: Leaving, course: Course) -> str:
    """As HTML; empty for a file of the site that has no address."""
    parts = []
    page = course.by_docname.get(link.docname or "")
    if page:
        parts.append(f"the page “{escape(page.title)}” of the course")
    if link.address:
        parts.append(f'<a href="{escape(link.address, quote=True)}">{escape(link.address)}</a>')
    return ": ".join(parts)
