"""The trusted side's own copy of what the course's cells give to the tests: data, modules, helpers.

Made once for each assignment and process, then copied with the process for each submission.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import os
import sys
from typing import Any

from sitekit.errors import CourseError

from coursekit.grading.plan import TEST, Plan, needed
from coursekit.grading.stage import Stage
from coursekit.grading.tests_outside import CompiledTest, compile_test


class Context:
    """The namespace of the tests, and for each cell of the course what it puts there."""

    def __init__(self, plan: Plan, stage: Stage) -> None:
        """Run the course's own cells that a test needs.

        Raises:
            CourseError: one of them fails.
        """
        self.names: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
        self.given: dict[str, dict[str, Any]] = {}
        self.tests: dict[str, CompiledTest] = {}
        # As in a student's folder: the data beside the notebook, the packages one folder up.
        os.chdir(stage.place)
        sys.path.insert(0, str(stage.course))
        clean = [c for c in plan.cells if c.cell_type == "code" and not c.from_student]
        runs = needed([(c, set(c.reads), c.kind == TEST) for c in clean])
        for cell, run in zip(clean, runs, strict=True):
            if cell.kind == TEST:
                self.tests[cell.key] = compile_test(cell)
            elif run:
                self._run(cell.key, cell.source, cell.binds)

    def _run(self, key: str, source: str, binds: list[str]) -> None:
        quiet = io.StringIO()
        try:
            with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
                exec(compile(source, f"<{key}>", "exec", dont_inherit=True), self.names)
        except Exception as error:
            raise CourseError(
                f"the course's own cell {key!r} fails outside of the sandbox: "
                f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
            ) from None
        self.given[key] = {name: self.names[name] for name in binds if name in self.names}

    def fresh(self) -> dict[str, Any]:
        """The namespace before the first cell; for one submission, in a process of its own."""
        for names in self.given.values():
            for name in names:
                self.names.pop(name, None)
        return self.names
