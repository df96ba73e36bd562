"""Lays a submission beside the course's own source: what runs, in which order, and what is odd."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from coursekit.grading.names import words_of
from coursekit.grading.plan import (
    LOCKED,
    PLAIN,
    SOLUTION,
    TEST,
    TEXT,
    WRITTEN,
    Plan,
    PlanCell,
    needed,
)
from coursekit.grading.reading import Cell, Notebook, UnreadableError

KERNELS = ("python3", "python", "python311", "python312")
_FLAGS = ("grade", "solution", "locked", "task")


@dataclass
class Step:
    """One cell of the graded notebook, in the order in which it comes."""

    plan: PlanCell | None
    """None for a cell that only the student has."""
    cell: Cell | None
    """None for a cell that the student no longer has."""
    run: bool = False
    """Whether the sandbox runs it; of the course's cells only what a mark depends on."""

    @property
    def source(self) -> str:
        """What counts: the student's text where the student is to write, else the course's."""
        if self.plan is None or (self.plan.kind in (SOLUTION, WRITTEN) and self.cell):
            return self.cell.source
        return self.plan.released if self.plan.kind in (SOLUTION, WRITTEN) else self.plan.source

    @property
    def is_code(self) -> bool:
        return (self.plan or self.cell).cell_type == "code"


@dataclass(frozen=True)
class Oddity:
    """Something for a person to look at; it neither gives nor takes marks."""

    code: str
    grade_id: str | None
    line: str
    evidence: str = ""

    def as_json(self) -> dict[str, Any]:
        # Lone surrogates cannot be written; what a student wrote can hold them.
        clean = self.evidence.encode("utf-8", "replace").decode("utf-8")
        return {
            "code": self.code,
            "grade_id": self.grade_id,
            "line": self.line,
            "evidence": clean[:1000],
        }


def align(plan: Plan, notebook: Notebook) -> tuple[list[Step], list[Oddity]]:
    """The steps of a submission, and what is odd about it.

    Raises:
        UnreadableError: none of its cells is of this assignment.
    """
    oddities: list[Oddity] = []
    if notebook.kernel is not None and notebook.kernel not in KERNELS:
        oddities.append(
            Oddity(
                "KERNEL-NAME",
                None,
                "the notebook names another kernel; Python was used",
                notebook.kernel[:80],
            )
        )
    places = _match(plan, notebook.cells, oddities)
    if not any(cell.named and cell.key in places for cell in plan.cells if cell.kind != LOCKED):
        raise UnreadableError("none of its cells is of this assignment; is it another notebook?")
    owners = {place: cell for cell in plan.cells if (place := places.get(cell.key)) is not None}
    for cell in plan.cells:
        if cell.named:
            found = notebook.cells[places[cell.key]] if cell.key in places else None
            oddities += _compare(cell, found)
    oddities += _old_release(plan, places, notebook.cells)
    steps = [
        Step(owners.get(n), cell)
        for n, cell in enumerate(notebook.cells)
        if n in owners or not _is_copy_of_ours(cell, plan)
    ]
    order = [step.plan.key for step in steps if step.plan and step.plan.named]
    wanted = [cell.key for cell in plan.cells if cell.named and cell.key in places]
    if order != wanted:
        first = next(a for a, b in zip(order, wanted, strict=True) if a != b)
        oddities.append(
            Oddity("CELL-REORDERED", first, "cells are in another order", " ".join(order))
        )
    _put_back_missing(plan, steps)
    _tests_after_their_answers(steps)
    _decide_runs(steps)
    return steps, oddities


def _match(plan: Plan, cells: list[Cell], oddities: list[Oddity]) -> dict[str, int]:
    """For each cell of the plan that is there the place of the one that counts."""
    known = {cell.key: cell for cell in plan.cells}
    found: dict[str, list[int]] = {}
    for place, cell in enumerate(cells):
        key = cell.grade_id
        if key is None and not cell.marks and cell.id in known and known[cell.id].named:
            key = cell.id  # the metadata got lost on the way; our cells' ids are their names
        if key is None:
            continue
        if key not in known or not known[key].named:
            oddities.append(
                Oddity(
                    "CELL-RELABELLED",
                    key[:64],
                    f"a cell is named {key[:64]!r}, which no cell of this assignment is",
                    cell.source[:200],
                )
            )
        else:
            found.setdefault(key, []).append(place)
    places = {}
    for key, candidates in found.items():
        own = known[key]
        own_work = [p for p in candidates if _own_work(cells[p].source, own)]
        places[key] = (own_work or candidates)[-1]
        if len(candidates) > 1:
            oddities.append(
                Oddity(
                    "CELL-DUPLICATED",
                    key,
                    f"the cell {key!r} is there "
                    f"{len(candidates)} times; the last one with own work counts",
                    f"cells {', '.join(str(p + 1) for p in candidates)}",
                )
            )
    # Cells that nbgrader does not know are ours where their text is.
    taken = set(places.values())
    free = [p for p in range(len(cells)) if p not in taken]
    for cell in plan.cells:
        if not cell.named:
            text = cell.released.strip()
            place = next(
                (
                    p
                    for p in free
                    if cells[p].source.strip() == text and cells[p].cell_type == cell.cell_type
                ),
                None,
            )
            if place is not None:
                places[cell.key] = place
                free.remove(place)
    return places


