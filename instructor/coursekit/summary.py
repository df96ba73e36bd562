"""`course summary`: how a class did, for its instructor."""

from __future__ import annotations

import argparse
import json
import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from sitekit.errors import shown
from sitekit.paths import find_root

from coursekit.assignments import Assignment, find_assignment
from coursekit.copies import Pair, likely_copies
from coursekit.feedback import all_feedback
from coursekit.feedback.student import WORDS, Feedback
from coursekit.folder import add_folder_option, check_released, course_folder, open_gradebook
from coursekit.record import Oddity, Record, read_records
from coursekit.submissions import read_collected

#: Bands of the distribution, in per cent of the points.
BAND = 10
#: What a person should look at first; the other codes follow by name.
FIRST_CODES = ("OUTSIDE-REACH", "SAME-PROCESS", "REPLY-REFUSED", "POINTS-EDITED", "WORKER-DIED")


@dataclass(frozen=True)
class CellFacts:
    """How a class did in one graded cell."""

    grade_id: str
    label: str
    part: str
    earned: float
    """The share of all points that the class earned, 0 to 1."""
    statuses: tuple[tuple[str, int], ...]
    """What became of it, and for how many; the most frequent first."""
    message: str
    """What most of those who did not pass it read, and how many they are."""


@dataclass(frozen=True)
class Summary:
    """All that the page shows."""

    title: str
    name: str
    graded: int
    refused: tuple[tuple[str, str], ...]
    absent: tuple[str, ...]
    waiting: int
    max_points: float
    scores: tuple[float, ...]
    bands: tuple[tuple[str, int], ...]
    cells: tuple[CellFacts, ...]
    """The most missed first."""
    time_outs: tuple[tuple[str, str], ...]
    flagged: tuple[tuple[str, tuple[tuple[str, Oddity], ...]], ...]
    """By code: the students and what was noticed."""
    sandboxes: tuple[tuple[str, int], ...]
    faults: tuple[str, ...]
    """Students whose marks could not be read, and why."""
    pairs: tuple[Pair, ...]

    @property
    def quartiles(self) -> tuple[float, float, float]:
        if len(self.scores) < 2:
            one = self.scores[0] if self.scores else 0.0
            return one, one, one
        low, middle, high = statistics.quantiles(self.scores, n=4, method="inclusive")
        return low, middle, high

    @property
    def mean(self) -> float:
        return statistics.fmean(self.scores) if self.scores else 0.0


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add `course summary`."""
    parser = subparsers.add_parser(
        "summary",
        help="write a page on how the class did",
        description="Write a page for the instructor: how the marks are distributed, which parts "
        "were missed most, what took too long, what was odd about which submission, and pairs of "
        "submissions with code in common that few others have. It gives evidence and no verdict.",
        epilog="example:\n  course summary ecology-disease-lab",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="such as ecology-disease-lab")
    add_folder_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the summary."""
    from coursekit.page import points, render

    folder = course_folder(arguments)
    assignment = find_assignment(find_root(), arguments.assignment)
    check_released(folder, assignment.name)
    summary = summarise(folder, assignment)
    path = folder / "summary" / f"{assignment.name}.html"
    path.parent.mkdir(exist_ok=True)
    path.write_text(render("class.html.j2", s=summary, words=WORDS), encoding="utf-8")
    print(
        f"{assignment.name}: {summary.graded} graded, {len(summary.refused)} refused, "
        f"{len(summary.absent)} handed in nothing"
    )
    if summary.scores:
        low, middle, high = (points(value) for value in summary.quartiles)
        print(
            f"  points of {points(summary.max_points)}: half of the class {low} to {high}, "
            f"median {middle}"
        )
    for fault in summary.faults:
        print(f"  {fault}")
    for cell in summary.cells[:3]:
        print(f"  missed: {cell.grade_id}: {cell.earned:.0%} of its points earned")
    odd = {student for _, found in summary.flagged for student, _ in found}
    print(
        f"  to look at: {len(odd)} submissions with something odd, "
        f"{len(summary.time_outs)} time-outs, {len(summary.pairs)} pairs with code in common"
    )
    if summary.waiting:
        print(f"  answers still to mark by hand, which count as 0: {summary.waiting}")
    print(f"  for you, not for students: {shown(path)}")
    return 0


