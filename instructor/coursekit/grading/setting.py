"""What grading processes need of one released assignment, and a rehearsal with its solutions."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sitekit.errors import CourseError, shown

from coursekit.assignments import Assignment
from coursekit.grading.examiner import Setting
from coursekit.grading.plan import TEST, make_plan
from coursekit.grading.policy import Limits
from coursekit.grading.pool import Examiner
from coursekit.grading.sandbox import Sandbox
from coursekit.grading.stage import Stage
from coursekit.solutions import read_grading


@contextmanager
def setting_of(
    folder: Path, assignment: Assignment, sandbox: Sandbox, limits: Limits
) -> Iterator[Setting]:
    """The setting of a released assignment; the files that a sandbox may see are gone afterwards.

    Raises:
        CourseError: it is not released in this folder.
    """
    declared = read_grading(assignment.solutions_path)
    plan = make_plan(folder, assignment.name, assignment.exercise, assignment.chapter, declared)
    with tempfile.TemporaryDirectory(prefix="course-grade-") as scratch:
        # The sandbox's user is nobody in particular, and what lies here is what students have.
        Path(scratch).chmod(0o755)
        released = folder / "release" / assignment.name
        packages = assignment.root / "exercises"
        stage = Stage.make(Path(scratch) / "stage", assignment.chapter, released, packages)
        yield Setting(plan, stage, sandbox, limits)


def rehearse(folder: Path, assignment: Assignment) -> None:
    """Grade the course's own solutions: each test must be able to run outside of their process.

    They are the course's own code, so they need no sandbox.

    Raises:
        CourseError: a test gives less than its points; one line for each.
    """
    with setting_of(folder, assignment, Sandbox("none"), Limits()) as setting:
        if not any(cell.kind == TEST for cell in setting.plan.cells):
            return
        examiner = Examiner(setting)
        try:
            examiner.wait_until_ready()
            source = folder / "source" / assignment.name / assignment.notebook_name
            result = examiner.grade({"path": str(source)})
        finally:
            examiner.close()
    if result["outcome"] == "refused":
        raise CourseError(
            f"{assignment.name}: the engine refuses the solutions: {result['reason']}"
        )
    why = {o["grade_id"]: o["evidence"] for o in result["oddities"] if o["code"] == "REPLY-REFUSED"}
    tests = {cell.key for cell in setting.plan.cells if cell.kind == TEST}
    faults = [
        f"{shown(assignment.solutions_path)}: with its solution the test {cell['grade_id']!r} "
        f"earns {cell['points']:g} of {cell['max_points']:g} points when it runs outside of the "
        f"student's process ({why.get(cell['grade_id']) or cell['message'] or cell['status']}); "
        "give it a block ```yaml grading with 'instances' or 'same_process: true'"
        for cell in result["cells"]
        if cell["grade_id"] in tests and cell["points"] != cell["max_points"]
    ]
    if faults:
        raise CourseError("\n".join(faults))
