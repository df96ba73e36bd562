"""Builds the editions beside the English book, and lays them into its site at `<code>/`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from sitekit.editions.source import write_source
from sitekit.editions.translations import languages
from sitekit.errors import CourseError

#: Builds the book whose sources are in a folder; everything anew, or what has changed.
Builder = Callable[..., None]


def edition_folder(root: Path, language: str) -> Path:
    """Where an edition's sources are, and in `_build/html` its site."""
    return root / "_build" / "editions" / language


@contextmanager
def editions(
    root: Path, site: Path, code: str, run: Builder, *, clean: bool, lab: bool
) -> Iterator[None]:
    """Build every edition beside what is done in the meantime, then lay it into the site.

    Args:
        root: the repository.
        site: the built English book; an edition of an earlier build leaves it at once.
        code: a digest of the code that makes the pages.
        run: what builds a book.
        clean: whether everything is made anew; an edition that did not change never is.
        lab: whether the labs go with the book.

    Raises:
        CourseError: a translation is not as it should be, or an edition does not build.
    """
    codes = languages(root)
    for language in codes:
        shutil.rmtree(site / language, ignore_errors=True)
        write_source(root, language, edition_folder(root, language))
    with ThreadPoolExecutor(max(1, len(codes))) as pool:
        jobs: dict[str, Future] = {
            language: pool.submit(
                _build, edition_folder(root, language), code, run, clean=clean, lab=lab
            )
            for language in codes
        }
        yield
        for language, job in jobs.items():
            shutil.copytree(job.result(), site / language)


def _build(source: Path, code: str, run: Builder, *, clean: bool, lab: bool) -> Path:
    from sitekit.build import fingerprint  # it imports this module

    site, stamp = source / "_build" / "html", source / "_build" / "built-from"
    names = sorted(path.name for path in source.iterdir() if path.name != "_build")
    now = f"{code} {fingerprint(source, names)} {lab}"
    last = stamp.read_text() if stamp.is_file() and site.is_dir() else ""
    if last == now:
        return site
    everything = clean or last.split(" ")[0] != code
    if everything:
        for folder in (site, site.parent / ".doctrees"):
            shutil.rmtree(folder, ignore_errors=True)
    stamp.unlink(missing_ok=True)
    try:
        run(source, everything=everything, lab=lab)
    except CourseError as error:
        raise CourseError(f"the edition in languages/{source.name}/: {error}") from None
    stamp.write_text(now)
    return site
