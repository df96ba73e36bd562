"""`course release --to` and `--pathway`, and `course bundle`: what is handed out, and to whom."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from coursekit.folder import open_gradebook
from coursekit.students import binder_address, commit, student_files, write_repository
from sitekit.errors import CourseError

from tests.instructor.helpers import CHAPTER, LAB, MEMO, Course

LESSON = """\
---
title: {name}
lesson:
  question: How much rain fell?
  objectives: [Count the rain.]
  minutes: {{watch: 0, read: 5, do: 5, discuss: 20}}
  prerequisites: []
  level: introductory
  key_points: [Rain falls.]
---

Rain.
"""
PATHWAY = f"""\
- id: rain
  title: Two weeks of rain
  about: The toy course in two weeks.
  weeks: 2
  sessions: 1
  home_minutes: 300
  chapters:
    {CHAPTER}: all
  starts: 2027-01-12
"""
REPOSITORY = "https://git.example.org/us/rain.git"
FILES = {"README.md": b"Read me.\n", "crops/lab.ipynb": b"{}\n"}


@pytest.fixture
def book(course: Course) -> Course:
    """The toy course with pages, so that a pathway has something to choose."""
    write_book(course.root)
    return course


def write_book(root: Path) -> None:
    names = ("index", "science", "practice")
    pages = "".join(f"  - file: book/{CHAPTER}/{name}\n" for name in names)
    files = {f"book/{CHAPTER}/{name}.md": LESSON.format(name=f"Page {name}") for name in names}
    files["_toc.yml"] = f"format: jb-book\nroot: book/index\nchapters:\n{pages}"
    files["book/index.md"] = "---\ntitle: A course of rain\n---\n\nRain.\n"
    files["book/_data/pathways.yml"] = PATHWAY
    files["LICENSE"] = "Do what you like.\n"
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def identity(monkeypatch):
    """Git's author, on a machine that has none, and no settings of the machine's own."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "An instructor")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "instructor@example.org")


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", folder, *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def release(course: Course, target: Path, *words: str):
    return course("release", LAB, "--no-check", "--to", target, *words)


def due(day: str) -> datetime:
    """The end of a day by this machine's clock, as nbgrader keeps it: in UTC."""
    end = datetime.fromisoformat(f"{day}T23:59:59").astimezone()
    return end.replace(tzinfo=None) - end.utcoffset()


def test_a_pathway_sets_points_and_due_dates(book):
    ran = book("release", "--pathway", "rain", "--no-check")
    assert ran.code == 0, ran.err
    with open_gradebook(book.folder) as gradebook:
        lab, memo = gradebook.find_assignment(LAB), gradebook.find_assignment(MEMO)
        assert lab.max_score > 0
        # The last session is on 19 January.
        assert lab.duedate == due("2027-01-26")
        assert memo.duedate == due("2027-02-02")
    assert f"{LAB}: due 2027-01-26 23:59" in ran.out
    # Released again without a pathway, it keeps its date.
    assert book("release", LAB, "--no-check").code == 0
    with open_gradebook(book.folder) as gradebook:
        assert gradebook.find_assignment(LAB).duedate == due("2027-01-26")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--pathway", "snow"], "there is no pathway 'snow'"),
        ([LAB, "--pathway", "rain"], "name one of them"),
        ([LAB, "--start", "2027-01-12"], "add --pathway"),
        ([], "name a chapter or an assignment"),
    ],
)
def test_release_faults_are_one_line(book, words, said):
    ran = book("release", *words)
    assert ran.code == 1
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert not book.folder.exists()


