"""Offers the print editions on the built site: those that were made from the pages as they are.

`course print` and `course build` both call `put_editions`: an edition that is older than the pages
leaves the site until it is made again.
"""

from __future__ import annotations

import json
import re
import shutil
from html import escape
from pathlib import Path

from sitekit.course import Course, chapter_title
from sitekit.printing import BOOK, FOLDER

#: Where they lie in the site.
IN_SITE = "downloads/print"
#: Beside the editions: of which sources each was made.
MADE_FROM = "made-from.json"
NOTHING = (
    "<p>This copy of the book holds no PDF and no e-book. Whoever builds it can make them with "
    "<code>course print</code>; or print a page from your browser.</p>"
)
_PLACE = re.compile(r"(?<=<!-- print editions -->).*?(?=<!-- /print editions -->)", re.S)


def place(content: str) -> str:
    """The place in a page that is filled later, as HTML."""
    return (
        '<div class="offered"><!-- print editions -->' + content + "<!-- /print editions --></div>"
    )


def note_made(root: Path, files: list[Path], sources: str) -> None:
    """Note of which sources, by their digest, these editions were made."""
    note = root / FOLDER / MADE_FROM
    made = json.loads(note.read_text()) if note.is_file() else {}
    made |= {path.name: sources for path in files}
    note.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n")


def put_editions(course: Course, site: Path, sources: str) -> list[str]:
    """Put the editions of these sources into the site, and say so on the pages with a place.

    Gives the names of those that were put there.
    """
    folder, target = course.root / FOLDER, site / IN_SITE
    note = folder / MADE_FROM
    made = json.loads(note.read_text()) if note.is_file() else {}
    fresh = [
        name
        for name in [f"{BOOK}.pdf", f"{BOOK}.epub", *(f"{c}.pdf" for c in course.chapters)]
        if made.get(name) == sources and (folder / name).is_file()
    ]
    shutil.rmtree(target, ignore_errors=True)
    for name in fresh:
        target.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / name, target / name)
    for page in course.pages:
        path = site / f"{page.docname}.html"
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if _PLACE.search(text):
            up = "../" * page.docname.count("/")
            content = _list(course, folder, fresh, f"{up}{IN_SITE}") if fresh else NOTHING
            path.write_text(_PLACE.sub(content, text), encoding="utf-8")
    return fresh


def _list(course: Course, folder: Path, names: list[str], address: str) -> str:
    def link(name: str, words: str) -> str:
        size = f"{(folder / name).stat().st_size / 1e6:.1f} MB"
        kind = "EPUB" if name.endswith(".epub") else "PDF"
        return f'<li><a href="{address}/{name}" download>{escape(words)}</a> ({kind}, {size})</li>'

    whole = {
        f"{BOOK}.pdf": "The whole book, to print",
        f"{BOOK}.epub": "The whole book, for an e-reader or a phone",
    }
    items = [link(name, words) for name, words in whole.items() if name in names]
    items += [
        link(f"{chapter}.pdf", f"Chapter: {chapter_title(course, chapter)}")
        for chapter in course.chapters
        if f"{chapter}.pdf" in names
    ]
    return f"<ul>{''.join(items)}</ul>"
