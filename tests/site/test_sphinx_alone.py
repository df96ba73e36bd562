"""The course moved to the current Sphinx, as CONTRIBUTING.md says it: same pages, same words.

What is moved is a copy without the instructors' room, so it shows too that no page needs it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "book" / "sphinx" / "requirements.lock"
KEPT = ROOT / "_build" / "sphinx-alone"
#: What the book is made from, and no more.
SOURCES = ("_config.yml", "_toc.yml", "LICENSE", "CITATION.cff", "book", "exercises")


@dataclass(frozen=True)
class Engine:
    """A Python with Sphinx alone, and where it looks for packages before its own."""

    python: Path
    before: tuple[Path, ...] = ()

    def run(self, *words: str | Path, cwd: Path = ROOT) -> str:
        """What it prints; a test that waits for it fails where it does."""
        paths = os.pathsep.join(map(str, self.before))
        done = subprocess.run(
            [self.python, *words],
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": paths, "DSI_COURSE_ROOT": str(cwd)},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            pytest.fail(f"{words}:\n{(done.stdout + done.stderr)[-3000:]}", pytrace=False)
        return done.stdout


def pins(lock: Path) -> set[str]:
    """The requirements of a lock file, each with its hashes."""
    lines = lock.read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(line for line in lines if not line.lstrip().startswith("#"))
    return {pin for pin in re.split(r"^(?=\w)", text, flags=re.M) if pin}


def over_the_course() -> Engine:
    """The course's own environment, below the few packages that differ: seconds."""
    folder, wanted = KEPT / "differing", KEPT / "differing.txt"
    different = "".join(sorted(pins(LOCK) - pins(ROOT / "requirements.lock")))
    if not wanted.is_file() or wanted.read_text(encoding="utf-8") != different:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        new = folder / "requirements.txt"
        new.write_text(different, encoding="utf-8")
        install = ["install", "-q", "--no-deps", "--require-hashes", "--target", folder, "-r", new]
        Engine(Path(sys.executable)).run("-m", "pip", *install)
        new.rename(wanted)
    return Engine(Path(sys.executable), (folder,))


def of_its_own() -> Engine:
    """An environment with what the lock names and nothing else: a minute."""
    python, stamp = KEPT / "venv" / "bin" / "python", KEPT / "locked"
    if not stamp.is_file() or stamp.read_bytes() != LOCK.read_bytes():
        venv.create(KEPT / "venv", with_pip=True, clear=True)
        Engine(python).run("-m", "pip", "install", "-q", "--require-hashes", "-r", LOCK)
        stamp.write_bytes(LOCK.read_bytes())
    return Engine(python)


@pytest.fixture(
    scope="module",
    params=[over_the_course, pytest.param(of_its_own, marks=pytest.mark.engine)],
    ids=lambda make: make.__name__,
)
def engine(request) -> Engine:
    return request.param()


@pytest.fixture(scope="module")
def alone(engine, built, tmp_path_factory) -> Path:
    """What `course build` makes of a copy that is moved, and has no instructors' room."""
    copy = tmp_path_factory.mktemp("alone")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, copy / name)
    # What was drawn and voiced already, so that it is not done again.
    (copy / "_build").mkdir()
    (copy / "_build" / "cache").symlink_to(ROOT / "_build" / "cache")
    (copy / "book" / "sitekit" / "engine.py").write_text(engine_of_contributing())
    ours = Engine(engine.python, (*engine.before, copy / "book", copy / "exercises"))
    # With the links to the labs, as the book has them that it is compared with.
    step = "from sitekit.build import run_jupyter_book as run; from sitekit.paths import ROOT; "
    ours.run("-c", step + "run(ROOT, everything=False, lab=True)", cwd=copy)
    return copy / "_build" / "html"


def engine_of_contributing() -> str:
    """The file that CONTRIBUTING.md puts into the place of the one for Jupyter Book."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    fences = [token.content for token in MarkdownIt().parse(text) if token.type == "fence"]
    (code,) = (code for code in fences if "def asked_links" in code)
    return code


def words_of(page: Path) -> str:
    """What the page says, without spaces: one engine links a bare address, the other does not."""
    html = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    return "".join(html.select_one("article").get_text().split())


def test_the_engine_is_another_one(engine):
    asked = ["-c", "import sphinx; print(sphinx.version_info[0])"]
    assert int(engine.run(*asked)) > int(Engine(Path(sys.executable)).run(*asked))


def test_every_page_is_there_with_the_same_words(built, alone):
    pages = sorted(path.relative_to(built) for path in (built / "book").rglob("*.html"))
    assert len(pages) > 50
    different = [str(page) for page in pages if words_of(built / page) != words_of(alone / page)]
    assert different == []
