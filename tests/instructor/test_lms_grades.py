"""Marks for Canvas, Moodle and Blackboard: by their ids, in their columns, nothing rounded."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from coursekit.folder import open_gradebook
from coursekit.lms.marks import exact

from tests.instructor.helpers import LAB, MEMO, Course

CANVAS = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,A first lab (4711),Essay (99),Final Score\n"
    ",,,,,Manual Posting,,\n"
    "    Points Possible,,,,,{points},100,(read only)\n"
    '"Ó Briain, Ann",101,s01,ann@x.edu,"One, and Two",,55,12.00\n'
    "Ñáñez-李 Bo,102,s02,bo@x.edu,One,2.00,,\n"
    "Nobody Here,103,zz9,no@x.edu,One,3,,\n"
    "Excused Eve,104,s04,eve@x.edu,One,EX,,\n"
)
TITLE = "A first lab"


def _put(course: Course, marks: dict[str, tuple[float, bool]], assignment: str = LAB) -> float:
    """Give marks: points, and whether a person has still to look; gives what it is worth."""
    with open_gradebook(course.folder) as gradebook:
        for student, (points, waiting) in marks.items():
            gradebook.update_or_create_student(
                student, first_name="Ann", last_name="Ó Briain, Jr", email=f"{student}@mail.x"
            )
            submission = gradebook.add_submission(assignment, student)
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            for grade in grades:
                grade.auto_score, grade.needs_manual_grade = 0.0, False
            grades[0].manual_score = points
            grades[0].needs_manual_grade = waiting
            (course.folder / "autograded" / student / assignment).mkdir(parents=True)
        gradebook.db.commit()
        return gradebook.find_assignment(assignment).max_score


@pytest.fixture
def course(released: Course) -> Course:
    """Four students with marks, one of them with decimals, one not finished."""
    _put(
        released,
        {"s01": (2.123456789, False), "s02": (1.0, False), "s04": (3.0, False), "s05": (1, False)},
    )
    return released


def _canvas(course: Course, tmp_path: Path, text: str = CANVAS, title: str | None = None) -> Path:
    path = tmp_path / "gradebook.csv"
    with open_gradebook(course.folder) as gradebook:
        most = gradebook.find_assignment(LAB).max_score
    text = text.replace("{points}", f"{most:.2f}").replace(TITLE, title or _title(course))
    path.write_text(text, encoding="utf-8")
    return path


def _title(course: Course) -> str:
    from sitekit.notebooks import exercise_facts

    return exercise_facts(course.exercise).title


def _read(path: Path, encoding: str = "utf-8-sig", delimiter: str = ",") -> list[list[str]]:
    text = path.read_bytes().decode(encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_canvas(course: Course, tmp_path: Path) -> None:
    roster = _canvas(course, tmp_path)
    target = tmp_path / "up.csv"
    ran = course("export", "grades", target, "--format", "canvas", "--roster", roster)
    assert (ran.code, ran.err) == (0, "")
    rows = _read(target)
    column = f"{_title(course)} (4711)"
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", column], (
        "its own columns; other assignments' marks stay out, they would be old ones"
    )
    assert rows[2][0] == "    Points Possible"
    marks = {row[1]: row[5] for row in rows[3:]}
    assert marks == {"101": "2.123456789", "102": "1", "103": "3", "104": "EX"}
    assert rows[3][0] == "Ó Briain, Ann" and rows[3][4] == "One, and Two"
    assert rows[4][0] == "Ñáñez-李 Bo"
    assert "  s05: not in gradebook.csv; no mark written" in ran.out
    assert "gradebook.csv:6: Nobody Here: not in the gradebook; left as it was" in ran.out
    assert f"  s02: {LAB}: was 2.00, now 1" in ran.out, "what changes is said"
    assert f"  s04: {LAB}: the platform has 'EX'; kept, not 3" in ran.out
    assert f"{MEMO}: no column of gradebook.csv is called so" in ran.out
    assert target.read_bytes().startswith(b"\xef\xbb\xbf"), "the encoding stays"


def test_nothing_is_replaced(course: Course, tmp_path: Path) -> None:
    roster = _canvas(course, tmp_path)
    before = roster.read_bytes()
    ran = course("export", "grades", roster, "--format", "canvas", "--roster", roster)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith("there already; name a new file, nothing is replaced\n")
    assert roster.read_bytes() == before


def test_answers_that_wait_for_a_person_are_no_marks(course: Course, tmp_path: Path) -> None:
    _put(course, {"s02b": (1.5, True)})
    text = CANVAS + "Late Lee,105,s02b,lee@x.edu,One,,,\n"
    roster, words = _canvas(course, tmp_path, text), ["--format", "canvas", "--roster"]
    ran = course("export", "grades", tmp_path / "a.csv", *words, roster)
    assert f"  s02b: {LAB}: answers still to mark by hand; no mark written" in ran.out
    assert _read(tmp_path / "a.csv")[-1][-1] == ""
    course("export", "grades", tmp_path / "b.csv", *words, roster, "--unfinished")
    assert _read(tmp_path / "b.csv")[-1][-1] == "1.5"


def test_other_points_on_the_platform_stop_it(course: Course, tmp_path: Path) -> None:
    roster = _canvas(course, tmp_path, CANVAS.replace("{points}", "100"))
    ran = course("export", "grades", tmp_path / "x.csv", "--format", "canvas", "--roster", roster)
    assert ran.code == 1
    assert "and 100 in the column" in ran.err and "no mark is scaled" in ran.err
    assert not (tmp_path / "x.csv").exists()


def test_a_column_can_be_named(course: Course, tmp_path: Path) -> None:
    roster = _canvas(course, tmp_path, title="Assignment 1")
    words = ["--format", "canvas", "--roster", roster]
    ran = course("export", "grades", tmp_path / "x.csv", *words)
    assert ran.code == 1 and "no column fits an assignment, so nothing was written" in ran.err
    ran = course(
        "export", "grades", tmp_path / "x.csv", *words, "--column", f"{LAB}=Assignment 1 (4711)"
    )
    assert ran.code == 0
    ran = course("export", "grades", tmp_path / "y.csv", *words, "--column", f"{LAB}=Section")
    assert ran.code == 1 and "it has: Assignment 1 (4711), Essay (99), Final Score" in ran.err


def test_moodles_worksheet(course: Course, tmp_path: Path) -> None:
    with open_gradebook(course.folder) as gradebook:
        most = gradebook.find_assignment(LAB).max_score
    roster = tmp_path / "worksheet.csv"
    roster.write_text(
        "\ufeffIdentifier,Full name,ID number,Email address,Status,Grade,Maximum grade,"
        "Grade can be changed,Last modified (submission),Feedback comments\n"
        f'Participant 11,"Ó Briain, Ann",,s01@mail.x,Submitted for grading,,{most},Yes,-,\n'
        f'Participant 12,Ñáñez Bo,S02,,No submission,,{most},Yes,-,"a, b"\n',
        encoding="utf-8",
    )
    words = ["--format", "moodle", "--roster", roster]
    ran = course("export", "grades", tmp_path / "up.csv", *words)
    assert ran.code == 1 and "a grading worksheet is about one assignment" in ran.err
    ran = course("export", "grades", tmp_path / "up.csv", *words, "--assignment", LAB)
    assert ran.code == 0, ran.err
    rows = _read(tmp_path / "up.csv")
    assert len(rows[0]) == 10, "Moodle wants its worksheet whole"
    assert [row[5] for row in rows[1:]] == ["2.123456789", "1"], "by email, and by ID number"
    assert rows[2][9] == "a, b"


def test_moodles_gradebook(course: Course, tmp_path: Path) -> None:
    roster = tmp_path / "grades.csv"
    roster.write_text(
        f"First name,Last name,ID number,Email address,Assignment: {_title(course)} (Real),"
        "Course total (Real),Last downloaded from this course\n"
        "Ann,Ó Briain,s01,ann@x.edu,-,-,1767000000\n",
        encoding="utf-8",
    )
    ran = course("export", "grades", tmp_path / "up.csv", "--format", "moodle", "--roster", roster)
    assert ran.code == 0, ran.err
    rows = _read(tmp_path / "up.csv")
    assert rows[0][4] == f"Assignment: {_title(course)} (Real)" and rows[1][4] == "2.123456789"
    assert "Course total (Real)" not in rows[0]


def test_blackboard(course: Course, tmp_path: Path) -> None:
    with open_gradebook(course.folder) as gradebook:
        most = gradebook.find_assignment(LAB).max_score
    column = f"{_title(course)} [Total Pts: {most:g} Score] |31337"
    table = (
        f'"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"{column}"\r\n'
        '"Ó Briain"\t"Ann"\t"ann"\t"s01"\t""\r\n'
    )
    roster = tmp_path / "gc.xls"
    roster.write_bytes(table.encode("utf-16"))
    words = ["--format", "blackboard", "--roster", roster]
    ran = course("export", "grades", tmp_path / "up.xls", *words)
    assert ran.code == 0, ran.err
    rows = _read(tmp_path / "up.xls", "utf-16", "\t")
    assert rows == [
        ["Last Name", "First Name", "Username", "Student ID", column],
        ["Ó Briain", "Ann", "ann", "s01", "2.123456789"],
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("Ñáñez-李 Bo,102,", "Ñáñez-李 Bo,101,", "gradebook.csv:5: 'ID' '101' is in line 4 too"),
        ("Ñáñez-李 Bo,102,", "Ñáñez-李 Bo,,", "gradebook.csv:5: Ñáñez-李 Bo has no 'ID'"),
        ('"Ó Briain, Ann"', "Ó Briain, Ann", "gradebook.csv:4: 9 cells under 8 columns: a comma"),
        ("Student,ID,", "Student,Number,", "gradebook.csv:1: this is no export of Canvas"),
        ("Essay (99)", "Section", "gradebook.csv:1: the column 'Section' is there twice"),
        ("Nobody Here,103,", '"Nobody" Here,103,', "gradebook.csv: a broken table"),
    ],
)
def test_a_bad_roster(course: Course, tmp_path: Path, old: str, new: str, line: str) -> None:
    roster = _canvas(course, tmp_path)
    text = roster.read_text(encoding="utf-8")
    assert old in text
    roster.write_text(text.replace(old, new), encoding="utf-8")
    ran = course("export", "grades", tmp_path / "x.csv", "--format", "canvas", "--roster", roster)
    assert (ran.code, ran.out) == (1, "")
    assert line in ran.err and len(ran.err.splitlines()) == 1
    assert not (tmp_path / "x.csv").exists()


def test_one_student_under_two_ids_gets_no_guessed_mark(course: Course, tmp_path: Path) -> None:
    text = CANVAS.replace("103,zz9", "103,s01")
    ran = course(
        *("export", "grades", tmp_path / "x.csv", "--format", "canvas"),
        *("--roster", _canvas(course, tmp_path, text)),
    )
    assert "  s01: lines 4 and 6 of gradebook.csv; no mark written" in ran.out
    assert {row[1]: row[5] for row in _read(tmp_path / "x.csv")[3:]}["101"] == ""


def test_plain_csv_keeps_names_with_commas_and_accents(course: Course, tmp_path: Path) -> None:
    ran = course("export", "grades", tmp_path / "marks.csv", "--assignment", LAB)
    assert ran.code == 0
    rows = list(csv.DictReader((tmp_path / "marks.csv").open(encoding="utf-8")))
    first = next(row for row in rows if row["student_id"] == "s01")
    assert first["last_name"] == "Ó Briain, Jr" and first["score"] == "2.123456789"
    # nbgrader's own command writes the same.
    shutil.copy(tmp_path / "marks.csv", tmp_path / "ours.csv")
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "export", "--to", str(tmp_path / "theirs.csv")],
        cwd=course.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    theirs = list(csv.DictReader((tmp_path / "theirs.csv").open(encoding="utf-8")))
    assert [row for row in theirs if row["assignment"] == LAB] == rows


def test_numbers_are_exact() -> None:
    assert [exact(n) for n in (40.0, 0.1 + 0.2, 37.5, 100 / 3, -0.0, 1e-12)] == [
        *("40", "0.3", "37.5", "33.3333333333", "0", "0")
    ]
