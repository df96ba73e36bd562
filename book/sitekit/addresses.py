"""Every address that the book ever had still answers: with its page, or with where it went.

`book/_data/addresses.txt` lists the pages of every release, one a line. A page that moves keeps its
line there, and gets one under `redirects` in `_config.yml`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

LIST = "book/_data/addresses.txt"


def lost_addresses(root: Path, site: Path) -> Iterable[str]:
    """One line for each address that no longer answers, and for each new one that is not listed."""
    path = root / LIST
    if not path.is_file():
        yield f"{LIST}: it is not there; write the book's pages into it, one a line"
        return
    listed = path.read_text(encoding="utf-8").split()
    for number, docname in enumerate(listed, 1):
        if not (site / f"{docname}.html").is_file():
            yield (
                f"{LIST}:{number}: {docname} is no page any more; say in _config.yml where it "
                f"went: sphinx: config: redirects: {{{docname}: ...}}"
            )
    pages = {
        path.relative_to(site).with_suffix("").as_posix() for path in site.glob("book/**/*.html")
    }
    for docname in sorted(pages - set(listed)):
        yield f"{LIST}: add the page {docname}, so that its address is kept for good"
