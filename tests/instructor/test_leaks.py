"""A real leak planted in every kind of container must be found; a clean tree must be clean."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from coursekit.checks import leaks, teaching_material
from coursekit.fingerprints import normalise
from coursekit.leaks import Secrets, collect_secrets, find_leaks

from tests.instructor.helpers import CHAPTER, Course, edit

MARKER = "teachonly00000a04"
LINE = "assert abs(mean_of(shifted_rain) - mean_of(RAIN) - 41.125) < 1e-9, ("
SECRET = f"# {MARKER}\n{LINE}\n"


def _notebook(text: str) -> bytes:
    cell = {
        "cell_type": "code",
        "metadata": {},
        "source": [],
        "outputs": [{"output_type": "error", "traceback": text.splitlines(keepends=True)}],
    }
    return json.dumps({"cells": [cell], "nbformat": 4}, ensure_ascii=True).encode()


def _zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _highlighted(text: str) -> str:
    """As Pygments puts it into a page: a tag around every word, entities for quotes."""
    words = [f'<span class="n">{html.escape(word)}</span>' for word in text.split(" ")]
    return "<pre>" + " ".join(words) + "</pre>"


def _ansi(text: str) -> str:
    return " ".join(f"\x1b[38;5;28m{word}\x1b[39m" for word in text.split(" "))


#: A file's name, and how it hides a text.
CONTAINERS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "plain text": ("notes.txt", lambda t: t.encode()),
    "source beside a page": ("_sources/lab.md.txt", lambda t: b"# Lab\n\n" + t.encode()),
    "highlighted HTML": ("page.html", lambda t: _highlighted(t).encode()),
    "HTML attribute": (
        "page.html", lambda t: f'<a title="{html.escape(t)}">x</a>'.encode()
    ),
    "HTML comment": ("page.html", lambda t: f"<!-- {t} -->".encode()),
    "numeric entities": (
        "page.html", lambda t: "".join(f"&#{ord(c)};" for c in t).encode()
    ),
    "notebook output": ("lab.ipynb", lambda t: _notebook(t)),
    "coloured traceback in a notebook": ("lab.ipynb", lambda t: _notebook(_ansi(t))),
    "JSON with escapes": ("data.json", lambda t: json.dumps({"a": t}).encode()),
    "JSON inside JSON": ("data.json", lambda t: json.dumps(json.dumps([t])).encode()),
    "HTML inside JSON": ("data.json", lambda t: json.dumps([_highlighted(t)]).encode()),
    "unicode escapes": (
        "data.js", lambda t: b'x="' + "".join(f"\\u{ord(c):04x}" for c in t).encode() + b'"'
    ),
    "JSON in an HTML attribute": (
        "page.html", lambda t: f"<div data-x='{html.escape(json.dumps([t]))}'>".encode()
    ),
    "search index": (
        "searchindex.js",
        lambda t: b"Search.setIndex(" + json.dumps({"docnames": ["a"], "texts": [t]}).encode()
        + b")",
    ),
    "zip": ("bundle.zip", lambda t: _zip({"a/lab.py": t.encode()})),
    "wheel": ("x-1-py3-none-any.whl", lambda t: _zip({"x/y.py": t.encode()})),
    "zip in a zip, under another name": (
        "bundle.bin", lambda t: _zip({"inner.dat": _zip({"lab.ipynb": _notebook(t)})})
    ),
    "gzip": ("page.html.gz", lambda t: gzip.compress(t.encode())),
    "zip in gzip": ("b.gz", lambda t: gzip.compress(_zip({"a": t.encode()}))),
    "base64 data address": (
        "page.html",
        lambda t: b'<a href="data:text/plain;base64,' + base64.b64encode(t.encode()) + b'">',
    ),
    "base64 for addresses": ("a.js", lambda t: base64.urlsafe_b64encode(("~?>" + t).encode())),
    "zip in base64": ("a.json", lambda t: json.dumps(
        {"content": base64.b64encode(_zip({"a": t.encode()})).decode()}).encode()),
    "percent-encoded data address": (
        "style.css", lambda t: f'url("data:image/svg+xml,{quote(t)}")'.encode()
    ),
    "UTF-16": ("notes.txt", lambda t: t.encode("utf-16")),
    "UTF-16, big end first, no mark": ("notes.txt", lambda t: t.encode("utf-16-be")),
    "inside a binary": ("image.png", lambda t: b"\x89PNG\r\n\0\xff\xfe\x01" + t.encode() + b"\0"),
}  # fmt: skip


@pytest.fixture
def secrets(course: Course) -> Secrets:
    return collect_secrets(course.root)


@pytest.mark.parametrize("kind", CONTAINERS)
def test_a_marker_is_found_in(kind: str, tmp_path: Path, secrets: Secrets) -> None:
    name, hide = CONTAINERS[kind]
    path = tmp_path / "site" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(hide("nothing to see"))
    assert find_leaks([path.parent], secrets) == [], "the container alone is clean"
    path.write_bytes(hide(f"before # {MARKER} after"))
    found = find_leaks([tmp_path / "site"], secrets)
    assert [(leak.file, leak.marker) for leak in found] == [(path, MARKER)]


@pytest.mark.parametrize("kind", CONTAINERS)
def test_a_line_without_its_marker_is_found_in(kind: str, tmp_path: Path, secrets: Secrets) -> None:
    name, hide = CONTAINERS[kind]
    path = tmp_path / "site" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(hide(SECRET.splitlines()[1]))
    found = find_leaks([tmp_path / "site"], secrets)
    assert [leak.file for leak in found] == [path]
    assert "from instructor/toy-chapter/lab.solutions.md:27" in found[0].where


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("return sum(1 for value in values if value > limit)", "lab.solutions.md:42"),
        ("The mean hides that all the rain may fall on one single day", "lab.solutions.md:67"),
        ("2 points: says that the spread matters, not the mean alone.", "lab.solutions.md:73"),
        ("Half of all the rain of the year falls in January.", "questions.key.yml:4"),
        ("Names the station records and says what they cannot tell.", "memo.rubric.yml:8"),
        ("Ask the class which month they would call a drought month", "guide.md:3"),
        ("reservoirs are half of what July needs.", "memo.solutions.md:4"),
    ],
)
def test_every_kind_of_teaching_material_is_looked_for(
    tmp_path: Path, secrets: Secrets, text: str, origin: str
) -> None:
    """The whole line, as a page would show it."""
    source = Path(origin.partition(":")[0])
    number = int(origin.partition(":")[2])
    path = Path(__file__).parent / "toy" / "instructor" / CHAPTER / source
    line = path.read_text(encoding="utf-8").splitlines()[number - 1]
    assert text in line
    page = tmp_path / "page.html"
    page.write_text(f"<p>{html.escape(line)}</p>", encoding="utf-8")
    found = find_leaks([page], secrets)
    assert any(leak.where.endswith(f"from instructor/toy-chapter/{origin}") for leak in found)


def test_words_that_students_have_too_are_no_secret(course: Course, secrets: Secrets) -> None:
    text = "Of 1, 2 and 3, two lie above 1; and this line is long enough to tell."
    assert normalise(text) not in secrets.lines
    edit(course.solutions, "Notes for instructors go here.", text)
    assert normalise(text) in collect_secrets(course.root).lines
    edit(course.exercise, "A first paragraph.", text)
    assert normalise(text) not in collect_secrets(course.root).lines


def test_in_a_students_own_work_a_solution_is_no_leak(course: Course, tmp_path: Path) -> None:
    work = tmp_path / "lab.html"
    work.write_text("return sum(1 for value in values if value > limit)", encoding="utf-8")
    assert find_leaks([work], collect_secrets(course.root)) != []
    assert find_leaks([work], collect_secrets(course.root, for_feedback=True)) == []


def test_a_broken_archive_stops_nothing(tmp_path: Path, secrets: Secrets) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "cut.zip").write_bytes(_zip({"a": MARKER.encode() * 50})[:40])
    (site / "cut.gz").write_bytes(gzip.compress(b"x" * 999)[:20])
    (site / "z.txt").write_text(MARKER)
    assert [leak.file.name for leak in find_leaks([site], secrets)] == ["z.txt"]


def test_a_file_name_can_leak(tmp_path: Path, secrets: Secrets) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / f"{MARKER}.txt").write_text("harmless")
    (site / "a.zip").write_bytes(_zip({f"x/{MARKER}": b""}))
    assert len(find_leaks([site], secrets)) == 2


def test_the_check_sees_a_clean_course_and_each_leak_in_it(course: Course, tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    assert course("release", f"{CHAPTER}-lab", "--no-check").code == 0
    assert list(leaks(course.root, site)) == []
    assert list(teaching_material(course.root, site)) == []
    (site / "index.html").write_text(_highlighted(SECRET))
    edit(course.exercise, "A first paragraph.", "A first paragraph. teachonly00000a10")
    shutil.copy(course.solutions, course.folder / "release" / f"{CHAPTER}-lab" / "x.md")
    lines = "\n".join(leaks(course.root, site))
    assert "index.html: teaching material in a student's file: teachonly00000a04" in lines
    assert "exercises/toy-chapter/lab.md: teaching material" in lines
    assert "marking/release/toy-chapter-lab/x.md: teaching material" in lines
    edit(course.solutions, "## count-above\n", "## count\n")
    faults = list(teaching_material(course.root, site))
    assert any("no cell of exercises/toy-chapter/lab.md" in fault for fault in faults)
