"""What the instructor reads of a class."""

from __future__ import annotations

import argparse
import contextlib
import io
import re

import pytest
from coursekit import summary
from coursekit.folder import open_gradebook
from coursekit.submissions import collected_path

from tests.instructor.helpers import ANSWERS, LAB, Course, Ran
from tests.instructor.marked import Work, mark
from tests.instructor.test_feedback import SCRIPTS, Page

LONG = """\
def mean_of(values):
    rain = [float(one_value) for one_value in list(values)]
    how_many = sum(1 for _ in rain)
    if not how_many:
        raise ValueError("there is nothing here to take a mean of")
    so_far = 0.0
    for drop in sorted(rain, reverse=True):
        so_far = so_far + drop / how_many
    return so_far
"""


def _oddity(code: str, line: str, evidence: str = "", grade_id: str | None = None) -> dict:
    return {"code": code, "grade_id": grade_id, "line": line, "evidence": evidence}


def _run(course: Course) -> Ran:
    parser = argparse.ArgumentParser()
    summary.add(parser.add_subparsers())
    arguments = parser.parse_args(["summary", LAB])
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = arguments.run(arguments)
    return Ran(code, out.getvalue(), "")


@pytest.fixture
def marked(released: Course) -> Course:
    missed = {"message": "Give back a whole number."}
    own = ANSWERS | {"mean-of": LONG}
    mark(
        released,
        Work("ada", manual=4, answers=own),
        Work("ben", {"count-above-properties": missed}, manual=2,
             answers=own | {"mean-of": LONG.replace("drop", "x").replace("rain", "data")}),
        Work("cem", {"count-above-properties": missed, "mean-of-check": {"status": "timeout"}},
             manual=0, oddities=[_oddity("TIME-LIMIT", "stopped after 2 s", grade_id="mean-of")]),
        Work("eve", {"count-above-properties": missed}, manual=1,
             oddities=[_oddity("OUTSIDE-REACH", "tried to open a file", "\n".join(SCRIPTS)),
                       _oddity("KERNEL-NAME", "the kernel is called conda-env")]),
        Work("fay", refused="lab.ipynb is empty: hand it in again"),
    )  # fmt: skip
    with open_gradebook(released.folder) as gradebook:
        for student in ("gus", "hal"):
            gradebook.update_or_create_student(student)
    path = collected_path(released.folder, LAB)
    path.parent.mkdir(exist_ok=True)
    path.write_text('{"hal": {"refused": "hal/lab.ipynb: there are no cells in it"}}')
    released.log["summary"] = _run(released)
    return released


def _page(course: Course) -> str:
    return (course.folder / "summary" / f"{LAB}.html").read_text(encoding="utf-8")


def test_the_command_says_the_main_things(marked: Course) -> None:
    lines = marked.log["summary"].out.splitlines()
    assert marked.log["summary"].code == 0
    assert lines[:2] == [
        f"{LAB}: 4 graded, 2 refused, 1 handed in nothing",
        "  points of 12: half of the class 6.25 to 9, median 7.5",
    ]
    assert lines[2] == "  missed: count-above-properties: 25% of its points earned"
    assert "2 submissions with something odd, 1 time-outs, 2 pairs with code in common" in lines[5]
    assert lines[6] == f"  for you, not for students: marking/summary/{LAB}.html"


def test_the_distribution(marked: Course) -> None:
    page = _page(marked)
    assert "Mean 7.75, median 7.5, half of the class between 6.25 and 9, of 12 points." in page
    rows = re.findall(r'<th scope="row">(\d+ to [^<]*)</th><td class="number">(\d+)</td>', page)
    assert [count for _, count in rows] == ["0", "0", "0", "1", "0", "1", "1", "0", "0", "1"]
    assert rows[-1][0] == "90 to 100 %"


def test_the_most_missed_part_comes_first_with_its_message(marked: Course) -> None:
    page = _page(marked)
    first = page[page.index("Parts most missed</h2>") :]
    first = first[first.index("<tbody>") : first.index("</tr>", first.index("<tbody>"))]
    assert "count-above-properties" in first
    assert "25 %" in first
    assert "Not passed: 3, Passed: 1" in first
    assert "Give back a whole number. (3)" in first


def test_who_needs_a_look_and_why(marked: Course) -> None:
    page = _page(marked)
    assert page.index('id="OUTSIDE-REACH"') < page.index('id="KERNEL-NAME"')
    assert '<span class="id">cem</span>: <span class="id">mean-of-check</span>' in page
    assert '<span class="id">fay</span>: lab.ipynb is empty: hand it in again' in page
    assert '<span class="id">hal</span>: hal/lab.ipynb: there are no cells in it' in page
    assert "<p>gus</p>" in page
    assert "<h3>ada and ben</h3>" in page
    assert "Graded without isolation" not in page


def test_evidence_cannot_act(marked: Course) -> None:
    page = Page(_page(marked))
    assert not {"script", "img", "iframe", "object", "link"} & {tag for tag, _ in page.tags}
    names = {name for _, attributes in page.tags for name in attributes}
    assert not {name for name in names if name.startswith("on") or name in ("src", "style")}
    assert [tag for tag, _ in page.tags].count("style") == 1
    assert all(a.get("scope") for tag, a in page.tags if tag == "th")
    assert len(page.ids) == len(set(page.ids))


def test_marks_without_isolation_are_said_to_be_so(marked: Course) -> None:
    path = marked.folder / "records" / LAB / "ada.json"
    path.write_text(path.read_text().replace('"bubblewrap"', '"none"'))
    _run(marked)
    assert "<strong>Graded without isolation:</strong> 1 submissions." in _page(marked)


def test_a_class_of_one(released: Course) -> None:
    mark(released, Work("ada"))
    ran = _run(released)
    assert "  points of 12: half of the class 8 to 8, median 8" in ran.out
    assert "answers still to mark by hand, which count as 0: 1" in ran.out
    assert "Written answer" not in _page(released), "nobody has marked it yet"
