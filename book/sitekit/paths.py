"""Where the course's rooms are."""

from __future__ import annotations

import os
from pathlib import Path


def find_root() -> Path:
    """The folder that holds `_config.yml`: the repository, or `DSI_COURSE_ROOT` where it is set."""
    override = os.environ.get("DSI_COURSE_ROOT")
    return Path(override).resolve() if override else Path(__file__).resolve().parents[2]


ROOT = find_root()
BUILD = ROOT / "_build"
HTML = BUILD / "html"
EXERCISES = ROOT / "exercises"
INSTRUCTOR = ROOT / "instructor"
