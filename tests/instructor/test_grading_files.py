"""What a class really hands in: each file ends as marks, or as one line of what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from coursekit.grading.names import names_of

from tests.instructor.exam import Exam, Graded, Sitting, answer, check, code, given, written

RIGHT = {"a": "def f():\n    return 1", "b": "def g():\n    return f() + 1", "w": "Because."}
EXAM = Exam([
    given("start", "base = 1"),
    answer("a", "def f():\n    return 1"),
    check("a-check", "assert f() == base"),
    answer("b", "def g():\n    return f() + 1"),
    check("b-check", "assert g() == 2"),
    written("w"),
])  # fmt: skip
FULL = {"a-check": 1, "b-check": 1, "w": 0}


@pytest.fixture(scope="module")
def sitting() -> Iterator[Sitting]:
    with EXAM.sitting() as one:
        yield one


def _points(graded: Graded) -> dict[str, float]:
    assert graded.result["outcome"] == "graded", graded.result["reason"]
    return {cell["grade_id"]: cell["points"] for cell in graded.result["cells"]}


def _nbgrader(cell: dict) -> dict:
    return cell["metadata"]["nbgrader"]


def _cell(notebook: dict, key: str) -> dict:
    return next(cell for cell in notebook["cells"] if cell["id"] == key)


def _three(notebook: dict) -> dict:
    """The notebook as format 3 had it."""
    cells = []
    for cell in notebook["cells"]:
        old = {key: value for key, value in cell.items() if key != "id"}
        if cell["cell_type"] == "code":
            old["input"] = old.pop("source").splitlines(keepends=True)
            old["prompt_number"] = old.pop("execution_count")
            old["language"] = "python"
        cells.append(old)
    return {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0,
            "worksheets": [{"cells": cells, "metadata": {}}]}  # fmt: skip


def _without_ids(notebook: dict, minor: int) -> dict:
    for cell in notebook["cells"]:
        del cell["id"]
    return notebook | {"nbformat_minor": minor}


def _edit(change: Callable[[dict], object]) -> Callable[[dict], dict]:
    def changed(notebook: dict) -> dict:
        change(notebook)
        return notebook

    return changed


def _swap(notebook: dict) -> None:
    cells = notebook["cells"]
    cells[1], cells[2] = cells[2], cells[1]


def _double(notebook: dict) -> None:
    """An earlier try stands above the answer under the same name, and the stub below it."""
    place = notebook["cells"].index(_cell(notebook, "a"))
    wrong = json.loads(json.dumps(notebook["cells"][place])) | {"source": "def f():\n    return 9"}
    stub = json.loads(json.dumps(EXAM.released()["cells"][1]))
    notebook["cells"].insert(place + 1, stub | {"id": "a-stub"})
    notebook["cells"].insert(place, wrong | {"id": "a-copy"})


#: How the notebook is changed, and the codes of what must be noticed; the marks are all there.
HARMLESS: dict[str, tuple[Callable[[dict], dict], set[str]]] = {
    "nothing": (lambda n: n, set()),
    "format 3": (_three, {"NBFORMAT-CONVERTED", "CELL-MISSING"}),
    **{f"format 4.{minor}": (lambda n, m=minor: _without_ids(n, m), {"NBFORMAT-CONVERTED"})
       for minor in range(5)},
    "another kernel": (
        lambda n: n | {"metadata": {"kernelspec": {"name": "conda-env-x"}}}, {"KERNEL-NAME"}),
    "metadata lost": (
        _edit(lambda n: [cell.update(metadata={}) for cell in n["cells"]]), set()),
    "a test edited": (
        _edit(lambda n: _cell(n, "a-check").update(source="assert True")), {"LOCKED-CELL-CHANGED"}),
    "a test deleted": (
        _edit(lambda n: n["cells"].remove(_cell(n, "a-check"))), {"CELL-MISSING"}),
    "a given cell deleted": (
        _edit(lambda n: n["cells"].remove(_cell(n, "start"))), {"CELL-MISSING"}),
    "points edited": (
        _edit(lambda n: _nbgrader(_cell(n, "a-check")).update(points=100)), {"POINTS-EDITED"}),
    "cells relabelled": (
        _edit(lambda n: _nbgrader(_cell(n, "a-check")).update(grade=False, solution=True)),
        {"CELL-RELABELLED"}),
    "a cell renamed": (
        _edit(lambda n: n["cells"].append(code("z", "z = 1", grade_id="unknown"))),
        {"CELL-RELABELLED"}),
    "an answer turned into Markdown": (
        _edit(lambda n: _cell(n, "a").update(cell_type="markdown")), {"CELL-TYPE-CHANGED"}),
    "a test above its answer": (_edit(_swap), {"CELL-REORDERED"}),
    "an answer doubled": (_edit(_double), {"CELL-DUPLICATED"}),
    "an older release": (
        _edit(lambda n: (_cell(n, "a-check").update(source="assert f"),
                         _nbgrader(_cell(n, "a-check")).update(checksum="older"))),
        {"OLDER-RELEASE"}),
    "magics and shell lines": (
        _edit(lambda n: n["cells"].insert(0, code("m", "%matplotlib inline\nx = !ls\nf = 1\n"))),
        {"MAGIC-OR-SHELL"}),
    "a cell of another language": (
        _edit(lambda n: n["cells"].insert(0, code("m", "%%bash\nrm -rf /\n"))), {"MAGIC-OR-SHELL"}),
    "input": (_edit(lambda n: n["cells"].insert(0, code("i", "input('name?')"))),
              {"ASKED-FOR-INPUT"}),
    "a cell that raises": (_edit(lambda n: n["cells"].insert(0, code("r", "1 / 0"))), set()),
    "a cell that is no Python": (
        _edit(lambda n: n["cells"].insert(0, code("r", "def f(:"))), set()),
    "sys.exit": (_edit(lambda n: n["cells"].insert(0, code("e", "import sys\nsys.exit()"))), set()),
    "megabytes of output": (
        _edit(lambda n: n["cells"].insert(0, code("o", "print('x' * 3_000_000)"))),
        {"OUTPUT-LIMIT"}),
    "warnings": (_edit(lambda n: n["cells"].insert(0, code(
        "w2", "import warnings, sys\nwarnings.warn('old')\nprint('x', file=sys.stderr)"))), set()),
    "nonsense in the metadata": (
        _edit(lambda n: n["cells"].insert(0, {"cell_type": 7, "metadata": [1], "source": 3,
                                              "outputs": {"a": 1}})), set()),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS)
def test_marks_are_given_and_the_oddity_is_told(sitting: Sitting, name: str) -> None:
    change, codes = HARMLESS[name]
    graded = sitting.grade(change(EXAM.filled(RIGHT)))
    if name == "format 3":  # its Markdown cells had no names
        assert codes - {"CELL-MISSING"} <= graded.codes
    else:
        assert graded.codes == codes
    assert _points(graded) == FULL
    for oddity in graded.result["oddities"]:
        assert "\n" not in oddity["line"]


@pytest.mark.parametrize(
    ("dress", "codes"),
    [
        (lambda text: b"\xef\xbb\xbf" + text.encode(), {"ENCODING"}),
        (lambda text: text.encode("utf-16"), {"ENCODING"}),
        (lambda text: text.replace("Because.", "Weil\u00df \u2013").encode("cp1252"), {"ENCODING"}),
        (lambda text: text.replace("Because.", "\\ud800 half").encode(), set()),
        (lambda text: text.replace("\\n", "\\r\\n").encode(), set()),
    ],
    ids=["byte order mark", "UTF-16", "Windows-1252", "half a character", "Windows line ends"],
)
def test_encodings(sitting: Sitting, dress: Callable[[str], bytes], codes: set[str]) -> None:
    text = json.dumps(EXAM.filled(RIGHT), ensure_ascii=False)
    graded = sitting.grade(dress(text))
    assert graded.codes == codes
    assert _points(graded) == FULL
    graded.result["notebook"].encode("utf-8")
    json.dumps(graded.notebook, ensure_ascii=False).encode("utf-8")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b'{"cells": [', "it is no notebook (broken at line 1 column 12"),
        (b"[1, 2]", "JSON of another kind"),
        (b"\x89PNG\r\n\x1a\n\xff\xff", "there is no text in it"),
        (b'{"nbformat": 4, "cells": []}', "there are no cells in it"),
        (b'{"nbformat": 4, "cells": {"a": 1}}', "there are no cells in it"),
        (b'{"nbformat": 2, "cells": [1]}', "not a notebook of format 3 or 4"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "x"}]}', "of this assignment"),
        (b'{"nbformat": 4, "cells": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"nbformat": ' + b"9" * 100_000 + b"}", "a number that is too long"),
    ],
)
def test_what_is_no_notebook_gets_one_line(sitting: Sitting, content: bytes, words: str) -> None:
    result = sitting.grade(content).result
    assert result["outcome"] == "refused"
    assert words in result["reason"]
    assert "\n" not in result["reason"]
    assert "ask" in result["reason"] or "another notebook" in result["reason"]
    assert _points(sitting.grade(EXAM.filled(RIGHT))) == FULL, "the next one is graded"


def test_the_graded_notebook_is_valid_and_holds_nothing_that_acts(sitting: Sitting) -> None:
    import nbformat

    notebook = EXAM.filled(RIGHT, {0: "'<script>alert(1)</script>'"})
    notebook["cells"].append({
        "cell_type": "markdown", "id": "m m", "metadata": {"x": 1}, "source": "mine",
        "attachments": {"a": {"text/html": "<script>"}},
    })  # fmt: skip
    notebook["cells"].append(
        given("seen", "pass")
        | {
            "metadata": {},
            "outputs": [
                {
                    "output_type": "display_data",
                    "data": {"text/html": "<script>", "text/plain": "p"},
                }
            ],
        }
    )
    graded = sitting.grade(notebook)
    made = nbformat.from_dict(graded.notebook)
    nbformat.validate(made)
    kinds = {kind for cell in made.cells for out in cell.get("outputs", [])
             for kind in out.get("data", {})}  # fmt: skip
    assert kinds <= {"text/plain", "image/png"}
    source = next(cell for cell in made.cells if cell.id == "a-check")
    assert source.source == "assert f() == base", "locked cells are the course's own"


@pytest.mark.parametrize(
    ("source", "binds", "reads", "lasting"),
    [
        ("import math\nx = math.pi", {"math", "x"}, set(), False),
        ("total = sum(n for n in numbers)", {"total"}, {"sum", "numbers"}, False),
        ("def f(a, b=c):\n    d = a + e\n    return d", {"f"}, {"c", "e"}, False),
        ("for x in xs:\n    y = x\nprint(y)", {"x", "y"}, {"xs", "print", "y"}, False),
        ("a = 1\nb = a", {"a", "b"}, set(), False),
        ("b = a\na = 1", {"a", "b"}, {"a"}, False),
        ("try:\n    f()\nexcept ValueError as e:\n    print(e)", {"e"},
         {"f", "ValueError", "print"}, False),
        ("import sys\nsys.path.append('..')", {"sys"}, set(), True),
        ("x = []\nx.append(1)", {"x"}, set(), False),
        ("paths.append('..')", set(), {"paths"}, True),
        ("d['k'] = 1", set(), {"d"}, True),
        ("x.y = 1", set(), {"x"}, True),
        ("random.seed(1)", set(), {"random"}, True),
        ("tracker.start()\nx = 1", {"x"}, {"tracker"}, True),
        ("charts.show()", set(), {"charts"}, False),
        ("with open('f') as g:\n    t = g.read()", {"g", "t"}, {"open"}, True),
        ("def f():\n    global n\n    n = 1", {"f", "n"}, set(), True),
        ("from math import *", set(), set(), True),
    ],
)  # fmt: skip
def test_names(source: str, binds: set[str], reads: set[str], lasting: bool) -> None:
    names = names_of(source)
    assert names.binds == binds
    assert names.reads == reads
    assert names.lasting is lasting
