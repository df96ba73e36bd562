"""Grades one submission: the student's cells in the sandbox, the tests here.

Also the program of a grading process (`python -m coursekit.grading.examiner`): it makes itself
ready for one assignment, then reads jobs and forks for each, so that nothing of one submission is
left for the next and every one finds the course's own data at hand.
"""

from __future__ import annotations

import base64
import contextlib
import gc
import json
import os
import resource
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sitekit.errors import CourseError

from coursekit.grading.align import Oddity, Step, align
from coursekit.grading.context import Context
from coursekit.grading.outcome import CellOutcome, notebook_of
from coursekit.grading.plan import SOLUTION, TEST, WRITTEN, Plan
from coursekit.grading.policy import Limits
from coursekit.grading.proxies import Bridge
from coursekit.grading.reading import (
    Cell,
    UnreadableError,
    open_regular,
    read_attachment,
    read_notebook,
)
from coursekit.grading.same_process import MODE, SameProcess
from coursekit.grading.sandbox import Sandbox
from coursekit.grading.session import Session, WorkerLost
from coursekit.grading.stage import Stage
from coursekit.grading.tests_outside import KILLED, TIMEOUT, Result, run_test

#: What each oddity of a running cell means, in words.
LINES = {
    "TIME-LIMIT": "took too long and was stopped",
    "MEMORY-LIMIT": "asked for more memory than there is",
    "OUTPUT-LIMIT": "printed more than is kept",
    "WORKER-DIED": "ended the process that it ran in",
    "REPLY-REFUSED": "gave an answer that was refused",
    "OUTSIDE-REACH": "tried to reach something outside of its sandbox",
    "ASKED-FOR-INPUT": "asked for input",
    "MAGIC-OR-SHELL": "holds a magic or a shell line, which was left out",
    "SAME-PROCESS": "was tested in the student's own process",
}
MAX_ODDITIES = 60
#: Seconds for a grading process beyond the time of a submission.
SPARE = 30
#: Address space of the process that grades one submission.
MEMORY = 3 << 29


