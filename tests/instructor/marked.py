"""A class that is graded and marked, made by hand: gradebook, notebooks and records."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from coursekit.folder import open_gradebook
from coursekit.record import records_folder

from tests.instructor.helpers import ANSWERS, LAB, Course, fill

TESTS = {"mean-of-check": 2.0, "mean-of-properties": 3.0,
         "count-above-check": 1.0, "count-above-properties": 2.0}  # fmt: skip
WRITTEN = "explain-mean"
IN_TIME = datetime(2026, 9, 30, 12, 0)


@dataclass
class Work:
    """One student's submission and what became of it."""

    student: str
    failed: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Tests that did not pass: what the record says of each."""
    answers: dict[str, str] = field(default_factory=lambda: dict(ANSWERS))
    manual: float | None = None
    comment: str = ""
    refused: str | None = None
    oddities: list[dict[str, Any]] = field(default_factory=list)


def mark(course: Course, *class_: Work) -> None:
    """Put submissions into the course folder as grading and marking leave them."""
    with open_gradebook(course.folder) as gradebook:
        for work in class_:
            _record(course, work)
            if work.refused is None:
                _notebook(course, work)
                _marks(gradebook, work)
        gradebook.db.commit()


def _record(course: Course, work: Work) -> None:
    cells = []
    for name, most in TESTS.items():
        cell = {
            "grade_id": name, "points": most, "max_points": most, "status": "passed",
            "mode": "two processes", "message": None, "hidden": False, "seconds": 0.001,
        }  # fmt: skip
        if work.refused is not None:
            cell |= {"status": "not_run", "points": 0.0}
        elif name in work.failed:
            cell |= {"status": "failed", "points": 0.0} | work.failed[name]
        cells.append(cell)
    cells.append({"grade_id": WRITTEN, "points": 0.0, "max_points": 4.0, "status": "manual",
                  "mode": None, "message": None, "hidden": False, "seconds": None})  # fmt: skip
    record = {
        "version": 1, "assignment": LAB, "exercise": "lab", "student": work.student,
        "submitted": {"sha256": "0" * 64, "file": "lab.ipynb", "timestamp": IN_TIME.isoformat()},
        "release": "1" * 64, "sandbox": "bubblewrap", "seconds": 0.04,
        "outcome": "graded" if work.refused is None else "refused", "reason": work.refused,
        "cells": cells, "oddities": work.oddities,
    }  # fmt: skip
    target = records_folder(course.folder, LAB)
    target.mkdir(parents=True, exist_ok=True)
    (target / f"{work.student}.json").write_text(json.dumps(record), encoding="utf-8")


def _notebook(course: Course, work: Work) -> None:
    target = course.folder / "autograded" / work.student / LAB
    target.mkdir(parents=True)
    notebook = fill(course.released(), work.answers)
    (target / "lab.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (target / "timestamp.txt").write_text(f"{IN_TIME} UTC\n", encoding="utf-8")


def _marks(gradebook: Any, work: Work) -> None:
    gradebook.update_or_create_student(work.student)
    gradebook.update_or_create_submission(LAB, work.student, timestamp=IN_TIME)
    for name, most in TESTS.items():
        grade = gradebook.find_grade(name, "lab", LAB, work.student)
        said = work.failed.get(name, {"points": most})
        grade.auto_score = said.get("points", 0.0)
        grade.needs_manual_grade = said.get("status") == "manual"
    written = gradebook.find_grade(WRITTEN, "lab", LAB, work.student)
    written.manual_score = work.manual
    written.needs_manual_grade = work.manual is None
    comment = gradebook.find_comment(WRITTEN, "lab", LAB, work.student)
    comment.manual_comment = work.comment or None
