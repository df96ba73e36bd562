"""Where a hub lets nothing be isolated: one clear line, and the way round that we name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.instructor.helpers import ANSWERS, LAB, Course


def hand_in(course: Course, student: str) -> None:
    """Put the released notebook where `nbgrader collect` puts what a student handed in."""
    notebook = course.released()
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id in ANSWERS:
            cell["source"] = ANSWERS[grade_id]
    target = course.folder / "submitted" / student / LAB
    target.mkdir(parents=True)
    (target / "lab.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (target / "timestamp.txt").write_text("2026-11-24 03:00:00.000000 UTC\n", encoding="utf-8")
    (target / "submission_secret.txt").write_text("0" * 128, encoding="utf-8")


@pytest.fixture
def forbidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container without user namespaces: bubblewrap is there and refuses, Docker is not."""
    programs = tmp_path / "programs"
    programs.mkdir()
    bwrap = programs / "bwrap"
    bwrap.write_text(
        "#!/bin/sh\n"
        "echo 'bwrap: No permissions to create new namespace, likely because the kernel does not "
        "allow non-privileged user namespaces.' >&2\nexit 1\n"
    )
    bwrap.chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    tmp_path.chmod(0o755)


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_hub_without_namespaces_stops_with_one_line(
    released: Course, forbidden: None, monkeypatch: pytest.MonkeyPatch
):
    hand_in(released, "ada-1")
    before = files(released.folder)
    monkeypatch.setenv("JUPYTERHUB_USER", "instructor")
    ran = released("grade", LAB)
    assert ran.code == 1
    (line,) = ran.err.splitlines()
    assert "cannot be isolated on this hub" in line
    assert "instructor/deploy/README.md" in line
    assert files(released.folder) == before


def test_elsewhere_it_names_what_to_install(
    released: Course, forbidden: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    ran = released("grade", LAB)
    assert ran.code == 1
    assert "Install bubblewrap" in ran.err and "hub" not in ran.err


def test_the_folder_is_graded_on_another_machine_and_comes_back(
    released: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    hand_in(released, "ada-1")
    there = tmp_path / "my-own-machine"
    shutil.copytree(released.root, there)
    shutil.rmtree(released.folder)
    monkeypatch.setenv("DSI_COURSE_ROOT", str(there))
    own = Course(there)
    ran = own("grade", LAB, "--jobs", "1")
    assert ran.code == 0, ran.out + ran.err
    assert own("feedback", LAB).code == 0
    shutil.copytree(own.folder, released.folder)
    back = released.folder / "feedback" / "ada-1" / LAB
    # What `nbgrader release_feedback` needs beside the page.
    assert {path.name for path in back.iterdir()} >= {
        "lab.html",
        "timestamp.txt",
        "submission_secret.txt",
    }
