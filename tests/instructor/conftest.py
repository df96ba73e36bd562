"""Each test works on a copy of a small course of its own; the repository is never written to."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.instructor.helpers import CHAPTER, Course, copy_toy


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A fresh copy of the toy course, to break at will."""
    root = copy_toy(tmp_path / "course")
    monkeypatch.setenv("DSI_COURSE_ROOT", str(root))
    return Course(root)


@pytest.fixture(scope="session")
def released_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy course with both its assignments released, to copy from (releasing takes seconds)."""
    root = copy_toy(tmp_path_factory.mktemp("released") / "course")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DSI_COURSE_ROOT", str(root))
        ran = Course(root)("release", CHAPTER, "--no-check")
        assert ran.code == 0, ran.err
    return root


@pytest.fixture
def released(released_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A fresh copy of the released toy course."""
    root = tmp_path / "released"
    shutil.copytree(released_root, root)
    monkeypatch.setenv("DSI_COURSE_ROOT", str(root))
    return Course(root)
