"""Prints an edition with Chromium, twice: the second time the numbers of the pages are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from io import BytesIO
from pathlib import Path

import pikepdf
from playwright.sync_api import Browser

from sitekit.errors import CourseError
from sitekit.printing.about import About
from sitekit.printing.paper import number_pages

#: Page numbers that get wider can move words to another page; then it is printed once more.
ROUNDS = 4
#: Milliseconds that a page of the whole book may take.
PATIENCE = 600_000


def print_edition(
    browser: Browser,
    html: str,
    about: About,
    starts: list[str],
    headings: Iterable[str],
    target: Path,
) -> int:
    """Print a document to a PDF file that is tagged, with bookmarks; gives the number of pages.

    Args:
        browser: Chromium.
        html: the document, with places for page numbers.
        about: the file's title, authors and date.
        starts: the places under which the bookmarks of what follows are put.
        headings: the words of all its headings.
        target: the file.

    Raises:
        CourseError: the page numbers do not settle.
    """
    source = target.with_suffix(".html")
    target.parent.mkdir(parents=True, exist_ok=True)
    numbers: dict[str, int] = {}
    try:
        for _ in range(ROUNDS):
            source.write_text(number_pages(html, numbers.get), encoding="utf-8")
            pdf = pikepdf.open(BytesIO(_print(browser, source)))
            found = page_numbers(pdf)
            if found == numbers:
                break
            numbers = found
        else:
            raise CourseError(f"{target.name}: its page numbers do not settle; shorten a heading")
    finally:
        source.unlink(missing_ok=True)
    _describe(pdf, about)
    _tag_figures(pdf)
    _mend_bookmarks(pdf, {numbers[place] for place in starts}, headings)
    part = target.with_suffix(".part")
    pdf.save(
        part,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        deterministic_id=True,
    )
    count = len(pdf.pages)
    part.replace(target)
    return count


def _print(browser: Browser, source: Path) -> bytes:
    page = browser.new_page(color_scheme="light", java_script_enabled=False)
    page.set_default_timeout(PATIENCE)
    try:
        page.goto(source.as_uri())
        return page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
    finally:
        page.close()


def page_numbers(pdf: pikepdf.Pdf) -> dict[str, int]:
    """The page, counted from 1, of every place that a link of the document leads to."""
    pages = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    places = pdf.Root.get("/Dests", {})
    return {
        str(name).removeprefix("/"): pages[place[0].objgen]
        for name, place in places.items()
        if place[0].objgen in pages
    }


def _describe(pdf: pikepdf.Pdf, about: About) -> None:
    """Title, authors, licence and the day of the release: the same book gives the same file."""
    day = datetime.combine(about.released, time())
    stamp = day.strftime("D:%Y%m%d000000Z")
    pdf.docinfo["/Title"] = about.whole_title
    pdf.docinfo["/Author"] = about.authors
    pdf.docinfo["/Subject"] = f"Version {about.version}. {about.licence}, {about.licence_address}"
    pdf.docinfo["/Creator"] = "course print"
    pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = stamp
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = about.whole_title
        metadata["dc:creator"] = [about.authors]
        metadata["dc:language"] = [about.language]
        metadata["dc:rights"] = f"{about.licence}, {about.licence_address}"
        metadata["xmp:CreateDate"] = f"{day:%Y-%m-%d}"
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)


def _tag_figures(pdf: pikepdf.Pdf) -> None:
    """Chromium tags a figure, with its caption, and the drawing in it: keep what has the words."""
    for element in structure(pdf.Root.get("/StructTreeRoot", pikepdf.Dictionary())):
        if element.S == "/Figure" and not str(element.get("/Alt", "")):
            element.S = pikepdf.Name.Div


def structure(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The elements of a PDF's structure tree below this one, in the order to read them."""
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from structure(child)


def _mend_bookmarks(pdf: pikepdf.Pdf, starts: set[int], headings: Iterable[str]) -> None:
    """Put a chapter's lessons under it, and spaces where a heading's lines meet.

    Chromium lists all first headings side by side, and joins the lines of a long one.

    Args:
        pdf: the file.
        starts: the pages on which a chapter, or a page that stands alone, starts; with none, all
            stay side by side.
        headings: the words of all headings.
    """
    written = {"".join(words.split()): words for words in headings}
    pages = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    first = min(starts, default=len(pages) + 1)
    with pdf.open_outline() as outline:
        nested: list[pikepdf.OutlineItem] = []
        for item in _all(outline.root):
            item.title = written.get("".join(item.title.split()), item.title)
        for item in outline.root:
            item.is_closed = True
            number = pages[item.destination[0].objgen]
            if number in starts or number < first:
                nested.append(item)
            else:
                nested[-1].children.append(item)
        outline.root[:] = nested


def _all(items: Iterable[pikepdf.OutlineItem]) -> Iterator[pikepdf.OutlineItem]:
    for item in items:
        yield item
        yield from _all(item.children)
