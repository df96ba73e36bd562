"""The catalogs of the interface's words: taken from the code by Babel, and compared with it."""

from __future__ import annotations

import string
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from sitekit.errors import read_text, shown
from sitekit.language import CATALOGS, catalog_path

KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None}
#: Folders in which no word of the interface stands.
ELSEWHERE = frozenset({"_build", "node_modules", "instructor", "languages", "tests", "benchmarks"})


def interface_words(root: Path) -> Catalog:
    """Every word of the interface, as the code has it, with the files that say it.

    Raises:
        CourseError: `book/locale/babel.cfg`, which says where to look, cannot be read.
    """
    methods, options = parse_mapping_cfg(StringIO(read_text(root / CATALOGS / "babel.cfg")))
    found = Catalog(charset="utf-8")
    for name, _line, words, comments, context in extract_from_dir(
        root,
        methods,
        options,
        KEYWORDS,
        directory_filter=lambda path: not _is_elsewhere(Path(path).name),
    ):
        found.add(words, None, [(name, None)], auto_comments=comments, context=context)
    return found


def _is_elsewhere(folder: str) -> bool:
    return folder.startswith(".") or folder in ELSEWHERE


def catalog_faults(root: Path, language: str) -> Iterator[str]:
    """One line for each word of the interface that this language's catalog lacks or gets wrong."""
    path = catalog_path(root, language)
    has = _read(path, language)
    wanted = interface_words(root)
    where = shown(path)
    for message in wanted:
        if message.id:
            ours = has.get(message.id)
            files = ", ".join(sorted({name for name, _line in message.locations}))
            yield from (f"{where}: {fault} ({files})" for fault in _faults(message, ours))
    for message in has:
        if message.id and message.id not in wanted:
            yield f"{where}: nothing says {_quoted(message)} any more"


def _read(path: Path, language: str) -> Catalog:
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _faults(message: Message, ours: Message | None) -> Iterator[str]:
    forms = () if ours is None else ours.string
    forms = forms if isinstance(forms, tuple) else (forms,)
    if ours is None or not all(forms) or not forms:
        yield f"{_quoted(message)} is not translated"
    elif ours.fuzzy:
        yield f"{_quoted(message)} is marked as fuzzy; read it, and take the mark out"
    else:
        wanted = _places(message.id if isinstance(message.id, str) else message.id[-1])
        for form in forms:
            if _places(form) - wanted or (len(forms) == 1 and wanted - _places(form)):
                yield f"{_quoted(message)}: the values in braces are not those of {form!r}"


def _places(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return {f"unreadable: {text}"}


def _quoted(message: Message) -> str:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return repr(text if len(text) < 80 else f"{text[:77]}...")


def update_catalog(root: Path, language: str) -> None:
    """Add what the code says anew, untranslated, and take out what it says no more."""
    path = catalog_path(root, language)
    catalog = _read(path, language)
    catalog.update(interface_words(root), no_fuzzy_matching=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(
            file, catalog, width=None, sort_by_file=True, include_lineno=False, ignore_obsolete=True
        )
