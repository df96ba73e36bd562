"""The lab of the chapter on infectious disease, as it is today, through a whole term."""

from __future__ import annotations

import csv
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from coursekit.checks import leaks, teaching_material
from coursekit.folder import open_gradebook
from coursekit.leaks import collect_secrets, find_leaks
from coursekit.markers import MARKER
from coursekit.solutions import SOLUTION, read_solutions

from tests.instructor.helpers import REPOSITORY, Course, fill, hand_in

CHAPTER, LAB = "ecology-disease", "ecology-disease-lab"
DUE = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
STUB = "    # YOUR CODE HERE\n    raise NotImplementedError()"
STUDENTS = ("perfect", "untouched", "halfdone", "wrongtypes", "late", "renamed")
#: Marks by hand for each written answer that is there, as a share of its points.
SHARE = {"perfect": 1.0, "halfdone": 0.5, "wrongtypes": 0.2, "late": 0.8, "renamed": 0.6}


@pytest.fixture(scope="module")
def term(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course after release, collect, grade, marks by hand and feedback."""
    root = tmp_path_factory.mktemp("real") / "course"
    chapter = (f"exercises/{CHAPTER}", f"instructor/{CHAPTER}", f"book/{CHAPTER}")
    for folder in ("exercises/dsilab", *chapter):
        shutil.copytree(
            REPOSITORY / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    (root / "_config.yml").write_text("title: A copy\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DSI_COURSE_ROOT", str(root))
        course = Course(root)
        course.log["release"] = course("release", CHAPTER)
        assert course.log["release"].code == 0, course.log["release"].err
        _students_work(course)
        course.log["collect"] = course(
            "collect", LAB, root.parent / "work", "--due", DUE.isoformat()
        )
        course.log["grade"] = course("grade", LAB)
        _mark_by_hand(course)
        course.log["feedback"] = course("feedback", LAB)
        course.log["export"] = course("export", "grades", root.parent / "marks.csv")
        yield course


def _cells(course: Course, *, graded: bool, kind: str) -> dict[str, float]:
    """Names and points of the cells of one kind, in the order of the notebook."""
    marks = [c["metadata"].get("nbgrader", {}) | {"kind": c["cell_type"]}
             for c in course.released(LAB)["cells"]]  # fmt: skip
    return {m["grade_id"]: m.get("points", 0) for m in marks
            if m.get("grade") is graded and m["kind"] == kind
            and (graded or m.get("solution"))}  # fmt: skip


def _tests(course: Course) -> dict[str, float]:
    return _cells(course, graded=True, kind="code")


def _written(course: Course) -> dict[str, float]:
    return _cells(course, graded=True, kind="markdown")


def _first_half(course: Course) -> list[str]:
    parts = list(_cells(course, graded=False, kind="code"))
    return parts[: len(parts) // 2]


def _expected(course: Course) -> dict[str, dict[str, float]]:
    """What each student must get for each test: all of it or nothing."""
    everything, nothing = _tests(course), dict.fromkeys(_tests(course), 0)
    done = _first_half(course)
    half = {name: points if any(name.startswith(f"{part}-") for part in done) else 0
            for name, points in everything.items()}  # fmt: skip
    return {
        "perfect": everything, "untouched": nothing, "halfdone": half, "wrongtypes": nothing,
        "late": everything, "renamed": everything,
    }  # fmt: skip


def _students_work(course: Course) -> None:
    path = course.root / "instructor" / CHAPTER / "lab.solutions.md"
    blank = course.released(LAB)
    stubs = {cell["id"]: "".join(cell["source"]) for cell in blank["cells"]}
    answers = dict.fromkeys(_written(course), "The Americas are sampled most, so I would not say.")
    code, wrong = {}, {}
    for name, section in read_solutions(path).items():
        if SOLUTION in section.blocks:
            lines = section.blocks[SOLUTION].source.splitlines()
            own = "\n".join(f"    {line}" for line in lines if not MARKER.search(line))
            assert stubs[name].count(STUB) == 1
            code[name] = stubs[name].replace(STUB, own)
            wrong[name] = stubs[name].replace(STUB, "    return 'seven'")
    half = {name: source for name, source in code.items() if name in _first_half(course)}
    work, in_time = course.root.parent / "work", DUE - timedelta(hours=3)
    perfect = fill(blank, code | answers)
    hand_in(perfect, work / "perfect" / "lab.ipynb", in_time)
    hand_in(blank, work / "untouched" / "lab.ipynb", in_time)
    hand_in(fill(blank, half | answers), work / "halfdone_lab.ipynb", in_time)
    hand_in(fill(blank, wrong | answers), work / "wrongtypes" / "lab.ipynb", in_time)
    hand_in(perfect, work / "late" / "lab.ipynb", DUE + timedelta(minutes=90))
    hand_in(perfect, work / "renamed" / "lab (1).ipynb", in_time)


def _mark_by_hand(course: Course) -> None:
    with open_gradebook(course.folder) as gradebook:
        for student, share in SHARE.items():
            for name, points in _written(course).items():
                grade = gradebook.find_grade(name, "lab", LAB, student)
                assert grade.needs_manual_grade
                grade.manual_score, grade.needs_manual_grade = share * points, False
        gradebook.db.commit()


def test_the_lab_has_what_it_promises(term: Course) -> None:
    assert len(_cells(term, graded=False, kind="code")) >= 8, "parts"
    assert len(_written(term)) == 2, "interpretations marked by a person"
    assert {name.rpartition("-")[2] for name in _tests(term)} == {"check", "properties"}
    assert term.log["release"].out.count("solutions pass, stubs fail") == 2


def test_everything_was_collected_and_graded(term: Course) -> None:
    assert "  late: late by 1 h 30 min" in term.log["collect"].out
    assert "took 6 of 6" in term.log["collect"].out
    assert term.log["grade"].code == 0, term.log["grade"].out
    assert "graded 6" in term.log["grade"].out


@pytest.mark.parametrize("student", STUDENTS)
def test_every_mark(term: Course, student: str) -> None:
    with open_gradebook(term.folder) as gradebook:
        notebook = gradebook.find_submission_notebook("lab", LAB, student)
        scores = {grade.name: grade.auto_score for grade in notebook.grades}
        expected = _expected(term)[student]
        assert {name: scores[name] for name in expected} == expected
        by_hand = SHARE.get(student, 0) * sum(_written(term).values())
        submission = gradebook.find_submission(LAB, student)
        assert submission.score == pytest.approx(sum(expected.values()) + by_hand)
        assert submission.total_seconds_late == (5400 if student == "late" else 0)
        assert not submission.needs_manual_grade


def test_the_export(term: Course) -> None:
    assert term.log["export"].code == 0
    with (term.root.parent / "marks.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file) if row["assignment"] == LAB}
    written = sum(_written(term).values())
    assert set(rows) == set(STUDENTS)
    for student, row in rows.items():
        points = sum(_expected(term)[student].values()) + SHARE.get(student, 0) * written
        assert float(row["score"]) == pytest.approx(points)
        assert float(row["max_score"]) == sum(_tests(term).values()) + written


def test_no_feedback_leaks(term: Course) -> None:
    assert term.log["feedback"].code == 0, term.log["feedback"].out
    pages = sorted(term.folder.glob(f"feedback/*/{LAB}/lab.html"))
    assert [page.parent.parent.name for page in pages] == sorted(STUDENTS)
    assert find_leaks(pages, collect_secrets(term.root, for_feedback=True)) == []
    text = {page.parent.parent.name: page.read_text(encoding="utf-8") for page in pages}
    assert {name: page.count('word">Passed</strong>') for name, page in text.items()} == {
        student: sum(points > 0 for points in tests.values())
        for student, tests in _expected(term).items()
    }
    assert not any("Traceback (most" in page for page in text.values())
    assert not any("cdnjs" in page or "unpkg" in page for page in text.values())


def test_the_course_has_no_leak_and_no_fault(term: Course) -> None:
    assert list(teaching_material(term.root, term.root / "none")) == []
    assert list(leaks(term.root, term.root / "none")) == []
