"""`course export cartridge`: the course for a learning platform, without keys and with them."""

from __future__ import annotations

import argparse
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from sitekit.errors import CourseError, shown
from sitekit.paths import find_root

from coursekit.assignments import Assignment, all_assignments

if TYPE_CHECKING:
    from sitekit.course import Course

    from coursekit.cartridge.manifest import Module, Resource

FOLDER = Path("_build") / "instructor" / "lms"
_STUDENT_ZIP = "dsi-course-student.zip"


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add `course export cartridge`."""
    parser = subparsers.add_parser(
        "cartridge",
        help="write the course as an IMS Common Cartridge 1.3",
        description="Write two files for a learning platform (Canvas, Moodle, Brightspace, Open "
        "edX and others import them): one without any key, and one for the instructor with the "
        "graded quizzes and the notes for marking. Pages are links to the published book, or "
        "copies. Quizzes give feedback on every option.",
        epilog="examples:\n  course export cartridge --site https://example.org/dsi\n"
        "  course export cartridge crops phylogenetics --pages copy",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("chapters", nargs="*", metavar="CHAPTER", help="default: all")
    parser.add_argument(
        "--pages",
        choices=("link", "copy"),
        help="links to the published book (small, always up to date; the default with --site), or "
        "copies (work inside the platform alone; the default without)",
    )
    parser.add_argument("--site", metavar="URL", help="where the book is published")
    parser.add_argument(
        "--edx",
        action="store_true",
        help="write copied pages for Open edX's converter, cc2olx (other platforms cannot show "
        "their pictures and links)",
    )
    parser.add_argument("--no-lab", action="store_true", help="build the book without the labs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write both files."""
    from sitekit.build import build
    from sitekit.course import chosen_chapters, load_course

    root = find_root()
    site = _site(arguments.site)
    mode = arguments.pages or ("link" if site and not arguments.edx else "copy")
    if arguments.edx and mode == "link":
        raise CourseError("--edx is for copied pages: leave --pages link away")
    if mode == "link" and not site:
        raise CourseError("--pages link: say where the book is published: --site https://...")
    # A wrong name is said before minutes are spent on the build.
    chosen_chapters(load_course(root), arguments.chapters)
    built = build(root, lab=not arguments.no_lab)
    folder = root / FOLDER
    written = write_cartridges(
        root, built, folder, arguments.chapters, mode, site, edx=arguments.edx
    )
    for path, counts in written.items():
        print(f"{shown(path)}: {counts}, {path.stat().st_size / 1e6:.1f} MB")
    print(
        "Next: import one of them into an empty course of your platform; the one named "
        "'instructor' holds keys, so never hand it out"
    )
    return 0


def _site(address: str | None) -> str | None:
    """An address without its last slash.

    Raises:
        CourseError: it is none that a link can begin with.
    """
    if address is None:
        return None
    from urllib.parse import urlsplit

    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.netloc or parts.query or parts.fragment:
        raise CourseError(f"--site {address!r}: write it like https://example.org/dsi")
    return address.rstrip("/")


def write_cartridges(
    root: Path,
    built: Path,
    folder: Path,
    chapters: list[str] | None,
    mode: str,
    site: str | None,
    *,
    edx: bool = False,
) -> dict[Path, str]:
    """Write the two files; gives them, each with what is in it.

    Args:
        root: the repository.
        built: the built site.
        folder: where to write them.
        chapters: which ones (default: all).
        mode: `link` or `copy`.
        site: where the book is published.
        edx: copied pages are for Open edX's converter.

    Raises:
        CourseError: there is no such chapter, or a source breaks its schema.
    """
    from sitekit.course import chosen_chapters, load_course

    from coursekit.cartridge.manifest import Cartridge, Module
    from coursekit.grading.gradebook import skip_slow_import

    skip_slow_import()
    course = load_course(root)
    names = chosen_chapters(course, chapters)
    folder.mkdir(parents=True, exist_ok=True)
    pages = {name: _pages(course, built, names, name, mode, site, edx=edx) for name in names}
    written = {}
    for with_keys in (False, True):
        modules = [
            _module(course, name, pages[name], mode, site, with_keys=with_keys) for name in names
        ]
        shared = _shared(built) if mode == "copy" else []
        if edx:
            # cc2olx takes along only what an item shows.
            shared[0].title = "Everything for students"
            modules.append(Module("downloads", "Downloads", shared))
            shared = []
        cartridge = Cartridge(
            _title(root),
            "Pages, quizzes, discussion topics and assignments of an open course on sharing "
            "genetic sequence data.",
            modules,
            shared,
        )
        kind = "edx" if edx else mode
        path = folder / f"course-{kind}{'-instructor' if with_keys else ''}.imscc"
        cartridge.write(path)
        written[path] = _counts(cartridge.resources)
    return written


