"""What the tests of coursekit share: a toy course, its commands, students who fill notebooks."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import shutil
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path

from sitekit.errors import CourseError

REPOSITORY = Path(__file__).parents[2]
TOY = Path(__file__).parent / "toy"
CHAPTER = "toy-chapter"
LAB, MEMO = f"{CHAPTER}-lab", f"{CHAPTER}-memo"

#: What a student who can do it all writes; not the words of the solutions.
ANSWERS = {
    "mean-of": (
        "def mean_of(values):\n"
        "    numbers = list(values)\n"
        "    if len(numbers) == 0:\n"
        "        raise ValueError('nothing to average')\n"
        "    total = 0\n"
        "    for number in numbers:\n"
        "        total += number\n"
        "    return total / len(numbers)\n"
    ),
    "count-above": (
        "def count_above(values, limit):\n"
        "    above = [v for v in values if v > limit]\n"
        "    return len(above)\n"
    ),
    "explain-mean": "All the rain may fall in one week, and the mean does not show it.",
}


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Course:
    """A course in a folder of its own, which DSI_COURSE_ROOT points to."""

    root: Path
    log: dict[str, Ran] = field(default_factory=dict)
    """What commands did that ran before the tests."""

    def __call__(self, *words: str | Path) -> Ran:
        """Run one sub-command, as `course` does."""
        parser = argparse.ArgumentParser(prog="course")
        subparsers = parser.add_subparsers(required=True)
        for add in entry_points().values():
            add(subparsers)
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                arguments = parser.parse_args([str(word) for word in words])
                code = arguments.run(arguments)
            except CourseError as error:
                print(f"course: {error}", file=err)
                code = 1
            except SystemExit as stop:
                code = stop.code
        return Ran(code, out.getvalue(), err.getvalue())

    @property
    def folder(self) -> Path:
        return self.root / "marking"

    @property
    def exercise(self) -> Path:
        return self.root / "exercises" / CHAPTER / "lab.md"

    @property
    def solutions(self) -> Path:
        return self.root / "instructor" / CHAPTER / "lab.solutions.md"

    def released(self, assignment: str = LAB) -> dict:
        """The notebook that a student gets."""
        name = assignment.rpartition("-")[2]
        path = self.folder / "release" / assignment / f"{name}.ipynb"
        return json.loads(path.read_bytes())


def entry_points() -> dict:
    """The sub-commands that coursekit's pyproject.toml declares."""
    text = (REPOSITORY / "instructor" / "pyproject.toml").read_text(encoding="utf-8")
    declared = tomllib.loads(text)["project"]["entry-points"]["sitekit.commands"]
    return {name: _load(target) for name, target in declared.items()}


def _load(target: str):
    module, function = target.split(":")
    return getattr(import_module(module), function)


def copy_toy(target: Path) -> Path:
    """The toy course in `target`, which must not be there yet."""
    shutil.copytree(TOY, target)
    (target / "_config.yml").write_text("title: Toy\n", encoding="utf-8")
    package = target / "exercises" / "dsilab"
    package.mkdir()
    (package / "__init__.py").write_text('"""A stand-in."""\n', encoding="utf-8")
    return target


def fill(notebook: dict, answers: dict[str, str]) -> dict:
    """A copy of a notebook with the given cells filled in."""
    filled = json.loads(json.dumps(notebook))
    cells = {cell["id"]: cell for cell in filled["cells"]}
    for name, source in answers.items():
        cells[name]["source"] = source
    return filled


def hand_in(notebook: dict | bytes, path: Path, when: datetime | None = None) -> None:
    """Save a notebook to a file, last changed at `when` (UTC)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
    path.write_bytes(content)
    if when:
        os.utime(path, (when.timestamp(), when.timestamp()))


def edit(path: Path, old: str, new: str) -> None:
    """Replace the one place where `old` stands in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")
