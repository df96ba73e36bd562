"""`course survey`: counts from the worksheets that a class hands in, and nothing but counts."""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import sys
from collections import Counter
from pathlib import Path

from sitekit.errors import CourseError, shown
from sitekit.paths import find_root
from sitekit.worksheet import Worksheet, load_worksheet

from coursekit.folder import add_folder_option, course_folder
from coursekit.handins import Sheet, read_handins
from coursekit.suppression import LEAST, showable_parts, showable_ticks

HIDDEN = "hidden"


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add `course survey`."""
    parser = subparsers.add_parser(
        "survey",
        help="count the worksheets that a class hands in",
        description=f"Count the ticks of 'Your turn' worksheets. No count under {LEAST} is shown, "
        "nor one from which it could be worked out; words are never read. A second table from "
        "some of the same files is refused, as two tables can be subtracted.",
        epilog="example:\n  course survey handed-in/ --name autumn",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "files", metavar="FILES", nargs="+", type=Path, help="files, or folders with files"
    )
    parser.add_argument("--name", default="class", help="what the table is called (default: class)")
    parser.add_argument(
        "--skip-bad", action="store_true", help="count the others when some files are bad"
    )
    parser.add_argument(
        "--replace",
        action="store_true",
        help="forget earlier tables with some of these files; only if nobody has seen them",
    )
    add_folder_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Count, check, write and print."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", arguments.name):
        raise CourseError(f"--name {arguments.name!r}: use letters, digits, '-' and '_' only")
    worksheet = load_worksheet(find_root())
    sheets, faults = read_handins(arguments.files, worksheet)
    for fault in faults:
        print(f"course: {fault}", file=sys.stderr)
    if faults and not arguments.skip_bad:
        raise CourseError(
            "nothing was counted; mend these files or ask for them again, or leave them out for "
            "good with --skip-bad (files cannot be added to a table later)"
        )
    if len(sheets) < LEAST:
        raise CourseError(f"fewer than {LEAST} worksheets: no table of so few keeps them apart")
    folder = course_folder(arguments) / "survey"
    folder.mkdir(parents=True, exist_ok=True)
    remember(folder / "tables.json", arguments.name, sheets, replace=arguments.replace)
    rows = count(worksheet, sheets)
    (folder / f"{arguments.name}.csv").write_text(as_csv(rows), encoding="utf-8", newline="")
    summary = as_summary(rows, len(sheets))
    (folder / f"{arguments.name}.md").write_text(summary, encoding="utf-8")
    print(summary)
    print(f"Written: {shown(folder / arguments.name)}.csv and .md")
    print("Next: show the table, never the files; then delete the files")
    return 0


Row = tuple[str, str, str]
"""A question, an option, and its count or `hidden`."""


def count(worksheet: Worksheet, sheets: list[Sheet]) -> list[Row]:
    """Every option with its count, where that may be shown."""
    rows: list[Row] = []
    for question in worksheet.questions:
        if question.kind == "words":
            continue
        ticked = Counter(tick for sheet in sheets for tick in sheet.ticks.get(question.id, ()))
        counts = {option: ticked[option] for option in question.options}
        show = showable_parts if question.kind == "one" else showable_ticks
        shows = show(counts, len(sheets))
        rows += [
            (question.ask, text, str(shows.get(option, HIDDEN)))
            for option, text in question.options.items()
        ]
    return rows


def remember(path: Path, name: str, sheets: list[Sheet], *, replace: bool) -> None:
    """Note which files a table was made of.

    Raises:
        CourseError: another table holds some of them, so that one could be taken from the other.
    """
    try:
        tables = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        made = {table: set(copies) for table, copies in tables.items()}
    except (ValueError, AttributeError, TypeError):
        raise CourseError(
            f"{shown(path)}: the list of earlier tables cannot be read; if no earlier table was "
            "shown to anyone, delete it"
        ) from None
    now = {sheet.copy for sheet in sheets}
    clash = sorted(t for t, c in made.items() if (c & now or t == name) and c != now)
    if clash and not replace:
        raise CourseError(
            f"the table {clash[0]!r} was made from other files, or from some of these and others; "
            "two such tables can be subtracted and show a few people's answers. Keep the first, or "
            "use --replace if nobody has seen it (another class: another --name)"
        )
    kept = {table: copies for table, copies in made.items() if table not in clash}
    for table in clash:
        for ending in ("csv", "md"):
            path.with_name(f"{table}.{ending}").unlink(missing_ok=True)
    kept[name] = now
    text = json.dumps({table: sorted(copies) for table, copies in kept.items()}, indent=1)
    path.write_text(text, encoding="utf-8")


def as_csv(rows: list[Row]) -> str:
    """The table for a spreadsheet."""
    out = io.StringIO()
    csv.writer(out).writerows([("question", "option", "count"), *rows])
    return out.getvalue()


def as_summary(rows: list[Row], total: int) -> str:
    """The table to read."""
    lines = [f"# {total} worksheets", ""]
    last = None
    for ask, text, number in rows:
        if ask != last:
            lines += ["", f"## {ask}", ""] if last else [f"## {ask}", ""]
            last = ask
        lines.append(f"- {text}: {number}")
    return "\n".join(
        [
            *lines,
            "",
            f'"{HIDDEN}": under {LEAST}, or a count from which such a one could be worked out. '
            "Words are never counted or shown.",
            "",
        ]
    )
