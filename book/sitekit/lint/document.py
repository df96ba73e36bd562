"""Reads a source of the course as blocks of prose, each with its line.

Markdown is read with markdown-it, as MyST does; directives are read in their turn, so that a block
knows what it stands in. The texts of a YAML file are read as Markdown, one block each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

Kind = Literal["page", "talk", "notebook", "data"]

DIRECTIVE = re.compile(r"\{(?P<name>[\w:-]+)\}\s*(?P<argument>.*)")
OPTION = re.compile(r"^:(?P<name>[\w-]+):\s*(?P<value>.*)$")
#: A citation in a talk's slides.
TALK_CITATION = re.compile(r"\[@([\w:-]+)\]")
#: Directives whose body is no Markdown that a reader reads.
CODE_CELLS = frozenset({"code-cell", "code-block", "code", "math", "raw", "footbibliography"})
#: Front matter that readers meet on the page.
SHOWN_FIELDS = frozenset({"question", "objectives", "key_points", "summary"})
#: Fields of YAML files that are names, not text.
NAME_FIELDS = frozenset({"id", "key", "source", "url", "url_en", "media", "date", "slug", "file"})


@dataclass(frozen=True)
class Link:
    text: str
    target: str
    line: int


@dataclass(frozen=True)
class Image:
    alt: str
    target: str
    line: int
    caption: str = ""


@dataclass(frozen=True)
class Block:
    """A heading, paragraph, cell of a table, or text of a declaration."""

    kind: Literal["heading", "paragraph", "cell", "field"]
    line: int
    prose: str
    """Its words as a reader sees them; a line end stands where the source has one."""
    unit: int
    """Counts paragraphs, whole lists and whole tables."""
    section: int
    """Counts headings: blocks under the same heading have the same number."""
    holder: int
    """Counts directives: blocks straight in the same directive have the same number; 0 for none."""
    inside: tuple[str, ...] = ()
    """The directives that it stands in, the outermost first."""
    level: int = 0
    """Of a heading."""
    cites: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    """The glossary's terms that it links to."""
    marked: tuple[str, ...] = ()
    """What it sets in italics or bold."""
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()

    def line_of(self, position: int) -> int:
        """The line of the file in which the prose has this position."""
        return self.line + self.prose.count("\n", 0, position)

    def sentences(self) -> Iterator[tuple[int, str]]:
        """Each sentence, with its line."""
        start = 0
        for end in [m.end() for m in re.finditer(r"[.!?][”\")]*\s+(?=[A-Z“\"(\d])", self.prose)]:
            yield self.line_of(start), self.prose[start:end].strip()
            start = end
        if self.prose[start:].strip():
            yield self.line_of(start), self.prose[start:].strip()


@dataclass(frozen=True)
class Directive:
    name: str
    """Empty for a listing: a fence that is no directive."""
    argument: str
    options: dict[str, str]
    content: str
    line: int
    section: int
    holder: int
    """The directive that it stands in, as in a block."""
    unit: int
    last_unit: int
    """The last unit inside it: what comes next has the one after."""


@dataclass
class Document:
    """One file of the course that holds words for readers."""

    path: Path
    where: str
    """The file, from the root of the repository."""
    kind: Kind
    text: str
    front: dict[str, Any] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    html: list[tuple[int, str]] = field(default_factory=list)
    """Raw HTML, with its line."""

    @property
    def folder(self) -> str:
        """`crops`, for a page of that chapter."""
        return self.path.parent.name

    @cached_property
    def prose_blocks(self) -> list[Block]:
        """The blocks of running text: no headings."""
        return [block for block in self.blocks if block.kind != "heading"]


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    return (
        MarkdownIt("commonmark")
        .enable("table")
        .use(front_matter_plugin)
        .use(colon_fence_plugin)
        .use(dollarmath_plugin)
        .use(myst_role_plugin)
    )


def read_document(path: Path, where: str, kind: Kind) -> Document:
    """Read one file; what is no valid YAML in it is left out, as other checks name it."""
    text = path.read_text(encoding="utf-8")
    document = Document(path, where, kind, text)
    reader = _Reader(document)
    if path.suffix == ".yml":
        reader.read_fields(text, 1)
    else:
        reader.read_markdown(text, 1, (), 0)
    return document