def _own_work(source: str, plan: PlanCell) -> bool:
    return bool(source.strip()) and source.strip() != plan.released.strip()


def _is_copy_of_ours(cell: Cell, plan: Plan) -> bool:
    """A second copy of a cell of ours: nothing of the student's own is in it."""
    text = cell.source.strip()
    return bool(text) and any(
        own.named and own.cell_type == cell.cell_type and own.released.strip() == text
        for own in plan.cells
    )


def _compare(plan: PlanCell, cell: Cell | None) -> list[Oddity]:
    """What is odd about one cell that nbgrader knows."""
    if cell is None:
        earns = (
            "its answer earns nothing" if plan.kind in (SOLUTION, WRITTEN) else "it was put back"
        )
        return [Oddity("CELL-MISSING", plan.key, f"the cell {plan.key!r} is missing; {earns}")]
    found = []
    if cell.cell_type != plan.cell_type:
        found.append(
            Oddity(
                "CELL-TYPE-CHANGED",
                plan.key,
                f"the cell {plan.key!r} was turned into "
                f"{cell.cell_type}; it was taken for {plan.cell_type}",
            )
        )
    marks, ours = cell.marks, plan.metadata.get("nbgrader", {})
    if marks:
        if any(bool(marks.get(flag)) != bool(ours.get(flag)) for flag in _FLAGS):
            labels = {flag: marks.get(flag) for flag in _FLAGS}
            found.append(
                Oddity(
                    "CELL-RELABELLED",
                    plan.key,
                    f"the cell {plan.key!r} has other labels than it was given",
                    str(labels)[:300],
                )
            )
        if plan.points and marks.get("points") != ours.get("points"):
            found.append(
                Oddity(
                    "POINTS-EDITED",
                    plan.key,
                    f"the points of {plan.key!r} were edited",
                    repr(marks.get("points"))[:80],
                )
            )
    if plan.kind in (LOCKED, TEST) and cell.source.strip() != plan.released.strip():
        older = marks.get("checksum") not in (None, ours.get("checksum"))
        if not older:
            found.append(
                Oddity(
                    "LOCKED-CELL-CHANGED",
                    plan.key,
                    f"the locked cell {plan.key!r} was changed; the course's own was used",
                    cell.source[:1000],
                )
            )
    return found


def _old_release(plan: Plan, places: dict[str, int], cells: list[Cell]) -> list[Oddity]:
    """A cell keeps the checksum of its release; where it is another, so was the release."""
    other = []
    for own in plan.cells:
        checksum = own.metadata.get("nbgrader", {}).get("checksum")
        if own.kind in (LOCKED, TEST) and checksum and own.key in places:
            theirs = cells[places[own.key]].marks.get("checksum")
            if isinstance(theirs, str) and theirs != checksum:
                other.append(own.key)
    if not other:
        return []
    return [
        Oddity(
            "OLDER-RELEASE",
            None,
            "made from another release of the assignment; it was graded against the present one",
            " ".join(other)[:500],
        )
    ]


def _put_back_missing(plan: Plan, steps: list[Step]) -> None:
    there = {step.plan.key for step in steps if step.plan}
    before: str | None = None
    for cell in plan.cells:
        if cell.key not in there and cell.kind != TEXT and (cell.named or cell.kind == PLAIN):
            if cell.kind == PLAIN:
                continue  # the student's to change or remove
            place = next((n + 1 for n, s in enumerate(steps) if s.plan and s.plan.key == before), 0)
            steps.insert(place, Step(cell, None))
            there.add(cell.key)
        if cell.key in there:
            before = cell.key


def _tests_after_their_answers(steps: list[Step]) -> None:
    """Move a test behind the answers that it tests, should the cells be in another order."""
    for test in [step for step in steps if step.plan and step.plan.kind == TEST]:
        takes = set(test.plan.takes)
        answers = [
            n
            for n, s in enumerate(steps)
            if s.plan and s.plan.kind == SOLUTION and takes & set(s.plan.binds)
        ]
        place = steps.index(test)
        if answers and max(answers) > place:
            steps.insert(max(answers) + 1, test)
            del steps[place]


def _decide_runs(steps: list[Step]) -> None:
    cells = []
    code = [step for step in steps if step.is_code]
    for step in code:
        plan = step.plan
        if plan is None or plan.kind == SOLUTION:
            cells.append((None, words_of(step.source), True))
        elif plan.kind == TEST:
            # The trusted side runs it; what it takes must be there.
            needs = plan.reads if plan.grading.same_process else plan.takes
            cells.append((plan, set(needs), True))
        else:
            cells.append((plan, set(plan.reads), plan.from_student))
    for step, run in zip(code, needed(cells), strict=True):
        step.run = run and not (step.plan is not None and step.plan.kind == TEST)
