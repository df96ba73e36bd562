"""The ways of the page "Keep solutions private": its own commands, run on repositories here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sitekit.paths import ROOT

PAGE = ROOT / "book" / "reference" / "keeping-private.md"
SERVER = "https://git.example.org/us/"
SECRET = "The answer is forty-two."


def commands(heading: str) -> list[str]:
    """The shell blocks under a heading of the page."""
    text = PAGE.read_text(encoding="utf-8")
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^```sh\n(.*?)^```", section, re.M | re.S)


@pytest.fixture
def place(tmp_path: Path):
    """A server of our own in place of git.example.org, with one private repository on it."""
    server = tmp_path / "server"
    environment = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_COUNT": "3",
        "GIT_CONFIG_KEY_0": f"url.{server}/.insteadOf",
        "GIT_CONFIG_VALUE_0": SERVER,
        # A submodule on this machine's own disk is refused unless one says so.
        "GIT_CONFIG_KEY_1": "protocol.file.allow",
        "GIT_CONFIG_VALUE_1": "always",
        "GIT_CONFIG_KEY_2": "init.defaultBranch",
        "GIT_CONFIG_VALUE_2": "main",
    }
    for who in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{who}_NAME": "Us", f"GIT_{who}_EMAIL": "us@example.org"}

    def run(script: str, folder: Path = tmp_path) -> str:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    for name in ("course-private", "course-public", "answers"):
        run(f"git init --bare --quiet '{server}/{name}.git'")
    source = tmp_path / "source"
    for name in ("_config.yml", "_toc.yml", "Makefile", "book/index.md", "book/sitekit/paths.py"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    (source / "instructor" / "crops").mkdir(parents=True)
    (source / "instructor" / "crops" / "lab.solutions.md").write_text(SECRET, encoding="utf-8")
    run("git init --quiet; git add --all; git commit --quiet -m one", source)
    run(f"git push --quiet {SERVER}course-private.git HEAD", source)
    return tmp_path, run


def history(run, folder: Path) -> str:
    """Everything that the repository has ever held."""
    return run("git log --all --patch", folder)


def test_a_public_copy_has_no_trace_of_the_folder(place):
    folder, run = place
    (copying,) = commands("A private repository and a public copy")
    run(copying)
    run(f"git clone --quiet {SERVER}course-public.git seen")
    seen = folder / "seen"
    assert (seen / "book/index.md").is_file()
    assert not (seen / "instructor").exists()
    assert SECRET not in history(run, seen)
    assert SECRET in history(run, folder / "course-private")
    (look,) = commands("See for yourself")
    assert run(look, seen) == ""
    assert run(look, folder / "course-private") != ""
    # The copy follows a change, and again without the folder.
    (folder / "course-private" / "book" / "new.md").write_text("New.\n")
    run("git add --all; git commit --quiet -m two", folder / "course-private")
    run("cd course-private\n" + "".join(copying.splitlines(keepends=True)[-5:]))
    run("git pull --quiet", seen)
    assert (seen / "book/new.md").is_file()
    assert SECRET not in history(run, seen)


def test_deleting_the_folder_is_not_enough(place):
    """What the page warns of: the reason for the ways that it shows."""
    folder, run = place
    run(f"git clone --quiet {SERVER}course-private.git published")
    published = folder / "published"
    run("git rm -r --quiet instructor; git commit --quiet -m 'Without solutions'", published)
    assert not (published / "instructor").exists()
    assert SECRET in history(run, published)


def test_a_private_submodule_opens_for_instructors_alone(place):
    folder, run = place
    run(commands("A private repository and a public copy")[0])
    shutil.rmtree(folder / "course-private")
    shutil.rmtree(folder / "course-public")
    moving, fetching = commands("A public repository with a private submodule")
    run(moving)
    run(fetching)
    assert (folder / "for-instructors/instructor/crops/lab.solutions.md").read_text() == SECRET
    run(f"git clone --quiet {SERVER}course-public.git for-readers")
    readers = folder / "for-readers"
    assert (readers / "book/index.md").is_file()
    assert list((readers / "instructor").iterdir()) == []
    assert SECRET not in history(run, readers)
    (look,) = commands("See for yourself")
    assert len(run(look, readers).splitlines()) == 1


def test_the_commands_work_with_an_empty_folder(tmp_path):
    """A reader's clone of the second way: `instructor/` is there and holds nothing."""
    for name in ("book", "exercises"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("_config.yml", "_toc.yml", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "instructor").mkdir()
    packages = f"{tmp_path / 'book'}{os.pathsep}{tmp_path / 'exercises'}"
    environment = {**os.environ, "DSI_COURSE_ROOT": str(tmp_path), "PYTHONPATH": packages}
    words = ["pathway", "bioethics-week", "--start", "2027-01-12", "--days", "tue", "thu"]
    done = subprocess.run(
        [sys.executable, "-m", "sitekit.cli", *words, "--no-book"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "_build/pathways/bioethics-week/syllabus.html").is_file()
