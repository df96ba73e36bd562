"""`course materials`: slides, handouts, cards, question papers and marking sheets."""

from __future__ import annotations

import argparse
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from sitekit.errors import shown
from sitekit.paths import find_root

if TYPE_CHECKING:
    from coursekit.materials.reveal import Reveal
    from coursekit.materials.session import Session

FOLDER = Path("_build") / "instructor"
#: What shuffles the question papers where nothing else is asked for.
SEED = "1"


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add `course materials`."""
    parser = subparsers.add_parser(
        "materials",
        help="write slides, handouts, cards, question papers and marking sheets",
        description="Write, for each chapter, a deck of slides with speaker notes, handouts "
        "without and with answers, the position cards, a question paper in two forms with keys, "
        "and marking sheets, all from the book's own sources, into _build/instructor.",
        epilog="examples:\n  course materials\n  course materials crops --seed spring-2027",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("chapters", nargs="*", metavar="CHAPTER", help="default: all")
    parser.add_argument(
        "--seed",
        default=SEED,
        metavar="WORD",
        help="shuffles the question papers: a new word for each class (default: %(default)s)",
    )
    parser.add_argument("--no-slides", action="store_true", help="leave the slides out")
    parser.add_argument("--no-lab", action="store_true", help="build the book without the labs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write them."""
    from sitekit.build import build
    from sitekit.course import chosen_chapters, load_course

    from coursekit.materials.reveal import reveal

    root = find_root()
    # A wrong name is said before minutes are spent on the build.
    chosen_chapters(load_course(root), arguments.chapters)
    site = build(root, lab=not arguments.no_lab)
    player = None if arguments.no_slides else reveal(root / "_build" / "cache")
    target = root / FOLDER
    index = write_materials(root, site, target, arguments.chapters, arguments.seed, player)
    print(f"Next: open {shown(index)} in a browser; what it links to is for you, not for students")
    return 0


def write_materials(
    root: Path,
    site: Path,
    target: Path,
    chapters: list[str] | None,
    seed: str,
    player: Reveal | None,
) -> Path:
    """Write everything; gives the page that lists it.

    Args:
        root: the repository.
        site: the built site.
        target: the folder to write into.
        chapters: which ones (default: all).
        seed: shuffles the question papers.
        player: what shows the slides; None leaves them out.

    Raises:
        CourseError: there is no such chapter, or a source breaks its schema.
    """
    from sitekit.course import chosen_chapters, load_course

    from coursekit.grading.gradebook import skip_slow_import
    from coursekit.materials.session import read_session

    skip_slow_import()
    course = load_course(root)
    listed: dict[str, dict[str, Path]] = {}
    sessions = []
    for name in chosen_chapters(course, chapters):
        session = read_session(course, site, name)
        sessions.append(session)
        files = _chapter_files(root, session, seed, player)
        listed[session.title] = _write(target / name, files)
        print(f"{name}: {len(files)} files in {shown(target / name)}", flush=True)
    asked = [session for session in sessions if session.graded]
    if len(asked) > 1:
        pairs = [pair for session in asked for pair in session.graded]
        markers = [session.keys_marker for session in asked]
        title = "Examination over several chapters"
        listed[title] = _write(target / "exam", _papers(title, pairs, seed, markers))
    index = target / "index.html"
    index.write_text(_index(listed, target), encoding="utf-8")
    return index


def _chapter_files(
    root: Path, session: Session, seed: str, player: Reveal | None
) -> dict[str, tuple[str, str]]:
    """By file name: what it is called, and its content."""
    from coursekit.materials.cards import cards
    from coursekit.materials.handouts import handout
    from coursekit.materials.sheets import marking_sheet
    from coursekit.materials.slides import deck
    from coursekit.rubric import read_rubric

    files = {}
    if player:
        files["slides.html"] = ("Slides", deck(session, player))
    files["handout.html"] = ("Handout", handout(session, answers=False))
    files["handout-answers.html"] = ("Handout with answers", handout(session, answers=True))
    if any(session.discussions):
        files["cards.html"] = ("Position cards", cards(session))
    if session.graded:
        files |= _papers(
            f"{session.title}: questions",
            session.graded,
            f"{session.chapter} {seed}",
            [session.keys_marker],
        )
    for path in sorted((root / "instructor" / session.chapter).glob("*.rubric.yml")):
        rubric = read_rubric(path)
        name = path.name.removesuffix(".rubric.yml")
        files[f"marking-sheet-{name}.html"] = (
            f"Marking sheet: {rubric.title}",
            marking_sheet(rubric, session.title),
        )
    return files


def _papers(title: str, pairs, seed: str, markers: list[str]) -> dict[str, tuple[str, str]]:
    from coursekit.materials.papers import forms, key_sheet, paper

    both = forms(pairs, seed)
    files = {
        f"paper-{form.lower()}.html": (f"Question paper, form {form}", paper(title, form, asked))
        for form, asked in both.items()
    }
    files["paper-keys.html"] = ("Keys of both forms", key_sheet(title, both, markers))
    return files


def _write(folder: Path, files: dict[str, tuple[str, str]]) -> dict[str, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for name, (label, content) in files.items():
        path = folder / name
        path.write_text(content, encoding="utf-8")
        written[label] = path
    return written


def _index(listed: dict[str, dict[str, Path]], target: Path) -> str:
    from coursekit.materials.printed import page

    parts = []
    for title, files in listed.items():
        links = "".join(
            f'<li><a href="{path.relative_to(target).as_posix()}">{escape(label)}</a></li>'
            for label, path in files.items()
        )
        parts.append(f"<h2>{escape(title)}</h2><ul>{links}</ul>")
    return page("Teaching materials", [f"<h1>Teaching materials</h1>{''.join(parts)}"])
