"""Runs one test cell of the course's own source here, with proxies for what is the student's."""

from __future__ import annotations

import ast
import contextlib
import io
import signal
import time
import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from coursekit.grading.plan import PlanCell
from coursekit.grading.proxies import Bridge, CannotCross
from coursekit.grading.session import WorkerLost
from coursekit.hints import is_authors_hint

PASSED, FAILED, ERROR, TIMEOUT, KILLED = "passed", "failed", "error", "timeout", "killed"
MAX_MESSAGE = 500


class TestTimeout(BaseException):
    """A test's time is up on this side; no `Exception`, so that no test takes it for another."""


@dataclass(frozen=True)
class CompiledTest:
    """A test cell's statements, and its last line where that is a value."""

    body: types.CodeType
    value: types.CodeType | None


@dataclass
class Result:
    """How a test went."""

    status: str
    points: float
    message: str | None = None
    hidden: bool = False
    """Whether it was stopped by a hidden part of the test."""
    error: str | None = None
    """The kind of error, where it is one that Python itself names."""
    lost: WorkerLost | None = None
    detail: str | None = None
    """For a person: why nothing could be tested."""
    seconds: float = 0.0


def run_test(
    cell: PlanCell,
    test: CompiledTest,
    names: dict[str, Any],
    bridge: Bridge,
    limit: float,
    clock: Callable[[], float] = time.perf_counter,
) -> Result:
    """Run a test cell in the namespace `names`; it is changed as the cell says."""
    started = clock()
    bridge.instances = cell.grading.instances
    ends = time.monotonic() + limit

    def left() -> float:
        if time.monotonic() > ends:
            raise TestTimeout
        return ends - time.monotonic()

    bridge.seconds = left
    quiet = io.StringIO()
    before = signal.signal(signal.SIGALRM, _expire)
    # A reply may be late by the session's grace; what is alone here may not.
    signal.setitimer(signal.ITIMER_REAL, limit + 3)
    try:
        with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
            for name in cell.takes:
                names.pop(name, None)
                with contextlib.suppress(NameError):
                    names[name] = bridge.fetch(name)
            exec(test.body, names)
            # nbgrader's partial credit: the value of the last line.
            value = eval(test.value, names) if test.value else None
        result = Result(PASSED, partial_points(value, cell.points))
        if result.points < cell.points:
            result.status = FAILED
    except TestTimeout:
        result = Result(TIMEOUT, 0.0)
        if bridge.session.abandon():
            bridge.forget()
    except WorkerLost as lost:
        status = TIMEOUT if lost.code == "TIME-LIMIT" else KILLED
        result = Result(status, 0.0, lost=lost)
        bridge.forget()
    except CannotCross as error:
        result = Result(ERROR, 0.0, detail=str(error)[:300])
    except AssertionError as error:
        result = _failed(cell, error)
    except BaseException as error:
        known = type(error).__module__ == "builtins"
        result = Result(ERROR, 0.0, error=type(error).__name__ if known else None)
        result.hidden = _is_hidden(cell, error)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    result.seconds = round(clock() - started, 4)
    return result


def compile_test(cell: PlanCell) -> CompiledTest:
    """A test cell, ready to run: once for a whole class."""
    tree = ast.parse(cell.source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    name = f"<test {cell.key}>"
    # Not with this file's own `from __future__`.
    value = compile(ast.Expression(last.value), name, "eval", dont_inherit=True) if last else None
    return CompiledTest(compile(tree, name, "exec", dont_inherit=True), value)


def partial_points(value: Any, points: float) -> float:
    """The points that a test's last value stands for: nbgrader's rule, but never too many."""
    if value is None:
        return points
    try:
        # nbgrader reads the text that is shown of the value.
        part = float(repr(value)) if type(value) in (int, float) else points
    except ValueError:
        return points
    return min(part, points) if part >= 0 else points


def _failed(cell: PlanCell, error: AssertionError) -> Result:
    message = " ".join(str(error).split())[:MAX_MESSAGE]
    # What the test says itself; a student's function can raise an AssertionError too.
    own = _innermost(error) is not None and _innermost(error)[1]
    hint = message if own and message and is_authors_hint(message, cell.source) else None
    return Result(FAILED, 0.0, hint, _is_hidden(cell, error))


def _innermost(error: BaseException) -> tuple[int, bool] | None:
    """The test's own line that was running, and whether the error came from there itself."""
    return _walk(error.__traceback__)


def _walk(trace: types.TracebackType | None) -> tuple[int, bool] | None:
    line, own = None, False
    while trace is not None:
        own = trace.tb_frame.f_code.co_filename.startswith("<test ")
        if own:
            line = trace.tb_lineno
        trace = trace.tb_next
    return None if line is None else (line, own)


def _is_hidden(cell: PlanCell, error: BaseException) -> bool:
    found = _innermost(error)
    if found is None:
        return False
    edges = [n for n, line in enumerate(cell.source.split("\n"), 1) if "BEGIN HIDDEN TESTS" in line]
    return bool(edges) and found[0] > edges[0]


def _expire(*_: Any) -> None:
    raise TestTimeout
