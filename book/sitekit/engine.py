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


#: `jupyter-book`, less a second that jsonschema takes to get ready for addresses (RFC 3987) where
#: a package for them is installed; no setting of Jupyter Book has one.
COMMAND = """\
import sys
sys.modules["rfc3987_syntax"] = None
from jupyter_book.cli.main import main
main(prog_name="jupyter-book")
"""


def _jupyter_book(root: Path) -> list[str]:
    return [sys.executable, "-c", COMMAND, "build", str(root)]
