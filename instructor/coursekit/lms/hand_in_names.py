"""The file names that Canvas and Moodle give to hand-ins in a zip of all of them.

Canvas: `<name>_[LATE_]<user>_<attachment>_<file>`, flat; a name that was handed in again has
`-1`, `-2` before its ending. Moodle: `<full name>_<participant>_assignsubmission_file_`, a folder
or the start of the file's name; a participant's number holds for one assignment only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

_CANVAS = re.compile(r"(?P<name>.*?)_(?P<late>LATE_)?(?P<id>\d+)_(?P<copy>\d+)_(?P<file>.+)")
_CANVAS_ANONYMOUS = re.compile(r"anon_[A-Za-z0-9]{4,}_(LATE_)?\d+_.+")
_MOODLE = re.compile(
    r"(?P<name>.*)_(?P<id>\d+)_assignsubmission_(?P<kind>file|onlinetext)_?(?P<file>.*)"
)


@dataclass(frozen=True)
class PlatformName:
    """What a hand-in's path says."""

    platform: Literal["canvas", "moodle"]
    id: str
    """The student's number on the platform."""
    file: str
    """The name that the student's file had, as far as the platform kept it."""
    late: bool = False
    copy: int = 0
    """Canvas's number of the file, which grows: the larger is the newer."""


def platform_name(path: PurePosixPath) -> PlatformName | None:
    """What a path in the zip says, where it is one of these platforms'; None for any other."""
    for part in path.parts:
        found = _MOODLE.fullmatch(part)
        if found:
            file = found["file"] if part == path.name and found["file"] else path.name
            return PlatformName("moodle", found["id"], file)
    found = _CANVAS.fullmatch(path.name)
    if found:
        return PlatformName(
            "canvas", found["id"], found["file"], bool(found["late"]), int(found["copy"])
        )
    return None


def is_anonymous(path: PurePosixPath) -> bool:
    """Whether Canvas left out who handed it in (an assignment that is marked anonymously)."""
    return bool(_CANVAS_ANONYMOUS.fullmatch(path.name))
