"""Tests that must run beside the student's code: nobody gets a point there by trickery alone."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from coursekit.folder import open_gradebook
from coursekit.record import Record, read_records

from tests.attacks.arena import MEMO, World, course_command, world_in
from tests.instructor.helpers import fill, hand_in

GOOD = """\
class Gauge:
    def __init__(self, reading):
        self.reading = reading

    def __add__(self, other):
        return type(self)(self.reading + other.reading)
"""
BAD = "class Gauge:\n    def __init__(self, *readings):\n        self.reading = 0\n"

#: For each what stands in the solution cell, and the points for it (None: a person gives them).
SUBMISSIONS = {
    "aa-honest": (GOOD, 3.0),
    "does-nothing": (BAD, 0.0),
    "makes-every-cell-a-pass": (
        "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])", None,
    ),
    "makes-every-run-a-success": (
        "from IPython.core.interactiveshell import InteractiveShell, ExecutionResult\n"
        "InteractiveShell.showtraceback = lambda *a, **k: None\n"
        "ExecutionResult.success = True", None,
    ),
    "takes-every-assert-out": (
        "import ast\n"
        "class Quiet(ast.NodeTransformer):\n"
        "    def visit_Assert(self, node):\n"
        "        return ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)\n"
        "get_ipython().ast_transformers.append(Quiet())\n" + BAD, None,
    ),
    "ends-the-kernel": ("import os\nos._exit(0)", 0.0),
    "kills-the-kernel-from-the-test": (
        BAD + "    def __add__(self, other):\n        import os\n        os._exit(0)\n", 0.0,
    ),
    "never-ends": (
        BAD + "    def __add__(self, other):\n        while True:\n            pass\n", 0.0,
    ),
    "looks-around": (
        GOOD + "import glob, os, socket\n"
        "found = [open(p, 'rb').read() for p in ({canary!r},) if os.path.exists(p)]\n"
        "found += [open(p, 'rb').read() for p in glob.glob('/proc/[0-9]*/environ')]\n"
        "if b'{token}' in b''.join(found):\n"
        "    Gauge = None\n"
        "try:\n"
        "    line = socket.create_connection(('127.0.0.1', {port}), timeout=1)\n"
        "    line.sendall(b'from the kernel')\n"
        "except OSError:\n"
        "    pass\n", 3.0,
    ),
    "zz-honest": (GOOD, 3.0),
}  # fmt: skip


@pytest.fixture(scope="module")
def graded(
    tmp_path_factory: pytest.TempPathFactory, released: Path
) -> Iterator[tuple[World, dict[str, Record], dict[str, float | None]]]:
    with world_in(tmp_path_factory.mktemp("beside"), released) as world:
        blank = json.loads((world.root / "marking" / "release" / MEMO / "memo.ipynb").read_bytes())
        for student, (code, _) in SUBMISSIONS.items():
            code = (
                code.replace("{canary!r}", repr(str(world.canary)))
                .replace("{token}", world.token)
                .replace("{port}", str(world.port))
            )
            notebook = fill(blank, {"gauge": code, "unit": "UNIT = 'mm'"})
            hand_in(notebook, world.folder / "work" / student / "memo.ipynb")
        env = os.environ | {"DSI_COURSE_ROOT": str(world.root), "COURSE_CANARY": world.token}
        taken = course_command(env, "collect", MEMO, str(world.folder / "work"), seconds=60)
        assert f"took {len(SUBMISSIONS)} of {len(SUBMISSIONS)}" in taken.stdout, taken.stderr
        limits = ("--cell-seconds", "4", "--submission-seconds", "40")
        ran = course_command(env, "grade", MEMO, *limits, seconds=200)
        assert "Traceback" not in ran.stdout + ran.stderr
        folder = world.root / "marking"
        with open_gradebook(folder) as gradebook:
            marks = {
                s.student.id: gradebook.find_grade("gauge-check", "memo", MEMO, s.student.id)
                for s in gradebook.assignment_submissions(MEMO)
            }
            points = {
                student: None if grade.needs_manual_grade else grade.auto_score
                for student, grade in marks.items()
            }
        yield world, read_records(folder, MEMO), points


@pytest.mark.parametrize("student", SUBMISSIONS)
def test_each_gets_its_honest_mark_or_waits_for_a_person(graded, student: str) -> None:
    _, records, points = graded
    assert points[student] == SUBMISSIONS[student][1]
    cells = {cell.grade_id: cell for cell in records[student].cells}
    assert cells["gauge-check"].mode == "same process", "the record says how the mark came about"
    assert (cells["unit-check"].points, cells["unit-check"].mode) == (1.0, "two processes")


def test_who_passes_what_must_fail_is_put_before_a_person(graded) -> None:
    _, records, _ = graded
    for student, (_, points) in SUBMISSIONS.items():
        (noted,) = [o for o in records[student].oddities if o.code == "SAME-PROCESS"] or [None]
        if points is None:
            assert "should have failed and passed: none" not in noted.evidence
        elif noted:
            assert "should have failed and passed: none" in noted.evidence


def test_the_kernel_is_as_isolated(graded) -> None:
    world, _, _ = graded
    assert world.heard == []
