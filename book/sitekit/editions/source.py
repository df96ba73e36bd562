"""Writes the sources of an edition, from which Jupyter Book makes a book like any other.

They hold the translated pages alone, what those need of the rest, and `left-out.json`, which says
what the edition lacks: links to that lead to the English book.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from sitekit.course import load_course
from sitekit.editions.translations import (
    FOLDER,
    SOURCE,
    About,
    Translation,
    pages,
    read_about,
    translations,
)
from sitekit.errors import CourseError, read_text
from sitekit.pathways.missing import FILE as LEFT_OUT
from sitekit.talks.make import load_talks, made_talk

#: Files at the root that go with every edition.
AT_ROOT = ("LICENSE", "LICENSE-CONTENT", "CITATION.cff")
#: Folders of the book that hold no page.
OF_THE_BOOK = ("_data", "_static", "_templates", "locale")


def edition_toc(toc: dict[str, Any], kept: dict[str, str], about: About) -> dict[str, Any]:
    """The table of contents with the translated pages alone; `kept` has their titles.

    Raises:
        CourseError: the home page is not translated, or a caption has no translation.
    """
    if toc["root"] not in kept:
        raise CourseError(f"{FOLDER}: translate {toc['root']}.md first; every edition has it")
    # What is left empty leaves the table: the home page may be all that there is yet.
    rest = {name: value for name, value in toc.items() if name not in ("parts", "chapters")}
    if "parts" not in toc:
        chapters = list(_kept(toc.get("chapters", []), kept))
        return {**rest, "chapters": chapters} if chapters else rest
    parts = []
    for part in toc["parts"]:
        if chapters := list(_kept(part["chapters"], kept)):
            if part["caption"] not in about.captions:
                raise CourseError(f"edition.yml: captions: add one for {part['caption']!r}")
            parts.append({"caption": about.captions[part["caption"]], "chapters": chapters})
    return {**rest, "parts": parts} if parts else rest


def _kept(chapters: list[dict[str, Any]], kept: dict[str, str]) -> Iterator[dict[str, Any]]:
    for entry in chapters:
        if entry["file"] in kept:
            new = {"file": entry["file"], "title": kept[entry["file"]]}
            if sections := [s for s in entry.get("sections", []) if s["file"] in kept]:
                new["sections"] = sections
            yield new


def edition_config(config: dict[str, Any], about: About, language: str) -> dict[str, Any]:
    """`_config.yml` with the edition's language, title and place below the site."""
    html = dict(config.get("html", {}))
    if html.get("baseurl"):
        html["baseurl"] = f"{html['baseurl'].rstrip('/')}/{language}/"
    sphinx = dict(config["sphinx"])
    sphinx["config"] = {
        # Redirects keep addresses that were published; an edition begins with none.
        **{name: value for name, value in sphinx["config"].items() if name != "redirects"},
        "language": language,
        "locale_dirs": ["book/locale"],
    }
    return {**config, "title": about.title, "author": about.author, "html": html, "sphinx": sphinx}


def write_source(root: Path, language: str, target: Path) -> None:
    """Write an edition's sources; what is there already and the same is not touched.

    Raises:
        CourseError: a translation is not as it should be.
    """
    course, about = load_course(root), read_about(root, language)
    found = translations(root, language)
    titles = {one.docname: _title(one) for one in found if one.is_page}
    missing = sorted(set(titles) - {page.docname for page in course.pages})
    if missing:
        raise CourseError(f"_toc.yml: these translated pages are not in it: {', '.join(missing)}")
    toc = edition_toc(yaml.safe_load(read_text(root / "_toc.yml")), titles, about)
    config = yaml.safe_load(read_text(root / "_config.yml"))
    files: dict[str, Path | str] = dict(_sources(root, found))
    files["_toc.yml"] = _dump(toc)
    files["_config.yml"] = _dump(edition_config(config, about, language))
    files[LEFT_OUT] = json.dumps(
        {
            "pathway": "",
            "titles": {p.docname: p.title for p in course.pages if p.docname not in titles},
            "language": SOURCE,
            "also_in": {
                code: docnames for code, docnames in pages(root).items() if code != language
            },
            "behind": [one.docname for one in found if one.is_page and one.is_behind],
            "reviewed_by": {one.docname: one.reviewed_by for one in found if one.reviewed_by},
            "talks": _spoken(root, found),
        },
        ensure_ascii=False,
        indent=1,
    )
    _write(files, target)
    shared, own = root / "_build" / "cache", target / "_build" / "cache"
    if shared.is_dir() and not own.exists():
        own.parent.mkdir(parents=True, exist_ok=True)
        own.symlink_to(shared.resolve(), target_is_directory=True)


def _title(one: Translation) -> str:
    lines = one.path.read_text(encoding="utf-8").split("---\n", 2)
    return str(yaml.safe_load(lines[1])["title"])


def _dump(data: dict[str, Any]) -> str:
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)


def _sources(root: Path, found: list[Translation]) -> Iterator[tuple[str, Path]]:
    """Each file of the edition by its name; a translation stands in the place of its source."""
    for name in AT_ROOT:
        if (root / name).is_file():
            yield name, root / name
    chapters = {one.name.split("/")[1] for one in found if one.name.count("/") == 2}
    folders = [root / "book" / name for name in OF_THE_BOOK]
    folders += [root / "exercises" / "dsilab"]
    folders += [root / "exercises" / chapter / "data" for chapter in sorted(chapters)]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(root).as_posix(), path
    for one in found:
        yield one.name, one.path


def _spoken(root: Path, found: list[Translation]) -> dict[str, dict[str, Any]]:
    """When each sentence of the translated talks is heard, in the source's own recording."""
    slugs = [one.name.split("/")[1] for one in found if one.name.endswith("/talk.md")]
    made = {talk.slug: made_talk(root, talk) for talk in load_talks(root, slugs)}
    return {slug: asdict(each[1]) for slug, each in made.items() if each}


def _write(files: dict[str, Path | str], target: Path) -> None:
    for name, source in files.items():
        content = source.read_bytes() if isinstance(source, Path) else source.encode()
        path = target / name
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for path in sorted(target.rglob("*"), reverse=True):
        name = path.relative_to(target)
        if name.parts[0] == "_build":
            continue
        if path.is_file() and name.as_posix() not in files:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            shutil.rmtree(path)
