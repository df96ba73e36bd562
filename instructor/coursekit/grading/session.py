"""The trusted end of the pipe to a worker: bounded, strict, and able to start again.

Nothing that arrives here is believed: it has a length, a deadline, and a form; whatever breaks one
of them ends the sandbox.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import select
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from subprocess import Popen
from typing import Any

from coursekit.grading.policy import Limits
from coursekit.grading.sandbox import Sandbox
from coursekit.grading.stage import Stage

#: Seconds that a worker has beyond its own alarm before the sandbox is ended.
GRACE = 2.0
#: For a cell that used up its time: once more it gets only so much.
REPLAY_SECONDS = 2.0
#: Of calls that a student's function makes of a function that a test gave it, in one request.
MAX_CALLBACKS = 100_000
MAX_EVENTS = 60


class WorkerLost(BaseException):
    """The sandbox ended, or was ended; `code` is the oddity that says why.

    No `Exception`: a test that expects one of the student's must not take this for it.
    """

    def __init__(self, code: str, evidence: str) -> None:
        super().__init__(f"{code}: {evidence}")
        self.code = code
        self.evidence = evidence


@dataclass
class Session:
    """One worker at a time, for one submission."""

    sandbox: Sandbox
    stage: Stage
    limits: Limits
    packages: tuple[str, ...]
    note: Callable[[str, str], None]
    """Takes the oddities: a code and its evidence."""
    ends: float = 0.0
    """When the submission's time is up (`time.monotonic`)."""
    restarts: int = 0
    _process: Popen[bytes] | None = None
    _ready: bool = False
    _buffer: bytearray = field(default_factory=bytearray)
    _history: list[dict[str, Any]] = field(default_factory=list)
    _events: int = 0
    _busy: bool = False

    def cell(self, name: str, source: str, seconds: float) -> dict[str, Any]:
        """Run one cell; it is run again in the next sandbox, should this one end later.

        Raises:
            WorkerLost: the cell ended the sandbox; it will not be run again.
        """
        request = {"op": "cell", "name": name, "source": source}
        reply = self.ask(request, seconds)
        again = REPLAY_SECONDS if reply.get("expired") is True else seconds
        self._history.append(request | {"seconds": again})
        return reply

    def ask(
        self,
        request: dict[str, Any],
        seconds: float,
        call_back: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
    ) -> dict[str, Any]:
        """One request and its reply.

        Raises:
            WorkerLost: there is no proper reply in time.
        """
        self._revive()
        return self._exchange(request, seconds, call_back)

    def start(self) -> None:
        """Start a sandbox without waiting for it: it gets ready while other things are done."""
        limits = self.limits
        grader, course, site = self.sandbox.paths(self.stage)
        settings = {
            "limits": limits.as_rlimits(),
            "output_chars": limits.output_chars,
            "reply_bytes": limits.reply_bytes,
            "packages": self.packages,
            "site": [course, *site],
            "preload": [],
        }
        if self.sandbox.kind == "none":
            # An unprotected process has all of the machine's; address space is the one safe limit.
            settings["limits"] = {"AS": limits.memory, "CORE": 0}
        program = ["-I", "-S", "-B", f"{grader}/worker.py", json.dumps(settings)]
        self._process = self.sandbox.start(self.stage, limits, program)
        for pipe in (self._process.stdin, self._process.stdout):
            os.set_blocking(pipe.fileno(), False)
        self._buffer.clear()
        self._ready = False

    @property
    def replay_seconds(self) -> float:
        """How long a new sandbox could take to run all earlier cells."""
        if self._process is not None and self._ready:
            return 0.0
        return 30 + sum(request["seconds"] for request in self._history)

    def abandon(self) -> bool:
        """After a test that was cut short: a worker whose answer nobody waited for has to go.

        Returns:
            Whether it went; the next question starts another.
        """
        if self._busy:
            self.close()
            self.restarts += 1
            return True
        return False

    def close(self) -> None:
        """End the sandbox and everything in it."""
        self._busy = False
        process, self._process = self._process, None
        if process is None:
            return
        self.sandbox.stop(process)
        for pipe in (process.stdin, process.stdout, process.stderr):
            with contextlib.suppress(OSError):
                pipe.close()
        process.wait()

    def _revive(self) -> None:
        """See that there is a worker that has run all earlier cells."""
        if self._process is not None and self._ready:
            return
        again = self._process is None and bool(self._history or self.restarts)
        if again and self.restarts >= self.limits.restarts:
            raise WorkerLost("WORKER-DIED", "the submission ended its sandbox too often")
        if self._process is None:
            self.start()
        hello = self._read(time.monotonic() + 30)
        if hello != {"ready": True}:
            self._lose("REPLY-REFUSED", "the sandbox did not start properly")
        self._ready = True
        for request in self._history if again else []:
            self._exchange(request, request["seconds"], None)

    def _exchange(
        self,
        request: dict[str, Any],
        seconds: float,
        call_back: Callable[[dict[str, Any]], dict[str, Any]] | None,
    ) -> dict[str, Any]:
        left = self.ends - time.monotonic()
        if left <= 0:
            self._lose("TIME-LIMIT", "the time of the whole submission was up")
        number = secrets.token_hex(8)
        seconds = min(seconds, left)
        deadline = time.monotonic() + seconds + GRACE
        self._write(request | {"id": number, "seconds": seconds}, deadline)
        calls = 0
        self._busy = True
        while True:
            reply = self._read(deadline)
            if "event" in reply:
                self._event(reply)
            elif "callback" in reply and call_back is not None and calls < MAX_CALLBACKS:
                calls += 1
                self._write(call_back(reply), deadline)
            elif reply.get("id") != number:
                self._lose("REPLY-REFUSED", "an answer to no question")
            elif "too_large" in reply:
                self.note("REPLY-REFUSED", f"an answer of {reply['too_large']!r} bytes"[:200])
                self._busy = False
                return reply
            else:
                self._busy = False
                return reply

    def _event(self, reply: dict[str, Any]) -> None:
        self._events += 1
        if self._events > MAX_EVENTS:
            if self._events > 100 * MAX_EVENTS:
                self._lose("REPLY-REFUSED", "a flood of messages")
            return
        name, detail = str(reply["event"])[:60], str(reply.get("detail"))[:200]
        if name == "input":
            self.note("ASKED-FOR-INPUT", detail)
        elif name == "magic":
            self.note("MAGIC-OR-SHELL", detail)
        else:
            self.note("OUTSIDE-REACH", f"{name}: {detail}")

    def _write(self, message: dict[str, Any], deadline: float) -> None:
        data = json.dumps(message).encode()
        view = memoryview(len(data).to_bytes(4, "big") + data)
        pipe = self._process.stdin.fileno()
        while view:
            try:
                view = view[os.write(pipe, view) :]
            except BlockingIOError:
                if not self._wait(pipe, select.POLLOUT, deadline):
                    self._lose("TIME-LIMIT", "it did not listen")
            except OSError:
                self._lose("WORKER-DIED", self._last_words())

    def _read(self, deadline: float) -> dict[str, Any]:
        size = int.from_bytes(self._read_bytes(4, deadline), "big")
        if size > self.limits.reply_bytes:
            self._lose("REPLY-REFUSED", f"an answer of {size} bytes")
        data = self._read_bytes(size, deadline)
        try:
            reply = json.loads(data)
        except (ValueError, RecursionError, MemoryError) as error:
            self._lose("REPLY-REFUSED", f"not JSON: {type(error).__name__}")
        if type(reply) is not dict:
            self._lose("REPLY-REFUSED", "not a message")
        return reply

    def _read_bytes(self, size: int, deadline: float) -> bytes:
        pipe = self._process.stdout.fileno()
        while len(self._buffer) < size:
            try:
                chunk = os.read(pipe, 1 << 16)
            except BlockingIOError:
                if not self._wait(pipe, select.POLLIN, deadline):
                    self._lose("TIME-LIMIT", "it did not end when its time was up")
                continue
            if not chunk:
                self._lose("WORKER-DIED", self._last_words())
            self._buffer += chunk
            if time.monotonic() > deadline:  # a flood leaves no time to wait in
                self._lose("TIME-LIMIT", "it did not end when its time was up")
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        return data

    def _wait(self, pipe: int, event: int, deadline: float) -> bool:
        """Whether a pipe is ready (or closed) before the deadline."""
        poll = select.poll()
        poll.register(pipe, event)
        return bool(poll.poll(max(0.0, deadline - time.monotonic()) * 1000))

    def _last_words(self) -> str:
        """Why the sandbox ended, as far as the system tells."""
        with contextlib.suppress(Exception):
            code = self._process.wait(timeout=1)
            said = os.read(self._process.stderr.fileno(), 2000).decode("utf-8", "replace")
            return f"exit code {code}; {' '.join(said.split())}"[:300].rstrip("; ")
        return "it closed its pipe"

    def _lose(self, code: str, evidence: str) -> None:
        self.close()
        self.restarts += 1
        raise WorkerLost(code, evidence)