def _title(root: Path) -> str:
    import yaml

    return yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))["title"]


def _pages(
    course: Course,
    built: Path,
    names: list[str],
    chapter: str,
    mode: str,
    site: str | None,
    *,
    edx: bool,
) -> list[Resource]:
    """A chapter's pages, then its discussion topics."""
    from coursekit.built import read_built
    from coursekit.cartridge import pages, resources

    copied = {page.slug for name in names for page in course.lessons_of(name)}
    found, topics = [], []
    for page in course.lessons_of(chapter):
        lesson = read_built(built, page)
        if mode == "copy":
            found += pages.page_copy(lesson, course.root, copied, site, edx=edx)
        else:
            name = page.slug.replace("/", "-")
            found.append(resources.web_link(name, page.title, f"{site}/{page.docname}.html"))
        topics += [resources.topic(f"{chapter}-{d.id}", d) for d in lesson.discussions()]
    return [*found, *topics]


def _module(
    course: Course,
    chapter: str,
    pages: list[Resource],
    mode: str,
    site: str | None,
    *,
    with_keys: bool,
) -> Module:
    from sitekit.course import chapter_title
    from sitekit.questions import load_questions

    from coursekit.cartridge import resources
    from coursekit.cartridge.manifest import Module
    from coursekit.quiz import read_graded

    title = chapter_title(course, chapter)
    module = Module(chapter, title, list(pages))
    bank = course.root / "exercises" / chapter / "questions.yml"
    if bank.is_file():
        check = f"{title}: check yourself"
        module.resources.append(resources.self_check(chapter, check, load_questions(bank)))
    pairs = read_graded(course.root, chapter) if with_keys else []
    if pairs:
        module.resources.append(resources.graded_quiz(chapter, f"{title}: graded quiz", pairs))
    for one in all_assignments(course.root):
        if one.chapter == chapter:
            module.resources += _assignment(one, mode, site, with_keys=with_keys)
    return module


def _assignment(one: Assignment, mode: str, site: str | None, *, with_keys: bool) -> list[Resource]:
    from sitekit.notebooks import exercise_facts

    from coursekit.cartridge import resources
    from coursekit.rubric import read_rubric

    facts = exercise_facts(one.exercise_path)
    if not facts.graded:
        return []
    rubric = read_rubric(one.solutions_path.with_name(f"{one.exercise}.rubric.yml"))
    start = "$IMS-CC-FILEBASE$/downloads" if mode == "copy" else f"{site}/downloads"
    html = (
        f"<p>{escape(facts.summary)}</p>"
        f"<p><strong>Time.</strong> About {facts.minutes} minutes. <strong>Points.</strong> "
        f"{facts.points:g}: {facts.points_auto:g} by tests, {facts.points_manual:g} by a "
        "person.</p>"
        f'<p>Download <a href="{start}/{_STUDENT_ZIP}">everything for students</a>, unpack it, '
        f"and open <code>{one.chapter}/{one.notebook_name}</code> in Jupyter. When you are done, "
        f"save it and hand in that one file, <code>{one.notebook_name}</code>.</p>"
        + (resources.rubric_table(rubric) if rubric else "")
    )
    notes = resources.rubric_notes(rubric) if rubric and with_keys else None
    return resources.assignment(one.name, facts.title, html, facts.points, notes)


def _shared(built: Path) -> list[Resource]:
    from coursekit.cartridge.manifest import WEB_CONTENT, Resource

    content = (built / "downloads" / _STUDENT_ZIP).read_bytes()
    return [Resource("downloads", WEB_CONTENT, {f"downloads/{_STUDENT_ZIP}": content})]


def _counts(resources: list[Resource]) -> str:
    """`12 pages, 5 topics, ...`"""
    from coursekit.cartridge import manifest

    shown_ones = [r for r in resources if r.title and r.id != "downloads"]
    kinds = {
        "pages": (manifest.WEB_CONTENT, manifest.WEB_LINK),
        "topics": (manifest.TOPIC,),
        "quizzes": (manifest.ASSESSMENT,),
        "assignments": (manifest.ASSIGNMENT,),
    }
    return ", ".join(
        f"{sum(r.type in types for r in shown_ones)} {kind}" for kind, types in kinds.items()
    )