class _Reader:
    """Fills a document's lists."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._unit = self._section = self._holders = 0

    def read_markdown(self, text: str, first: int, inside: tuple[str, ...], holder: int) -> None:
        """Read Markdown that starts in line `first` of the file."""
        kind, level = "paragraph", 0
        for token in _markdown().parse(text):
            line = first + (token.map[0] if token.map else 0)
            if token.level == 0 and token.nesting >= 0:
                self._unit += 1
            if token.type == "front_matter":
                self._front_matter(token.content, line + 1)
            elif token.type == "heading_open":
                self._section += 1
                kind, level = "heading", int(token.tag[1])
            elif token.type in ("td_open", "th_open"):
                kind = "cell"
            elif token.type in ("paragraph_open", "list_item_open"):
                kind, level = "paragraph", 0
            elif token.type == "inline":
                self._block(kind, line, token, inside, holder, level)
            elif token.type in ("colon_fence", "fence"):
                self._fence(token, line, inside, holder)
            elif token.type == "html_block":
                self._document.html.append((line, token.content))

    def _fence(self, token: Token, line: int, inside: tuple[str, ...], around: int) -> None:
        found = DIRECTIVE.match(token.info.strip())
        if not found:
            listing = Directive(
                "", "", {}, token.content, line, self._section, around, self._unit, self._unit
            )
            self._document.directives.append(listing)
            return
        lines = token.content.split("\n")
        options = {}
        while lines and (option := OPTION.match(lines[0])):
            options[option["name"]] = option["value"]
            lines.pop(0)
        content = "\n".join(lines)
        start = line + 1 + len(options)
        name, argument = found["name"], found["argument"].strip()
        unit, place = self._unit, len(self._document.directives)
        if name not in CODE_CELLS:
            self._directive_body(name, argument, options, content, start, line, inside)
        self._document.directives.insert(
            place,
            Directive(
                name, argument, options, content, line, self._section, around, unit, self._unit
            ),
        )

    def _directive_body(
        self,
        name: str,
        argument: str,
        options: dict[str, str],
        content: str,
        start: int,
        line: int,
        inside: tuple[str, ...],
    ) -> None:
        self._holders += 1
        holder = self._holders
        within = (*inside, name)
        for number, (key, value) in enumerate(options.items(), 1):
            if key in ("title", "purpose", "grouping"):
                self._text(value, line + number, within, holder)
        if name in ("admonition", "position") and argument:
            self._text(argument, line, within, holder)
        self.read_markdown(content, start, within, holder)

    def _front_matter(self, text: str, first: int) -> None:
        try:
            front = yaml.safe_load(text)
        except yaml.YAMLError:
            return
        if isinstance(front, dict):
            self._document.front = front
            self.read_fields(text, first, SHOWN_FIELDS)

    def read_fields(self, text: str, first: int, only: frozenset[str] | None = None) -> None:
        """Read the texts of a YAML mapping; of a page's front matter, those that are shown."""
        try:
            node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        except yaml.YAMLError:
            return
        for name, scalar in _scalars(node, ""):
            shown = name in only if only is not None else name not in NAME_FIELDS
            if shown and " " in scalar.value and scalar.tag.endswith(":str"):
                self._unit += 1
                self._text(scalar.value, first + scalar.start_mark.line, (name,), 0)

    def _text(self, text: str, line: int, inside: tuple[str, ...], holder: int) -> None:
        for token in _markdown().parseInline(text):
            self._block("field", line, token, inside, holder, 0)

    def _block(
        self,
        kind: str,
        line: int,
        token: Token,
        inside: tuple[str, ...],
        holder: int,
        level: int,
    ) -> None:
        inline = _Inline(line)
        inline.read(token.children or [])
        self._document.html += inline.html
        self._document.blocks.append(
            Block(
                kind,
                line,
                inline.prose,
                self._unit,
                self._section,
                holder,
                inside,
                level,
                tuple(inline.cites),
                tuple(inline.terms),
                tuple(inline.marked),
                tuple(inline.links),
                tuple(inline.images),
            )
        )


class _Inline:
    """The words of a line of Markdown, and what is in it besides."""

    def __init__(self, line: int) -> None:
        self.line, self.prose = line, ""
        self.cites: list[str] = []
        self.terms: list[str] = []
        self.marked: list[str] = []
        self.links: list[Link] = []
        self.images: list[Image] = []
        self.html: list[tuple[int, str]] = []

    def read(self, tokens: list[Token]) -> None:
        opened: list[tuple[int, str]] = []
        for token in tokens:
            if token.type == "text":
                self.cites += TALK_CITATION.findall(token.content)
                self.prose += TALK_CITATION.sub("", token.content)
            elif token.type in ("softbreak", "hardbreak"):
                self.prose += "\n"
            elif token.type in ("em_open", "strong_open", "link_open"):
                opened.append((len(self.prose), str(token.attrGet("href") or "")))
            elif token.type in ("em_close", "strong_close"):
                self.marked.append(self.prose[opened.pop()[0] :])
            elif token.type == "link_close":
                start, target = opened.pop()
                at = self.line + self.prose.count("\n", 0, start)
                self.links.append(Link(self.prose[start:], target, at))
            elif token.type == "image":
                at = self.line + self.prose.count("\n")
                alt = "".join(child.content for child in token.children or [])
                self.images.append(Image(alt, str(token.attrGet("src")), at))
            elif token.type == "html_inline":
                self.html.append((self.line + self.prose.count("\n"), token.content))
            elif token.type == "myst_role":
                self._role(token.meta["name"], " ".join(token.content.split()))

    def _role(self, name: str, content: str) -> None:
        if name.startswith("footcite"):
            self.cites += [key.strip() for key in content.split(",")]
            return
        shown, _, target = content.partition("<")
        if name == "term":
            self.terms.append(target.rstrip("> ") or content)
        if target:
            self.prose += shown.strip()
        elif name not in ("ref", "doc", "numref"):
            self.prose += content


def _scalars(node: yaml.Node | None, name: str) -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Each scalar of a YAML tree with the name of the field that holds it."""
    if isinstance(node, yaml.ScalarNode):
        yield name, node
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(value, str(key.value))
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _scalars(value, name)
