"""What an attack was after did not happen, it got its honest mark, and nobody else lost one."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from coursekit.assignments import find_assignment
from coursekit.feedback.student import WORDS
from coursekit.folder import open_gradebook
from coursekit.leaks import collect_secrets, find_leaks
from coursekit.page import render
from coursekit.summary import summarise

from tests.attacks.arena import ATTACKS, FULL, HONEST, LAB, After, Attack
from tests.instructor.helpers import Course
from tests.instructor.test_feedback import Page


def test_there_are_attacks_of_every_kind() -> None:
    kinds = Counter(attack.kind for attack in ATTACKS.values())
    assert set(kinds) == {"reach", "fool", "spoil", "flood", "mangle", "engine", "sly", "ruse"}
    assert min(kinds.values()) >= 10
    assert sum(kinds.values()) >= 40


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_attack(battle: After, attack: Attack) -> None:
    assert not attack.happened(battle, attack.student), "it got what it was after"
    if attack.mark is None:
        _refused(battle, attack)
        return
    record = battle.records[attack.student]
    assert record.outcome == "graded", record.reason
    points = {cell.grade_id: cell.points for cell in record.cells}
    assert battle.marks[attack.student] == attack.mark, points
    assert sum(points.values()) == attack.mark, points
    assert not attack.codes or attack.codes & battle.codes(attack.student), (
        f"nobody is told: {battle.codes(attack.student)}"
    )


def _refused(battle: After, attack: Attack) -> None:
    """It has no points and one line that says what is wrong."""
    assert battle.marks.get(attack.student, 0) == 0
    lines = [
        line for line in battle.said.splitlines() if re.match(rf" *{attack.student}[:/]", line)
    ]
    assert lines, "no line says what is wrong"
    assert not any("None" in line or "Traceback" in line for line in lines)
    record = battle.records.get(attack.student)
    if record:
        assert record.outcome == "refused"
        assert record.reason
        assert "\n" not in record.reason


@pytest.mark.parametrize("student", HONEST)
def test_honest_neighbours_have_their_marks(battle: After, student: str) -> None:
    record = battle.records[student]
    assert battle.marks[student] == HONEST[student]
    assert record.outcome == "graded"
    assert record.oddities == []
    assert sum(cell.points for cell in record.cells) == HONEST[student]


def test_the_class_was_graded_to_its_end(battle: After) -> None:
    expected = {attack.student for attack in ATTACKS.values() if attack.mark is not None}
    assert expected | HONEST.keys() <= battle.records.keys()
    assert all(record.sandbox == "bubblewrap" for record in battle.records.values())
    assert battle.graded.returncode == 1, "some were refused, and the exit code says so"
    assert "Traceback" not in battle.said
    assert "nan" not in battle.said.lower().split()


def test_the_trusted_side_stayed_small_and_quick(battle: After) -> None:
    assert battle.peak_kilobytes < 700_000
    assert battle.seconds < 120


def test_what_is_said_cannot_disturb_a_terminal(battle: After) -> None:
    """File names, cell names and messages of students are in those lines."""
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f\u202e\ud800-\udfff]", battle.said.replace("\r", "")
    )


def test_the_gradebook_holds_no_more_than_there_is_to_earn(battle: After) -> None:
    with open_gradebook(battle.folder) as gradebook:
        for submission in gradebook.assignment_submissions(LAB):
            assert submission.score <= FULL
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    assert grade.manual_score is None
                    assert not grade.extra_credit
                    # Only a written answer waits for a person; nothing else is left open.
                    assert grade.cell_type == "markdown" or grade.auto_score is not None
                    assert not (grade.needs_manual_grade and grade.cell_type == "code")


def test_a_second_run_grades_nothing_anew(battle: After, course: Course) -> None:
    before = dict(battle.marks)
    again = course("grade", LAB)
    assert "graded 0" in again.out
    with open_gradebook(battle.folder) as gradebook:
        after = {s.student.id: s.score for s in gradebook.assignment_submissions(LAB)}
    assert after == before


def test_feedback_for_such_a_class(battle: After, course: Course) -> None:
    ran = course("feedback", LAB)
    assert ran.code == 0, ran.out
    assert "handed in since" not in ran.out, "what was graded is what lies there"
    pages = sorted((battle.folder / "feedback").glob(f"*/{LAB}/lab.html"))
    assert len(pages) == len(battle.records)
    assert find_leaks(pages, collect_secrets(battle.world.root, for_feedback=True)) == []
    for path in pages:
        page = Page(path.read_text(encoding="utf-8"))
        tags = {tag for tag, _ in page.tags}
        assert not tags & {"script", "img", "svg", "iframe", "object", "embed", "form", "link"}
        assert not any(name.startswith("on") for _, a in page.tags for name in a)
        assert path.stat().st_size < 100_000


def test_a_summary_of_such_a_class(battle: After, course: Course) -> None:
    summary = summarise(battle.folder, find_assignment(battle.world.root, LAB))
    refused = {attack.student for attack in ATTACKS.values() if attack.mark is None}
    assert refused == {student for student, _ in summary.refused}
    page = render("class.html.j2", s=summary, words=WORDS)
    assert not {tag for tag, _ in Page(page).tags} & {"script", "img", "iframe", "object", "link"}
    assert len(page) < 1_000_000
    flagged = {student for _, found in summary.flagged for student, _ in found}
    assert {"edits-the-tests", "reads-the-list-of-passwords", "never-ends"} <= flagged
    assert not flagged & HONEST.keys()
