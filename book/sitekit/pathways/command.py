"""`course pathway`: choose chapters and weeks; get a syllabus and a book of these chapters."""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from sitekit.course import load_course
from sitekit.declared import read_declared
from sitekit.errors import CourseError, shown
from sitekit.pathways.choose import LEVELS, choose
from sitekit.pathways.declare import DAYS, FILE, Pathway, load_pathways
from sitekit.pathways.plan import Plan, make_plan

EXAMPLES = """\
example:
  course pathway                                  # the ready-made ones
  course pathway full-term --start 2027-01-12 --days tue thu
  course pathway ~/Downloads/pathways.yml         # what the form on the instructors' page saved
  course pathway my-course --chapters foundations crops anthropology synthesis \\
      --weeks 6 --sessions 1 --session-minutes 75 --start 2027-01-12
"""
#: Where a pathway is written, below the root.
FOLDER = "_build/pathways"


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add `course pathway`."""
    parser = subparsers.add_parser(
        "pathway",
        help="choose chapters and weeks; get a syllabus and a book of these chapters",
        description="List the pathways, or write one: its syllabus, its assignments with points "
        "and due dates, and a book that holds the chosen chapters alone.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "name", nargs="?", metavar="NAME|FILE.yml", help="a pathway, or a file that holds one"
    )
    new = parser.add_argument_group("choices (they go before what the file says)")
    new.add_argument("--chapters", nargs="+", metavar="CHAPTER", help="whole ones, in this order")
    new.add_argument("--weeks", type=int)
    new.add_argument("--sessions", type=int, metavar="N", help="a week")
    new.add_argument("--session-minutes", type=int, metavar="N")
    new.add_argument("--home-minutes", type=int, metavar="N", help="a week, outside of class")
    new.add_argument("--level", choices=LEVELS)
    new.add_argument("--hand-in", nargs="*", metavar="ASSIGNMENT", help="as in crops-lab")
    add_dates(new)
    parser.add_argument(
        "--save", type=Path, metavar="FILE.yml", help="write the pathway to a file of its own"
    )
    parser.add_argument("--no-book", action="store_true", help="write the syllabus alone")
    parser.add_argument("--no-lab", action="store_true", help="a book without the labs")
    parser.set_defaults(run=run)


def add_dates(parser: argparse._ActionsContainer) -> None:
    """The options for when a pathway begins and on which days it meets."""
    parser.add_argument("--start", type=_date, metavar="DATE", help="as in 2027-01-12")
    parser.add_argument("--days", nargs="+", choices=DAYS, help="of the sessions")


def plan_of(
    root: Path,
    name: str,
    start: datetime.date | None = None,
    days: list[str] | None = None,
) -> Plan:
    """The plan of a pathway, by its name or its file.

    Raises:
        CourseError: there is no such pathway, or its weeks are too few.
    """
    fields = ("chapters", "weeks", "sessions", "session_minutes", "home_minutes", "level")
    empty = dict.fromkeys((*fields, "hand_in"))
    choice = argparse.Namespace(name=name, start=start, days=days, **empty)
    pathway, source = read_choice(root, choice)
    return make_plan(choose(root, load_course(root), pathway, source))


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a date is written 2027-01-12, not {text!r}") from None


def run(arguments: argparse.Namespace) -> int:
    """List the pathways, or write one."""
    from sitekit.paths import find_root

    root = find_root()
    if arguments.name is None and arguments.chapters is None:
        return _list(root)
    pathway, source = read_choice(root, arguments)
    plan = make_plan(choose(root, load_course(root), pathway, source))
    if arguments.save:
        _save(pathway, arguments.save)
    folder = root / FOLDER / pathway.id
    written = write_plan(plan, folder)
    _say(plan)
    for path in written:
        print(f"  {shown(path)}")
    if not arguments.no_book:
        print(f"  {shown(build_book(root, plan, folder, lab=not arguments.no_lab))}/index.html")
    return 0


def read_choice(root: Path, arguments: argparse.Namespace) -> tuple[Pathway, Path]:
    """The pathway that the arguments ask for, and the file that errors name.

    Raises:
        CourseError: there is no such pathway, or a field is wrong.
    """
    name, source = arguments.name or "my-course", root / FILE
    base: dict[str, Any] = {}
    if name.endswith((".yml", ".yaml")):
        source = Path(name)
        found = load_pathways(source)
        if len(found) > 1:
            raise CourseError(
                f"{shown(source)}: holds {len(found)} pathways ({', '.join(found)}); keep one, or "
                f"put them into {FILE} and name one"
            )
        base = _fields(next(iter(found.values())))
    else:
        known = load_pathways(source)
        if name in known:
            base = _fields(known[name])
        elif not arguments.chapters:
            raise CourseError(
                f"{FILE}: there is no pathway {name!r}; there are: {', '.join(known)}. To make "
                "one, add --chapters, --weeks and --sessions"
            )
        else:
            source = Path("the command line")
            base = {
                "id": name,
                "title": name.replace("-", " ").capitalize(),
                "about": f"{len(arguments.chapters)} chapters, chosen for one class.",
                "home_minutes": 300,
            }
    changes = {
        "chapters": dict.fromkeys(arguments.chapters, "all") if arguments.chapters else None,
        "weeks": arguments.weeks,
        "sessions": arguments.sessions,
        "session_minutes": arguments.session_minutes,
        "home_minutes": arguments.home_minutes,
        "level": arguments.level,
        "hand_in": arguments.hand_in,
        "starts": arguments.start,
        "days": arguments.days,
    }
    base |= {field: value for field, value in changes.items() if value is not None}
    if arguments.chapters and arguments.hand_in is None:
        base.pop("hand_in", None)
    if not any(value is not None for value in changes.values()):
        return Pathway.model_validate(base), source
    return read_declared(Pathway, _as_yaml(base), "the command line"), source


def _fields(pathway: Pathway) -> dict[str, Any]:
    """A pathway as its file has it."""
    fields = pathway.model_dump(exclude_defaults=True)
    fields["chapters"] = {
        chapter: "all" if names is None else list(names)
        for chapter, names in pathway.chapters.items()
    }
    return {name: list(v) if isinstance(v, tuple) else v for name, v in fields.items()}


def _as_yaml(fields: dict[str, Any] | BaseModel) -> str:
    return yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=96)


def _save(pathway: Pathway, target: Path) -> None:
    """Write a pathway to a file of its own; never over another file."""
    if target.exists():
        raise CourseError(f"{target}: is there already; name another file with --save")
    if not target.resolve().parent.is_dir():
        raise CourseError(f"{target}: there is no such folder to write into")
    target.write_text(_as_yaml([_fields(pathway)]), encoding="utf-8")
    print(f"Saved: {target}")


def write_plan(plan: Plan, folder: Path) -> list[Path]:
    """Write the syllabus, as Markdown and as a page, and the list of assignments."""
    from sitekit.pathways.syllabus import assignments_csv, standalone, syllabus

    text = f"# Syllabus: {plan.pathway.title}\n\n" + syllabus(plan, lambda page: page.title)
    files = {
        "syllabus.md": text,
        "syllabus.html": standalone(plan),
        "assignments.csv": assignments_csv(plan),
        "pathway.yml": _as_yaml([_fields(plan.pathway)]),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return [folder / name for name in files]


def build_book(root: Path, plan: Plan, folder: Path, *, lab: bool) -> Path:
    """Build the book of the chosen chapters; gives the folder of the site.

    Raises:
        CourseError: the book does not build, or one of its links leads nowhere.
    """
    from sitekit.build import build
    from sitekit.links import broken_links
    from sitekit.pathways.filtered import write_filtered

    source = folder / "source"
    write_filtered(root, plan, source)
    site = build(source, lab=lab)
    broken = broken_links(site)
    if broken:
        raise CourseError("links of the filtered book lead nowhere:\n" + "\n".join(broken))
    return site


def _list(root: Path) -> int:
    course = load_course(root)
    for pathway in load_pathways(root / FILE).values():
        plan = make_plan(choose(root, course, pathway))
        meets = f"{pathway.sessions} a week of {pathway.session_minutes} min"
        print(f"{pathway.id}: {pathway.title}")
        print(
            f"  {len(pathway.chapters)} chapters, {pathway.weeks} weeks, "
            f"{'no meetings' if pathway.self_paced else meets}, "
            f"{sum(plan.home_by_week.values())} min outside of class"
        )
        for warning in plan.warnings:
            print(f"  warning: {warning}")
    print(f"Next: course pathway <name>, or put your own into {FILE}")
    return 0


def _say(plan: Plan) -> None:
    pathway = plan.pathway
    together = sum(session.in_class for session in plan.sessions)
    points = sum(due.exercise.facts.points for due in plan.due)
    print(
        f"{pathway.title}: {len(pathway.chapters)} chapters, {len(plan.choice.pages)} pages; "
        f"{together} min in class, {sum(plan.home_by_week.values())} min outside; "
        f"to hand in: {len(plan.due)}, for {points:g} points"
    )
    for warning in plan.warnings:
        print(f"  warning: {warning}")
