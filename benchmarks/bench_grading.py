"""`course grade` against `nbgrader autograde`: the same submissions of the same lab, in one run.

Both grade copies of the ecology-disease lab with most answers right: students differ in which one
is missing. nbgrader has its default configuration. What a submission takes is the slope between a
small class and a larger one, so that neither pays for its start; the marks of the two are compared,
test by test.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from coursekit.markers import MARKER
from coursekit.solutions import SOLUTION, read_solutions
from figure import Figure

ROOT = Path(__file__).resolve().parents[1]
CHAPTER, LAB = "ecology-disease", "ecology-disease-lab"
STUB = "    # YOUR CODE HERE\n    raise NotImplementedError()"
#: Small and larger class, for the slope; and the class whose memory is looked at.
STOCK_CLASS, OUR_CLASS, WHOLE_CLASS = (3, 15), (50, 250), 500
SCORES = """
    select submitted_assignment.student_id, base_cell.name, grade.auto_score from grade
    join base_cell on base_cell.id = grade.cell_id
    join submitted_notebook on submitted_notebook.id = grade.notebook_id
    join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
    where grade.auto_score is not null
"""


def measure() -> list[Figure]:
    """Seconds a submission, and the memory of `course grade` for a small and for a whole class.

    Raises:
        RuntimeError: something is not graded, or the two give different marks.
    """
    with tempfile.TemporaryDirectory(prefix="bench-grading-") as scratch:
        Path(scratch).chmod(0o755)  # the sandbox's user reads the course there
        course, stock = make_course(Path(scratch) / "course"), Path(scratch) / "stock"
        make_stock(course, stock)
        work = students_work(course)
        theirs = [grade_stock(stock, work, size)[0] for size in STOCK_CLASS]
        ours, memory = {}, {}
        for size in (*OUR_CLASS, WHOLE_CLASS):
            ours[size], memory[size] = grade_ours(course, work, size)
        compare(scores(stock), scores(course / "marking"))
        small, large = OUR_CLASS
        return [
            Figure(
                f"grading one submission of {LAB}, {os.cpu_count()} cores",
                round((ours[large] - ours[small]) / (large - small), 3),
                round((theirs[1] - theirs[0]) / (STOCK_CLASS[1] - STOCK_CLASS[0]), 3),
                "s",
            ),
            Figure(
                f"memory for {WHOLE_CLASS} submissions (right: for {small}, by the same tool)",
                memory[WHOLE_CLASS],
                memory[small],
                "MB",
            ),
        ]


def make_course(course: Path) -> Path:
    """A copy of the course with the lab released, so that the repository stays as it is."""
    for folder in ("exercises", f"instructor/{CHAPTER}"):
        shutil.copytree(
            ROOT / folder, course / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    (course / "_config.yml").write_text("title: A copy\n", encoding="utf-8")
    run(course, "release", LAB, "--no-check")
    return course


def make_stock(course: Path, stock: Path) -> None:
    """A course folder of nbgrader's own, with its defaults, and the same assignment."""
    shutil.copytree(course / "marking" / "source", stock / "source")
    (stock / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    nbgrader(stock, "generate_assignment", LAB)


def students_work(course: Path) -> list[str]:
    """Notebooks of ten kinds of student: one has it all, the others lack one answer each."""
    blank = json.loads((course / "marking" / "release" / LAB / "lab.ipynb").read_bytes())
    answers = {}
    sections = read_solutions(ROOT / "instructor" / CHAPTER / "lab.solutions.md")
    for cell in blank["cells"]:
        section = sections.get(cell["id"])
        if section and SOLUTION in section.blocks:
            lines = section.blocks[SOLUTION].source.splitlines()
            own = "\n".join(f"    {line}" for line in lines if not MARKER.search(line))
            answers[cell["id"]] = "".join(cell["source"]).replace(STUB, own)
    made = []
    for left_out in [None, *answers]:
        notebook = json.loads(json.dumps(blank))
        for cell in notebook["cells"]:
            if cell["id"] in answers and cell["id"] != left_out:
                cell["source"] = answers[cell["id"]]
        made.append(json.dumps(notebook))
    return made


def hand_in(folder: Path, work: list[str], size: int) -> None:
    for name in ("submitted", "autograded", "records"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for number in range(size):
        place = folder / "submitted" / f"s{number:03}" / LAB
        place.mkdir(parents=True)
        (place / "lab.ipynb").write_text(work[number % len(work)], encoding="utf-8")


def grade_stock(stock: Path, work: list[str], size: int) -> tuple[float, str]:
    hand_in(stock, work, size)
    return nbgrader(stock, "autograde", LAB, "--force")


def grade_ours(course: Path, work: list[str], size: int) -> tuple[float, float]:
    """Seconds, and megabytes of the largest process that took part."""
    hand_in(course / "marking", work, size)
    started = time.perf_counter()
    said = run(course, "grade", LAB)
    took = time.perf_counter() - started
    if f"{LAB}: graded {size}\n" not in said:
        raise RuntimeError(f"not all were graded:\n{said[-800:]}")
    return took, float(said.rsplit("peak ", 1)[1]) / 1000


def run(course: Path, *words: str) -> str:
    """Run a sub-command of `course`; what it said, with the peak memory of its processes in kB."""
    program = (
        "import resource, sys\n"
        "from sitekit.cli import main\n"
        "code = main()\n"
        "peak = max(resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, "
        "resource.RUSAGE_CHILDREN))\n"
        "print('peak', peak)\n"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=False,
        env=os.environ | {"DSI_COURSE_ROOT": str(course)},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"course {words[0]} failed:\n{(done.stdout + done.stderr)[-1500:]}")
    return done.stdout


def nbgrader(folder: Path, *words: str) -> tuple[float, str]:
    """Run nbgrader; seconds and what it said."""
    programs = str(Path(sys.executable).parent)
    started = time.perf_counter()
    done = subprocess.run(
        [f"{programs}/nbgrader", *words], cwd=folder, capture_output=True, text=True, check=False,
        env=os.environ | {"PATH": f"{programs}:{os.environ['PATH']}"},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"nbgrader {words[0]} failed:\n{done.stderr[-1500:]}")
    return time.perf_counter() - started, done.stderr


def scores(folder: Path) -> dict[tuple[str, str], float]:
    """The automatic marks in a gradebook, by student and test."""
    with sqlite3.connect(folder / "gradebook.db") as database:
        return {(student, cell): score for student, cell, score in database.execute(SCORES)}


def compare(theirs: dict[tuple[str, str], float], ours: dict[tuple[str, str], float]) -> None:
    different = [key for key, score in theirs.items() if ours.get(key) != score]
    if different or not theirs:
        raise RuntimeError(f"other marks than nbgrader's for: {different[:5]}")
    print(f"  {len(theirs)} marks compared with nbgrader's: all the same")
