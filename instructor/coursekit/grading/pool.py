"""Grading processes on this machine: one a slot, warm, each given the next job when it is free."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from sitekit.errors import CourseError

from coursekit.grading.examiner import Setting


class Examiner:
    """One grading process."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self._start()

    def _start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "coursekit.grading.examiner"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            # Its working folder is the assignment's; the packages must be found all the same.
            env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        )  # fmt: skip
        self.send(self.setting.to_json())

    def wait_until_ready(self) -> None:
        """Raises CourseError where the course's own cells fail, or the process does."""
        answer = self.receive()
        if answer is None:
            said = self.process.stderr.read().decode("utf-8", "replace").strip().splitlines()
            raise CourseError(f"a grading process does not start: {said[-1] if said else '?'}")
        if "fault" in answer:
            raise CourseError(answer["fault"])

    def send(self, line: str) -> None:
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()

    def receive(self) -> dict[str, Any] | None:
        """The next line; None where the process has ended."""
        line = self.process.stdout.readline()
        return json.loads(line) if line.endswith(b"\n") else None

    def grade(self, job: dict[str, Any]) -> dict[str, Any]:
        """One job, waiting for its result."""
        self.send(json.dumps(job))
        return self.receive() or self.replaced()

    def replaced(self) -> dict[str, Any]:
        """Start anew after the process was ended from outside; the result of its last job."""
        self.close()
        self._start()
        self.wait_until_ready()
        return {"outcome": "refused", "reason": "its grading process was ended from outside; run "
                "'course grade' again", "cells": [], "oddities": [], "unanswered": [],
                "seconds": 0.0, "notebook": None}  # fmt: skip

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            with contextlib.suppress(OSError):
                pipe.close()


def grade_here(
    setting: Setting, jobs: Iterable[dict[str, Any]], slots: int
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Grade jobs in so many processes at once; gives each with its result as it is done.

    Raises:
        CourseError: the course's own cells fail.
    """
    examiners = [Examiner(setting) for _ in range(slots)]
    waiting = iter(jobs)
    running: dict[Examiner, dict[str, Any]] = {}
    try:
        for examiner in examiners:
            examiner.wait_until_ready()
        with selectors.DefaultSelector() as selector:
            for examiner in examiners:
                if (job := next(waiting, None)) is not None:
                    running[examiner] = job
                    examiner.send(json.dumps(job))
                    selector.register(examiner.process.stdout, selectors.EVENT_READ, examiner)
            while running:
                for key, _ in selector.select():
                    examiner = key.data
                    done = running.pop(examiner)
                    result = examiner.receive()
                    selector.unregister(key.fileobj)
                    if result is None:
                        result = examiner.replaced()
                    # The next job first: the process works while this result is written.
                    if (job := next(waiting, None)) is not None:
                        running[examiner] = job
                        examiner.send(json.dumps(job))
                    if examiner in running:
                        selector.register(examiner.process.stdout, selectors.EVENT_READ, examiner)
                    yield done, result
    finally:
        for examiner in examiners:
            examiner.close()
