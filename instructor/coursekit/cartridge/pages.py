"""Copies of the book's pages for a learning platform: plain HTML, pictures beside it, no scripts.

Platforms clean pages: they drop scripts, styles and drawings that stand in the text. So a chart is
a picture of its own with its whole description as alternative text, and its numbers are a table.
"""

from __future__ import annotations

import posixpath
import re
from html import escape
from pathlib import Path
from urllib.parse import urldefrag

from bs4 import BeautifulSoup, Tag

from coursekit.built import BuiltPage, text, tidy
from coursekit.cartridge import manifest
from coursekit.cartridge.manifest import Resource

#: What a copy leaves to the platform: quizzes, assignments, topics and the browser's own record.
_ELSEWHERE = ".selfcheck, section.exercise, section.discussion, .worksheet, .filtered .tools"
_PLAYED = ".talk video, .talk-tools, .talk-played, .talk > h3, .talk > ol, .talk > ul"
FOLDER = "web_resources"


def page_copy(
    built: BuiltPage, root: Path, copied: set[str], site: str | None, *, edx: bool = False
) -> list[Resource]:
    """A page as web content, and its pictures.

    Args:
        built: the page.
        root: the repository.
        copied: the slugs of all pages that are copied; links among them stay.
        site: where the book is published; without it, links to what is not copied are only words.
        edx: write pictures and links as cc2olx turns them into Open edX's; other platforms open
            the file as it is and need them relative.
    """
    page = built.page
    here = f"book/{page.slug}.html"
    pictures = _pictures(built, root)
    article = _with_pictures(built, pictures, edx=edx)
    body = tidy(article, lambda address: _link(address, here, copied, site, edx=edx))
    for anchor in body.select("h1 > a, h2 > a"):
        anchor.unwrap()
    section = body.find("section") or body
    html = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(page.title)}</title></head>\n<body>\n{section.decode_contents().strip()}\n"
        "</body></html>\n"
    )
    name = page.slug.replace("/", "-")
    return [
        Resource(
            f"page_{name}",
            manifest.WEB_CONTENT,
            {f"{FOLDER}/{name}.html": html.encode()},
            page.title,
            needs=tuple(picture.id for picture in pictures.values()),
        ),
        *pictures.values(),
    ]


def _pictures(built: BuiltPage, root: Path) -> dict[str, Resource]:
    return {
        figure.name: Resource(
            f"figure_{figure.name}",
            manifest.WEB_CONTENT,
            {f"{FOLDER}/figures/{figure.name}.svg": standalone(figure.svg("figure"))},
        )
        for figure in built.figures(root)
    }


def standalone(svg: str) -> bytes:
    """A drawing as a file: on white, as not every platform's page is."""
    opening, rest = svg.split(">", 1)
    white = '<rect width="100%" height="100%" fill="#ffffff"/>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{opening}>{white}{rest}\n'.encode()


def _with_pictures(built: BuiltPage, pictures: dict[str, Resource], *, edx: bool) -> Tag:
    """The page with what a platform can show in the place of what it would drop."""
    import copy

    article = copy.copy(built.article)
    new = BeautifulSoup("", "html.parser")
    for node in article.select(".chart"):
        name = node.get("id", "").removeprefix("figure-")
        drawing = node.select_one("svg")
        if drawing is None:
            continue
        alt = " ".join(text(part) for part in drawing.find_all(["title", "desc"], limit=2))
        if name in pictures:
            (path,) = pictures[name].files
            source = path.removeprefix(f"{FOLDER}/")
            if edx:
                source = f"$IMS-CC-FILEBASE$/{source}"
            node.select_one(".chart-scroll").replace_with(
                new.new_tag("img", src=source, alt=alt, width="560")
            )
        else:
            paragraph = new.new_tag("p")
            paragraph.string = alt
            node.select_one(".chart-scroll").replace_with(paragraph)
    for node in article.select(_ELSEWHERE):
        kind = "self-check questions" if "selfcheck" in node.get("class", []) else None
        heading = node.find(["h2", "h3"])
        paragraph = new.new_tag("p")
        what = f"the {kind}" if kind else f"“{text(heading)}”" if heading else "this part"
        paragraph.string = f"In this module of your course: {what}."
        node.replace_with(paragraph)
    # A talk is read there: its slides in words, then what is said. It plays in the book.
    for node in article.select(_PLAYED):
        node.decompose()
    for image in article.select(".talk img"):
        paragraph = new.new_tag("p")
        paragraph.string = image["alt"]
        image.replace_with(paragraph)
    for node in article.select("section.recording"):
        node.attrs.pop("hidden", None)
    return article


def _link(
    address: str, here: str, copied: set[str], site: str | None, *, edx: bool = False
) -> str | None:
    """A link as the copy needs it."""
    if re.match(r"[a-z][a-z0-9+.-]*:", address):
        return address
    path, fragment = urldefrag(address)
    target = posixpath.normpath(posixpath.join(posixpath.dirname(here), path)) if path else here
    slug = target.removeprefix("book/").removesuffix(".html")
    end = f"#{fragment}" if fragment else ""
    if not path:
        return end or None
    if slug in copied and edx:
        return f"$WIKI_REFERENCE$/pages/{slug.replace('/', '-')}"
    if slug in copied:
        return f"{slug.replace('/', '-')}.html{end}"
    return f"{site}/{target}{end}" if site else None
