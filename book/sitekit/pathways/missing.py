"""What a book lacks of the whole one, as a file beside its sources says; the whole one has none."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE = "left-out.json"


@dataclass(frozen=True)
class LeftOut:
    """The pages that a filtered book, or an edition in another language, lacks."""

    pathway: str
    """What a filtered book is called; empty for an edition."""
    titles: dict[str, str]
    """By docname."""
    language: str = ""
    """The language of the pages that an edition lacks, one folder up; empty for a filtered book."""
    also_in: dict[str, list[str]] = field(default_factory=dict)
    """The pages of the other editions, by language."""
    behind: list[str] = field(default_factory=list)
    """The pages whose source has changed since they were translated."""
    reviewed_by: dict[str, str] = field(default_factory=dict)
    """Who has reviewed a page's translation."""
    talks: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The times of the recordings that the talks of an edition are read along with, by chapter."""


def read_left_out(root: Path) -> LeftOut | None:
    """What the book in this folder lacks; None for the whole one."""
    path = root / FILE
    if not path.is_file():
        return None
    return LeftOut(**json.loads(path.read_text(encoding="utf-8")))
