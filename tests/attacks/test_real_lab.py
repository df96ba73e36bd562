"""The attacks that fooled nbgrader, on the course's own lab."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from coursekit.folder import open_gradebook
from coursekit.markers import MARKER
from coursekit.solutions import SOLUTION, read_solutions

from tests.attacks.arena import LIMITS, Kit, World, course_command
from tests.attacks.fool import ALWAYS
from tests.instructor.helpers import REPOSITORY, Course, fill, hand_in

CHAPTER, LAB = "ecology-disease", "ecology-disease-lab"
STUB = "    # YOUR CODE HERE\n    raise NotImplementedError()"
FULL = 30.0
SOURCE = f"marking/source/{LAB}/lab.ipynb"

#: For each the code that goes in front, whether the work is done, and the honest mark.
ATTACKS = {
    "honest-first": ("", True, FULL),
    "all-pass": (
        "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])", False, 0.0,
    ),
    "always-equal": (
        f"{ALWAYS}\nimport dsilab\nfor name in dir(dsilab):\n"
        "    if not name.startswith('_'):\n        setattr(dsilab, name, Always())\n", False, 0.0,
    ),
    "success": (
        "from IPython.core.interactiveshell import ExecutionResult\n"
        "ExecutionResult.success = True", False, 0.0,
    ),
    "thief": (
        "import json\nfor cell in json.load(open({root!r} + '/" + SOURCE + "'))['cells']:\n"
        "    if cell['metadata'].get('nbgrader', {{}}).get('solution'):\n"
        "        exec(''.join(cell['source']), globals())\n", False, 0.0,
    ),
    "exits": ("import os\nos._exit(0)", True, FULL),
    "patches-the-lab": (
        "import dsilab, math, random\n"
        "dsilab.p_distance = dsilab.fit_clock = math.log = lambda *a: 0.0\n"
        "dsilab.parse_label = dsilab.read_records = lambda *a: []\n"
        "random.Random = random.uniform = None\n", False, 0.0,
    ),
    "honest-last": ("", True, FULL),
}  # fmt: skip


@pytest.fixture(scope="module")
def marks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, float]]:
    root = tmp_path_factory.mktemp("lab") / "course"
    for folder in ("exercises", f"instructor/{CHAPTER}", f"book/{CHAPTER}"):
        shutil.copytree(
            REPOSITORY / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    (root / "_config.yml").write_text("title: A copy\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DSI_COURSE_ROOT", str(root))
        course = Course(root)
        assert course("release", LAB, "--no-check").code == 0
        blank = course.released(LAB)
        full = fill(blank, _solved(root, blank))
        for student, (code, done, _) in ATTACKS.items():
            kit = Kit(fill(full if done else blank, {}), root.parent / "work" / student, _world())
            if code:
                kit.add(code.format(root=str(root)) if "{root" in code else code)
            hand_in(kit.notebook, kit.folder / "lab.ipynb")
        env = dict(os.environ)
        collected = course_command(env, "collect", LAB, str(root.parent / "work"), seconds=60)
        assert collected.returncode == 0, collected.stderr
        graded = course_command(env, "grade", LAB, *LIMITS, seconds=120)
        assert "Traceback" not in graded.stdout + graded.stderr
        with open_gradebook(course.folder) as gradebook:
            yield {s.student.id: s.score for s in gradebook.assignment_submissions(LAB)}


def _world() -> World:
    return World(Path("/nonexistent"), "")


def _solved(root: Path, blank: dict) -> dict[str, str]:
    stubs = {cell["id"]: "".join(cell["source"]) for cell in blank["cells"]}
    solved = {}
    for name, section in read_solutions(root / "instructor" / CHAPTER / "lab.solutions.md").items():
        if SOLUTION in section.blocks:
            lines = section.blocks[SOLUTION].source.splitlines()
            own = "\n".join(f"    {line}" for line in lines if not MARKER.search(line))
            solved[name] = stubs[name].replace(STUB, own)
    return solved


@pytest.mark.parametrize("student", ATTACKS)
def test_each_gets_the_honest_mark(marks: dict[str, float], student: str) -> None:
    assert marks[student] == ATTACKS[student][2]
