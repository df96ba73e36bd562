"""Who builds the course anew gets what everybody else got: the same files, byte for byte."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sitekit.build import SOURCES
from sitekit.paths import ROOT

#: What `course build` lays into the site from caches of its own, each with a test of its own.
LAID_IN = ("lab/", "downloads/print/")


@pytest.fixture(scope="module")
def again(built: Path, tmp_path_factory) -> Path:
    """The site once more, clean, in another folder, from sources whose files are younger."""
    copy = tmp_path_factory.mktemp("again")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            ignore = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, copy / name, ignore=ignore, copy_function=shutil.copyfile)
        elif source.is_file():
            shutil.copyfile(source, copy / name)
    (copy / "_build").mkdir()
    (copy / "_build" / "cache").symlink_to(ROOT / "_build" / "cache")
    code = "from sitekit.build import build; from sitekit.paths import ROOT; build(ROOT)"
    paths = os.pathsep.join(str(copy / name) for name in ("book", "exercises"))
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=copy,
        # Another order of sets, another time zone: neither may be seen in a page.
        env={
            **os.environ,
            "PYTHONPATH": paths,
            "PYTHONHASHSEED": "7",
            "TZ": "Asia/Kathmandu",
            "DSI_COURSE_ROOT": str(copy),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.fail(done.stdout[-3000:], pytrace=False)
    return copy / "_build" / "html"


def files(site: Path) -> dict[str, Path]:
    found = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    return {
        name: path
        for name, path in found.items()
        if not name.startswith(LAID_IN) and path.name != ".buildinfo"
    }


def different(one: Path, other: Path) -> list[str]:
    """The files that are in one of two sites only, or not the same in both."""
    ours, theirs = files(one), files(other)
    only = [f"only in one: {name}" for name in sorted(set(ours) ^ set(theirs))]
    both = sorted(set(ours) & set(theirs))
    return only + [name for name in both if ours[name].read_bytes() != theirs[name].read_bytes()]


def test_two_builds_differ_in_no_byte(built, again):
    assert len(files(built)) > 200
    assert different(built, again) == []


def test_a_byte_that_differs_is_found(again, tmp_path):
    copy = tmp_path / "site"
    shutil.copytree(again / "book" / "crops", copy)
    assert different(again / "book" / "crops", copy) == []
    page = copy / "science.html"
    page.write_bytes(page.read_bytes().replace(b"</h1>", b" </h1>", 1))
    (copy / "new.html").write_text("new")
    assert different(again / "book" / "crops", copy) == ["only in one: new.html", "science.html"]
