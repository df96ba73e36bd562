"""DSI1xx: what a reader who cannot see, hear or point needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from sitekit.declared import read_declared_file
from sitekit.lint.document import Document, Image
from sitekit.lint.rule import Finding, Rule
from sitekit.lint.sources import Sources

#: Words that say what kind of thing an image is, and nothing of what it shows.
KINDS = frozenset(
    """
    a an the of this image picture photo photograph figure fig graphic graph chart diagram drawing
    illustration icon logo map plot screenshot thumbnail alt text
    """.split()  # noqa: SIM905  (as in schema.py)
)
IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""\b(alt|src)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)


def images_without_words(sources: Sources) -> Iterator[Finding]:
    for document in sources.everywhere:
        for image in _images(document):
            if fault := _alt_fault(image):
                yield Finding(document.where, image.line, f"{image.target}: {fault}")


def _images(document: Document) -> Iterator[Image]:
    for block in document.blocks:
        for image in block.images:
            alone = len(block.images) == 1 and not image.caption
            caption = block.prose.strip() if alone else ""
            yield Image(image.alt, image.target, image.line, caption)
    for directive in document.directives:
        if directive.name in ("image", "figure"):
            alt, caption = directive.options.get("alt", ""), directive.content.strip()
            yield Image(alt, directive.argument, directive.line, caption)
    for line, html in document.html:
        for tag in IMG.finditer(html):
            found = {name.lower(): a or b for name, a, b in ATTRIBUTE.findall(tag[0])}
            at = line + html.count("\n", 0, tag.start())
            yield Image(found.get("alt", ""), found.get("src", "<img>"), at)


def _alt_fault(image: Image) -> str | None:
    alt = " ".join(image.alt.split())
    words = re.findall(r"[\w’'-]+", alt.casefold())
    name = PurePosixPath(image.target).stem
    if not alt:
        return "it has no alternative text"
    if re.search(r"\.(?:png|jpe?g|svg|gif|webp)$", alt, re.I) or _plain(alt) == _plain(name):
        return f"the alternative text is its file’s name: “{alt}”"
    if all(word in KINDS or word.isdecimal() for word in words):
        return f"the alternative text says what kind of thing it is, not what it shows: “{alt}”"
    if len(words) < 3:
        return f"the alternative text is too short to say what it shows: “{alt}”"
    if image.caption and _plain(alt) == _plain(image.caption):
        return "the alternative text repeats the caption, which is read out as well"
    return None


def _plain(words: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", words.casefold()))


#: Link texts that mean nothing in a list of links, as a screen reader shows them.
EMPTY_TEXTS = frozenset(
    """
    article, click, click here, details, document, download, go, here, info, it, learn more, link,
    more, more details, more information, open, page, paper, read more, see, see details, see here,
    see more, site, source, there, this, this link, this page, this site, this website, website,
    aquí, artículo, clic aquí, enlace, esta página, este enlace, haz clic aquí, leer más,
    más información, página, pulsa aquí, ver aquí, ver más
    """.replace("\n", " ")
    .strip()
    .replace(",  ", ", ")
    .split(", ")
)
ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$|^doi\.org/\S+$")
#: A list of sources, where an address in full is what is listed.
SOURCE_HEADINGS = re.compile(
    r"^(?:sources|references|what to cite|fuentes|referencias)\b", re.IGNORECASE
)


def links_without_meaning(sources: Sources) -> Iterator[Finding]:
    for document in sources.everywhere:
        listed = sections_of_sources(document)
        for block in document.blocks:
            for link in block.links:
                text = " ".join(link.text.split())
                bare = text.casefold().strip(" .:,;!?()[]“”\"'→»…")
                internal = not link.target.startswith(("http:", "https:", "mailto:"))
                # MyST puts the page's title in where an internal link has no text.
                if not bare and not (internal and link.target):
                    yield Finding(document.where, link.line, f"{link.target}: it has no text")
                elif bare in EMPTY_TEXTS:
                    yield Finding(document.where, link.line, f"“{text}” for {link.target}")
                elif ADDRESS.match(text) and block.section not in listed:
                    yield Finding(document.where, link.line, f"a bare address: {text}")


def sections_of_sources(document: Document) -> set[int]:
    """The sections that list what was published elsewhere, under its own titles and addresses."""
    return {
        block.section
        for block in document.blocks
        if block.kind == "heading" and SOURCE_HEADINGS.match(block.prose)
    }


def headings_out_of_order(sources: Sources) -> Iterator[Finding]:
    for document in sources.everywhere:
        if document.kind not in ("page", "notebook"):
            continue
        headings = [
            (b.line, b.level, b.prose)
            for b in document.blocks
            if b.kind == "heading" and not b.inside
        ]
        # A page's title, its one first heading, is made from its front matter.
        above = 1 if document.kind == "page" else 0
        for line, level, words in headings:
            if level == 1 and above > 0:
                yield Finding(
                    document.where, line, f"“{words}”: a second heading of the first level"
                )
            elif level > above + 1:
                yield Finding(
                    document.where,
                    line,
                    f"“{words}” is of level {level}, and the heading before it of level {above}",
                )
            above = level
        if document.kind == "notebook" and not any(level == 1 for _, level, _ in headings):
            yield Finding(document.where, 1, "the notebook has no heading of the first level")


#: Raw HTML that plays something.
PLAYERS = re.compile(r"<(video|audio|iframe|embed|object)\b", re.IGNORECASE)


def recordings_without_words(sources: Sources) -> Iterator[Finding]:
    from sitekit.recordings import RecordingEntry

    path = sources.root / "book/_data/recordings.yml"
    if path.is_file():
        lines = path.read_text(encoding="utf-8").splitlines()
        where = path.relative_to(sources.root).as_posix()
        for key, entry in read_declared_file(dict[str, RecordingEntry], path).items():
            if entry.media and not entry.captions:
                line = next((n for n, text in enumerate(lines, 1) if text.startswith(key)), 0)
                yield Finding(where, line, f"{key}: it can be played and has no captions")
    for document in sources.everywhere:
        for line, html in document.html:
            if player := PLAYERS.search(html):
                yield Finding(document.where, line, f"<{player[1].lower()}> has no transcript")
        for directive in document.directives:
            script = document.path.parent / "talk.md"
            if directive.name == "talk" and not script.is_file():
                what = f"{script.name} is not there, so the talk has no words"
                yield Finding(document.where, directive.line, what)


RULES = (
    Rule(
        "DSI101",
        "image without meaningful alternative text",
        "Who cannot see the image gets a file’s name or nothing; `![](map.png)` even says that "
        "it is decoration.",
        "say in a sentence what the image shows: ![what it shows](file)",
        images_without_words,
    ),
    Rule(
        "DSI102",
        "link text without meaning",
        "Screen readers list a page’s links without the text around them; “here” ten times, or "
        "an address spelt out letter by letter, tells nobody where they lead.",
        "make the words that name the target the link",
        links_without_meaning,
    ),
    Rule(
        "DSI103",
        "headings out of order",
        "Many readers move by headings; a level that is jumped looks like a part that is missing.",
        "begin with ##, go down one level at a time; the title is in the front matter",
        headings_out_of_order,
    ),
    Rule(
        "DSI104",
        "recording without a transcript",
        "Who cannot hear it, has no sound or wants to search it is shut out.",
        "give a file of captions (captions: in book/_data/recordings.yml, which the page prints "
        "as a transcript), or make it a talk from talk.md",
        recordings_without_words,
    ),
)
