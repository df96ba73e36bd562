"""All the texts that a file may be hiding: decoded, unpacked, unescaped."""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

#: Containers inside containers inside containers: no deeper.
MAX_DEPTH = 5
#: Bytes of one unpacked member; nothing that a student gets comes near it.
MAX_SIZE = 300_000_000

_TAGS = re.compile(r"<[^<>]*>")
_ESCAPES = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([^ux]))", re.DOTALL)
#: A marker word in base64 is 24 characters long.
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{24,}")
_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"


def texts(content: bytes, where: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every text in `content`, with how it was reached ("member a.json, base64")."""
    yield from _decoded(content, where)
    if depth == MAX_DEPTH:
        return
    if content.startswith(_ZIP):
        for name, inner in _zip_members(content):
            yield name, _add(where, f"name of the member {name}")
            yield from texts(inner, _add(where, f"member {name}"), depth + 1)
    elif content.startswith(_GZIP):
        yield from texts(_gunzip(content), _add(where, "gzip"), depth + 1)
    plain = []
    for run in _base64_runs(content):
        if run.startswith((_ZIP, _GZIP)):
            yield from texts(run, _add(where, "base64"), depth + 1)
        else:
            plain.append(run)
    if plain:
        yield from texts(b"\n".join(plain), _add(where, "base64"), depth + 1)


def _zip_members(content: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        return
    with archive:
        for info in archive.infolist():
            try:
                with archive.open(info) as file:
                    yield info.filename, file.read(MAX_SIZE)
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error):
                yield info.filename, b""


def _gunzip(content: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as file:
            return file.read(MAX_SIZE)
    except (OSError, EOFError, zlib.error):
        return b""


def _base64_runs(content: bytes) -> Iterator[bytes]:
    for match in _BASE64.finditer(content):
        # The standard letters and those for addresses differ in two; read both as one.
        run = match.group().translate(bytes.maketrans(b"-_", b"+/"))
        run = run[: len(run) - (len(run) % 4 == 1)]
        try:
            yield base64.b64decode(run + b"=" * (-len(run) % 4))
        except binascii.Error:
            continue


def _decoded(content: bytes, where: str) -> Iterator[tuple[str, str]]:
    """The content as text, and as the texts that it becomes for a browser or a JSON reader."""
    if b"\0" in content:
        # Without its zero bytes UTF-16 and UTF-32 read like ASCII, also inside a binary.
        content = content.replace(b"\0", b"")
        where = _add(where, "zero bytes dropped")
    raw = content.decode("utf-8", "replace")
    shown = unescape(raw)
    inside = _unescape_backslashes(raw)
    seen = {raw}
    yield raw, where
    for text, how in (
        (unescape(_TAGS.sub("", raw)), "text of the page"),
        (shown, "HTML entities"),
        (inside, "escapes"),
        (unescape(_TAGS.sub("", inside)), "text of the page in escapes"),
        (_unescape_backslashes(shown), "escapes in HTML entities"),
        (_unescape_backslashes(inside), "escapes in escapes"),
        (unquote(shown), "percent-encoding"),
        (unquote(inside), "percent-encoding in escapes"),
    ):
        if text not in seen:
            seen.add(text)
            yield text, _add(where, how)


def _unescape_backslashes(text: str) -> str:
    r"""Undo `\n`, `\"`, `\u0041` and the like, as in JSON, in scripts and in a Python repr."""
    return _ESCAPES.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    code = match.group(1) or match.group(2)
    if code:
        return chr(int(code, 16))
    return {"n": "\n", "t": "\t", "r": "\r"}.get(match.group(3), match.group(3))


def _add(where: str, more: str) -> str:
    return f"{where}, {more}" if where else more
