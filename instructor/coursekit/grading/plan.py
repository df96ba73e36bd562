"""The plan of an assignment: all that the engine must know of the course's own source.

It holds the hidden tests, so it never leaves the trusted side. It is JSON, so that the processes
that grade (on this machine or another) get it as data.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sitekit.errors import CourseError, shown

from coursekit.grading.names import BUILTIN, DYNAMIC, Names, names_of

#: The kinds of cell. Plain and text cells are those that nbgrader knows nothing of.
SOLUTION, TEST, WRITTEN, LOCKED, PLAIN, TEXT = (
    "solution",
    "test",
    "written",
    "locked",
    "plain",
    "text",
)


@dataclass(frozen=True)
class Grading:
    """What an author declares of one test cell (a `yaml grading` block of the solutions)."""

    same_process: bool = False
    """Run it in the student's own process: something in it cannot cross."""
    instances: dict[str, list[str]] = field(default_factory=dict)
    """For each of a student's own classes the attributes that the test may take."""
    seconds: float | None = None
    """Wall time, where the usual is too little."""


@dataclass
class PlanCell:
    """One cell of the course's source."""

    key: str
    """Its `grade_id`, else its cell id."""
    kind: str
    source: str
    """As in the source, hidden tests and solutions included."""
    released: str
    """As students got it."""
    cell_type: str
    metadata: dict[str, Any]
    """As in the release, nbgrader's checksum included."""
    points: float = 0.0
    binds: list[str] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    lasting: bool = False
    """Whether it may do more than bind names (see `names`)."""
    from_student: bool = False
    """Whether what it binds depends on what the student wrote: it runs in the sandbox only."""
    takes: list[str] = field(default_factory=list)
    """For a test: the names that it takes from the student."""
    grading: Grading = field(default_factory=Grading)

    @property
    def named(self) -> bool:
        """Whether nbgrader knows the cell."""
        return self.kind not in (PLAIN, TEXT)


@dataclass
class Plan:
    """All cells of an assignment's source, in order."""

    assignment: str
    exercise: str
    chapter: str
    release: str
    """SHA-256 of the source notebook."""
    cells: list[PlanCell]
    metadata: dict[str, Any]
    """Of the released notebook."""
    packages: list[str]
    """Packages of the course whose data classes may cross."""

    @property
    def graded(self) -> list[PlanCell]:
        return [cell for cell in self.cells if cell.kind in (TEST, WRITTEN)]

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Plan:
        data = json.loads(text)
        data["cells"] = [
            PlanCell(**(cell | {"grading": Grading(**cell["grading"])})) for cell in data["cells"]
        ]
        return cls(**data)


def make_plan(
    folder: Path,
    assignment: str,
    exercise: str,
    chapter: str,
    grading: dict[str, Grading],
) -> Plan:
    """The plan of a released assignment in nbgrader's course folder.

    Raises:
        CourseError: it is not released there, or source and release do not fit each other.
    """
    source_path = folder / "source" / assignment / f"{exercise}.ipynb"
    released_path = folder / "release" / assignment / f"{exercise}.ipynb"
    content, source = _read(source_path, assignment)
    _, released = _read(released_path, assignment)
    if len(source["cells"]) != len(released["cells"]):
        raise CourseError(
            f"{shown(released_path)}: this was not made from {shown(source_path)}; run "
            f"'course release {assignment}' again"
        )
    cells = []
    for own, given in zip(source["cells"], released["cells"], strict=True):
        cells.append(_plan_cell(own, given, grading, shown(source_path)))
    _settle_owners(cells)
    return Plan(
        assignment,
        exercise,
        chapter,
        hashlib.sha256(content).hexdigest(),
        cells,
        released.get("metadata", {}),
        ["dsilab"],
    )


def _read(path: Path, assignment: str) -> tuple[bytes, dict[str, Any]]:
    try:
        content = path.read_bytes()
        return content, json.loads(content)
    except FileNotFoundError:
        raise CourseError(
            f"{shown(path)}: no such file; run 'course release {assignment}' first"
        ) from None
    except ValueError as error:
        raise CourseError(
            f"{shown(path)}: not a notebook ({error}); run 'course release {assignment}' again"
        ) from None


def _plan_cell(
    own: dict[str, Any], given: dict[str, Any], grading: dict[str, Grading], where: str
) -> PlanCell:
    source, released = joined(own["source"]), joined(given["source"])
    marks = own["metadata"].get("nbgrader", {})
    kind = _kind(own["cell_type"], marks)
    key = marks.get("grade_id") or own.get("id", "")
    cell = PlanCell(
        key,
        kind,
        source,
        released,
        own["cell_type"],
        given["metadata"],
        float(marks.get("points", 0) if marks.get("grade") else 0),
        grading=grading.get(key, Grading()),
    )
    if cell.cell_type == "code":
        try:
            names = names_of(source)
        except SyntaxError as error:
            if kind == PLAIN:  # a magic, say: nothing is known of it, so it always runs
                names = Names(frozenset(), frozenset(), lasting=True)
            else:
                raise CourseError(f"{where}: the cell {key!r} is not Python: {error}") from None
        cell.binds, cell.reads = sorted(names.binds), sorted(names.reads)
        cell.lasting = names.lasting
    return cell


def _kind(cell_type: str, marks: dict[str, Any]) -> str:
    if cell_type == "code":
        if marks.get("grade") and not marks.get("solution"):
            return TEST
        if marks.get("solution"):
            return SOLUTION
        return LOCKED if marks else PLAIN
    if marks.get("grade"):
        return WRITTEN
    return LOCKED if marks else TEXT


def joined(source: Any) -> str:
    """A cell's text: notebooks hold it whole or as a list of lines."""
    return "".join(source) if isinstance(source, list) else source


def _settle_owners(cells: list[PlanCell]) -> None:
    """Say for each name at each place whether the course or the student gives it its value."""
    student: dict[str, bool] = {}
    for cell in cells:
        if cell.cell_type != "code":
            continue
        theirs = {
            name
            for name in cell.reads
            if student.get(name, name not in BUILTIN and name not in cell.binds)
        }
        if cell.kind == TEST:
            cell.takes = sorted(theirs)
        cell.from_student = cell.kind == SOLUTION or (cell.kind != TEST and bool(theirs))
        student |= dict.fromkeys(cell.binds, cell.from_student)


def needed(cells: list[tuple[PlanCell | None, set[str], bool]]) -> list[bool]:
    """Which cells must run, so that all that counts finds its names: a walk from the end.

    Args:
        cells: for each its plan (None for a cell that only the student has), the words it reads,
            and whether it counts by itself.
    """
    wanted: set[str] = set()
    everything = False
    result = []
    for plan, words, counts in reversed(cells):
        run = counts or everything or plan is None or plan.lasting
        run = run or not wanted.isdisjoint(plan.binds if plan else ())
        if run:
            wanted |= words
            everything = everything or not words.isdisjoint(DYNAMIC)
        result.append(run)
    return result[::-1]
