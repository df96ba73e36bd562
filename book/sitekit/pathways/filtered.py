"""The book's sources with the chosen chapters alone, from which `course build` makes a book.

Everything that follows from the table of contents (navigation, search, progress, downloads, labs)
is then right by itself. `LEFT_OUT` tells `left_out.py` what is missing, so that links into it
become notes.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from sitekit.course import REFERENCE_FOLDERS, Page
from sitekit.discussing import FILE as CONFIG
from sitekit.discussing import SETTING
from sitekit.errors import CourseError, read_text, shown
from sitekit.pathways.choose import Choice
from sitekit.pathways.missing import FILE as LEFT_OUT
from sitekit.pathways.plan import Plan
from sitekit.pathways.syllabus import syllabus

SYLLABUS = "book/syllabus"
#: The part of the table of contents that a class's book goes without.
FOR_INSTRUCTORS = "For instructors"
#: Files at the root that go with the book.
AT_ROOT = ("_config.yml", "LICENSE", "LICENSE-CONTENT")


def filtered_toc(toc: dict[str, Any], choice: Choice) -> dict[str, Any]:
    """A table of contents with the chosen chapters, in the order in which they are taught."""
    taken = {page.docname for page in choice.pages}
    order = {chapter: number for number, chapter in enumerate(choice.pathway.chapters)}
    parts = []
    for part in toc["parts"]:
        if part.get("caption") == FOR_INSTRUCTORS:
            continue
        kept = []
        for entry in part["chapters"]:
            chapter = _chapter(entry["file"])
            if chapter in REFERENCE_FOLDERS:
                kept.append(entry)
            elif chapter in order:
                sections = [s for s in entry.get("sections", []) if s["file"] in taken]
                kept.append({**entry, "sections": sections} if sections else _without(entry))
        kept.sort(key=lambda entry: order.get(_chapter(entry["file"]), len(order)))
        if kept:
            parts.append({**part, "chapters": kept})
    syllabus_part = {"caption": "This course", "chapters": [{"file": SYLLABUS}]}
    return {**toc, "parts": [syllabus_part, *parts]}


def with_service(config: str, service: BaseModel) -> str:
    """The text of `_config.yml` with the pathway's own discussion service."""
    settings = yaml.safe_load(config)
    settings["sphinx"]["config"][SETTING] = service.model_dump(exclude_none=True)
    return yaml.safe_dump(settings, sort_keys=False, allow_unicode=True)


def _chapter(docname: str) -> str:
    return docname.removeprefix("book/").rpartition("/")[0]


def _without(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != "sections"}


def write_filtered(root: Path, plan: Plan, target: Path) -> None:
    """Write the filtered sources; what is there already and the same is not touched.

    Raises:
        CourseError: `target` holds something else.
    """
    if target.exists() and any(target.iterdir()) and not (target / LEFT_OUT).is_file():
        raise CourseError(f"{shown(target)}: holds something else; remove it or name another --to")
    toc = filtered_toc(yaml.safe_load(read_text(root / "_toc.yml")), plan.choice)
    written = yaml.safe_dump(toc, sort_keys=False, allow_unicode=True)
    kept = set(re.findall(r"^\s*-?\s*(?:file|root): (\S+)", written, re.M))
    gone = [page for page in plan.choice.course.pages if page.docname not in kept]
    files: dict[str, Path | str] = dict(_sources(root, plan.choice, gone))
    files["_toc.yml"] = written
    if service := plan.pathway.discussion_service:
        files[CONFIG] = with_service(read_text(root / CONFIG), service)
    files[f"{SYLLABUS}.md"] = _syllabus_page(plan)
    files[LEFT_OUT] = json.dumps(
        {
            "pathway": plan.pathway.title,
            "titles": {page.docname: page.title for page in gone},
        },
        ensure_ascii=False,
        indent=1,
    )
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
            path.rmdir()
    _share_cache(root, target)


def _sources(root: Path, choice: Choice, gone: list[Page]) -> Iterator[tuple[str, Path]]:
    for name in AT_ROOT:
        if (root / name).is_file():
            yield name, root / name
    left_out = {page.path.as_posix() for page in gone}
    for folder in ("book", "exercises"):
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if not path.is_file() or "__pycache__" in path.parts or name in left_out:
                continue
            if folder == "exercises" and _is_left_out_exercise(path, root, choice):
                continue
            yield name, path


def _is_left_out_exercise(path: Path, root: Path, choice: Choice) -> bool:
    """Notebooks and questions of the chapters that are not taken; charts may need their data."""
    chapter, *rest = path.relative_to(root / "exercises").parts
    return (
        len(rest) == 1
        and chapter in choice.course.chapters
        and chapter not in choice.pathway.chapters
    )


def _syllabus_page(plan: Plan) -> str:
    title = json.dumps(f"Syllabus: {plan.pathway.title}", ensure_ascii=False)
    text = syllabus(plan, lambda page: f"[]({page.slug}.md)")
    return f"---\ntitle: {title}\n---\n\n{text}"


def _share_cache(root: Path, target: Path) -> None:
    """What was fetched and drawn for the whole book serves the filtered one too."""
    shared, own = root / "_build" / "cache", target / "_build" / "cache"
    for link in own.glob("*"):
        if link.is_symlink() and not link.exists():
            link.unlink()
    for source in shared.glob("*"):
        link = own / source.name
        if not source.name.startswith("lab-") and not os.path.lexists(link):
            own.mkdir(parents=True, exist_ok=True)
            link.symlink_to(source, target_is_directory=True)
