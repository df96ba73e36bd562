"""Where a link leads once the pages have left the site: within the edition, or to an address."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import Tag

from sitekit.printing.pages import BuiltPage

#: Gives the address, inside the edition, of a page of the book or of a place on it.
Inside = Callable[[str, str], str]
#: The pages that an edition holds, by their names in the book, each with the ids in it.
Places = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Leaving:
    """A link that leads out of an edition."""

    node: Tag
    address: str
    """Empty where the book has no public address."""
    docname: str | None
    """The page of the book that it leads to, if it does."""


def is_outside(address: str) -> bool:
    """Whether an address is one of another site."""
    return address.startswith(("https://", "http://"))


def places_of(pages: Iterable[BuiltPage]) -> dict[str, set[str]]:
    """What these pages hold that can be linked to."""
    return {
        built.page.docname: {node["id"] for node in built.article.find_all(id=True)}
        for built in pages
    }


def target_of(built: BuiltPage, address: str) -> tuple[str, str] | None:
    """The page of the book that a link leads to, and the place on it; None for anything else."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    if not parts.path:
        return built.page.docname, parts.fragment
    path = posixpath.normpath(
        posixpath.join(posixpath.dirname(built.page.docname), unquote(parts.path))
    )
    if not path.startswith("book/") or not path.endswith(".html"):
        return None
    return path.removesuffix(".html"), parts.fragment


def relink(built: BuiltPage, places: Places, inside: Inside) -> list[Leaving]:
    """Give the links of a page their addresses in an edition; gives those that leave it.

    A link to a place that was for the browser alone leads to its page. One to a page that the
    edition does not hold, or to a file of the site, gets its public address where the book has one;
    else its words stay and the link goes.

    Args:
        built: the page.
        places: what the edition holds.
        inside: gives the address of a place in the edition.
    """
    leaving = []
    for anchor in built.article.select("a[href]"):
        address = anchor["href"]
        target = target_of(built, address)
        if target and target[0] in places:
            docname, place = target
            anchor["href"] = inside(docname, place if place in places[docname] else "")
            continue
        if not is_outside(address):
            address = urljoin(built.address, address) if built.address else ""
        if address:
            anchor["href"] = address
        else:
            anchor.name = "span"
            anchor.attrs = {}
        leaving.append(Leaving(anchor, address, target[0] if target else None))
    return leaving
