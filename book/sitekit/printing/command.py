"""`course print`: the book and its chapters as PDF files, and the book as an EPUB."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sitekit.course import chosen_chapters, load_course
from sitekit.errors import CourseError, shown
from sitekit.paths import find_root
from sitekit.printing import BOOK, FOLDER

if TYPE_CHECKING:
    from sitekit.course import Course

EXAMPLES = """\
examples:
  course print                     # the book, each chapter, and the EPUB
  course print --chapter crops     # one chapter
  course print --epub              # the EPUB alone, which needs no browser
"""


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add `course print`."""
    parser = subparsers.add_parser(
        "print",
        help="write the book and its chapters as PDF files, and the book as an EPUB",
        description="Write the book as one PDF file, each chapter as another, and the book as an "
        f"EPUB, from the built pages into {FOLDER}. The PDF files are printed by Chromium.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--chapter", nargs="+", metavar="CHAPTER", help="the PDF files of these chapters alone"
    )
    what.add_argument("--epub", action="store_true", help="the EPUB alone")
    parser.add_argument("--no-lab", action="store_true", help="build the book without the labs")
    parser.add_argument("--no-talks", action="store_true", help="voice no talk")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write them, and offer them on the built site."""
    from sitekit.build import SOURCES, build, fingerprint
    from sitekit.printing.offer import note_made, put_editions

    root = find_root()
    course = load_course(root)
    # A wrong name, or a browser that is missing, is said before minutes are spent on the build.
    chapters = chosen_chapters(course, arguments.chapter)
    if not arguments.epub:
        _need_chromium()
    site = build(root, lab=not arguments.no_lab, talks=not arguments.no_talks)
    sources = fingerprint(root, SOURCES)
    folder = root / FOLDER
    written = []
    if not arguments.chapter:
        written.append(_write_epub(course, site, folder / f"{BOOK}.epub"))
    if not arguments.epub:
        book = [] if arguments.chapter else [None]
        written += write_pdfs(course, site, [*chapters, *book], folder)
    note_made(root, written, sources)
    put_editions(course, site, sources)
    print("The built site offers them to its readers.")
    return 0


def _write_epub(course: Course, site: Path, target: Path) -> Path:
    from sitekit.printing.epub import write_epub

    started = time.monotonic()
    write_epub(course, site, target)
    _say(target, "", started)
    return target


def _need_chromium() -> None:
    from playwright.sync_api import sync_playwright

    from sitekit.chromium import find_chromium

    with sync_playwright() as playwright:
        find_chromium(playwright.chromium)


def write_pdfs(course: Course, site: Path, chapters: list[str | None], folder: Path) -> list[Path]:
    """Print these chapters; None is the whole book.

    Raises:
        CourseError: there is no Chromium, or a page is not built.
    """
    from playwright.sync_api import Error, sync_playwright

    from sitekit.chromium import FLAGS, find_chromium

    written = []
    with sync_playwright() as playwright:
        program = find_chromium(playwright.chromium)
        for chapter in chapters:
            started = time.monotonic()
            target = folder / f"{chapter or BOOK}.pdf"
            try:
                # A browser for each: what one holds of a long document does not slow the next.
                browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
                pages = write_pdf(browser, course, site, chapter, target)
                browser.close()
            except Error as error:
                reason = str(error).strip().splitlines()[0]
                raise CourseError(f"{target.name}: Chromium could not print it: {reason}") from None
            _say(target, f"{pages} pages, ", started)
            written.append(target)
    return written


def write_pdf(browser, course: Course, site: Path, chapter: str | None, target: Path) -> int:
    """Print one chapter, or with None the whole book; gives the number of pages.

    Raises:
        CourseError: a page is not built.
    """
    from sitekit.printing import paper
    from sitekit.printing.about import read_about
    from sitekit.printing.pages import read_book, read_page
    from sitekit.printing.pdf import print_edition
    from sitekit.printing.words import GLOSSARY

    read = read_book(course, site, chapter)
    about = read_about(course, read[0].pages[0], read[0].title if chapter else None)
    glossary = None
    if chapter and GLOSSARY in course.by_docname:
        glossary = read_page(site, course.by_docname[GLOSSARY])
    html = paper.document(course, site, read, about, glossary)
    starts, headings = paper.starts(read), paper.headings(read)
    return print_edition(browser, html, about, starts, headings, target)


def _say(target: Path, pages: str, started: float) -> None:
    size, seconds = target.stat().st_size / 1e6, time.monotonic() - started
    print(f"{shown(target)}: {pages}{size:.1f} MB, {seconds:.0f} s", flush=True)
