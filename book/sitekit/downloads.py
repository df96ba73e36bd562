"""What a student can download: each exercise's notebook, and one bundle with everything."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from sphinx.application import Sphinx

from sitekit.exercises import chapters_with_exercises, exercises_of
from sitekit.language import catalog_path, language, speech_words
from sitekit.manifest import write_bundle
from sitekit.notebooks import notebook_bytes, student_notebook

#: Where the bundle lies in the site.
BUNDLE = "downloads/dsi-course-student.zip"
#: What the notebooks and the bundle are made from.
MADE_FROM = (
    "exercises",
    "LICENSE",
    "book/locale",
    "book/sitekit/downloads.py",
    "book/sitekit/notebooks.py",
)
#: The folder that the bundle unpacks into.
BUNDLE_FOLDER = "dsi-course"

START_HERE = """\
Sharing genetic sequence data: exercises
========================================

In this folder: one folder for each chapter with its notebooks and data, and dsilab, the small
Python package that the notebooks use. Keep them side by side.

To work on a notebook you need Python 3.11 or newer with JupyterLab and ipywidgets:

    python -m pip install jupyterlab ipywidgets
    python -m jupyterlab

Then open the chapter's folder and its notebook, and run the cells from the top. Hand in the
notebook itself, under the name it has.

Licence of the texts: CC BY 4.0. Licence of the code: BSD-3-Clause. Each data folder has a
SOURCES.md that says where its data comes from and under which licence.
"""


def notebook_address(chapter: str, name: str) -> str:
    """Where an exercise's notebook lies in the site."""
    return f"downloads/{chapter}/{name}.ipynb"


def bundle_files(root: Path, chapters: Collection[str] | None = None) -> dict[str, bytes]:
    """The bundle's files by name: notebooks, data and `dsilab`, and nothing else.

    Args:
        root: the repository.
        chapters: those whose exercises go in (default: all).
    """
    exercises = root / "exercises"
    files = {"START-HERE.txt": START_HERE.encode(), "LICENSE": (root / "LICENSE").read_bytes()}
    for path in sorted((exercises / "dsilab").rglob("*.py")):
        files[path.relative_to(exercises).as_posix()] = path.read_bytes()
    if language() != "en":
        words = speech_words(catalog_path(root, language()))
        files[f"dsilab/words/{language()}.json"] = words.encode()
    for chapter in chapters_with_exercises(root):
        if chapters is not None and chapter not in chapters:
            continue
        for exercise in exercises_of(root, chapter):
            files[f"{chapter}/{exercise.name}.ipynb"] = notebook_bytes(
                student_notebook(exercise.path)
            )
        for path in sorted((exercises / chapter / "data").rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                files[path.relative_to(exercises).as_posix()] = path.read_bytes()
    return files


def write_downloads(root: Path, site: Path) -> None:
    """Write the notebooks and the bundle into a built site, where they are not yet as they are now.

    To read all notebooks takes a second of each build.
    """
    from sitekit.build import fingerprint  # it is no part of what a page needs

    now = fingerprint(root, MADE_FROM)
    stamp = site.parent / "downloads-made-from"
    if stamp.is_file() and stamp.read_text() == now and (site / BUNDLE).is_file():
        return
    files = bundle_files(root)
    for chapter in chapters_with_exercises(root):
        for exercise in exercises_of(root, chapter):
            target = site / notebook_address(chapter, exercise.name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(files[f"{chapter}/{exercise.name}.ipynb"])
    write_bundle(files, site / BUNDLE, BUNDLE_FOLDER, "student")
    stamp.write_text(now)


def setup(app: Sphinx) -> None:
    def write(app: Sphinx, exception: Exception | None) -> None:
        if exception is None and app.builder.format == "html":
            write_downloads(Path(app.srcdir), Path(app.outdir))

    app.connect("build-finished", write)
