"""The bibliography: one BibTeX file a chapter and one that is shared, and what is wrong in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from docutils import nodes
from pybtex.database import BibliographyData, BibliographyDataError, parse_string
from pybtex.plugin import find_plugin, register_plugin
from pybtex.scanner import PybtexSyntaxError
from pydantic import AfterValidator

from sitekit.errors import CourseError, read_text, shown

#: Where the BibTeX files are, from the root of the repository.
FOLDER = "book/_data/references"
DOI = re.compile(r"10\.\d{4,9}/\S+")
#: What every citation asks pybtex for.
PLUGINS = (
    ("pybtex.database.input", "bibtex"),
    ("pybtex.style.formatting", "unsrt"),
    ("pybtex.style.labels", "number"),
    ("pybtex.style.names", "plain"),
    ("pybtex.style.sorting", "none"),
    ("pybtex.backends", "docutils"),
)


def read_bibliography(path: Path) -> BibliographyData:
    """The entries of a BibTeX file; read once for each of its versions.

    Raises:
        PybtexSyntaxError, BibliographyDataError: it is no valid BibTeX, or holds a key twice.
        CourseError: it cannot be read.
    """
    return _parse(read_text(path))


@lru_cache(maxsize=64)
def _parse(text: str) -> BibliographyData:
    return parse_string(text, "bibtex")


def unopenable_references(path: Path) -> list[str]:
    """One line for each entry without a DOI, an address, or a treaty document's number.

    Raises:
        CourseError: the file is no valid BibTeX, or holds a key twice.
    """
    try:
        bibliography = read_bibliography(path)
    except (PybtexSyntaxError, BibliographyDataError) as error:
        raise CourseError(f"{shown(path)}: {error}") from None
    faults = []
    for key, entry in bibliography.entries.items():
        fields = {name.lower(): value for name, value in entry.fields.items()}
        doi, address = fields.get("doi"), fields.get("url")
        if doi and not DOI.fullmatch(doi):
            faults.append(f"{shown(path)}: {key}: {doi!r} is no DOI; write it as 10.1234/abc")
        if address and not re.match(r"https?://\S+$", address):
            faults.append(f"{shown(path)}: {key}: {address!r} is no web address")
        if not (doi or address or fields.get("number")):
            faults.append(
                f"{shown(path)}: {key}: a reader cannot open this; add a doi, a url, or the "
                "treaty document's number"
            )
        if "title" not in fields or not ("year" in fields or "date" in fields):
            faults.append(f"{shown(path)}: {key}: add the title and the year")
    return faults


def bibliographies(root: Path) -> list[Path]:
    """The BibTeX files, by name."""
    return sorted((root / FOLDER).glob("*.bib"))


def known_sources(root: Path) -> frozenset[str]:
    """The keys of every entry of the bibliography."""
    return frozenset(
        key for path in bibliographies(root) for key in read_bibliography(path).entries
    )


def source_key(sources: Collection[str]) -> Any:
    """The type of a declaration's field that must name one of these keys."""

    def is_source(key: str) -> str:
        if key not in sources:
            raise ValueError("this is no key of book/_data/references/; add the entry, or mend it")
        return key

    return Annotated[str, AfterValidator(is_source)]


def keys_in_two_files(files: Iterable[Path]) -> Iterator[str]:
    """One line for each key that two files define; the build would use either."""
    first: dict[str, Path] = {}
    for path in files:
        for key in read_bibliography(path).entries:
            if key in first:
                yield (
                    f"{shown(path)}: {key} is in {shown(first[key])} too; keep one, in shared.bib"
                )
            first.setdefault(key, path)


def uncited_references(root: Path, site: Path) -> Iterator[str]:
    """One line for each reference that no page of the built site has among its sources."""
    cited: set[str] = set()
    for path in site.rglob("*.html"):
        cited.update(re.findall(r'id="footcite-([^"]+)"', path.read_text(encoding="utf-8")))
    for path in bibliographies(root):
        for key in read_bibliography(path).entries:
            # An id in HTML is made from the key: letters and digits, the rest as dashes.
            if nodes.make_id(f"footcite-{key}").removeprefix("footcite-") not in cited:
                yield f"{shown(path)}: {key}: no page cites this; cite it, or take it out"


def remember_plugins() -> None:
    """Have pybtex look its plug-ins up once, and not at every citation.

    To find one, it reads the entry points of all installed packages: with some 250 packages, half
    of the time that the book takes.
    """
    for group, name in PLUGINS:
        register_plugin(group, name, find_plugin(group, name), force=True)


def setup(app: Any) -> None:
    """Give sphinxcontrib-bibtex every file of the folder."""
    remember_plugins()

    def name_files(app: Any, config: Any) -> None:
        config.bibtex_bibfiles = [str(path) for path in bibliographies(Path(app.srcdir))]

    app.connect("config-inited", name_files)
