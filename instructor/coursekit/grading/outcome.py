"""What comes out of one submission: the result of each graded cell, and the graded notebook.

The notebook is what `nbgrader formgrader` shows: the course's own cells as in its source, the
student's cells with what they printed. All of it is plain text: nothing in it can act.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from coursekit.grading.align import Step
from coursekit.grading.plan import LOCKED, PLAIN, TEST, WRITTEN, Plan, PlanCell
from coursekit.grading.policy import Limits
from coursekit.grading.tests_outside import ERROR, FAILED, PASSED, Result
from coursekit.hints import explain
from coursekit.markscheme import scheme_cell

MAX_SOURCE = 200_000
MAX_IMAGE = 500_000
#: Characters of all outputs of a notebook together.
MAX_OUTPUTS = 1_500_000
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")


@dataclass
class CellOutcome:
    """The result of one graded cell."""

    grade_id: str
    points: float | None
    """None where a person gives them."""
    max_points: float
    status: str
    mode: str | None = None
    message: str | None = None
    hidden: bool = False
    seconds: float = 0.0
    empty: bool = False
    """A written answer that was left as it was."""

    @classmethod
    def of_test(cls, cell: PlanCell, result: Result, mode: str = "two processes") -> CellOutcome:
        message = result.message
        if result.status == ERROR or (result.status == FAILED and message is None):
            message = explain(
                result.error or "Exception" if result.status == ERROR else "AssertionError",
                message or "",
                cell.source,
            )
        return cls(
            cell.key,
            result.points,
            cell.points,
            result.status,
            mode,
            message,
            result.hidden,
            result.seconds,
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "grade_id": self.grade_id,
            "points": self.points or 0.0,
            "max_points": self.max_points,
            "status": self.status,
            "mode": self.mode,
            "message": self.message,
            "hidden": self.hidden,
            "seconds": self.seconds,
        }


def not_run(plan: Plan) -> list[dict[str, Any]]:
    """The cells of a submission that could not be graded."""
    return [CellOutcome(c.key, 0.0, c.points, "not_run").as_json() for c in plan.graded]


def notebook_of(
    plan: Plan,
    steps: list[Step],
    replies: dict[int, dict[str, Any]],
    outcomes: dict[str, CellOutcome],
    limits: Limits,
) -> str:
    """The graded notebook, as the text of its file.

    Args:
        replies: what the sandbox said of each step that ran, by the step's identity.
    """
    cells: list[dict[str, Any]] = []
    room = MAX_OUTPUTS
    for number, step in enumerate(steps):
        own = step.plan
        named = own is not None and own.named
        cell: dict[str, Any] = {
            "id": own.key if named else f"own-{number}",
            "cell_type": (own or step.cell).cell_type,
            "metadata": own.metadata if named else {},
            "source": _clean(step.source)[:MAX_SOURCE],
        }
        if cell["cell_type"] == "code":
            outputs = _outputs(step, replies, outcomes, limits)
            room -= sum(len(json.dumps(output)) for output in outputs)
            if room < 0:
                outputs = [_stream("stderr", "Left out: too much was printed before.\n")]
            cell |= {"execution_count": None, "outputs": outputs}
        cells.append(cell)
        if own is not None and own.kind == WRITTEN:
            scheme = scheme_cell(own.source, number)
            cells += [scheme] if scheme else []
    book = {"cells": cells, "metadata": plan.metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book) + "\n"


def _outputs(
    step: Step, replies: dict[int, dict[str, Any]], outcomes: dict[str, CellOutcome], limits: Limits
) -> list[dict[str, Any]]:
    if step.plan is not None and step.plan.kind == TEST:
        return [_stream("stdout", _verdict(outcomes[step.plan.key]))]
    if id(step) in replies:
        return _fresh(replies[id(step)], limits)
    if step.plan is not None and step.plan.kind in (LOCKED, PLAIN) and step.cell is None:
        return []
    return _as_handed_in(step.cell.outputs if step.cell else [], limits)


def _verdict(outcome: CellOutcome) -> str:
    """One line: the formgrader shows it under the test, and so does nbgrader's own feedback."""
    if outcome.status == PASSED:
        return f"Passed: {outcome.points:g} of {outcome.max_points:g} points.\n"
    line = f"{outcome.status}: {outcome.points:g} of {outcome.max_points:g} points."
    return f"{line} {outcome.message or ''}".rstrip() + "\n"


def _fresh(reply: dict[str, Any], limits: Limits) -> list[dict[str, Any]]:
    """What a cell printed and showed in the sandbox: of what the reply holds, only its text."""
    outputs = []
    for name, stream in (("out", "stdout"), ("err", "stderr")):
        taken = reply.get(name)
        text = taken.get("text") if isinstance(taken, dict) else None
        if isinstance(text, str) and text:
            outputs.append(_stream(stream, _clean(text)[: limits.output_chars]))
    shown = reply.get("shown")
    for data in shown if isinstance(shown, list) else []:
        text = data.get("text/plain") if isinstance(data, dict) else None
        if isinstance(text, str):
            plain = {"text/plain": _clean(text)[: limits.output_chars]}
            outputs.append({"output_type": "display_data", "metadata": {}, "data": plain})
    raised = reply.get("raised")
    if isinstance(raised, dict):
        name, value = (_clean(str(raised.get(key)))[:1000] for key in ("type", "message"))
        line = raised.get("line")
        place = f" (line {line} of this cell)" if isinstance(line, int) else ""
        outputs.append(
            {
                "output_type": "error",
                "ename": name,
                "evalue": value,
                "traceback": [f"{name}: {value}{place}"],
            }
        )
    if "stopped" in reply:
        outputs.append(_stream("stderr", f"This cell {reply['stopped']}.\n"))
    return outputs


def _as_handed_in(outputs: list[Any], limits: Limits) -> list[dict[str, Any]]:
    """The outputs that the student saved, of a cell that no mark depends on: text and pictures."""
    kept, room = [], limits.output_chars
    for output in outputs[:50]:
        if not isinstance(output, dict) or room <= 0:
            continue
        data = output.get("data")
        text = output.get("text", data.get("text/plain") if isinstance(data, dict) else None)
        if isinstance(text, list):
            text = "".join(line for line in text if isinstance(line, str))
        if isinstance(text, str) and text:
            kept.append(_stream("stdout", _clean(text)[:room]))
            room -= len(text)
        picture = data.get("image/png") if isinstance(data, dict) else None
        picture = (
            "".join(picture)
            if isinstance(picture, list) and all(isinstance(part, str) for part in picture)
            else picture
        )
        if isinstance(picture, str) and len(picture) < MAX_IMAGE and _BASE64.fullmatch(picture):
            kept.append(
                {"output_type": "display_data", "metadata": {}, "data": {"image/png": picture}}
            )
    return kept


def _stream(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def _clean(text: str) -> str:
    """Without halves of characters, which no file can hold, and without terminal codes."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x1b", "").replace("\0", "")
