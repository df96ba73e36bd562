"""Finds links of the built site that lead nowhere: no such file, or no such place in it."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sitekit.labs.build import FOLDER as LAB


class _Page(HTMLParser):
    """Collects a page's addresses and the ids that can be linked to."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[tuple[str, int]] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value is None:
                continue
            if name == "id" or (tag == "a" and name == "name"):
                self.ids.add(value)
            elif name in ("href", "src", "poster", "data-src", "data-captions", "data-poster"):
                self.addresses.append((value, self.getpos()[0]))


def read_pages(site: Path) -> dict[Path, _Page]:
    """Every page of a built site, read."""
    pages: dict[Path, _Page] = {}
    for path in sorted(site.rglob("*.html")):
        if path.relative_to(site).parts[0] == LAB:
            continue  # JupyterLite's own pages: its scripts put their addresses together
        page = _Page()
        page.feed(path.read_text(encoding="utf-8"))
        pages[path] = page
    return pages


def outside_addresses(site: Path) -> Iterator[tuple[Path, int, str]]:
    """Every link to another site: the page, the line, the address."""
    for path, page in read_pages(site).items():
        for address, line in page.addresses:
            if address.startswith(("http:", "https:", "//")):
                yield path, line, address


def broken_links(site: Path) -> list[str]:
    """One line for each link of `site` whose file or anchor is not there."""
    pages = {path.resolve(): page for path, page in read_pages(site).items()}
    faults = []
    for path, page in pages.items():
        for address, line in page.addresses:
            fault = _fault(path, address, pages)
            if fault:
                faults.append(f"{path.relative_to(site.resolve())}:{line}: {address}: {fault}")
    return faults


def _fault(path: Path, address: str, pages: dict[Path, _Page]) -> str | None:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    target = path if not parts.path else (path.parent / unquote(parts.path)).resolve()
    if target.is_dir():
        target = target / "index.html"
    if not target.exists():
        # A provider's id (data-src of a player) is no path; those hold no dot and no slash.
        is_id = "." not in parts.path and "/" not in parts.path and not address.startswith("#")
        return None if is_id else "there is no such file in the site"
    if parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
        return "the page has no such place"
    return None
