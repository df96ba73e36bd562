"""Where the labs' data come from and on which terms, as each data folder's `SOURCES.md` says it.

In that file a section's heading names its data files, and its first table of two columns has a row
for what they were made from and one for their licence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sitekit.errors import CourseError, read_text, shown

#: Files of a data folder that are no data.
NO_DATA = ("SOURCES.md",)
SCRIPTS = (".py",)
ORIGIN = ("Made from", "Typed from", "Made by")


@dataclass(frozen=True)
class DataSource:
    """Some data files of one chapter that have one origin; texts are inline Markdown."""

    files: tuple[str, ...]
    origin: str
    taken_from: str
    """The package, with its version; empty where there is none."""
    licence: str


def data_files(folder: Path) -> list[str]:
    """The names of the data files in a folder."""
    return sorted(
        path.name
        for path in folder.iterdir()
        if path.is_file() and path.name not in NO_DATA and path.suffix not in SCRIPTS
    )


def data_sources(folder: Path) -> list[DataSource]:
    """What a data folder holds, in the order of its `SOURCES.md`.

    Raises:
        CourseError: a data file stands in no heading, or its section says no origin or licence.
    """
    path = folder / "SOURCES.md"
    open_files = data_files(folder)
    found = []
    for heading, body in _sections(read_text(path)):
        named = [name for name in re.findall(r"[\w-]+\.\w+", heading) if name in open_files]
        if not named:
            continue
        rows = dict(re.findall(r"^\| *([^|]+?) *\| *(.+?) *\|$", body, re.MULTILINE))
        origin = next((rows[key] for key in ORIGIN if key in rows), "")
        licence = next((value for key, value in rows.items() if key.startswith("Licence")), "")
        for what, value in (("Made from", origin), ("Licence", licence)):
            if not value:
                raise CourseError(
                    f"{shown(path)}: the section {heading!r} has no row {what!r} in its table; "
                    f"add | {what} | ... |"
                )
        found.append(DataSource(tuple(named), origin, rows.get("Taken from", ""), licence))
        open_files = [name for name in open_files if name not in named]
    if open_files:
        raise CourseError(
            f"{shown(path)}: no section's heading names {', '.join(open_files)}; add a section"
        )
    return found


def _sections(text: str) -> list[tuple[str, str]]:
    """Each heading of the second level with what stands below it."""
    parts = re.split(r"^## +(.+)$", text, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))
