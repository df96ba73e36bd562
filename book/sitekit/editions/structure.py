"""Compares a translation with its source: what is not words must be the same in both.

Compared part by part, a part being what stands under one heading: directives with their names and
options, citations, links, pictures, numbers, how many words are explained, and code; of YAML its
fields and all that is no sentence.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from sitekit.editions.translations import Translation
from sitekit.lint.document import NAME_FIELDS, Block, Directive, Document, read_document

#: Fields that a translation has of its own.
OWN_FIELDS = frozenset({"translates", "reviewed_by", "lint"})
#: Options and arguments that are words.
WORDS = frozenset({"title", "purpose", "grouping", "alt", "label", "caption"})
WORDS_AS_ARGUMENT = frozenset({"admonition", "position", "note", "tip", "warning", "glossary"})
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
#: A cell's settings.
CELL_HEAD = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)

#: A line of code that only a translation has: what `dsilab` says is in its language.
SPEAKS = "dsilab.speak("


def differences(one: Translation) -> Iterator[tuple[int, str]]:
    """What differs, each with the line of the translation under which it was found."""
    kind = "data" if one.path.suffix == ".yml" else "page"
    ours = read_document(one.path, one.name, kind)
    theirs = read_document(one.source, one.name, kind)
    if kind == "data":
        yield from _fields(ours.text, theirs.text)
        return
    yield from ((1, f"front matter: {what}") for what in _trees(theirs.front, ours.front, ""))
    levels = [block.level for block in ours.blocks if block.kind == "heading"]
    wanted = [block.level for block in theirs.blocks if block.kind == "heading"]
    if levels != wanted:
        yield 1, f"it has the headings {_tree(levels)}, its source {_tree(wanted)}"
        return
    for section in range(len(levels) + 1):
        yield from _section(theirs, ours, section)


def _tree(levels: Iterable[int]) -> str:
    return " ".join("#" * level for level in levels) or "(none)"


def _section(theirs: Document, ours: Document, section: int) -> Iterator[tuple[int, str]]:
    blocks = [block for block in ours.blocks if block.section == section]
    line = blocks[0].line if blocks else 1
    source = [block for block in theirs.blocks if block.section == section]
    for name, found in _counted(blocks).items():
        wanted = _counted(source)[name]
        if lost := wanted - found:
            yield line, f"{name} of the source that are lost: {_show(lost)}"
        if more := found - wanted:
            yield line, f"{name} that the source does not have: {_show(more)}"
    mine = [d for d in ours.directives if d.section == section]
    other = [d for d in theirs.directives if d.section == section]
    names, wanted_names = [_opening(d) for d in mine], [_opening(d) for d in other]
    if names != wanted_names:
        odd = next(
            (n for n, w in zip(names, wanted_names, strict=False) if n != w),
            (names + wanted_names)[-1],
        )
        yield line, f"its boxes and cells are not those of its source, from {odd}"
        return
    for cell, wanted_cell in zip(mine, other, strict=True):
        if cell.name == "code-cell" and _code(cell.content) != _code(wanted_cell.content):
            yield cell.line, "the code of this cell does something else than that of its source"


def _counted(blocks: Iterable[Block]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {
        name: Counter() for name in ("citations", "links", "pictures", "numbers", "explained words")
    }
    for block in blocks:
        found["citations"].update(block.cites)
        found["links"].update(link.target.partition("#")[0] for link in block.links)
        found["pictures"].update(image.target for image in block.images)
        found["numbers"].update(NUMBER.findall(block.prose))
        found["explained words"].update(["term"] * len(block.terms))
    return found


def _show(found: Counter[str]) -> str:
    return ", ".join(f"{what} ({n} times)" if n > 1 else what for what, n in found.items())


def _opening(directive: Directive) -> str:
    argument = "" if directive.name in WORDS_AS_ARGUMENT else directive.argument
    options = [
        f":{name}: {'' if name in WORDS else value}".rstrip()
        for name, value in directive.options.items()
    ]
    return " ".join(["{" + directive.name + "}", argument, *options]).strip()


def _code(cell: str) -> str:
    """What a cell does, without what it says: its settings, and its code without texts."""
    head = CELL_HEAD.match(cell)
    code = cell[head.end() :] if head else cell
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return cell
    tree.body = [each for each in tree.body if not ast.unparse(each).startswith(SPEAKS)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "print":
            _blank(node, any_text=True)
    _blank(tree)
    return f"{head[1] if head else ''}\n{ast.dump(tree)}"


def _blank(tree: ast.AST, *, any_text: bool = False) -> None:
    """Take the texts out: a string with a space is one, and all that is printed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = "..." if any_text or " " in node.value else node.value


def _fields(ours: str, theirs: str) -> Iterator[tuple[int, str]]:
    for what in _trees(yaml.safe_load(theirs), yaml.safe_load(ours), ""):
        yield 1, what


def _trees(theirs: Any, ours: Any, where: str) -> Iterator[str]:
    """Where two YAML trees differ in anything but words."""
    place = where or "the file"
    if type(theirs) is not type(ours):
        yield f"{place}: its source has another kind of value"
    elif isinstance(theirs, dict):
        names = [name for name in ours if name not in OWN_FIELDS]
        wanted = [name for name in theirs if name not in OWN_FIELDS]
        if set(names) != set(wanted):
            odd = ", ".join(map(str, sorted(set(names) ^ set(wanted), key=str)))
            yield f"{place}: only one of the two has: {odd}"
        for name in set(names) & set(wanted):
            yield from _trees(theirs[name], ours[name], f"{where}.{name}".lstrip("."))
    elif isinstance(theirs, list):
        if len(theirs) != len(ours):
            yield f"{place}: {len(ours)} entries, its source has {len(theirs)}"
        for number, (their, our) in enumerate(zip(theirs, ours, strict=False), 1):
            yield from _trees(their, our, f"{where}[{number}]")
    elif isinstance(theirs, str) and where.rpartition(".")[2] not in NAME_FIELDS:
        found, wanted = (Counter(NUMBER.findall(text)) for text in (ours, theirs))
        if found != wanted:
            ours_say, theirs_say = _show(found) or "none", _show(wanted) or "none"
            yield f"{place}: its numbers: {ours_say}; those of its source: {theirs_say}"
    elif theirs != ours:
        yield f"{place}: {ours!r}, in its source {theirs!r}"
