"""CONTRIBUTING.md is done as it is written: its chapter builds, checks clean and is released."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from sitekit.paths import INSTRUCTOR, ROOT

CONTRIBUTING = ROOT / "CONTRIBUTING.md"
#: The example's files, and the lists that its lines go into.
OF_THE_EXAMPLE = re.compile(r".+/alike[./].+|_toc\.yml|.+/addresses\.txt")
TOC = "format: jb-book\nroot: book/index\nparts:\n  - caption: Chapters\n    chapters:\n"


def blocks(text: str) -> dict[str, str]:
    """The files of the example: what a paragraph names first, with the block below it."""
    found: dict[str, str] = {}
    paragraph = None
    for token in MarkdownIt().parse(text):
        if token.type == "inline":
            paragraph = token
        elif token.type == "fence" and paragraph:
            named = [part.content for part in paragraph.children if part.type == "code_inline"]
            if named and OF_THE_EXAMPLE.fullmatch(named[0]):
                assert named[0] not in found, f"{named[0]} stands in CONTRIBUTING.md twice"
                found[named[0]] = token.content
            paragraph = None
    return found


def small_course(root: Path, files: dict[str, str]) -> None:
    """A course of a home page, and of what CONTRIBUTING.md adds to it."""
    for name in ("_config.yml", "LICENSE", "CITATION.cff"):
        shutil.copy(ROOT / name, root / name)
    for name in ("book/_templates", "book/_static", "exercises/dsilab"):
        shutil.copytree(ROOT / name, root / name)
    (root / "book" / "index.md").write_text("---\ntitle: Home\n---\n\nWelcome.\n")
    before = {"_toc.yml": TOC, "book/_data/addresses.txt": "book/index\n"}
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(before.get(name, "") + text, encoding="utf-8")


def course(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sitekit.cli", *words],
        cwd=root,
        env={**os.environ, "DSI_COURSE_ROOT": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def example(tmp_path_factory) -> Path:
    """The chapter of CONTRIBUTING.md as the one chapter of a course."""
    root = tmp_path_factory.mktemp("contributing")
    small_course(root, blocks(CONTRIBUTING.read_text(encoding="utf-8")))
    return root


def test_every_part_of_the_example_is_found():
    assert sorted(blocks(CONTRIBUTING.read_text(encoding="utf-8"))) == [
        "_toc.yml",
        "book/_data/addresses.txt",
        "book/_data/references/alike.bib",
        "book/alike/counting.md",
        "book/alike/index.md",
        "book/alike/practice.md",
        "exercises/alike/lab.md",
        "exercises/alike/questions.yml",
        "instructor/alike/lab.solutions.md",
    ]


def test_the_new_chapter_builds_and_checks_clean(example):
    done = course(example, "check", "--no-lab", "--no-talks")
    assert done.returncode == 0, done.stdout
    assert "FAULT" not in done.stdout
    page = (example / "_build/html/book/alike/counting.html").read_text(encoding="utf-8")
    assert "What does a share of different letters tell you" in page
    assert "10.1002/j.1538-7305.1950.tb00463.x" in page


needs_the_room = pytest.mark.skipif(not INSTRUCTOR.is_dir(), reason="no instructors' room here")


@needs_the_room
def test_the_new_exercise_is_released(example):
    (command,) = re.findall(r"^course (release alike)$", CONTRIBUTING.read_text(), re.M)
    done = course(example, *shlex.split(command))
    assert done.returncode == 0, done.stdout
    assert "5 points (3 by tests, 2 by a person); solutions pass, stubs fail" in done.stdout


@needs_the_room
def test_a_fault_in_the_example_would_be_seen(example, tmp_path):
    files = blocks(CONTRIBUTING.read_text(encoding="utf-8"))
    solutions = "instructor/alike/lab.solutions.md"
    files[solutions] = files[solutions].replace("## share-check", "## share-chek")
    files["book/alike/counting.md"] = files["book/alike/counting.md"].replace("Calculate", "Know")
    small_course(tmp_path, files)
    released = course(tmp_path, "release", "alike")
    assert released.returncode == 1
    assert "the cell 'share-check' has no section in instructor/alike/lab.sol" in released.stdout
    checked = course(tmp_path, "check", "--no-lab", "--no-talks")
    assert checked.returncode == 1
    assert "book/alike/counting.md:6: lesson.objectives.0: an objective starts" in checked.stdout
