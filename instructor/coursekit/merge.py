"""Merges an exercise with its solutions into the notebook that nbgrader calls the source.

nbgrader cuts solutions, hidden tests and mark schemes out again, and what is left is the student's
notebook byte for byte (see `bothways.py`, which checks it).
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from sitekit.errors import CourseError, shown
from sitekit.notebooks import (
    Exercise,
    grade_id,
    is_solution,
    is_test,
    is_written,
    read_exercise,
)

from coursekit.rubric import rubric_for
from coursekit.solutions import (
    GRADING,
    HIDDEN_TESTS,
    MARK_SCHEME,
    MODEL_ANSWER,
    SOLUTION,
    Section,
    read_solutions,
)

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: nbgrader's default stub for Python, which a student's solution cell holds exactly once.
STUB = ("# YOUR CODE HERE", "raise NotImplementedError()")


def merge(exercise_path: Path, solutions_path: Path) -> NotebookNode:
    """The source notebook of one exercise.

    Raises:
        CourseError: a cell without its section or a section without its cell, a stub that is not
            there exactly once, or merged code that is not Python; one line for each fault.
    """
    exercise = read_exercise(exercise_path)
    sections = read_solutions(solutions_path)
    faults = _pairing_faults(exercise, sections, solutions_path)
    if faults:
        raise CourseError("\n".join(faults))
    written = {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.points
        for cell in exercise.notebook.cells
        if is_written(cell)
    }
    rubric = rubric_for(written, solutions_path.with_name(f"{exercise_path.stem}.rubric.yml"))
    for cell, line in zip(exercise.notebook.cells, exercise.lines, strict=True):
        section = sections.get(grade_id(cell) or "")
        try:
            if is_solution(cell):
                cell.source = _with_solution(cell.source, section.blocks[SOLUTION].source)
                _check_python(cell.source, section, SOLUTION, solutions_path)
            elif is_test(cell):
                cell.source = _with_hidden_tests(cell.source, section.blocks[HIDDEN_TESTS].source)
            elif is_written(cell):
                own_rubric = rubric[1] if rubric and rubric[0] == grade_id(cell) else None
                cell.source = _with_mark_scheme(section, own_rubric)
        except ValueError as error:
            faults.append(f"{shown(exercise_path)}:{line}: {error}")
        except SyntaxError as error:
            faults.append(str(error.msg))
    if faults:
        raise CourseError("\n".join(faults))
    return exercise.notebook


def with_stubs(merged: NotebookNode, exercise_path: Path) -> NotebookNode:
    """The merge with the student's untouched stubs in the place of the solutions."""
    untouched = read_exercise(exercise_path).notebook
    for cell, source in zip(untouched.cells, merged.cells, strict=True):
        if is_test(cell):
            cell.source = source.source
    return untouched


def _needs(cell: NotebookNode) -> tuple[str, ...]:
    """The blocks that a cell's section must hold."""
    if is_solution(cell):
        return (SOLUTION,)
    if is_test(cell):
        return (HIDDEN_TESTS,)
    if is_written(cell):
        return (MODEL_ANSWER, MARK_SCHEME)
    return ()


def _pairing_faults(
    exercise: Exercise, sections: dict[str, Section], solutions_path: Path
) -> list[str]:
    here, there = shown(exercise.path), shown(solutions_path)
    faults = []
    wanted: set[str] = set()
    for cell, line in zip(exercise.notebook.cells, exercise.lines, strict=True):
        name, needs = grade_id(cell), _needs(cell)
        if not needs:
            continue
        wanted.add(name)
        section = sections.get(name)
        if section is None:
            blocks = " and ".join(f"```{kind}" for kind in needs)
            faults.append(
                f"{here}:{line}: the cell {name!r} has no section in {there}; "
                f"add '## {name}' with {blocks}"
            )
            continue
        for kind in needs:
            if kind not in section.blocks:
                faults.append(f"{there}:{section.line}: the section {name!r} lacks its ```{kind}")
        for kind, block in section.blocks.items():
            if kind not in needs and not (kind == GRADING and is_test(cell)):
                faults.append(
                    f"{there}:{block.line - 1}: a ```{kind} does not fit the cell {name!r}; "
                    f"allowed: {', '.join(f'```{k}' for k in needs)}"
                )
    for name, section in sections.items():
        if name not in wanted:
            faults.append(
                f"{there}:{section.line}: no cell of {here} that is graded or solved has the "
                f"grade_id {name!r}; mend its spelling or remove the section"
            )
    return faults


def _with_solution(source: str, solution: str) -> str:
    """Put the solution where the stub is, at the stub's indentation.

    Raises:
        ValueError: the cell does not hold exactly one stub.
    """
    lines = source.split("\n")
    starts = [n for n, line in enumerate(lines) if line.strip() == STUB[0]]
    indent = lines[starts[0]].removesuffix(STUB[0]) if len(starts) == 1 else ""
    stub = [indent + line for line in STUB]
    rest = [n for n, line in enumerate(lines) if STUB[1].split("(")[0] in line]
    if len(starts) != 1 or lines[starts[0] : starts[0] + 2] != stub or len(rest) != 1:
        raise ValueError(
            f"a solution cell must hold exactly one stub: the lines {STUB[0]!r} and {STUB[1]!r}, "
            "one under the other at the same indentation"
        )
    start = starts[0]
    region = ["### BEGIN SOLUTION", *textwrap.dedent(solution).rstrip().split("\n")]
    region += ["### END SOLUTION"]
    filled = [indent + line if line.strip() else "" for line in region]
    return "\n".join([*lines[:start], *filled, *lines[start + 2 :]])


def _with_hidden_tests(source: str, tests: str) -> str:
    return "\n".join(
        [source, "### BEGIN HIDDEN TESTS", tests.rstrip(), "### END HIDDEN TESTS"]
    )  # fmt: skip


def _with_mark_scheme(section: Section, rubric: str | None) -> str:
    """A written answer's cell: all of it is the solution, so nbgrader puts its stub for all of it.

    nbgrader cuts mark schemes only out of task cells, but it replaces a whole solution region,
    mark scheme included, before it looks for one.
    """
    parts = [
        "=== BEGIN SOLUTION ===",
        "**Model answer**",
        section.blocks[MODEL_ANSWER].source.strip(),
        "**Mark scheme**",
        section.blocks[MARK_SCHEME].source.strip(),
    ]
    return "\n\n".join([*parts, *([rubric] if rubric else []), "=== END SOLUTION ==="])


def _check_python(source: str, section: Section, kind: str, path: Path) -> None:
    """Name the solutions' file and line, should merged code not be Python."""
    try:
        compile(source, "merged", "exec")
    except SyntaxError as error:
        block = section.blocks[kind]
        before = source[: source.index("### BEGIN SOLUTION")].count("\n") + 1
        line = min(max(block.line, block.line + (error.lineno or 1) - before - 1),
                   block.line + block.source.count("\n"))  # fmt: skip
        raise SyntaxError(
            f"{shown(path)}:{line}: with this solution the cell {section.grade_id!r} is not "
            f"Python: {error.msg}"
        ) from None
