"""Reads a submitted notebook: any bytes at all become cells, or one line that says what is wrong.

nbformat is not used: it takes 1.5 s to import, and stops at what students really hand in.
"""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coursekit.grading.plan import joined
from coursekit.submissions import MAX_ATTACHMENT

MAX_CELLS = 5_000


class UnreadableError(Exception):
    """What is wrong with a file, and what to do: the end of one line."""


@dataclass
class Cell:
    """One cell as the student saved it."""

    cell_type: str
    source: str
    metadata: dict[str, Any] = field(default_factory=dict)
    id: str | None = None
    outputs: list[Any] = field(default_factory=list)

    @property
    def marks(self) -> dict[str, Any]:
        """nbgrader's metadata; empty where there is none, or nonsense."""
        marks = self.metadata.get("nbgrader")
        return marks if isinstance(marks, dict) else {}

    @property
    def grade_id(self) -> str | None:
        name = self.marks.get("grade_id")
        return name if isinstance(name, str) else None


@dataclass
class Notebook:
    """A submission."""

    cells: list[Cell]
    kernel: str | None
    oddities: list[tuple[str, str]]
    """Codes and their evidence."""


def read_notebook(content: bytes) -> Notebook:
    """Read a notebook of format 3 or 4.

    Raises:
        UnreadableError: it is none, or broken.
    """
    oddities: list[tuple[str, str]] = []
    text = _decode(content, oddities)
    try:
        data = json.loads(text)
    except RecursionError:
        raise UnreadableError("it is nested too deeply for a notebook; ask for it again") from None
    except ValueError as error:
        raise UnreadableError(
            f"it is no notebook (broken at {_place(error)}); ask for it again"
        ) from None
    if not isinstance(data, dict):
        raise UnreadableError("it is no notebook (JSON of another kind); ask for it again")
    major, minor = data.get("nbformat"), data.get("nbformat_minor", 0)
    cells = _cells(data, major)
    if not isinstance(minor, int) or major == 3 or minor < 5:
        oddities.append(("NBFORMAT-CONVERTED", f"nbformat {major}.{minor}"[:80]))
    metadata = data.get("metadata")
    kernelspec = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    name = kernelspec.get("name") if isinstance(kernelspec, dict) else None
    return Notebook(cells, name if isinstance(name, str) else None, oddities)


def open_regular(path: str, flags: int) -> int:
    """An `opener` that follows no link and waits for no pipe."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def read_attachment(path: Path) -> bytes:
    """A declared attachment.

    Raises:
        OSError: it is a link, no regular file, or too large.
    """
    with open(path, "rb", opener=open_regular) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError("no regular file")
        content = file.read(MAX_ATTACHMENT + 1)
    if len(content) > MAX_ATTACHMENT:
        raise OSError(f"more than {MAX_ATTACHMENT // 1_000_000} MB")
    return content


def _decode(content: bytes, oddities: list[tuple[str, str]]) -> str:
    if not content.strip():
        raise UnreadableError("the file is empty; ask for it again")
    if content.startswith(b"\xef\xbb\xbf"):
        oddities.append(("ENCODING", "a byte order mark"))
        content = content[3:]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError:
            raise UnreadableError("there is no text in it; ask for it again") from None
        oddities.append(("ENCODING", "UTF-16"))
        return text
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if not content.lstrip().startswith(b"{"):
            raise UnreadableError("there is no text in it; ask for it again") from None
        oddities.append(("ENCODING", f"not UTF-8 at byte {error.start}; read as Windows-1252"))
        return content.decode("cp1252", "replace")


def _place(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno} column {error.colno}: {error.msg}"
    return "a number that is too long"


def _cells(data: dict[str, Any], major: Any) -> list[Cell]:
    raw = data.get("cells")
    if major == 3:
        sheets = data.get("worksheets")
        sheets = sheets if isinstance(sheets, list) else []
        raw = [
            cell
            for sheet in sheets
            if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
            for cell in sheet["cells"]
        ]
    elif major != 4:
        raise UnreadableError(
            "it is not a notebook of format 3 or 4; ask to save it again in Jupyter"
        )
    if not isinstance(raw, list) or not raw:
        raise UnreadableError("there are no cells in it; ask for it again")
    if len(raw) > MAX_CELLS:
        raise UnreadableError(f"it has {len(raw)} cells; ask for one with fewer than {MAX_CELLS}")
    return [_cell(cell) for cell in raw if isinstance(cell, dict)]


def _cell(raw: dict[str, Any]) -> Cell:
    source = raw.get("source", raw.get("input", ""))
    if isinstance(source, list):
        source = joined([line for line in source if isinstance(line, str)])
    metadata, outputs = raw.get("metadata"), raw.get("outputs")
    kind, name = raw.get("cell_type"), raw.get("id")
    return Cell(
        "code" if kind == "code" else "raw" if kind == "raw" else "markdown",
        source.replace("\r\n", "\n") if isinstance(source, str) else "",
        metadata if isinstance(metadata, dict) else {},
        name if isinstance(name, str) else None,
        outputs if isinstance(outputs, list) else [],
    )
