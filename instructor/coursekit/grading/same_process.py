"""Runs tests that cannot run outside: in a sandboxed ipykernel, beside the student's code.

The sandbox protects the machine and the class as always. It cannot protect the test: code that
shares a process with it can make it pass. So each such mark says how it came about, and checks that
must fail (canaries) run before and after the test. Where one passes, a person gives the mark.
"""

from __future__ import annotations

import ast
import contextlib
import json
import os
import queue
import secrets
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import TYPE_CHECKING, Any

from coursekit.grading.plan import PlanCell
from coursekit.grading.policy import Limits
from coursekit.grading.sandbox import NOBODY, Sandbox
from coursekit.grading.stage import Stage
from coursekit.grading.tests_outside import (
    ERROR,
    FAILED,
    KILLED,
    PASSED,
    TIMEOUT,
    Result,
    partial_points,
)
from coursekit.hints import is_authors_hint

if TYPE_CHECKING:
    from jupyter_client.blocking import BlockingKernelClient

MODE = "same process"
START_SECONDS = 60
#: The name that a test's last value gets, for partial credit.
_POINTS = "course_points_"
#: A kernel shares memory maps generously: address space, not memory.
_ADDRESS_SPACE = 4 << 30


class KernelLostError(Exception):
    """The kernel ended or does not answer."""


