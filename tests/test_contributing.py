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
from sitekit.cli import build_parser
from sitekit.paths import INSTRUCTOR, ROOT

CONTRIBUTING = ROOT / "CONTRIBUTING.md"
#: The example's files, and the lists that its lines go into.
OF_THE_EXAMPLE = re.compile(r".+/alike[./].+|_toc\.yml|.+/addresses\.txt|languages/fr/.+")
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
    for name in ("book/_templates", "book/_static", "book/locale", "exercises/dsilab"):
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
        "languages/fr/book/index.md",
        "languages/fr/edition.yml",
    ]


def test_the_new_chapter_builds_and_checks_clean(example):
    done = course(example, "check", "--no-lab", "--no-talks")
    assert done.returncode == 0, done.stdout
    assert "FAULT" not in done.stdout
    page = (example / "_build/html/book/alike/counting.html").read_text(encoding="utf-8")
    assert "What does a share of different letters tell you" in page
    assert "10.1002/j.1538-7305.1950.tb00463.x" in page


def test_the_new_edition_is_built_beside_it(example):
    course(example, "build", "--no-lab", "--no-talks")
    home = (example / "_build/html/fr/book/index.html").read_text(encoding="utf-8")
    assert '<html lang="fr"' in home and "Bienvenue." in home
    said = course(example, "languages").stdout
    assert "fr (Français): 1 files translated" in said
    assert "then write: translates: " in said


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


#: What people read who work on the course, or teach with it.
GUIDES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "book" / "reference").glob("*.md")),
    *sorted(INSTRUCTOR.glob("*.md")),
    *sorted((INSTRUCTOR / "deploy").glob("*.md")),
]


def unknown_commands(text: str, commands: set[str], targets: set[str]) -> list[str]:
    """The words after `course` and `make`, where a text shows a command, that neither knows."""
    shown = re.findall(r"^ *(?:```sh\n(.*?)^ *```)", text, re.M | re.S)
    lines = [line for block in shown for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", text)
    known = {"course": commands, "make": targets}
    found = [re.match(r" *(course|make) ([a-z][\w-]*)", line) for line in lines]
    return [" ".join(hit.groups()) for hit in found if hit and hit[2] not in known[hit[1]]]


@pytest.fixture(scope="module")
def commands() -> set[str]:
    (subparsers,) = (a for a in build_parser()._actions if isinstance(a.choices, dict))
    return set(subparsers.choices)


TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


@needs_the_room
@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_of_a_guide_is_there(guide, commands):
    assert unknown_commands(guide.read_text(encoding="utf-8"), commands, TARGETS) == []


def test_a_command_that_is_not_there_is_found(commands):
    text = "Type `course bild` or `course build`.\n\n```sh\nmake chekc  # all\nmake serve\n```\n"
    assert unknown_commands(text, commands, TARGETS) == ["make chekc", "course bild"]


def test_every_file_that_contributing_names_is_there():
    text = CONTRIBUTING.read_text(encoding="utf-8")
    rooms = r"`((?:book|exercises|instructor|tests|benchmarks)/[\w./-]+)`"
    named = [name for name in re.findall(rooms, text) if not OF_THE_EXAMPLE.fullmatch(name)]
    assert len(named) > 15
    assert [name for name in named if not (ROOT / name).exists()] == []
