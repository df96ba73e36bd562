"""`course build`: runs Jupyter Book, strictly, and only when something changed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from sitekit import engine
from sitekit.course import load_course
from sitekit.discussing import load_service
from sitekit.editions.make import editions
from sitekit.errors import CourseError
from sitekit.exercises import chapters_with_exercises
from sitekit.labs import LAB_VARIABLE
from sitekit.labs.build import build_lab, put_lab, remove_lab
from sitekit.labs.build import fingerprint as lab_fingerprint
from sitekit.printing.offer import put_editions
from sitekit.talks.make import make_talks
from sitekit.webapp import keep_lab

#: What the site is made from, below the root.
SOURCES = (
    "_config.yml",
    "_toc.yml",
    "LICENSE",
    "CITATION.cff",
    "left-out.json",
    "book",
    "exercises",
    "languages",
)
#: Of these, what Sphinx cannot see: when one changes, every page is built again.
CODE = ("_config.yml", "book/sitekit", "book/_templates", "exercises/dsilab")


def build(root: Path, *, force: bool = False, lab: bool = True, talks: bool = True) -> Path:
    """Build the book into `_build/html`, with labs and talks unless told not to; return it.

    Without `talks` none is voiced; those that are made already go into the book all the same.

    Raises:
        CourseError: the sources break a rule, Sphinx has a warning or an error, or the labs cannot
            be made (without the network, the first time).
    """
    site = root / "_build" / "html"
    stamp = root / "_build" / "built-from"
    sources, code = fingerprint(root, SOURCES), fingerprint(root, CODE)
    last = stamp.read_text().split() if stamp.exists() and site.is_dir() else ["", "", "", ""]
    lab = lab and bool(chapters_with_exercises(root))
    labs = lab_fingerprint(root) if lab else "none"
    spoken = "all" if talks else "as-they-are"
    if not force and last == [sources, code, labs, spoken]:
        print(f"The book is up to date: {site.relative_to(root)}/index.html")
        return site
    course = load_course(root)
    load_service(root)
    lab_folder = build_lab(root) if lab else None
    if talks:
        make_talks(root)
    clean = force or len(last) != 4 or last[1] != code
    if clean and site.parent.exists():
        for folder in (site, site.parent / ".doctrees"):
            shutil.rmtree(folder, ignore_errors=True)
    stamp.unlink(missing_ok=True)
    started = time.monotonic()
    print("Building the book ...", flush=True)
    remove_lab(site)
    with editions(root, site, code, run_jupyter_book, clean=clean, lab=bool(lab_folder)):
        run_jupyter_book(root, everything=clean, lab=lab)
    if lab_folder:
        put_lab(lab_folder, site)
        keep_lab(root, site / "lab")
    put_editions(course, site, sources)
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(f"{sources} {code} {labs} {spoken}\n")
    print(f"Built in {time.monotonic() - started:.0f} s: {site.relative_to(root)}/index.html")
    return site


def run_jupyter_book(root: Path, *, everything: bool, lab: bool = False) -> None:
    """Run the Jupyter Book command with warnings as errors; its output goes to a log.

    Raises:
        CourseError: the build fails; with every warning and error that it printed.
    """
    log = root / "_build" / "build.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("w", encoding="utf-8") as out:
        done = subprocess.run(
            engine.pages(root, everything=everything),
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1", LAB_VARIABLE: str(int(lab))},
            check=False,
        )
    if done.returncode:
        text = re.sub(r"\x1b\[[0-9;]*m", "", log.read_text(encoding="utf-8"))
        text = text.replace(f"{root}{os.sep}", "")
        faults = list(dict.fromkeys(_faults(text.splitlines())))
        shown = "\n".join(faults) or f"Jupyter Book ended with exit code {done.returncode}"
        raise CourseError(
            f"the book does not build; mend this and build again:\n{shown}\n"
            f"(all that Jupyter Book said: {log.relative_to(root)})"
        )


def _faults(lines: Iterable[str]) -> Iterable[str]:
    """The warnings and errors among a build's output, with the lines that belong to them."""
    following = False
    for line in lines:
        if re.search(r"\b(WARNING|ERROR|CRITICAL|Extension error|[A-Za-z]+Error)\b", line):
            following = "Extension error" in line
            if "RuntimeError" not in line and "=====" not in line:
                yield line.strip()
        elif following and line.strip() and not line.startswith(("=", " ")):
            yield line.strip()
        else:
            following = False


def fingerprint(root: Path, parts: Iterable[str]) -> str:
    """A digest of the names and contents of all files in these folders."""
    digest = hashlib.sha256()
    for part in parts:
        start = root / part
        files = sorted(start.rglob("*")) if start.is_dir() else [start]
        for path in files:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
