"""Reads `<name>.solutions.md`: what an instructor adds to an exercise, section by section.

A section is a level-2 heading that is a cell's `grade_id`, with fenced blocks under it:
`python solution`, `python hidden-tests`, `markdown model-answer`, `markdown mark-scheme`, and for a
test that needs more than plain data `yaml grading` (see `read_grading`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin
from pydantic import BaseModel, ConfigDict, Field
from sitekit.declared import read_declared
from sitekit.errors import CourseError, read_text, shown

from coursekit.grading.plan import Grading
from coursekit.hints import is_hint, messages
from coursekit.markers import MARKER

SOLUTION = "python solution"
HIDDEN_TESTS = "python hidden-tests"
MODEL_ANSWER = "markdown model-answer"
MARK_SCHEME = "markdown mark-scheme"
GRADING = "yaml grading"
KINDS = (SOLUTION, HIDDEN_TESTS, MODEL_ANSWER, MARK_SCHEME, GRADING)

#: Words that nbgrader cuts at; in a block they would cut in the wrong place.
NBGRADER_REGIONS = tuple(
    f"{edge} {region}"
    for edge in ("BEGIN", "END")
    for region in ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
)


@dataclass(frozen=True)
class Block:
    """One fenced block."""

    kind: str
    source: str
    line: int
    """The line of the file (from 1) on which `source` starts."""


@dataclass(frozen=True)
class Section:
    """All blocks for one cell."""

    grade_id: str
    line: int
    blocks: dict[str, Block] = field(default_factory=dict)


def read_solutions(path: Path) -> dict[str, Section]:
    """The sections of one file, by `grade_id`.

    Raises:
        CourseError: no such file, a block outside a section, an unknown or doubled block, a block
            without its one marker, or hidden tests that do not parse or lack a message.
    """
    where = shown(path)
    text = read_text(path, "no such file; an exercise needs its solutions there")
    tokens = MarkdownIt("commonmark").use(front_matter_plugin).parse(text)
    sections: dict[str, Section] = {}
    section: Section | None = None
    faults: list[str] = []
    for position, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            name = tokens[position + 1].content.strip().strip("`")
            section = Section(name, token.map[0] + 1)
            if name in sections:
                faults.append(
                    f"{where}:{section.line}: a second section {name!r} (the first is on line "
                    f"{sections[name].line}); put both together"
                )
            sections.setdefault(name, section)
        elif token.type == "fence":
            block = Block(" ".join(token.info.split()), token.content, token.map[0] + 2)
            fault = _place(block, section)
            faults += [f"{where}:{block.line - 1}: {fault}"] if fault else []
            faults += [f"{where}:{n}: {fault}" for n, fault in _block_faults(block)]
    if faults:
        raise CourseError("\n".join(faults))
    return sections


def _place(block: Block, section: Section | None) -> str | None:
    """Put a block into its section; what is wrong where it has no place there."""
    if block.kind not in KINDS:
        allowed = ", ".join(f"```{kind}" for kind in KINDS)
        return f"a fenced block ```{block.kind} is not known here; allowed: {allowed}"
    if section is None:
        return "a block before the first section; put it under a heading '## <grade_id>'"
    if block.kind in section.blocks:
        return (
            f"a second ```{block.kind} in the section {section.grade_id!r} (the first is on line "
            f"{section.blocks[block.kind].line - 1}); put both together"
        )
    section.blocks[block.kind] = block
    return None


def _block_faults(block: Block) -> list[tuple[int, str]]:
    """What is wrong inside one block, with the line of the file."""
    faults = []
    markers = MARKER.findall(block.source)
    if len(markers) != 1:
        faults.append((
            block.line - 1,
            f"this block must hold exactly one marker word, it holds {len(markers)}; a marker is "
            "'teachonly' and eight hex digits, the last of them 0-9",
        ))  # fmt: skip
    for number, line in enumerate(block.source.splitlines(), block.line):
        for words in NBGRADER_REGIONS:
            if words in line:
                faults.append((number, f"the words {words!r} are nbgrader's own; say it otherwise"))
    if block.kind == HIDDEN_TESTS:
        faults += _hidden_test_faults(block)
    if block.kind == GRADING:
        try:
            _declared(block, "")
        except CourseError as error:
            faults.append((block.line - 1, str(error).partition(": ")[2]))
    return faults


class _Declared(BaseModel):
    """What a `yaml grading` block may hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    same_process: bool = False
    instances: dict[str, list[str]] = {}
    seconds: Annotated[float, Field(gt=0, le=600)] | None = None


def read_grading(path: Path) -> dict[str, Grading]:
    """What the authors declare of their tests, by `grade_id`.

    `same_process: true` runs a test beside the student's code, for what cannot cross;
    `instances: {Class: [attribute, ...]}` lets it take these attributes of the student's own class;
    `seconds: 60` gives it more time.

    Raises:
        CourseError: as `read_solutions`.
    """
    return {
        name: Grading(**_declared(section.blocks[GRADING], shown(path)).model_dump())
        for name, section in read_solutions(path).items()
        if GRADING in section.blocks
    }


def _declared(block: Block, where: str) -> _Declared:
    return read_declared(_Declared, block.source, where, first_line=block.line)


def _hidden_test_faults(block: Block) -> list[tuple[int, str]]:
    try:
        found = list(messages(block.source))
    except SyntaxError as error:
        return [(block.line + (error.lineno or 1) - 1, f"this is not Python: {error.msg}")]
    if not found:
        return [(block.line - 1, "hidden tests without a single assert test nothing")]
    return [
        (
            block.line + number - 1,
            "every assert needs a message of one line that a student may read: a hint as a "
            'plain string ("...") or an f-string',
        )
        for number, message in found
        if not is_hint(message)
    ]