def test_the_repository_is_ready_to_push_and_a_hub_pulls_it(book, tmp_path):
    target, hub = tmp_path / "students", "https://hub.example.org"
    words = ["--pathway", "rain", "--no-check", "--to", target, "--repository", REPOSITORY]
    ran = book("release", *words, "--hub", hub)
    assert ran.code == 0, ran.err
    assert git(target, "status", "--porcelain") == ""
    assert git(target, "log", "--format=%s") == "Release of the course's notebooks\n"
    lab = f"{CHAPTER}/lab.ipynb"
    tracked = set(git(target, "ls-files").split())
    assert {"README.md", "requirements.txt", "runtime.txt", "hub.md", lab} <= tracked
    assert json.loads((target / lab).read_bytes()) == book.released()
    # What a student types.
    sums = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=target)
    assert sums.returncode == 0
    readme = (target / "README.md").read_text(encoding="utf-8")
    assert "| Tuesday 26 January 2027 |" in readme
    links = re.findall(r"\]\((https://hub[^)]+)\)", readme)
    asked = parse_qs(urlsplit(links[0]).query)
    assert asked["repo"] == [REPOSITORY]
    assert asked["urlpath"] == [f"tree/rain/{lab}"]
    # As a hub does: the repository that is pushed, pulled by nbgitpuller, and pulled again.
    server = tmp_path / "server.git"
    git(tmp_path, "init", "--bare", "--quiet", "-b", "main", str(server))
    git(target, "push", "--quiet", str(server), "main")
    home = tmp_path / "home" / "rain"
    pull(server, home)
    assert (home / lab).read_bytes() == (target / lab).read_bytes()
    work = json.loads((home / lab).read_bytes())
    work["cells"][0]["source"] = "What I wrote."
    (home / lab).write_text(json.dumps(work), encoding="utf-8")
    (book.root / "LICENSE").write_text("Do what you like, and say so.\n", encoding="utf-8")
    write_repository(student_files(book.root, [CHAPTER], None), target)
    assert commit(target, "main") is None
    git(target, "push", "--quiet", str(server), "main")
    pull(server, home)
    assert (home / "LICENSE").read_text() == "Do what you like, and say so.\n"
    assert json.loads((home / lab).read_bytes())["cells"][0]["source"] == "What I wrote."


def pull(server: Path, home: Path) -> None:
    from nbgitpuller.pull import GitPuller

    home.parent.mkdir(exist_ok=True)
    for _ in GitPuller(str(server), str(home), branch="main").pull():
        pass


def test_a_second_release_changes_only_its_own_files(book, tmp_path):
    target = tmp_path / "students"

    def write(repository: str = "") -> list[str]:
        changed = write_repository(student_files(book.root, [CHAPTER], None, repository), target)
        assert commit(target, "main") is None
        return changed

    assert "README.md" in write()
    (target / "timetable.txt").write_text("Mine.\n", encoding="utf-8")
    assert write() == []
    assert (target / "timetable.txt").read_text() == "Mine.\n"
    # A file that is gone from the course goes; one that somebody edited stops everything.
    data = book.root / "exercises" / CHAPTER / "data"
    (data / "rain.txt").rename(data / "rainfall.txt")
    readme = target / "README.md"
    kept = readme.read_text(encoding="utf-8")
    readme.write_text(kept + "\nMy own line.\n", encoding="utf-8")
    with pytest.raises(CourseError, match=r"edited since it was released: README\.md; nothing was"):
        write(REPOSITORY)
    assert (target / CHAPTER / "data" / "rain.txt").is_file()
    assert not (target / CHAPTER / "data" / "rainfall.txt").exists()
    readme.write_text(kept, encoding="utf-8")
    write(REPOSITORY)
    assert not (target / CHAPTER / "data" / "rain.txt").exists()
    assert (target / CHAPTER / "data" / "rainfall.txt").is_file()
    assert "on Binder" in readme.read_text(encoding="utf-8")
    assert git(target, "status", "--porcelain") == ""