@dataclass
class Examination:
    """One submission on its way through the engine."""

    plan: Plan
    stage: Stage
    sandbox: Sandbox
    limits: Limits
    context: Context
    hung: dict[str, str] = field(default_factory=dict)
    """Tests that ended a process before this one, and how."""
    at: Callable[[str | None, float], None] = lambda test, seconds: None
    """Told which test runs, and how long it may."""
    oddities: list[Oddity] = field(default_factory=list)
    place: str | None = None
    """The `grade_id` of what is running."""

    def __post_init__(self) -> None:
        self._given: set[str] = set()

    def run(self, content: bytes, attachments: Mapping[str, bytes]) -> dict[str, Any]:
        """The result of a submission: its record's own part, and the notebook for the formgrader.

        Args:
            content: the notebook.
            attachments: the student's other files, which the cells find beside it.

        Raises:
            UnreadableError: nothing can be graded; why.
        """
        started = time.perf_counter()
        notebook = read_notebook(content)
        for code, evidence in notebook.oddities:
            self.note(code, evidence)
        steps, found = align(self.plan, notebook)
        self.oddities += found
        session = Session(
            self.sandbox, self.stage, self.limits, tuple(self.plan.packages), self.note
        )
        session.ends = time.monotonic() + self.limits.submission_seconds
        bridge = Bridge(
            session,
            tuple(self.plan.packages),
            lambda: 0.0,
            lambda why: self.note("REPLY-REFUSED", why),
        )
        if any(step.run for step in steps):
            session.start()
        beside = SameProcess(self.sandbox, self.stage, self.limits, self.note, session.ends)
        outcomes: dict[str, CellOutcome] = {}
        replies: dict[int, dict[str, Any]] = {}
        try:
            names = self.context.fresh()
            if any(step.run for step in steps):
                for name, data in attachments.items():
                    step = Step(None, Cell("code", laid_down(name, data)))
                    beside.cells.append(step.source)
                    self._run_cell(step, session, bridge)
            for step in steps:
                plan = step.plan
                self.place = plan.key if plan and plan.named else None
                if step.run:
                    beside.cells.append(step.source)
                    replies[id(step)] = self._run_cell(step, session, bridge)
                elif plan and plan.kind == TEST:
                    self._give_up_to(plan.key, names)
                    outcomes[plan.key] = (
                        self._test_beside(step, beside)
                        if plan.grading.same_process
                        else self._test(step, names, bridge)
                    )
                elif plan and plan.kind == WRITTEN:
                    outcomes[plan.key] = _written(step)
        finally:
            session.close()
            beside.close()
        return {
            "outcome": "graded",
            "cells": [outcomes[cell.key].as_json() for cell in self.plan.graded],
            "oddities": [oddity.as_json() for oddity in self.oddities],
            "seconds": round(time.perf_counter() - started, 4),
            "unanswered": _unanswered(steps),
            "notebook": notebook_of(self.plan, steps, replies, outcomes, self.limits),
        }

    def note(self, code: str, evidence: str) -> None:
        """Keep an oddity of what is running; the same one of the same cell is kept once."""
        known = {(oddity.code, oddity.grade_id) for oddity in self.oddities}
        if code != "OUTSIDE-REACH" and (code, self.place) in known:
            return
        if len(self.oddities) < MAX_ODDITIES:
            what = f"the cell {self.place!r}" if self.place else "a cell of the student's own"
            line = f"{what} {LINES[code]}" if code in LINES else code.lower().replace("-", " ")
            self.oddities.append(Oddity(code, self.place, line, evidence))

    def _give_up_to(self, key: str, names: dict[str, Any]) -> None:
        """Let the course's own cells before a test put their values into its namespace."""
        for cell in self.plan.cells:
            if cell.key == key:
                return
            if cell.key in self.context.given and cell.key not in self._given:
                self._given.add(cell.key)
                names.update(self.context.given[cell.key])

    def _run_cell(self, step: Step, session: Session, bridge: Bridge) -> dict[str, Any]:
        name = step.plan.key if step.plan else "cell"
        try:
            reply = session.cell(name, step.source, self.limits.cell_seconds)
        except WorkerLost as lost:
            self.note(lost.code, lost.evidence)
            bridge.forget()
            return {"stopped": LINES.get(lost.code, "was stopped")}
        if reply.get("expired") is True:
            self.note("TIME-LIMIT", f"{self.limits.cell_seconds:g} s")
        raised = reply.get("raised")
        if isinstance(raised, dict) and raised.get("type") == "MemoryError":
            self.note("MEMORY-LIMIT", f"{self.limits.memory >> 20} MiB")
        out = reply.get("out")
        if isinstance(out, dict) and isinstance(out.get("lost"), int) and out["lost"] > 0:
            self.note("OUTPUT-LIMIT", f"{out['lost']} characters were dropped")
        return reply

    def _test(self, step: Step, names: dict[str, Any], bridge: Bridge) -> CellOutcome:
        cell = step.plan
        limit = cell.grading.seconds or self.limits.cell_seconds
        if cell.key in self.hung:
            self.note(
                "TIME-LIMIT" if self.hung[cell.key] == TIMEOUT else "WORKER-DIED",
                "the test could not be stopped otherwise",
            )
            return CellOutcome.of_test(cell, Result(self.hung[cell.key], 0.0))
        # The alarm inside comes first; a new sandbox may have to run all cells again before.
        self.at(cell.key, limit + 10 + max(0.0, bridge.session.replay_seconds))
        result = run_test(cell, self.context.tests[cell.key], names, bridge, limit)
        self.at(None, SPARE + self.limits.submission_seconds)
        if result.lost is not None:
            self.note(result.lost.code, result.lost.evidence)
        elif result.status == TIMEOUT:
            self.note("TIME-LIMIT", f"{limit:g} s")
        if result.detail:
            self.note("REPLY-REFUSED", result.detail)
        if result.status in (TIMEOUT, KILLED) and time.monotonic() > bridge.session.ends:
            result = Result("not_run", 0.0)
        return CellOutcome.of_test(cell, result)

    def _test_beside(self, step: Step, beside: SameProcess) -> CellOutcome:
        limit = step.plan.grading.seconds or self.limits.cell_seconds
        self.at(step.plan.key, SPARE + self.limits.submission_seconds)
        result = beside.run(step.plan, limit)
        self.at(None, SPARE + self.limits.submission_seconds)
        return CellOutcome.of_test(step.plan, result, MODE)


def laid_down(name: str, content: bytes) -> str:
    """A cell that puts a file beside the notebook.

    As a cell it is there again in a sandbox that had to be started anew, of whatever kind.
    """
    data = base64.b64encode(content).decode()
    decoded = f"__import__('base64').b64decode({data!r})"
    return f"__import__('pathlib').Path({name!r}).write_bytes({decoded})"


def _written(step: Step) -> CellOutcome:
    plan = step.plan
    if step.cell is None:
        return CellOutcome(plan.key, 0.0, plan.points, "missing")
    if not step.cell.source.strip() or step.cell.source.strip() == plan.released.strip():
        return CellOutcome(plan.key, 0.0, plan.points, "missing", empty=True)
    return CellOutcome(plan.key, None, plan.points, "manual")


def _unanswered(steps: list[Step]) -> list[str]:
    """The cells for an answer that hold none."""
    return [
        step.plan.key
        for step in steps
        if step.plan is not None
        and step.plan.kind in (SOLUTION, WRITTEN)
        and (step.cell is None or step.cell.source.strip() in ("", step.plan.released.strip()))
    ]


