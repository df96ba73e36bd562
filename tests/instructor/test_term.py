"""A whole term through real nbgrader, every mark of it asserted.

Release; ten submissions (good, empty, careless, late, broken, prying); grading; marks by hand;
feedback; export.
"""

from __future__ import annotations

import csv
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from coursekit.folder import open_gradebook, open_nbgrader
from coursekit.leaks import collect_secrets, find_leaks

from tests.instructor.helpers import ANSWERS, LAB, MEMO, Course, copy_toy, fill, hand_in

DUE = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
IN_TIME = DUE - timedelta(days=1)
LATE = DUE + timedelta(days=1, hours=2)

#: Points of the tests, by test cell: what each student must get.
AUTO = {
    "perfect": {"mean-of-check": 2, "mean-of-properties": 3,
                "count-above-check": 1, "count-above-properties": 2},
    "untouched": {"mean-of-check": 0, "mean-of-properties": 0,
                  "count-above-check": 0, "count-above-properties": 0},
    "halfdone": {"mean-of-check": 2, "mean-of-properties": 3,
                 "count-above-check": 0, "count-above-properties": 0},
    "wrongtypes": {"mean-of-check": 0, "mean-of-properties": 0,
                   "count-above-check": 1, "count-above-properties": 0},
    "late": {"mean-of-check": 2, "mean-of-properties": 3,
             "count-above-check": 1, "count-above-properties": 2},
    "renamed": {"mean-of-check": 2, "mean-of-properties": 0,
                "count-above-check": 1, "count-above-properties": 2},
    "copied": {"mean-of-check": 2, "mean-of-properties": 3,
               "count-above-check": 1, "count-above-properties": 2},
    "killer": {"mean-of-check": 0, "mean-of-properties": 0,
               "count-above-check": 1, "count-above-properties": 2},
    "curious": {"mean-of-check": 0, "mean-of-properties": 0,
                "count-above-check": 0, "count-above-properties": 0},
}  # fmt: skip
#: Marks by hand for the written answer, out of 4 (nobody marks an answer that is not there).
BY_HAND = {"perfect": 4, "halfdone": 2.5, "wrongtypes": 1, "late": 3, "renamed": 4, "copied": 4}
ODD = ("corrupt",)


