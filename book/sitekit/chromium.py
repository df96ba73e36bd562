"""Where Chromium is: it prints the book, and the tests read the book in it."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from sitekit.errors import CourseError

if TYPE_CHECKING:
    from playwright.sync_api import BrowserType

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: No page of the course needs more of the browser than this; nothing goes out to its makers.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium(chromium: BrowserType) -> str:
    """The browser's program: `CHROMIUM`, else one on PATH, else Playwright's own.

    Raises:
        CourseError: there is none.
    """
    wanted = os.environ.get("CHROMIUM")
    for name in [wanted] if wanted else [*NAMES, chromium.executable_path]:
        if found := shutil.which(name):
            return found
    fault = f"CHROMIUM={wanted} is no program" if wanted else "no Chromium was found"
    raise CourseError(
        f"{fault}; install one (Debian: apt-get install chromium; else: python -m playwright "
        "install chromium), or set CHROMIUM=/path/to/chromium"
    )
