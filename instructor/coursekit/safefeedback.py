"""Feedback that says why a check failed and does not show the check.

nbgrader's own feedback page prints each test cell whole, hidden tests included, and under it the
traceback, which quotes them again.
"""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from coursekit.fingerprints import fingerprints, normalise
from coursekit.hints import is_authors_hint
from coursekit.markers import MARKER
from coursekit.markscheme import FOR_THE_MARKER
from coursekit.regions import split_regions
from coursekit.unwrap import texts

#: Templates that go before those of nbgrader and nbconvert: no script from a third party.
TEMPLATES = Path(__file__).parent / "templates" / "feedback"

REMOVED = "[left out: this quotes the tests or the model answers]"

#: What an error in a check most often means, for someone who learns to program.
SENTENCES = {
    "NotImplementedError": "the part that this check tests is not written yet.",
    "NameError": "a name is used that nothing defines; was every cell above run?",
    "TypeError": "a function got, or gave back, a value of the wrong type.",
    "ValueError": "a function got, or raised over, a value that it does not accept.",
    "IndexError": "a position was asked for that the list does not have.",
    "KeyError": "a key was asked for that the dictionary does not have.",
    "AttributeError": "a value lacks the attribute that was asked of it; is it None, perhaps?",
    "ZeroDivisionError": "something was divided by zero.",
    "RecursionError": "a function called itself without an end.",
    "SyntaxError": "the code is not valid Python.",
    "CellTimeoutError": "it took too long and was stopped; is there a loop without an end?",
    "KeyboardInterrupt": "it took too long and was stopped; is there a loop without an end?",
}
OTHER_ERROR = "your code stopped before the check was through."
NO_HINT = "A check failed: the result is not the one expected."
ON_STDERR = (
    "Something was written to the error stream (a warning, perhaps) while this check ran; nbgrader "
    "counts that as a failure."
)
PASSED, PARTLY = "Passed.", "Passed in part."


class SafeFeedback(NbGraderPreprocessor):
    """Takes hidden tests, mark schemes and model answers out of a graded notebook."""

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        # Set here and not in nbgrader_config.py, as the formgrader's own button for feedback
        # overrides what that file says about templates.
        if self.parent is not None:
            self.parent.template_paths = [str(TEMPLATES), *self.parent.template_paths]

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        tests, hidden = self._tests(resources["nbgrader"])
        schemes = [cell.source for cell in nb.cells if cell.metadata.get(FOR_THE_MARKER)]
        nb.cells = [cell for cell in nb.cells if not cell.metadata.get(FOR_THE_MARKER)]
        # Widgets keep output of their own in here, and showing them needs a script of a CDN.
        nb.metadata.pop("widgets", None)
        for cell in nb.cells:
            if _name(cell) in tests:
                _show_result(cell, tests[_name(cell)])
        visible = normalise("\n".join(split_regions(test)[0] for test in tests.values()))
        in_tests = {line for line in fingerprints(hidden) if line not in visible}
        for cell in nb.cells:
            cell.source = _without_lines(cell.source, in_tests)
        # What the student wrote is the student's: an error of theirs may quote it.
        own = normalise("\n".join(cell.source for cell in nb.cells))
        secret = in_tests | fingerprints("\n".join(schemes)) | self._source_secrets(resources)
        secret = {line for line in secret if line not in own}
        for cell in nb.cells:
            if cell.cell_type == "code" and _name(cell) not in tests:
                cell.outputs = [_without_secrets(output, secret) for output in cell.outputs]
        return nb, resources

    def _tests(self, names: dict[str, str]) -> tuple[dict[str, str], str]:
        """Every test cell's full source by its name, and all hidden regions, as released.

        They come from the gradebook: whatever a student did to a cell, they are the true ones.
        """
        with Gradebook(names["db_url"]) as gradebook:
            notebook = gradebook.find_notebook(names["notebook"], names["assignment"])
            graded = {cell.name for cell in notebook.grade_cells}
            sources = {cell.name: cell.source for cell in notebook.source_cells}
            kinds = {cell.name: cell.cell_type for cell in notebook.source_cells}
        tests = {name: text for name, text in sources.items()
                 if name in graded and kinds[name] == "code"}  # fmt: skip
        return tests, "\n".join(split_regions(text)[1] for text in sources.values()) + "\n"

    def _source_secrets(self, resources: dict[str, Any]) -> set[str]:
        """Fingerprints of every region of the source notebook: code under test could read it."""
        names = resources["nbgrader"]
        coursedir = self.parent.parent.coursedir
        folder = coursedir.format_path(coursedir.source_directory, ".", names["assignment"])
        path = Path(folder) / f"{names['notebook']}.ipynb"
        if not path.is_file():
            return set()
        source = nbformat.read(path, as_version=nbformat.NO_CONVERT)
        return fingerprints("\n".join(split_regions(cell.source)[1] for cell in source.cells))


def _name(cell: NotebookNode) -> str | None:
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def _show_result(cell: NotebookNode, test: str) -> None:
    """Leave of a test cell its visible part and one line that says how it went."""
    outputs = cell.get("outputs", [])
    cell.source = split_regions(test)[0]
    if cell.cell_type == "code":
        cell.outputs = [
            nbformat.v4.new_output("stream", name="stdout", text=_verdict(outputs, test) + "\n")
        ]


def _verdict(outputs: list[NotebookNode], test: str) -> str:
    for output in outputs:
        if output.output_type == "error":
            return explain(output.ename, output.evalue, test)
    for output in outputs:
        if output.output_type == "stream" and output.name == "stderr":
            return ON_STDERR
    if any(output.output_type == "execute_result" for output in outputs):
        return PARTLY
    return PASSED


def explain(name: str, message: str, test: str) -> str:
    """One line for an error in a test: the author's hint, or the kind of error in plain words."""
    if name == "AssertionError":
        return message.strip() if is_authors_hint(message.strip(), test) else NO_HINT
    if name in SENTENCES or _is_builtin_error(name):
        return f"{name}: {SENTENCES.get(name, OTHER_ERROR)}"
    # The name of a class that the student wrote can be anything, a line of the test for one.
    return f"An error: {OTHER_ERROR}"


def _is_builtin_error(name: str) -> bool:
    known = getattr(builtins, name, None)
    return isinstance(known, type) and issubclass(known, BaseException)


def _without_lines(source: str, secret: set[str]) -> str:
    lines = source.split("\n")
    return "\n".join(
        REMOVED if MARKER.search(line) or not secret.isdisjoint(fingerprints(line)) else line
        for line in lines
    )


def _without_secrets(output: NotebookNode, secret: set[str]) -> NotebookNode:
    """The output itself, or a note in its place where any text in it holds a secret."""
    if output.output_type in ("display_data", "execute_result"):
        for kind in [kind for kind in output.data if "widget" in kind or "javascript" in kind]:
            del output.data[kind]
    for value in _strings(output):
        for text, _ in texts(value.encode("utf-8", "replace")):
            stream = normalise(text)
            if MARKER.search(stream) or any(line in stream for line in secret):
                return nbformat.v4.new_output("stream", name="stdout", text=REMOVED + "\n")
    return output


def _strings(value: Any) -> list[str]:
    """Every text anywhere inside an output; a list of lines counts as one text."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        if all(isinstance(item, str) for item in value):
            return ["\n".join(value)]
        return [text for item in value for text in _strings(item)]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    return []
