"""Files beside the notebook: those that an exercise declares are taken, and no others."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from coursekit.submissions import MAX_ATTACHMENT

from tests.instructor.helpers import ANSWERS, CHAPTER, LAB, Course, edit, fill, hand_in

#: Needs its own file in the sandbox, and finds no other student's and nothing undeclared.
READS = {
    "mean-of": (
        "import os\n"
        "own = open('counts.csv').read()\n"
        "others = [n for n in ('notes.txt', 'sketch.png') if os.path.exists(n)]\n"
        "def mean_of(values):\n"
        "    if own != 'three' or others:\n"
        "        return own, others\n"
        "    numbers = list(values)\n"
        "    if not numbers:\n"
        "        raise ValueError('nothing to average')\n"
        "    return sum(numbers) / len(numbers)\n"
    )
}
FULL, WITHOUT_MEAN = 8, 3
DAY = datetime(2026, 9, 30, 10, 0, tzinfo=UTC)


@pytest.fixture
def declared(course: Course) -> Course:
    """The toy lab asks for a table and a picture beside the notebook."""
    edit(
        course.exercise,
        "  minutes: 15\n",
        "  minutes: 15\n  attachments: [counts.csv, sketch.png]\n",
    )
    ran = course("release", LAB, "--no-check")
    assert ran.code == 0, ran.err
    return course


def _codes(course: Course, student: str) -> set[str]:
    path = course.folder / "records" / LAB / f"{student}.json"
    return {oddity["code"] for oddity in json.loads(path.read_bytes())["oddities"]}


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "timestamp.txt")


def test_declared_files_are_taken_shown_and_found_by_the_students_code(
    declared: Course, tmp_path: Path
) -> None:
    work = tmp_path / "in"
    notebook = fill(declared.released(), ANSWERS | READS)
    for student in ("both", "large", "linked", "one"):
        hand_in(notebook, work / student / "lab.ipynb")
        hand_in(b"three", work / student / "counts.csv")
    hand_in(b"not asked for", work / "both" / "notes.txt")
    hand_in(b"not asked for", work / "both" / "counts.html")
    hand_in(b"x" * (MAX_ATTACHMENT + 1), work / "large" / "sketch.png")
    (work / "linked" / "sketch.png").symlink_to(declared.solutions)
    hand_in(notebook, work / "prefix_lab.ipynb")
    hand_in(b"three", work / "prefix_counts.csv")
    ran = declared("collect", LAB, work)
    assert (ran.code, ran.err) == (0, "")
    assert "large: sketch.png has more than 5 MB; not taken" in ran.out
    assert "one: no sketch.png beside the notebook, which the exercise asks for" in ran.out
    assert "linked/sketch.png: a link, not a file" in ran.out
    submitted = declared.folder / "submitted"
    for student in ("both", "large", "linked", "one", "prefix"):
        assert _files(submitted / student / LAB) == ["counts.csv", "lab.ipynb"], student
    ran = declared("grade", LAB)
    assert (ran.code, ran.err) == (0, ""), ran.out
    for student in ("both", "large", "linked", "one", "prefix"):
        assert f"  {student}: {FULL} of 12" in ran.out
        assert _files(declared.folder / "autograded" / student / LAB) == ["counts.csv", "lab.ipynb"]
    assert _codes(declared, "large") == {"ATTACHMENT-REFUSED"}
    assert _codes(declared, "one") == {"ATTACHMENT-MISSING"}


def test_another_attachment_is_another_submission(declared: Course, tmp_path: Path) -> None:
    notebook = fill(declared.released(), ANSWERS | READS)
    hand_in(notebook, tmp_path / "in" / "s01" / "lab.ipynb", DAY)
    hand_in(b"two", tmp_path / "in" / "s01" / "counts.csv")
    declared("collect", LAB, tmp_path / "in")
    assert f"s01: {WITHOUT_MEAN} of 12" in declared("grade", LAB).out
    assert "graded 0, 1 were graded before" in declared("grade", LAB).out
    with zipfile.ZipFile(tmp_path / "later.zip", "w") as archive:
        archive.writestr("s01/lab.ipynb", json.dumps(notebook))
        archive.writestr("s01/counts.csv", "three")
        archive.writestr("s01/notes.txt", "not asked for")
    assert "took 1 of 1" in declared("collect", LAB, tmp_path / "later.zip").out
    assert f"s01: {FULL} of 12" in declared("grade", LAB).out
    # Handed in once more without it: the earlier file is no part of that.
    later = datetime.now(UTC) + timedelta(hours=1)
    hand_in(notebook, tmp_path / "last" / "s01" / "lab.ipynb", later)
    declared("collect", LAB, tmp_path / "last")
    assert _files(declared.folder / "submitted" / "s01" / LAB) == ["lab.ipynb"]
    assert f"s01: {WITHOUT_MEAN} of 12" in declared("grade", LAB).out
    assert _files(declared.folder / "autograded" / "s01" / LAB) == ["lab.ipynb"]


def test_what_was_put_in_place_by_hand_is_looked_at_too(declared: Course) -> None:
    """`course grade` trusts `submitted/` no more than `course collect` trusts a zip."""
    place = declared.folder / "submitted" / "s01" / LAB
    hand_in(fill(declared.released(), ANSWERS), place / "lab.ipynb")
    (place / "counts.csv").symlink_to(declared.solutions)
    hand_in(b"x" * (MAX_ATTACHMENT + 1), place / "sketch.png")
    hand_in(b"not asked for", place / "notes.txt")
    ran = declared("grade", LAB)
    assert f"s01: {FULL} of 12" in ran.out
    assert "counts.csv was not taken: a link [LINK-REFUSED]" in ran.out
    assert "sketch.png was not taken: more than 5 MB [ATTACHMENT-REFUSED]" in ran.out
    assert _files(declared.folder / "autograded" / "s01" / LAB) == ["lab.ipynb"]


@pytest.mark.parametrize(
    "name", ["../x.csv", "lab.ipynb", "page.html", "a.svg", ".csv", "dsilab.py"]
)
def test_a_name_that_cannot_be_declared_gets_one_line(course: Course, name: str) -> None:
    edit(course.exercise, "  minutes: 15\n", f"  minutes: 15\n  attachments: ['{name}']\n")
    ran = course("release", CHAPTER, "--no-check")
    assert ran.code == 1
    assert "attachments" in ran.err
    assert "Traceback" not in ran.err
