"""What a filtered book lacks, as a file beside its sources says; the whole book has none."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

FILE = "left-out.json"


@dataclass(frozen=True)
class LeftOut:
    """The lessons that a filtered book lacks, and what it is called."""

    pathway: str
    titles: dict[str, str]
    """By docname."""


def read_left_out(root: Path) -> LeftOut | None:
    """What the book in this folder lacks; None for the whole one."""
    path = root / FILE
    if not path.is_file():
        return None
    data = json.loads(path.read_text(encoding="utf-8"))
    return LeftOut(data["pathway"], data["titles"])