def summarise(folder: Path, assignment: Assignment) -> Summary:
    """How the class did.

    Raises:
        CourseError: nothing is graded, or a record or the released notebook cannot be read.
    """
    from sitekit.notebooks import exercise_facts

    records = read_records(folder, assignment.name)
    faults: list[str] = []
    feedback = list(all_feedback(folder, assignment.name, faults))
    refused = {one.student: one.refused for one in feedback if one.refused}
    for student, entry in read_collected(folder, assignment.name).items():
        # Not even taken in; who handed in something else before is graded on that.
        if "refused" in entry and student not in records:
            refused[student] = str(entry["refused"])
    graded = [one for one in feedback if not one.refused]
    most = max((one.max_points for one in feedback), default=0.0)
    with open_gradebook(folder) as gradebook:
        known = {student.id for student in gradebook.students}
    absent = sorted(known - records.keys() - refused.keys())
    return Summary(
        title=exercise_facts(assignment.exercise_path).title,
        name=assignment.name,
        graded=len(graded),
        refused=tuple(sorted(refused.items())),
        absent=tuple(absent),
        waiting=sum(one.waiting for one in graded),
        max_points=most,
        scores=tuple(sorted(one.total for one in graded)),
        bands=_bands([one.total for one in graded], most),
        cells=_cells(graded),
        time_outs=tuple(
            (student, cell.grade_id)
            for student, record in records.items()
            for cell in record.cells
            if cell.status == "timeout"
        ),
        flagged=_flagged(records),
        sandboxes=tuple(Counter(r.sandbox or "unknown" for r in records.values()).most_common()),
        faults=tuple(faults),
        pairs=tuple(_pairs(folder, assignment, [one.student for one in graded])),
    )


def _bands(scores: list[float], most: float) -> tuple[tuple[str, int], ...]:
    """How many students lie in each band; full points are in the last."""
    counts = [0] * (100 // BAND)
    for score in scores:
        place = int(100 * score / most / BAND) if most else 0
        counts[min(max(place, 0), len(counts) - 1)] += 1
    return tuple(
        (f"{n * BAND} to {'' if n == len(counts) - 1 else 'below '}{(n + 1) * BAND} %", count)
        for n, count in enumerate(counts)
    )


def _cells(graded: list[Feedback]) -> tuple[CellFacts, ...]:
    items = defaultdict(list)
    for one in graded:
        for section in one.sections:
            for item in section.items:
                items[item.grade_id].append((section.title, item))
    facts = []
    for name, found in items.items():
        # An answer that nobody has marked yet says nothing about the class.
        counted = [item for _, item in found if item.status != "waiting"]
        possible = sum(item.max_points for item in counted)
        if not possible:
            continue
        said = Counter(item.message for item in counted if item.message).most_common(1)
        facts.append(
            CellFacts(
                name,
                found[0][1].label,
                found[0][0],
                sum(item.points for item in counted) / possible,
                tuple(Counter(item.status for item in counted).most_common()),
                f"{said[0][0]} ({said[0][1]})" if said else "",
            )
        )
    return tuple(sorted(facts, key=lambda fact: fact.earned))


def _flagged(records: dict[str, Record]) -> tuple[tuple[str, tuple[tuple[str, Oddity], ...]], ...]:
    by_code: dict[str, list[tuple[str, Oddity]]] = defaultdict(list)
    for student, record in records.items():
        for oddity in record.oddities:
            by_code[oddity.code].append((student, oddity))
    order = {code: place for place, code in enumerate(FIRST_CODES)}
    codes = sorted(by_code, key=lambda code: (order.get(code, len(order)), code))
    return tuple((code, tuple(by_code[code])) for code in codes)


def _pairs(folder: Path, assignment: Assignment, students: list[str]) -> list[Pair]:
    released = folder / "release" / assignment.name / assignment.notebook_name
    work = {
        student: _solutions(
            folder / "autograded" / student / assignment.name / assignment.notebook_name
        )
        for student in students
    }
    return likely_copies({s: code for s, code in work.items() if code}, _solutions(released))


def _solutions(path: Path) -> str:
    """The code of the cells that students fill in; empty where there is no notebook."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return "\n\n".join(
        "".join(cell["source"])
        for cell in cells
        if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution")
    )
