"""The same book with plain Sphinx, current and without Jupyter Book: same pages, same words."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sitekit.labs import LAB_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "book" / "sphinx" / "requirements.lock"
KEPT = ROOT / "_build" / "sphinx-alone"
#: It takes minutes, and an environment of its own: `make engine` runs it.
pytestmark = pytest.mark.engine


def run(*command: str | Path) -> None:
    paths = f"{ROOT / 'book'}:{ROOT / 'exercises'}"
    environment = {**os.environ, "PYTHONPATH": paths, LAB_VARIABLE: "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.fail(f"{command[0]}:\n{(done.stdout + done.stderr)[-3000:]}", pytrace=False)


@pytest.fixture(scope="module")
def alone() -> Path:
    """The folder of the book that Sphinx alone built, in an environment of its own."""
    python = KEPT / "venv" / "bin" / "python"
    stamp = KEPT / "locked"
    if not stamp.is_file() or stamp.read_bytes() != LOCK.read_bytes():
        venv.create(KEPT / "venv", with_pip=True, clear=True)
        run(python, "-m", "pip", "install", "-q", "--require-hashes", "-r", LOCK)
        stamp.write_bytes(LOCK.read_bytes())
    run(python.with_name("sphinx-build"), "-W", "-q", "-E", "-c", "book/sphinx", ".", KEPT / "html")
    return KEPT / "html"


def words_of(page: Path) -> str:
    """What the page says, without spaces: one engine links a bare address, the other does not."""
    html = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    return "".join(html.select_one("article").get_text().split())


def test_the_engine_is_another_one(alone):
    python = KEPT / "venv" / "bin" / "python"
    asked = [python, "-c", "import sphinx; print(sphinx.version_info[0])"]
    other = int(subprocess.check_output(asked))
    own = [sys.executable, *asked[1:]]
    assert other > int(subprocess.check_output(own))
    has_it = [python, "-c", "import jupyter_book"]
    assert subprocess.run(has_it, capture_output=True, check=False).returncode == 1


def test_every_page_is_there_with_the_same_words(built, alone):
    pages = sorted(path.relative_to(built) for path in (built / "book").rglob("*.html"))
    assert len(pages) > 50
    different = [str(page) for page in pages if words_of(built / page) != words_of(alone / page)]
    assert different == []