@dataclass
class SameProcess:
    """The kernel of one submission; started when the first test asks for it."""

    sandbox: Sandbox
    stage: Stage
    limits: Limits
    note: Callable[[str, str], None]
    ends: float
    cells: list[str] = field(default_factory=list)
    """What the student's process has run so far, in order: the kernel runs it too."""
    _ran: int = 0
    _process: Popen[bytes] | None = None
    _client: BlockingKernelClient | None = None
    _folder: tempfile.TemporaryDirectory[str] | None = None

    def run(self, cell: PlanCell, limit: float) -> Result:
        """Run one test, with its canaries."""
        started = time.perf_counter()
        try:
            self._catch_up()
            passed = self._canaries(cell)
            result = self._test(cell, limit)
            passed += self._canaries(cell)
        except (KernelLostError, TimeoutError) as error:
            self.close()
            timeout = isinstance(error, TimeoutError)
            self.note("TIME-LIMIT" if timeout else "WORKER-DIED", str(error)[:300])
            return Result(TIMEOUT if timeout else KILLED, 0.0)
        self.note("SAME-PROCESS", "canaries that should have failed and passed: "
                  f"{', '.join(passed) or 'none'}")  # fmt: skip
        if passed:
            result = Result("manual", 0.0)
        result.seconds = round(time.perf_counter() - started, 4)
        return result

    def close(self) -> None:
        """End the kernel and everything in its sandbox."""
        if self._client is not None:
            self._client.stop_channels()
            self._client = None
        if self._process is not None:
            self.sandbox.stop(self._process)
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
                pipe.close()
            self._process = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
        self._ran = 0

    def _catch_up(self) -> None:
        if self._process is None:
            self._start()
        while self._ran < len(self.cells):
            self._ran += 1
            with contextlib.suppress(TimeoutError):  # it used up its time; the next cell goes on
                self._execute(self.cells[self._ran - 1], self.limits.cell_seconds)

    def _start(self) -> None:
        import zmq
        from jupyter_client.blocking import BlockingKernelClient
        from jupyter_client.connect import write_connection_file

        self._folder = tempfile.TemporaryDirectory(prefix="course-kernel-")
        folder = Path(self._folder.name)
        # The socket's folder is all that both sides share; sockets of a network do not cross.
        path, _ = write_connection_file(
            str(folder / "kernel.json"), ip=str(folder / "k"), transport="ipc",
            key=secrets.token_hex(16).encode(), shell_port=1, iopub_port=2, stdin_port=3,
            hb_port=4, control_port=5,
        )  # fmt: skip
        if os.geteuid() == 0 and self.sandbox.kind != "none":
            os.chown(folder, NOBODY, NOBODY)
            os.chown(path, NOBODY, NOBODY)
        grader, course, site = self.sandbox.paths(self.stage)
        limits = self.limits.as_rlimits() | {"AS": max(self.limits.memory, _ADDRESS_SPACE)}
        if self.sandbox.kind == "none":
            limits = {"CORE": 0}
        settings = {"limits": limits, "site": [course, *site], "connection": path}
        program = ["-I", "-S", "-B", f"{grader}/kernel.py", json.dumps(settings)]
        self._process = self.sandbox.start(self.stage, self.limits, program, binds=[str(folder)])
        context = zmq.Context()
        context.setsockopt(zmq.MAXMSGSIZE, self.limits.reply_bytes)
        self._client = BlockingKernelClient(connection_file=path, context=context)
        self._client.load_connection_file()
        self._client.start_channels(iopub=False, stdin=False, hb=False, control=False)
        self._execute("pass", START_SECONDS)

    def _execute(self, source: str, seconds: float, value: str | None = None) -> dict[str, Any]:
        """Run source in the kernel; its reply.

        Raises:
            TimeoutError: it takes too long (and is left running: the kernel is of no more use).
            KernelLostError: there is no kernel any more.
        """
        wanted = {"value": value} if value else {}
        asked = self._client.execute(
            source, allow_stdin=False, stop_on_error=False, user_expressions=wanted
        )
        deadline = min(time.monotonic() + seconds, self.ends)
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                said = self._process.stderr.read(2000).decode("utf-8", "replace").split()
                raise KernelLostError(f"the kernel ended; {' '.join(said)}")
            with contextlib.suppress(queue.Empty):
                reply = self._client.get_shell_msg(timeout=0.2)
                if reply["parent_header"].get("msg_id") == asked:
                    return reply["content"]
        raise TimeoutError(f"no answer in {seconds:g} s")

    def _test(self, cell: PlanCell, limit: float) -> Result:
        reply = self._execute(_with_value(cell.source), limit, _POINTS)
        if reply.get("status") == "ok":
            shown = reply.get("user_expressions", {}).get("value", {}).get("data", {})
            text = str(shown.get("text/plain", "None"))[:40]
            try:
                points = partial_points(float(text), cell.points)
            except ValueError:
                points = cell.points
            return Result(PASSED if points == cell.points else FAILED, points)
        name, message = str(reply.get("ename"))[:80], str(reply.get("evalue"))[:500]
        if name == "AssertionError":
            hint = message if is_authors_hint(message, cell.source) else None
            return Result(FAILED, 0.0, hint)
        return Result(ERROR, 0.0, error=name if name.isidentifier() else None)

    def _canaries(self, cell: PlanCell) -> list[str]:
        """The names of the checks that passed and should have failed."""
        word = f"canary{secrets.token_hex(4)}"
        number = secrets.randbelow(10**6) + 2
        checks = {
            "an assert": f"assert {number} == {number + 1}, {word!r}",
            "an error": f"raise AssertionError({word!r})",
            "the test and an assert": f"{cell.source}\nassert {number} < {number - 1}, {word!r}",
        }
        passed = []
        for name, source in checks.items():
            reply = self._execute(source, self.limits.cell_seconds)
            if reply.get("status") != "error" or (
                name != "the test and an assert" and word not in str(reply.get("evalue"))
            ):
                passed.append(name)
        return passed


def _with_value(source: str) -> str:
    """A test whose last value, where it has one, gets a name."""
    tree = ast.parse(source)
    given = ast.parse(f"{_POINTS} = None").body
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = tree.body.pop().value
        given = [ast.Assign([ast.Name(_POINTS, ast.Store())], last, lineno=1)]
    return ast.unparse(ast.fix_missing_locations(ast.Module([*tree.body, *given], [])))
