"""Each test works on a copy of a small course of its own; the repository is never written to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.instructor.helpers import Course, copy_toy


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A fresh copy of the toy course, to break at will."""
    root = copy_toy(tmp_path / "course")
    monkeypatch.setenv("DSI_COURSE_ROOT", str(root))
    return Course(root)
