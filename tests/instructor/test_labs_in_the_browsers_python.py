"""Every notebook, solved, in the Python that the lab gives to a browser; only the page is missing.

That Python is newer than the one on a computer and runs as WebAssembly: what passes here with its
visible and hidden tests can be done by a student who has nothing but a browser.
"""

from __future__ import annotations

import json
import lzma
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from coursekit.merge import merge
from sitekit.labs import runtime
from sitekit.labs.build import build_lab
from sitekit.labs.fetch import fetch, node

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).parent / "solve_in_pyodide.py"


def notebooks(lab: Path) -> dict[str, list[str]]:
    """The code of every notebook of the lab; that of the exercises with their solutions."""
    found = {}
    for path in sorted((lab / "files").rglob("*.ipynb")):
        folder, name = path.parent.name, path.stem
        # A translated notebook, in foundations.es, has the solutions of its source.
        chapter, _, language = folder.partition(".")
        room = ROOT / "languages" / language if language else ROOT
        solutions = ROOT / "instructor" / chapter / f"{name}.solutions.md"
        if solutions.is_file():
            notebook = merge(room / "exercises" / chapter / f"{name}.md", solutions)
        else:
            notebook = nbformat.read(path, as_version=4)
        cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        found[f"{folder}/{name}"] = cells
    return found


@pytest.fixture(scope="module")
def lab() -> Path:
    return build_lab(ROOT)


@pytest.fixture(scope="module")
def failed(lab: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The cells that fail, of every notebook and of one that is wrong."""
    work = tmp_path_factory.mktemp("pyodide")
    made, python = work / "made", work / "python"
    shutil.copytree(ROOT / "exercises", made / "exercises")
    for folder in (lab / "files").glob("*.*"):
        shutil.copytree(folder, made / "exercises" / folder.name)
    python.mkdir()
    fetched = fetch(ROOT / "_build" / "cache") / "pyodide"
    shutil.copy(fetched / "pyodide.mjs", python / "core.mjs")
    for name in runtime.CORE:
        shutil.copy(fetched / name, python)
    packed = lab / "static" / "pyodide"
    shutil.copy(packed / "pyodide-lock.json", python)
    for name in ("python.zip", "rest.zip"):
        [file] = packed.glob(f"{name}.*.lzma")
        (made / name).write_bytes(lzma.decompress(file.read_bytes()))
    wrong = {"foundations/wrong": ["import dsilab", "assert dsilab is None, 'planted'"]}
    (made / "cells.json").write_text(json.dumps(notebooks(lab) | wrong))
    command = [*node(), str(runtime.HERE / "run.mjs"), str(python), str(made), str(SCRIPT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads((made / "failed.json").read_text())


def test_every_chapter_has_a_lab_and_solutions_for_it(lab):
    chapters = {path.parent.name for path in (ROOT / "exercises").glob("*/lab.md")}
    assert len(chapters) == 8
    for chapter in chapters:
        assert (ROOT / "instructor" / chapter / "lab.solutions.md").is_file()
        assert len(notebooks(lab)[f"{chapter}/lab"]) > 20


def test_the_translated_labs_are_among_them(lab):
    assert {"foundations.es/lab", "foundations.es/memo"} <= set(notebooks(lab))


def test_every_cell_of_every_solved_notebook_runs(failed):
    assert [line for line in failed if "foundations/wrong" not in line] == []


def test_a_cell_that_fails_is_seen(failed):
    [line] = [line for line in failed if "foundations/wrong" in line]
    assert line.startswith("foundations/wrong, cell 1: ")
    assert "AssertionError" in line
    assert line.endswith(": planted")
