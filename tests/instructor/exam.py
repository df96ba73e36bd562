"""A tiny assignment of one's own, and one submission of it through the whole engine."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coursekit.grading.examiner import Setting
from coursekit.grading.plan import Grading, Plan, make_plan
from coursekit.grading.policy import Limits
from coursekit.grading.pool import Examiner
from coursekit.grading.sandbox import Sandbox, choose
from coursekit.grading.stage import Stage

NAME = "tiny-lab"
STUB = "# YOUR CODE HERE\nraise NotImplementedError()\n"


def code(key: str, source: str, **marks: Any) -> dict[str, Any]:
    """A code cell; `marks` are what nbgrader knows of it."""
    cell: dict[str, Any] = {"cell_type": "code", "id": key, "metadata": {}, "source": source,
                            "outputs": [], "execution_count": None}  # fmt: skip
    if marks:
        cell["metadata"]["nbgrader"] = {
            "grade": False, "grade_id": key, "locked": False, "schema_version": 3,
            "solution": False, "task": False, "checksum": f"sum of {key}", **marks,
        }  # fmt: skip
    return cell


def given(key: str, source: str) -> dict[str, Any]:
    return code(key, source, locked=True)


def check(key: str, source: str, points: float = 1) -> dict[str, Any]:
    return code(key, source, grade=True, locked=True, points=points)


def written(key: str, points: float = 2) -> dict[str, Any]:
    cell = code(key, "=== BEGIN SOLUTION ===\nA model.\n=== END SOLUTION ===", grade=True,
                solution=True, points=points)  # fmt: skip
    return {k: v for k, v in cell.items() if k not in ("outputs", "execution_count")} | {
        "cell_type": "markdown"
    }


def answer(key: str, solution: str) -> dict[str, Any]:
    return code(key, solution, solution=True)


def book(cells: list[dict[str, Any]]) -> dict[str, Any]:
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def as_released(cell: dict[str, Any]) -> dict[str, Any]:
    marks = cell["metadata"].get("nbgrader", {})
    source = cell["source"].split("### BEGIN HIDDEN TESTS")[0].rstrip("\n")
    if marks.get("solution"):
        source = "YOUR ANSWER HERE" if marks.get("grade") else STUB
    return json.loads(json.dumps(cell | {"source": source}))


@dataclass
class Exam:
    """An assignment made of these cells; `grading` holds what the author declares of tests."""

    cells: list[dict[str, Any]]
    grading: dict[str, Grading] = field(default_factory=dict)
    limits: Limits = field(default_factory=lambda: Limits(cell_seconds=2, submission_seconds=20))
    sandbox: Sandbox | None = None

    def released(self) -> dict[str, Any]:
        return book([as_released(cell) for cell in self.cells])

    def filled(
        self, answers: dict[str, str], extra: dict[int, str] | None = None
    ) -> dict[str, Any]:
        """A submission: answers by cell, and cells of the student's own by their place."""
        notebook = self.released()
        for cell in notebook["cells"]:
            cell["source"] = answers.get(cell["id"], cell["source"])
        for place, source in sorted((extra or {}).items(), reverse=True):
            notebook["cells"].insert(place, code(f"mine-{place}", source))
        return notebook

    @contextmanager
    def sitting(self) -> Iterator[Sitting]:
        """A grading process for it."""
        # Not pytest's own folder: the sandbox's user cannot read that.
        folder = Path(tempfile.mkdtemp(prefix="exam-"))
        try:
            folder.chmod(0o755)
            for room, notebook in (("source", book(self.cells)), ("release", self.released())):
                path = folder / room / NAME / "lab.ipynb"
                path.parent.mkdir(parents=True)
                path.write_text(json.dumps(notebook), encoding="utf-8")
            data = folder / "release" / NAME / "data"
            data.mkdir()
            (data / "numbers.txt").write_text("1\n2\n3\n")
            packages = Path(__file__).parents[2] / "exercises"
            plan = make_plan(folder, NAME, "lab", "tiny", self.grading)
            stage = Stage.make(folder / "stage", "tiny", folder / "release" / NAME, packages)
            setting = Setting(plan, stage, self.sandbox or choose(None), self.limits)
            examiner = Examiner(setting)
            try:
                examiner.wait_until_ready()
                yield Sitting(plan, examiner, folder)
            finally:
                examiner.close()
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def grade(self, answers: dict[str, str], extra: dict[int, str] | None = None) -> Graded:
        """Grade one submission."""
        with self.sitting() as sitting:
            return sitting.grade(self.filled(answers, extra))


@dataclass
class Sitting:
    plan: Plan
    examiner: Examiner
    folder: Path

    def grade(self, notebook: dict[str, Any] | bytes) -> Graded:
        path = self.folder / "submission.ipynb"
        path.write_bytes(notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode())
        return Graded(self.examiner.grade({"path": str(path)}))


@dataclass
class Graded:
    """A result, looked at from the test's side."""

    result: dict[str, Any]

    def __getitem__(self, key: str) -> dict[str, Any]:
        return next(cell for cell in self.result["cells"] if cell["grade_id"] == key)

    @property
    def status(self) -> dict[str, str]:
        return {cell["grade_id"]: cell["status"] for cell in self.result["cells"]}

    @property
    def codes(self) -> set[str]:
        return {oddity["code"] for oddity in self.result["oddities"]}

    @property
    def notebook(self) -> dict[str, Any]:
        return json.loads(self.result["notebook"])
