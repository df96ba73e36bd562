"""The commands of the program that makes pages of the sources: Jupyter Book.

`CONTRIBUTING.md` holds this file for Sphinx alone, for the day on which Jupyter Book 1.x ends.
"""

from __future__ import annotations

import sys
from pathlib import Path


def pages(root: Path, *, everything: bool) -> list[str]:
    """Writes `_build/html`; any warning is an error. everything: what did not change, too."""
    return [*_jupyter_book(root), "-W", "--keep-going", *(["--all"] if everything else [])]


def asked_links(root: Path, folder: Path) -> list[str]:
    """Asks the addresses of other sites and writes the answers into `folder`/_build/html."""
    return [*_jupyter_book(root), "--builder", "linkcheck", "--path-output", str(folder)]


def _jupyter_book(root: Path) -> list[str]:
    return [str(Path(sys.executable).parent / "jupyter-book"), "build", str(root)]
