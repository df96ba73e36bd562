"""`course bundle`: one zip for students or for instructors, with a manifest and checksums."""

from __future__ import annotations

import argparse
from pathlib import Path

from sitekit.downloads import BUNDLE_FOLDER, bundle_files
from sitekit.errors import shown
from sitekit.manifest import SUMS, write_bundle
from sitekit.paths import find_root

#: Below the root, where printed material is made.
PRINTED = "_build/instructor"
START_HERE = """\
Sharing genetic sequence data: for instructors
==============================================

Not for students. Keep this file where they cannot open it.

instructor/  guides, solutions, hidden tests, rubrics and keys, chapter by chapter
printed/     slides, handouts, cards, question papers with keys, marking sheets, the negotiation
student/     what students get
pathway/     the syllabus and the assignments of your pathway, if you named one

SHA256SUMS lists every file with its checksum: sha256sum --check SHA256SUMS
"""


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add `course bundle`."""
    parser = subparsers.add_parser(
        "bundle",
        help="write one zip for students or for instructors, with checksums",
        description="Write one zip with a manifest and checksums. The students' one is searched "
        "for solutions before it is written.",
        epilog="example:\n  course bundle student\n"
        "  course bundle instructor --pathway biodiversity-month",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("kind", choices=("student", "instructor"))
    parser.add_argument(
        "--pathway", metavar="NAME|FILE.yml", help="only the chapters of this pathway"
    )
    parser.add_argument(
        "--no-materials",
        action="store_true",
        help="for instructors: do not make slides, handouts and papers anew ('course materials')",
    )
    parser.add_argument("--no-lab", action="store_true", help="build the book without the labs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the zip."""
    from sitekit.pathways.command import plan_of

    root = find_root()
    plan = plan_of(root, arguments.pathway) if arguments.pathway else None
    chapters = list(plan.pathway.chapters) if plan else None
    name = f"dsi-course-{arguments.kind}" + (f"-{plan.pathway.id}" if plan else "")
    target = root / "_build" / "bundles" / f"{name}.zip"
    if arguments.kind == "student":
        files = student_bundle(root, chapters)
        write_bundle(files, target, BUNDLE_FOLDER, "student")
    else:
        if not arguments.no_materials:
            make_materials(root, chapters, lab=not arguments.no_lab)
        files = instructor_bundle(root, chapters)
        if plan:
            files |= _pathway_files(plan, root)
        write_bundle(files, target, name, "instructor")
    size = target.stat().st_size / 1e6
    print(f"{shown(target)}: {len(files)} files, {size:.1f} MB; checksums in {SUMS}")
    return 0


def student_bundle(root: Path, chapters: list[str] | None) -> dict[str, bytes]:
    """The students' files by name.

    Raises:
        CourseError: one of them holds teaching material.
    """
    from coursekit.leaks import refuse_leaks

    files = bundle_files(root, chapters)
    refuse_leaks(files, root)
    return files


def instructor_bundle(root: Path, chapters: list[str] | None) -> dict[str, bytes]:
    """The instructors' files by name, with what was made for them under `_build/instructor`."""
    files = {"START-HERE.txt": START_HERE.encode(), "LICENSE": (root / "LICENSE").read_bytes()}
    for source, target in ((root / "instructor", "instructor"), (root / PRINTED, "printed")):
        for path in sorted(source.rglob("*")):
            name = path.relative_to(source)
            if path.is_file() and _belongs(name, root, chapters):
                files[f"{target}/{name.as_posix()}"] = path.read_bytes()
    files |= {f"student/{n}": content for n, content in student_bundle(root, chapters).items()}
    return files


def make_materials(root: Path, chapters: list[str] | None, *, lab: bool) -> None:
    """Make what `course materials` and `course kit` make, from the built book."""
    from sitekit.build import build

    from coursekit.kit import SHEETS, write_kit
    from coursekit.materials.command import SEED, write_materials
    from coursekit.materials.reveal import reveal

    player = reveal(root / "_build" / "cache")
    write_materials(root, build(root, lab=lab), root / PRINTED, chapters, SEED, player)
    if (root / SHEETS).is_file() and (chapters is None or "synthesis" in chapters):
        write_kit(root, root / PRINTED / "negotiation")


def _belongs(name: Path, root: Path, chapters: list[str] | None) -> bool:
    """Whether a file goes in: no other chapter's, and nothing that a tool left behind."""
    parts = name.parts
    if any(p == "__pycache__" or p.startswith(".") or p.endswith(".egg-info") for p in parts):
        return False
    is_chapter = (root / "exercises" / parts[0] / "questions.yml").is_file()
    return not is_chapter or chapters is None or parts[0] in chapters


def _pathway_files(plan, root: Path) -> dict[str, bytes]:
    from sitekit.pathways.command import FOLDER, write_plan

    written = write_plan(plan, root / FOLDER / plan.pathway.id)
    return {f"pathway/{path.name}": path.read_bytes() for path in written}