@dataclass(frozen=True)
class Setting:
    """All that a grading process needs to know once."""

    plan: Plan
    stage: Stage
    sandbox: Sandbox
    limits: Limits

    def to_json(self) -> str:
        return json.dumps(
            {
                "plan": self.plan.to_json(),
                "folder": str(self.stage.folder),
                "sandbox": [self.sandbox.kind, self.sandbox.image],
                "limits": self.limits.as_json(),
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Setting:
        data = json.loads(text)
        plan = Plan.from_json(data["plan"])
        stage = Stage(Path(data["folder"]), plan.chapter)
        return cls(plan, stage, Sandbox(*data["sandbox"]), Limits(**data["limits"]))


def grade_in_child(setting: Setting, context: Context, job: dict[str, Any]) -> bytes:
    """Grade one submission in a process of its own, whatever becomes of that process.

    Gives the result as JSON: it only passes through here.

    A test can hang where no signal reaches it (`sum(range(10**12))` of a student's range): then its
    process is ended, and another one grades the submission without that test.
    """
    hung: dict[str, str] = {}
    ends = time.monotonic() + setting.limits.submission_seconds + SPARE
    while True:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            with contextlib.suppress(BaseException):
                os.close(reading)
                os.setsid()
                # Soft, so that the sandbox, which inherits it, can have limits of its own.
                hard = resource.getrlimit(resource.RLIMIT_AS)[1]
                resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))
                with os.fdopen(writing, "wb", buffering=0) as pipe:
                    result = _grade(setting, context, job, hung, pipe)
                    pipe.write(b"=" + json.dumps(result).encode() + b"\n")
            os._exit(0)
        os.close(writing)
        line, test = _follow(reading, setting, ends)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if line is not None:
            return line
        if test is None or test in hung or len(hung) >= setting.limits.restarts:
            how = f"signal {status & 127}" if status & 127 else f"code {status >> 8}"
            why = f"the grading process ended on it ({how}); look at the notebook by hand"
            return json.dumps(_refused(why)).encode()
        hung[test] = TIMEOUT if time.monotonic() > ends - SPARE or status & 127 == 9 else KILLED


def _follow(reading: int, setting: Setting, ends: float) -> tuple[bytes | None, str | None]:
    """Read what a child says: the result's line, or the test that it was at when it went silent."""
    test, seconds, rest = None, setting.limits.submission_seconds, b""
    deadline = ends
    try:
        while select.select([reading], [], [], max(0.0, deadline - time.monotonic()))[0]:
            chunk = os.read(reading, 1 << 20)
            if not chunk:
                break
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                if line.startswith(b"="):
                    return line[1:], None
                test, seconds = json.loads(line)
                deadline = min(ends, time.monotonic() + seconds)
    finally:
        os.close(reading)
    return None, test


def _grade(
    setting: Setting, context: Context, job: dict[str, Any], hung: dict[str, str], pipe: IO[bytes]
) -> dict[str, Any]:
    def at(test: str | None, seconds: float) -> None:
        pipe.write(json.dumps([test, seconds]).encode() + b"\n")

    try:
        with open(job["path"], "rb", opener=open_regular) as file:
            content = file.read(setting.limits.notebook_bytes + 1)
        if len(content) > setting.limits.notebook_bytes:
            return _refused(
                f"it has more than {setting.limits.notebook_bytes // 1_000_000} MB; ask for it "
                "without its outputs",
                "SIZE-REFUSED",
            )
        examination = Examination(
            setting.plan, setting.stage, setting.sandbox, setting.limits, context, hung, at
        )
        beside = Path(job["path"]).parent
        attached = {name: read_attachment(beside / name) for name in job.get("attachments", ())}
        return examination.run(content, attached)
    except UnreadableError as error:
        return _refused(str(error))
    except MemoryError:
        return _refused("it takes more memory than there is to read; look at it by hand")
    except Exception as error:
        # A fault of the engine must not stop the class, nor be silent.
        place = traceback.extract_tb(error.__traceback__)[-1]
        return _refused(
            f"the engine failed on it ({type(error).__name__} in {Path(place.filename).name}:"
            f"{place.lineno}); look at it by hand and report it"
        )


def _refused(reason: str, code: str | None = None) -> dict[str, Any]:
    oddities = [Oddity(code, None, reason).as_json()] if code else []
    return {
        "outcome": "refused",
        "reason": reason,
        "cells": [],
        "oddities": oddities,
        "unanswered": [],
        "seconds": 0.0,
        "notebook": None,
    }


def main() -> None:
    """Read the setting, then jobs, one JSON line each; write one line for each result."""
    output = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)
    setting = Setting.from_json(sys.stdin.readline())
    try:
        context = Context(setting.plan, setting.stage)
    except CourseError as error:
        _say(output, json.dumps({"fault": str(error)}).encode())
        return
    _say(output, json.dumps({"ready": True}).encode())
    # What is here now stays as it is: no child has to copy it only because it is looked at.
    gc.freeze()
    for line in sys.stdin:
        _say(output, grade_in_child(setting, context, json.loads(line)))


def _say(output: IO[bytes], line: bytes) -> None:
    output.write(line + b"\n")
    output.flush()


if __name__ == "__main__":
    main()