def test_without_gits_author_the_files_are_there_and_it_says_what_to_do(tmp_path, monkeypatch):
    write_repository(FILES, tmp_path / "students")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{who}_NAME")
        monkeypatch.delenv(f"GIT_{who}_EMAIL")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.useConfigOnly")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "true")
    said = commit(tmp_path / "students", "main")
    assert said.startswith("git did not commit (") and said.endswith("commit it yourself")
    monkeypatch.setenv("PATH", "")
    assert commit(tmp_path / "students", "main").startswith("git is not installed here")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--repository", "us/rain"], "'us/rain' is no address"),
        (["--hub", "https://hub.example.org"], "add --repository"),
        (["--hub", "hub.example.org", "--repository", REPOSITORY], "is no address"),
    ],
)
def test_addresses_are_checked_before_anything_is_written(book, tmp_path, words, said):
    ran = release(book, tmp_path / "students", *words)
    assert ran.code == 1
    assert said in ran.err
    assert not (tmp_path / "students").exists()
    assert not book.folder.exists()


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("Ten years of work.\n", encoding="utf-8")
    with pytest.raises(CourseError, match="holds files, and none of an earlier release"):
        write_repository(FILES, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(CourseError, match="is a file"):
        write_repository(FILES, tmp_path / "thesis.txt")


def test_a_damaged_manifest_is_said(tmp_path):
    write_repository(FILES, tmp_path / "students")
    (tmp_path / "students" / "MANIFEST.json").write_text('{"files": 3}', encoding="utf-8")
    with pytest.raises(CourseError, match=r"MANIFEST\.json: cannot be read"):
        write_repository(FILES, tmp_path / "students")


def test_a_manifest_cannot_point_outside(tmp_path):
    target, outside = tmp_path / "students", tmp_path / "outside.txt"
    outside.write_text("Mine.\n", encoding="utf-8")
    write_repository(FILES, target)
    manifest = json.loads((target / "MANIFEST.json").read_text())
    digest = hashlib.sha256(outside.read_bytes()).hexdigest()
    manifest["files"]["../outside.txt"] = {"bytes": 6, "sha256": digest}
    (target / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    write_repository(FILES, target)
    assert outside.read_text() == "Mine.\n"


def test_a_solution_that_slipped_into_students_files_stops_it(book, tmp_path):
    # Beside the notebooks, so that it is the repository's own search that finds it.
    (book.root / "LICENSE-CONTENT").write_text("teachonly12ab34c5\n", encoding="utf-8")
    ran = release(book, tmp_path / "students")
    assert ran.code == 1
    assert "LICENSE-CONTENT: teaching material in a student's file: teachonly12ab34c5" in ran.err
    assert not (tmp_path / "students").exists()
    (book.root / "exercises" / "dsilab" / "notes.py").write_text('"""teachonly12ab34c5"""\n')
    ran = book("bundle", "student")
    assert ran.code == 1
    assert "dsilab/notes.py: teaching material" in ran.err
    assert not list((book.root / "_build").glob("bundles/*"))


def test_what_is_not_handed_in_says_so(book):
    root = book.root
    readme = student_files(root, [CHAPTER], {LAB: "2 days after session 1"})["README.md"].decode()
    assert "| 2 days after session 1 |" in readme
    assert "| not handed in |" in readme
    plain = student_files(root, [CHAPTER], None)["README.md"].decode()
    assert "not handed in" not in plain


def test_binder_addresses():
    path = "crops/lab.ipynb"
    assert binder_address("https://github.com/us/rain.git", "main", path) == (
        "https://mybinder.org/v2/gh/us/rain/main?labpath=crops%2Flab.ipynb"
    )
    assert binder_address("https://git.example.org/us/rain", "main", path) == (
        "https://mybinder.org/v2/git/https%3A%2F%2Fgit.example.org%2Fus%2Frain/main"
        "?labpath=crops%2Flab.ipynb"
    )


def unzip(path: Path, target: Path) -> Path:
    with zipfile.ZipFile(path) as archive:
        archive.extractall(target)
    (folder,) = target.iterdir()
    return folder


def check_sums(folder: Path) -> int:
    command = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
    return subprocess.run(command, cwd=folder, capture_output=True).returncode


def test_bundles_are_whole_and_apart(book, tmp_path):
    book.root.joinpath("_build/instructor", CHAPTER).mkdir(parents=True)
    book.root.joinpath("_build/instructor", CHAPTER, "handout-answers.html").write_text("Rain.")
    for kind in (["student"], ["instructor", "--no-materials"]):
        ran = book("bundle", *kind, "--pathway", "rain")
        assert ran.code == 0, ran.err
    made = book.root / "_build" / "bundles"
    student = unzip(made / "dsi-course-student-rain.zip", tmp_path / "s")
    teach = unzip(made / "dsi-course-instructor-rain.zip", tmp_path / "t")
    assert (student / CHAPTER / "lab.ipynb").is_file()
    assert not [p for p in student.rglob("*") if "solution" in p.name or "key" in p.name]
    for name in (
        f"instructor/{CHAPTER}/lab.solutions.md",
        f"printed/{CHAPTER}/handout-answers.html",
        f"student/{CHAPTER}/lab.ipynb",
        "pathway/syllabus.html",
        "pathway/assignments.csv",
        "START-HERE.txt",
    ):
        assert (teach / name).is_file(), name
    for folder in (student, teach):
        assert check_sums(folder) == 0
        listed = json.loads((folder / "MANIFEST.json").read_text())["files"]
        found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
        assert found == set(listed) | {"MANIFEST.json", "SHA256SUMS"}
    (student / CHAPTER / "lab.ipynb").write_text("{}")
    assert check_sums(student) != 0


def test_two_bundles_of_the_same_sources_are_the_same_bytes(book):
    path = book.root / "_build" / "bundles" / "dsi-course-student.zip"
    digests = set()
    for _ in range(2):
        assert book("bundle", "student").code == 0
        digests.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(digests) == 1