@pytest.fixture(scope="module")
def term(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course after release, collect, grade, marks by hand and feedback."""
    root = copy_toy(tmp_path_factory.mktemp("term") / "course")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DSI_COURSE_ROOT", str(root))
        # As under a bare cron job: nbgrader must find its alembic all the same.
        patch.setenv("PATH", "/usr/bin:/bin")
        course = Course(root)
        course.log["release"] = course("release", LAB)
        _students_work(course, root.parent / "work")
        (root.parent / "students.csv").write_text(
            "id,first_name,last_name,email\n"
            + "".join(f"{name},{name.title()},Student,{name}@example.org\n"
                      for name in [*AUTO, *ODD, "absent"]),
            encoding="utf-8",
        )  # fmt: skip
        course.log["collect"] = course(
            "collect", LAB, root.parent / "work",
            "--roster", root.parent / "students.csv", "--due", "2026-10-01T12:00+00:00",
        )  # fmt: skip
        course.log["grade"] = course("grade", LAB)
        course.log["early export"] = course("export", "grades", root.parent / "early.csv")
        _mark_by_hand(course)
        course.log["feedback"] = course("feedback", LAB)
        course.log["export"] = course("export", "grades", root.parent / "marks.csv")
        yield course


def _students_work(course: Course, folder: Path) -> None:
    blank = course.released()
    perfect = fill(blank, ANSWERS)
    hand_in(perfect, folder / "perfect" / "lab.ipynb", IN_TIME)
    hand_in(blank, folder / "untouched" / "lab.ipynb", IN_TIME)
    half = {name: ANSWERS[name] for name in ("mean-of", "explain-mean")}
    hand_in(fill(blank, half), folder / "halfdone_lab.ipynb", IN_TIME)
    wrong = {
        "mean-of": "def mean_of(values):\n    return str(sum(values) / len(values))\n",
        # Right in small, wrong in type: 1.0 is equal to 1 and yet no whole number.
        "count-above": "def count_above(values, limit):\n"
        "    return float(sum(v > limit for v in values))\n",
        "explain-mean": "Because.",
    }
    hand_in(fill(blank, wrong), folder / "wrongtypes" / "lab.ipynb", IN_TIME)
    hand_in(perfect, folder / "late" / "lab.ipynb", LATE)
    careless = ANSWERS | {
        "mean-of": "def mean_of(values):\n    return sum(values) / max(1, len(values))\n"
    }
    hand_in(fill(blank, careless), folder / "renamed" / "rain (final).ipynb", IN_TIME)
    # A cell copied by accident, and a test deleted.
    copied = fill(blank, ANSWERS)
    spare = next(cell for cell in copied["cells"] if cell["id"] == "count-above")
    copied["cells"].insert(3, spare | {"id": "a-copy", "source": "print('a try')"})
    copied["cells"] = [c for c in copied["cells"] if c["id"] != "mean-of-properties"]
    hand_in(copied, folder / "copied" / "lab (1).ipynb", IN_TIME)
    hand_in(_curious(blank), folder / "curious" / "lab.ipynb", IN_TIME)
    killing = {"mean-of": "import os\nos._exit(1)\n", "explain-mean": ""}
    killer = fill(blank, ANSWERS | killing)
    hand_in(killer, folder / "killer" / "lab.ipynb", IN_TIME)
    hand_in(b'{"cells": [', folder / "corrupt" / "lab.ipynb", IN_TIME)


def _curious(blank: dict) -> dict:
    """A student whose errors quote what a test might say, and who goes looking for the tests."""
    notebook = fill(blank, {
        "mean-of": "def mean_of(values):\n    raise AssertionError('it is shifted_rain')\n",
        "count-above": "def count_above(values, limit):\n"
        "    raise type('assert count_above', (Exception,), {})(values)\n",
    })  # fmt: skip
    looking = (
        "with open('../../../source/toy-chapter-lab/lab.ipynb') as file:\n    print(file.read())"
    )
    cell = {"cell_type": "code", "id": "looking", "metadata": {}, "source": looking,
            "outputs": [], "execution_count": None}  # fmt: skip
    notebook["cells"].append(cell)
    return notebook


def _mark_by_hand(course: Course) -> None:
    with open_gradebook(course.folder) as gradebook:
        for student, points in BY_HAND.items():
            grade = gradebook.find_grade("explain-mean", "lab", LAB, student)
            grade.manual_score = points
            grade.needs_manual_grade = False
            comment = gradebook.find_comment("explain-mean", "lab", LAB, student)
            comment.manual_comment = f"Well seen, {student}."
        gradebook.db.commit()


def _page(course: Course, student: str) -> Path:
    return course.folder / "feedback" / student / LAB / "lab.html"


def test_release_says_what_it_did(term: Course) -> None:
    ran = term.log["release"]
    assert (ran.code, ran.err) == (0, "")
    assert "12 points (8 by tests, 4 by a person); solutions pass, stubs fail" in ran.out
    assert ran.out.count("Next:") == 1


def test_collect_has_one_line_for_everything_odd(term: Course) -> None:
    ran = term.log["collect"]
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert "  renamed: took 'rain (final).ipynb' for lab.ipynb" in lines
    assert "  late: late by 1 d 2 h" in lines
    assert "  corrupt: corrupt/lab.ipynb: it is no notebook (" in ran.out
    assert f"{LAB}: took 9 of 10 into marking/submitted" in lines
    assert "  nothing yet from: absent, corrupt" in lines


def test_a_submission_that_ends_its_process_loses_that_part_alone(term: Course) -> None:
    ran = term.log["grade"]
    assert "  killer: the cell 'mean-of' ended the process that it ran in" in ran.out
    assert f"{LAB}: graded 9" in ran.out
    assert "  late: 8 of 12, 93600 s late, to be marked by hand yet\n" in ran.out
    assert "  untouched: 0 of 12\n" in ran.out, "there is nothing to mark"
    assert "Next: answers to mark by hand: 6;" in ran.out
    assert "Traceback" not in ran.out + ran.err


@pytest.mark.parametrize("student", AUTO)
def test_every_mark(term: Course, student: str) -> None:
    with open_gradebook(term.folder) as gradebook:
        notebook = gradebook.find_submission_notebook("lab", LAB, student)
        scores = {grade.name: grade.auto_score for grade in notebook.grades}
        assert {name: scores[name] for name in AUTO[student]} == AUTO[student]
        submission = gradebook.find_submission(LAB, student)
        assert submission.score == sum(AUTO[student].values()) + BY_HAND.get(student, 0)
        assert submission.max_score == 12
        assert not submission.needs_manual_grade
        assert submission.total_seconds_late == (26 * 3600 if student == "late" else 0)
        assert submission.late_submission_penalty == 0


def test_the_export_holds_all_marks(term: Course) -> None:
    assert term.log["export"].code == 0
    assert "Next: answers still to mark by hand: 6;" in term.log["early export"].out
    with (term.root.parent / "marks.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert {name: float(row["score"]) for name, row in rows.items()} == {
        "perfect": 12, "untouched": 0, "halfdone": 7.5, "wrongtypes": 2, "late": 11,
        "renamed": 9, "copied": 12, "curious": 0, "killer": 3, "corrupt": 0, "absent": 0,
    }  # fmt: skip
    assert {row["max_score"] for row in rows.values()} == {"12.0"}
    assert rows["late"]["late_submission_penalty"] == "0.0"
    assert rows["late"]["timestamp"] == "2026-10-02 14:00:00"
    assert {row["duedate"] for row in rows.values()} == {"2026-10-01 12:00:00"}
    assert rows["perfect"]["last_name"] == "Student"


def test_grading_again_changes_no_mark_and_keeps_those_by_hand(term: Course) -> None:
    before = _all_scores(term)
    again = term("grade", LAB)
    assert "graded 0, 9 were graded before" in again.out
    forced = term("grade", LAB, "--student", "halfdone", "--again")
    assert forced.code == 0
    assert _all_scores(term) == before


def _all_scores(term: Course) -> dict[str, float]:
    with open_gradebook(term.folder) as gradebook:
        return {s.student.id: s.score for s in gradebook.assignment_submissions(LAB)}


def test_the_marker_sees_the_model_answer_and_the_mark_scheme(term: Course) -> None:
    """In the formgrader's own rendering of a submission."""
    from nbconvert.exporters import HTMLExporter
    from nbgrader.server_extensions.formgrader import handlers
    from traitlets.config import Config

    config = Config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    resources = dict.fromkeys(
        ("assignment_id", "notebook_id", "submission_id", "base_url", "student", "last_name",
         "first_name", "notebook_path"), "x",
    ) | {"index": 0, "total": 1}  # fmt: skip
    path = term.folder / "autograded" / "late" / LAB / "lab.ipynb"
    html, _ = HTMLExporter(config=config).from_filename(str(path), resources=resources)
    assert "all the rain may fall on one single day" in html
    assert "gives an example of a dry spell" in html
    assert html.index("the mean does not show it") < html.index("one single day")


def test_feedback_names_the_failure_and_hides_the_test(term: Course) -> None:
    ran = term.log["feedback"]
    assert ran.code == 0
    assert f"{LAB}: feedback for 9 students" in ran.out
    wrong = _page(term, "wrongtypes").read_text(encoding="utf-8")
    assert "The mean of 1, 2 and 3 is 2." in wrong, "the visible check's own hint"
    assert "TypeError: a function got, or gave back, a value of the wrong type." in wrong
    assert "Give back a whole number." in wrong
    assert "Well seen, wrongtypes." in wrong
    careless = _page(term, "renamed").read_text(encoding="utf-8")
    assert "An empty list has no mean: raise ValueError." in careless, "a hidden test's hint"
    untouched = _page(term, "untouched").read_text(encoding="utf-8")
    assert "NotImplementedError: the part that this check tests is not written yet." in untouched
    assert ">Passed</strong>" in _page(term, "perfect").read_text(encoding="utf-8")
    curious = _page(term, "curious").read_text(encoding="utf-8")
    assert "A check failed: the result is not the one expected." in curious, "not their words"
    assert ": your code stopped before the check was through." in curious
    assert "assert count_above" not in curious
    for student in AUTO:
        text = _page(term, student).read_text(encoding="utf-8")
        assert "Traceback (most" not in text
        assert "HIDDEN" not in text
        assert "For the marker" not in text


def test_feedback_leaks_nothing_and_the_search_would_see_it(term: Course) -> None:
    secrets = collect_secrets(term.root, for_feedback=True)
    feedback = term.folder / "feedback"
    assert find_leaks([feedback], secrets) == []
    # The same search on nbgrader's own feedback of the same submissions.
    stock = term.root.parent / "stock"
    shutil.copytree(term.folder, stock)
    nbgrader = open_nbgrader(stock)
    del nbgrader.config["GenerateFeedback"]
    for student in AUTO:
        assert nbgrader.generate_feedback(LAB, student, force=True)["success"]
    markers = {leak.marker for leak in find_leaks([stock / "feedback"], secrets)}
    hidden = {f"teachonly00000a0{n}" for n in (3, 4, 6, 7)}
    assert hidden <= markers, "every hidden test is in stock feedback"
    assert {"teachonly00000a08", "teachonly00000a09"} <= markers, "and what the marker sees"
    assert any("meanofshiftedrain" in m for m in markers), "lines without a marker are found too"


def test_the_released_notebook_is_the_students(term: Course) -> None:
    from sitekit.notebooks import notebook_bytes, student_notebook

    released = term.folder / "release" / LAB / "lab.ipynb"
    assert released.read_bytes() == notebook_bytes(student_notebook(term.exercise))
    written = [c for c in nbformat.read(released, 4).cells if c.id == "explain-mean"]
    assert [cell.source for cell in written] == ["YOUR ANSWER HERE"]


def test_a_memo_goes_the_same_way(term: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DSI_COURSE_ROOT", str(term.root))
    assert "0 by tests, 16 by a person" in term("release", MEMO).out
    memo = fill(term.released(MEMO), {"memo-text": "Minister, build a reservoir."})
    hand_in(memo, term.root.parent / "memos" / "perfect" / "memo.ipynb")
    assert "took 1 of 1" in term("collect", MEMO, term.root.parent / "memos").out
    graded = term("grade", MEMO)
    assert graded.code == 0
    assert "Next: answers to mark by hand: 1;" in graded.out
    with open_gradebook(term.folder) as gradebook:
        grade = gradebook.find_grade("memo-text", "memo", MEMO, "perfect")
        assert grade.needs_manual_grade
        grade.manual_score, grade.needs_manual_grade = 13, False
        gradebook.db.commit()
        assert gradebook.find_submission(MEMO, "perfect").score == 13
