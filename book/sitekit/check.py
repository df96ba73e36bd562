"""`course check`: every rule of the course, over its sources and the built site.

Sphinx, run with warnings as errors, has already refused unknown citations, unknown glossary terms,
broken page links and (through `alt_text.py`) images without alternative text. What is left is
checked here. `coursekit` adds its own checks through the entry point group `sitekit.checks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.metadata import entry_points
from pathlib import Path

from sitekit.addresses import lost_addresses
from sitekit.alignment import alignment_gaps
from sitekit.course import load_course
from sitekit.links import broken_links
from sitekit.outside_links import wrong_addresses
from sitekit.references import (
    bibliographies,
    keys_in_two_files,
    uncited_references,
    unopenable_references,
)

#: A check gets the repository's root and the built site, and gives one line for each fault.
Check = Callable[[Path, Path], Iterable[str]]

GROUP = "sitekit.checks"


def _schema(root: Path, site: Path) -> Iterable[str]:
    load_course(root)
    return ()


def _references(root: Path, site: Path) -> Iterable[str]:
    files = bibliographies(root)
    for path in files:
        yield from unopenable_references(path)
    yield from keys_in_two_files(files)


def _cited(root: Path, site: Path) -> Iterable[str]:
    return uncited_references(root, site)


def _links(root: Path, site: Path) -> Iterable[str]:
    return broken_links(site)


def _addresses(root: Path, site: Path) -> Iterable[str]:
    return wrong_addresses(site)


def _alignment(root: Path, site: Path) -> Iterable[str]:
    return alignment_gaps(root, load_course(root))


def all_checks() -> dict[str, Check]:
    """The checks by name: those of the site, then those that an installed package adds."""
    checks: dict[str, Check] = {
        "lesson schema": _schema,
        "objectives are taught, practised and assessed": _alignment,
        "references can be opened": _references,
        "references are cited": _cited,
        "links inside the site": _links,
        "addresses that were published": lost_addresses,
        "addresses of other sites": _addresses,
    }
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            checks[point.name] = point.load()
        except ModuleNotFoundError as error:
            if not (error.name and point.module.startswith(error.name)):
                raise
    return checks


def run_checks(root: Path, site: Path) -> int:
    """Run them all, print what is wrong, and return 0 where nothing is."""
    total = 0
    for name, check in all_checks().items():
        faults = list(check(root, site))
        total += len(faults)
        print(f"{'ok' if not faults else 'FAULT':5}  {name}")
        for fault in faults:
            print(f"       {fault}")
    return 1 if total else 0
