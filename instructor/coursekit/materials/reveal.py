"""Fetches reveal.js, which shows the slides, by its locked hash; once, into the build's cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from sitekit.errors import CourseError
from sitekit.labs.fetch import npm

LOCKS = Path(__file__).parent / "locks"
_FILES = ("package.json", "package-lock.json", ".npmrc")


@dataclass(frozen=True)
class Reveal:
    """Its style and its code, to stand in a page."""

    style: str
    code: str
    licence: str


def reveal(cache: Path) -> Reveal:
    """reveal.js with its plugin for speaker notes.

    Raises:
        CourseError: it is not in the cache and cannot be fetched.
    """
    digest = hashlib.sha256(b"".join((LOCKS / name).read_bytes() for name in _FILES))
    folder = cache / f"reveal-{digest.hexdigest()[:16]}"
    if not folder.is_dir():
        _fetch(folder, cache)
    dist = folder / "dist"
    code = "\n".join(
        (dist / name).read_text(encoding="utf-8") for name in ("reveal.js", "plugin/notes.js")
    )
    style = "\n".join(
        (dist / name).read_text(encoding="utf-8") for name in ("reset.css", "reveal.css")
    )
    # Inside a page, these words would end the code.
    safe = code.replace("</script", "<\\/script").replace("<!--", "<\\!--")
    return Reveal(style, safe, (folder / "LICENSE").read_text(encoding="utf-8"))


def _fetch(folder: Path, cache: Path) -> None:
    print("Fetching reveal.js for the slides (the first time only) ...", flush=True)
    part = folder.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for name in _FILES:
        shutil.copy(LOCKS / name, part / name)
    done = subprocess.run(
        [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=part,
        env={
            **os.environ,
            "npm_config_cache": str(cache / "npm"),
            "npm_config_update_notifier": "false",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "error" in line.lower()]
        raise CourseError(
            "reveal.js could not be fetched: the network may be away, or it is not what the lock "
            f"says ({(said or ['no message'])[-1].strip()[:200]}); try again with the network, or "
            "leave the slides out: course materials --no-slides"
        )
    (part / "node_modules" / "reveal.js").rename(folder)
    shutil.rmtree(part)
