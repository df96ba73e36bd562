"""Every lab of every chapter, as it is today: each answer is worth its own tests, and no others.

Solved, untouched and with single answers missing or wrong, in the sandbox, the tests outside of it.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from coursekit.assignments import Assignment, all_assignments
from coursekit.bothways import copy_data
from coursekit.grading.plan import SOLUTION, TEST, WRITTEN, Plan
from coursekit.grading.policy import Limits
from coursekit.grading.pool import Examiner
from coursekit.grading.sandbox import choose
from coursekit.grading.setting import setting_of
from coursekit.merge import merge
from sitekit.notebooks import notebook_bytes, student_notebook

from tests.instructor.helpers import REPOSITORY

EVERYTHING = all_assignments(REPOSITORY)


@dataclass
class Lab:
    """An assignment that is ready to be graded, and a process that does it."""

    plan: Plan
    examiner: Examiner
    folder: Path
    blank: dict[str, Any]
    answers: dict[str, str]
    """The solutions, by the cell that each belongs into."""

    @property
    def tests(self) -> dict[str, float]:
        return {cell.key: cell.points for cell in self.plan.cells if cell.kind == TEST}

    def grade(self, answers: dict[str, str]) -> Graded:
        """What a notebook with these answers gets."""
        notebook = json.loads(json.dumps(self.blank))
        for cell in notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            cell["source"] = answers.get(name, cell["source"])
        path = self.folder / "submission.ipynb"
        path.write_text(json.dumps(notebook), encoding="utf-8")
        result = self.examiner.grade({"path": str(path)})
        assert result["outcome"] == "graded", result["reason"]
        return Graded(
            {c["grade_id"]: c for c in result["cells"]},
            [o for o in result["oddities"] if o["code"] != "SAME-PROCESS"],
        )

    def lost(self, answers: dict[str, str]) -> set[str]:
        """The tests that do not give all their points."""
        cells = self.grade(answers).cells
        return {name for name, points in self.tests.items() if cells[name]["points"] != points}

    def depends(self, part: str) -> set[str]:
        """The tests that may use a part's answer: by a name, or through another answer."""
        names = set(next(c for c in self.plan.cells if c.key == part).binds)
        found = set()
        for cell in self.plan.cells:
            if cell.cell_type == "code" and not names.isdisjoint(_words(cell.source)):
                if cell.kind == TEST:
                    found.add(cell.key)
                else:
                    names |= set(cell.binds)
        return found


@dataclass
class Graded:
    cells: dict[str, dict[str, Any]]
    oddities: list[dict[str, Any]]

    @property
    def points(self) -> dict[str, float]:
        return {name: cell["points"] for name, cell in self.cells.items()}


def _words(source: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


@contextmanager
def open_lab(assignment: Assignment, folder: Path) -> Iterator[Lab]:
    """Lay an assignment out as `course release` does, without asking nbgrader for it."""
    merged = merge(assignment.exercise_path, assignment.solutions_path)
    for room, content in (
        ("source", notebook_bytes(merged)),
        ("release", notebook_bytes(student_notebook(assignment.exercise_path))),
    ):
        place = folder / room / assignment.name
        place.mkdir(parents=True)
        (place / assignment.notebook_name).write_bytes(content)
        copy_data(assignment.exercise_path.parent, place)
    with setting_of(folder, assignment, choose("bubblewrap"), Limits()) as setting:
        examiner = Examiner(setting)
        try:
            examiner.wait_until_ready()
            cells = setting.plan.cells
            answers = {c.key: c.source for c in cells if c.kind in (SOLUTION, WRITTEN)}
            blank = json.loads(content)
            yield Lab(setting.plan, examiner, folder, blank, answers)
        finally:
            examiner.close()


@pytest.fixture(scope="module", params=EVERYTHING, ids=lambda assignment: assignment.name)
def lab(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with open_lab(request.param, tmp_path_factory.mktemp(request.param.name)) as opened:
        yield opened


def test_there_is_every_chapter() -> None:
    chapters = {assignment.chapter for assignment in EVERYTHING}
    assert len(chapters) == 8
    for exercise in ("lab", "memo"):
        assert {a.chapter for a in EVERYTHING if a.exercise == exercise} == chapters


def test_solved_it_gets_every_point(lab: Lab) -> None:
    graded = lab.grade(lab.answers)
    assert {name: graded.points[name] for name in lab.tests} == lab.tests, graded.cells
    assert graded.oddities == []
    for name, cell in graded.cells.items():
        assert cell["status"] == ("passed" if name in lab.tests else "manual"), name
        assert cell["mode"] in ("two processes", None), name


def test_untouched_it_gets_nothing(lab: Lab) -> None:
    graded = lab.grade({})
    assert set(graded.points.values()) == {0.0}, graded.cells
    assert graded.oddities == []


def test_an_answer_that_is_missing_loses_its_own_tests(lab: Lab) -> None:
    for part in _parts(lab):
        own = {name for name in lab.tests if name.startswith(f"{part}-")}
        assert own, f"{part} has no test of its own"
        lost = lab.lost({k: v for k, v in lab.answers.items() if k != part})
        assert own <= lost, f"without {part} these pass all the same: {own - lost}"
        assert lost <= lab.depends(part), f"{part} has nothing to do with {lost}"


@pytest.mark.parametrize("value", ["None", "'seven'", "[]"])
def test_an_answer_of_the_wrong_kind_earns_nothing(lab: Lab, value: str) -> None:
    """Every function returns the same, whatever it is given."""
    wrong = {part: _returning(lab.answers[part], value) for part in _parts(lab)}
    cells = lab.grade(wrong).cells
    won = {name: cells[name]["points"] for name in lab.tests if cells[name]["points"]}
    # A property that holds for nothing too may be worth something, but never half of all.
    assert sum(won.values()) <= sum(lab.tests.values()) / 4, won
    assert not {name for name in won if name.endswith("-check")}


def _parts(lab: Lab) -> list[str]:
    return [c.key for c in lab.plan.cells if c.kind == SOLUTION and c.cell_type == "code"]


def _returning(source: str, value: str) -> str:
    """A solution whose functions do nothing but return `value`."""
    tree = ast.parse(source)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            node.body = [ast.parse(f"def f():\n    return {value}").body[0].body[0]]
    return ast.unparse(tree)


@pytest.mark.parametrize("exercise", ["lab", "memo"])
def test_a_hand_in_in_spanish_is_marked_as_one_in_english(exercise: str, tmp_path: Path) -> None:
    """By the same tests, from the same solutions: only the words around the answers differ."""
    (assignment,) = [a for a in EVERYTHING if a.name == f"foundations-{exercise}"]
    spanish = REPOSITORY / f"languages/es/exercises/foundations/{exercise}.md"
    with open_lab(assignment, tmp_path) as opened:
        solved_in_english = opened.grade(opened.answers)
        opened.blank = json.loads(notebook_bytes(student_notebook(spanish)))
        assert "Escribe" in json.dumps(opened.blank, ensure_ascii=False)
        solved, untouched = opened.grade(opened.answers), opened.grade({})
    assert solved.points == solved_in_english.points
    # The instructor is told that its cells are not those of the release, as of an older one.
    assert {o["code"] for o in solved.oddities + untouched.oddities} <= {"OLDER-RELEASE"}
    assert set(untouched.points.values()) <= {0.0}
