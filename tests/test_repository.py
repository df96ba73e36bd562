"""The repository as a whole: rooms apart, imports one way, set-up that repeats itself exactly."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sitekit.paths import ROOT

#: Which package may import which: coursekit to sitekit to dsilab.
FORBIDDEN = {
    "exercises/dsilab": {"sitekit", "coursekit"},
    "book/sitekit": {"coursekit"},
}


def imported(source: str) -> set[str]:
    """The top-level names of the packages that a Python source imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_the_import_reader_sees_every_kind_of_import():
    source = "import a.b\nfrom c.d import e\ndef f():\n    import g as h\n    from . import i\n"
    assert imported(source) == {"a", "c", "g"}


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_imports_go_one_way(folder):
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    for path in files:
        wrong = imported(path.read_text(encoding="utf-8")) & FORBIDDEN[folder]
        assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}"


def unpinned(lock: str) -> list[str]:
    """What is wrong with a lock file: packages without an exact version or without a hash."""
    requirements = re.findall(r"^([a-z0-9][\w.-]*)(.*?)(?=^[a-z0-9]|\Z)", lock, re.M | re.S)
    faults = []
    for name, rest in requirements:
        if not re.match(r"==\S+", rest):
            faults.append(f"{name}: no version")
        if "--hash=sha256:" not in rest:
            faults.append(f"{name}: no hash")
    return faults


def test_every_locked_package_has_a_version_and_hashes():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert len(re.findall(r"^[a-z0-9]", lock, re.M)) > 100
    assert unpinned(lock) == []


def test_an_unpinned_package_is_found():
    good = "a==1 \\\n    --hash=sha256:00\n"
    assert unpinned(good) == []
    assert unpinned(good + "b>=1 \\\n    --hash=sha256:00\n") == ["b: no version"]
    assert unpinned(good + "b==1\n") == ["b: no hash"]


def test_the_lock_meets_what_the_project_declares():
    done = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_code_is_clean():
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def undeclared(folder: Path) -> list[str]:
    """What SOURCES.md of a data folder does not say: a data file, or any licence."""
    sources = (folder / "SOURCES.md").read_text(encoding="utf-8")
    kinds = (".csv", ".fasta", ".tsv", ".json")
    faults = [p.name for p in folder.iterdir() if p.suffix in kinds and p.name not in sources]
    return faults + ([] if re.search(r"licen[cs]e", sources, re.IGNORECASE) else ["no licence"])


def test_data_folders_say_where_the_data_comes_from():
    folders = sorted(ROOT.glob("exercises/*/data"))
    assert folders
    for folder in folders:
        assert undeclared(folder) == []


def test_data_without_a_source_is_found(tmp_path):
    (tmp_path / "SOURCES.md").write_text("one.csv: licence CC0", encoding="utf-8")
    (tmp_path / "one.csv").touch()
    assert undeclared(tmp_path) == []
    (tmp_path / "two.csv").touch()
    (tmp_path / "SOURCES.md").write_text("one.csv", encoding="utf-8")
    assert undeclared(tmp_path) == ["two.csv", "no licence"]


def test_no_derived_file_is_committed():
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=False
    ).stdout.splitlines()
    derived = [name for name in listed if Path(name).suffix in (".ipynb", ".html", ".svg", ".zip")]
    kept = (
        "book/_templates/",
        "book/_static/",
        "book/sitekit/printing/epub_files/",
        "instructor/coursekit/templates/",
    )
    assert [name for name in derived if not name.startswith(kept)] == []
