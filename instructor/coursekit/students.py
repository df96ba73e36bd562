"""The students' repository: what `course release --to` writes, ready to push."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote, urlsplit

from sitekit.course import load_course
from sitekit.directives.exercise import hub_address
from sitekit.downloads import bundle_files
from sitekit.errors import CourseError, shown
from sitekit.exercises import GradedExercise, exercises_of
from sitekit.manifest import MANIFEST, SUMS, manifest_files

#: What a notebook needs to run, at the versions with which the course was tested.
PACKAGES = ("ipykernel", "ipywidgets", "jupyterlab")
PYTHON = "python-3.11"
IGNORED = ".ipynb_checkpoints/\n__pycache__/\n"
HUB = """\
# For whoever runs the hub

Students' servers need the packages of `requirements.txt`, and nbgitpuller for the links in
`README.md`.
On The Littlest JupyterHub, in a terminal of an administrator:

    sudo -E pip install nbgitpuller -r requirements.txt

Elsewhere, put the same two into the image from which servers start. A link fetches this repository
into the student's folder, and keeps what the student wrote when the repository changes.
"""


def student_files(
    root: Path,
    chapters: list[str],
    due: Mapping[str, str] | None,
    repository: str = "",
    hub: str = "",
    branch: str = "main",
) -> dict[str, bytes]:
    """The repository's files by name.

    Args:
        root: the course.
        chapters: those whose exercises go in.
        due: when an assignment is due, in words, by its name; None where no pathway says.
        repository: the address that it will have; without it there are no links.
        hub: the address of a JupyterHub with nbgitpuller.
        branch: on which it will be.

    Raises:
        CourseError: an address is no address, or there is a hub and no repository.
    """
    _check_addresses(repository, hub)
    files = bundle_files(root, chapters)
    files.pop("START-HERE.txt")
    if (root / "LICENSE-CONTENT").is_file():
        files["LICENSE-CONTENT"] = (root / "LICENSE-CONTENT").read_bytes()
    lines = "".join(f"{name}=={version(name)}\n" for name in PACKAGES)
    files["requirements.txt"] = lines.encode()
    files["runtime.txt"] = f"{PYTHON}\n".encode()
    files["hub.md"] = HUB.encode()
    files[".gitignore"] = IGNORED.encode()
    readme = _readme(root, chapters, due, repository, hub, branch)
    files["README.md"] = readme.encode()
    return files


def _check_addresses(repository: str, hub: str) -> None:
    for option, value in (("--repository", repository), ("--hub", hub)):
        parts = urlsplit(value)
        if value and (parts.scheme not in ("https", "http") or not parts.netloc):
            raise CourseError(f"{option}: {value!r} is no address; write it with https://")
    if hub and not repository:
        raise CourseError(
            "--hub: the links fetch the students' repository: add --repository with its address"
        )


def _readme(
    root: Path,
    chapters: list[str],
    due: Mapping[str, str] | None,
    repository: str,
    hub: str,
    branch: str,
) -> str:
    course = load_course(root)
    parts = ["# " + course.pages[0].title, "The notebooks of this course, chapter by chapter."]
    for chapter in chapters:
        rows = []
        for exercise in exercises_of(root, chapter):
            links = _links(exercise, repository, hub, branch)
            facts = exercise.facts
            worth = f"{facts.points:g} points" if facts.graded else "for practice"
            when = "–" if due is None else due.get(f"{chapter}-{exercise.name}", "not handed in")
            title = f"[{facts.title}]({chapter}/{exercise.name}.ipynb)"
            rows.append((title, worth, f"{facts.minutes} min", when, links or "–"))
        if rows:
            head = ("Notebook", "Worth", "Time", "Due", "Open it")
            lines = [head, ("---",) * len(head), *rows]
            parts.append(f"## {course.title_of(f'{chapter}/index')}")
            parts.append("\n".join(f"| {' | '.join(cells)} |" for cells in lines))
    parts.append(
        "## On your own computer\n\nYou need Python 3.11 or newer. In this folder:\n\n"
        "    python -m pip install -r requirements.txt\n    python -m jupyterlab\n\n"
        "Then open a chapter's folder and its notebook, and run the cells from the top. Hand in "
        "the notebook under the name it has."
    )
    parts.append(
        "Licence of the texts: CC BY 4.0. Licence of the code: BSD-3-Clause. Each data folder has "
        "a `SOURCES.md` with the licence of its data."
    )
    return "\n\n".join(parts) + "\n"


def _links(exercise: GradedExercise, repository: str, hub: str, branch: str) -> str:
    path = f"{exercise.chapter}/{exercise.name}.ipynb"
    links = []
    if hub:
        links.append(f"[on our hub]({hub_address(hub, repository, branch, path)})")
    if repository:
        links.append(f"[on Binder]({binder_address(repository, branch, path)})")
    return ", ".join(links)


def binder_address(repository: str, branch: str, path: str) -> str:
    """A link with which mybinder.org opens a notebook of a public repository."""
    parts = urlsplit(repository)
    place = parts.path.strip("/").removesuffix(".git")
    if parts.netloc == "github.com" and place.count("/") == 1:
        where = f"gh/{place}"
    else:
        where = f"git/{quote(repository, safe='')}"
    return (
        f"https://mybinder.org/v2/{where}/{quote(branch, safe='')}?labpath={quote(path, safe='')}"
    )


def write_repository(files: Mapping[str, bytes], target: Path) -> list[str]:
    """Write the repository; gives the names of what it wrote or took away.

    Only files that an earlier call wrote are ever changed, and only if nobody changed them since.

    Raises:
        CourseError: the folder holds other people's files under these names, or edited ones;
            nothing is written then.
    """
    files = {**files, **manifest_files(files, "students' repository")}
    if target.exists() and not target.is_dir():
        raise CourseError(f"{shown(target)}: is a file; name a folder with --to")
    ours = _written_before(target)
    present = [p for p in target.iterdir() if p.name != ".git"] if target.is_dir() else []
    if present and not ours:
        raise CourseError(
            f"{shown(target)}: holds files, and none of an earlier release; name an empty folder"
        )
    edited = []
    for name in sorted({*files, *ours}):
        path = target / name
        if name == MANIFEST or not path.exists():
            continue
        found = path.read_bytes() if path.is_file() else b""
        same = found == files.get(name)
        if not same and hashlib.sha256(found).hexdigest() != ours.get(name):
            edited.append(name)
    if edited:
        raise CourseError(
            f"{shown(target)}: edited since it was released: {', '.join(edited)}; nothing was "
            "written. Move the changes into the course, or take the files away, and release again"
        )
    changed = []
    for name, content in files.items():
        path = target / name
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            changed.append(name)
    for name in sorted(set(ours) - set(files)):
        (target / name).unlink(missing_ok=True)
        changed.append(name)
        folder = (target / name).parent
        while folder != target and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent
    return changed


def _written_before(target: Path) -> dict[str, str]:
    """The digests of the files that an earlier release wrote, by name."""
    path = target / MANIFEST
    if not path.is_file():
        return {}
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))["files"]
        ours = {str(name): str(entry["sha256"]) for name, entry in listed.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CourseError(
            f"{shown(path)}: cannot be read, so what is ours and what is yours cannot be told "
            "apart; put back the file as it was, or name an empty folder"
        ) from None
    inside = {
        name: digest
        for name, digest in ours.items()
        if (target / name).resolve().is_relative_to(target.resolve())
    }
    if (target / SUMS).is_file():
        inside[SUMS] = hashlib.sha256((target / SUMS).read_bytes()).hexdigest()
    return inside


def commit(target: Path, branch: str) -> str | None:
    """Put the folder's files into git; gives what to do by hand if that does not work."""
    if not shutil.which("git"):
        return "git is not installed here; put the folder into a repository yourself"

    def git(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", "-C", str(target), *arguments], capture_output=True, text=True, check=False
        )

    if not (target / ".git").exists() and git("init", "--quiet", "-b", branch).returncode:
        return "git could not make a repository there; do it yourself"
    git("add", "--all")
    if not git("status", "--porcelain").stdout.strip():
        return None
    done = git("commit", "--quiet", "--message", "Release of the course's notebooks")
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        return f"git did not commit ({said[-1] if said else 'no reason given'}); commit it yourself"
    return None
