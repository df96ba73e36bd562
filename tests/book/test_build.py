"""`course build` and Jupyter Book itself on a small book: it builds, and planted faults stop it."""

from __future__ import annotations

import shutil
import zipfile

import pytest
from sitekit import build as builder
from sitekit.errors import CourseError
from sitekit.paths import ROOT


@pytest.fixture
def buildable(small_book):
    """The small book with the course's own configuration, theme and `dsilab`."""
    root = small_book.root
    for name in ("_config.yml", "LICENSE"):
        shutil.copy(ROOT / name, root / name)
    for name in ("_templates", "_static", "_data"):
        shutil.copytree(ROOT / "book" / name, root / "book" / name)
    shutil.copytree(ROOT / "exercises" / "dsilab", root / "exercises" / "dsilab")
    return small_book


def test_a_book_builds_once_and_again_only_after_a_change(buildable, capsys):
    page = buildable.lesson("one", title="First", body="Text.\n\n## Sources\n\nNone.")
    site = builder.build(buildable.root)
    html = (site / "book" / "chapter" / "one.html").read_text(encoding="utf-8")
    assert html.count("<h1>") == 1
    assert "What is there to see?" in html
    assert '"@type": "LearningResource"' in html
    assert html.index('id="key-points"') < html.index('id="sources"')
    assert not (site / "_sources").exists()

    capsys.readouterr()
    builder.build(buildable.root)
    assert "up to date" in capsys.readouterr().out

    page.write_text(page.read_text().replace("Text.", "Changed."), encoding="utf-8")
    builder.build(buildable.root)
    assert "Built in" in capsys.readouterr().out
    assert "Changed." in (site / "book" / "chapter" / "one.html").read_text(encoding="utf-8")

    with zipfile.ZipFile(site / "downloads" / "dsi-course-student.zip") as bundle:
        names = bundle.namelist()
    assert "dsi-course/dsilab/__init__.py" in names
    assert all(name.startswith("dsi-course/") for name in names)


FAULTS = {
    "As shown {footcite:p}`nobody2020nothing`.": "nobody2020nothing",
    "A {term}`word that is not there`.": "word that is not there",
    "[a page](none.md)": "none.md",
    ":::{chart} none\n:::": "there is no chart 'none'; allowed: ",
    ":::{explorer} none\n:::": "there is no explorer 'none'; allowed: barcode-gap",
    ":::{recording} none\n:::": "there is no recording 'none'; allowed: anthropology",
    ":::{selfcheck} none\n:::": "no such question bank",
    ":::{exercise} none/lab\n:::": "there is no exercise in exercises/none/",
    "::::{discussion} one\n:title: T\n\nText.\n::::": "add the option :purpose:",
    "::::{discussion} two\n:title: T\n:purpose: P\n:minutes: 5\n:grouping: G\n\nT.\n::::": (
        "give at least two opposing positions"
    ),
    "::::{discussion} Not-An-Id\n:title: T\n::::": "must be lower case words joined by dashes",
}


def test_planted_faults_stop_the_build_each_with_file_and_line(buildable):
    body = "\n\n".join(FAULTS)
    page = buildable.lesson("one", body=body)
    lines = page.read_text(encoding="utf-8").splitlines()
    with pytest.raises(CourseError) as caught:
        builder.build(buildable.root)
    message = str(caught.value)
    for source, says in FAULTS.items():
        assert says in message, f"not found: {says}\n{message}"
        fault = next(line for line in message.splitlines() if says in line)
        at = lines.index(source.splitlines()[0]) + 1
        assert fault.startswith(f"book/chapter/one.md:{at}:"), message
    assert "Traceback" not in message
    assert str(buildable.root) not in message


def test_a_schema_fault_stops_the_build_before_anything_else(buildable):
    buildable.lesson("one", prerequisites="[chapter/none]")
    with pytest.raises(CourseError, match="allowed: "):
        builder.build(buildable.root)
    assert not (buildable.root / "_build").exists()


def test_jupyter_book_alone_shows_the_schema_fault_without_a_traceback(buildable):
    buildable.lesson("one", prerequisites="[chapter/none]")
    with pytest.raises(CourseError) as caught:
        builder.run_jupyter_book(buildable.root, everything=True)
    log = (buildable.root / "_build" / "build.log").read_text(encoding="utf-8")
    assert "one.md:8: lesson.prerequisites.0: 'chapter/none' is no lesson of this book" in log
    assert "Traceback" not in log
    assert "does not build" in str(caught.value)
