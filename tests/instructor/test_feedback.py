"""What a student gets back: right, readable, and nothing in it that can act or that gives away."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from coursekit.feedback.levels import split_comment
from coursekit.feedback.markdown import block, escape
from coursekit.feedback.outline import read_outline
from coursekit.folder import open_gradebook
from coursekit.leaks import collect_secrets, find_leaks
from coursekit.page import plain, points
from coursekit.rubric import Rubric, read_rubric
from markdown_it import MarkdownIt

from tests.instructor.helpers import ANSWERS, LAB, REPOSITORY, Course, edit
from tests.instructor.marked import Work, mark

#: What a student could try to have run in the browser of whoever reads the feedback.
SCRIPTS = (
    "<script>alert(1)</script>",
    "</pre></details><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "[x](javascript:alert(1)) ![y](https://example.org/seen.png) <https://example.org>",
    "```\n<iframe srcdoc='<script>alert(1)</script>'></iframe>\n```\n~~~\n````` x",
    "{{ 7 * 7 }} {% raw %} ${7*7} &#60;script&#62; \x00\x1b[31m \u202etxt.exe \ud800",
    "$\\href{javascript:alert(1)}{x}$ <style>*{display:none}</style>",
)
HINT = "Shift all values by a number: the mean moves with them."


class Page(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id" and value]


@pytest.fixture
def marked(released: Course) -> Course:
    """Four students: all right, several faults, prying, refused."""
    mark(
        released,
        Work("ada", manual=4, comment="Well seen, Ada.\nThe second sentence is the point."),
        Work(
            "ben",
            {
                "mean-of-check": {"message": "The mean of 1, 2 and 3 is 2."},
                "mean-of-properties": {"message": HINT, "hidden": True},
                "count-above-check": {"status": "timeout"},
                "count-above-properties": {"status": "error", "points": 0.5,
                    "message": "TypeError: a function got, or gave back, a value of the wrong "
                    "type."},
            },
        ),
        Work(
            "eve",
            {"mean-of-check": {"message": f"The mean: {SCRIPTS[0]} {SCRIPTS[2]}"}},
            answers=ANSWERS | {"explain-mean": "\n".join(SCRIPTS)},
            manual=0, comment=f"Please do not. {SCRIPTS[1]}",
        ),
        Work("fay", refused="lab.ipynb is empty: hand it in again"),
    )  # fmt: skip
    released.log["feedback"] = released("feedback", LAB)
    return released


def _file(course: Course, student: str, name: str) -> Path:
    return course.folder / "feedback" / student / LAB / name


def _text(course: Course, student: str, name: str = "lab.html") -> str:
    return _file(course, student, name).read_text(encoding="utf-8")


def test_the_command_says_what_it_did(marked: Course) -> None:
    ran = marked.log["feedback"]
    assert (ran.code, ran.err) == (0, "")
    assert f"{LAB}: feedback for 4 students in marking/feedback/<student>/{LAB}/" in ran.out
    assert "answers still to mark by hand, which count as 0 in it: 1" in ran.out
    assert ran.out.count("Next:") == 1


def test_marks_are_the_gradebooks(marked: Course) -> None:
    assert '<p class="total">12 of 12 points</p>' in _text(marked, "ada")
    assert '<p class="total">0.5 of 12 points</p>' in _text(marked, "ben")
    assert "Not marked yet: 1 answer." in _text(marked, "ben")
    with open_gradebook(marked.folder) as gradebook:
        grade = gradebook.find_grade("count-above-check", "lab", LAB, "ben")
        grade.manual_score = 1
        gradebook.db.commit()
    assert marked("feedback", LAB).code == 0
    page = _text(marked, "ben")
    assert '<p class="total">1.5 of 12 points</p>' in page
    assert "A person changed the mark that the test gave." in page
    assert json.loads(_text(marked, "ben", "results.json"))["score"] == 1.5


def test_each_failure_has_its_line(marked: Course) -> None:
    for name in ("lab.html", "lab.md", "results.json"):
        text = _text(marked, "ben", name).replace("\\", "")
        assert "The mean of 1, 2 and 3 is 2." in text, "the check that the student has"
        assert f"when your work is marked, did not pass. {HINT}" in text, "a hidden check's hint"
        assert "It took too long and was stopped." in text
        assert "a value of the wrong type." in text
    assert "Well seen, Ada.\nThe second sentence is the point." in _text(marked, "ada")
    assert "not show it." in _text(marked, "ada"), "what the comment is about"


def test_a_refused_notebook_has_its_reason(marked: Course) -> None:
    assert "lab.ipynb is empty: hand it in again" in _text(marked, "fay")
    results = json.loads(_text(marked, "fay", "results.json"))
    assert (results["score"], results["tests"]) == (0, [])
    assert results["output"] == "lab.ipynb is empty: hand it in again"


def test_nothing_that_a_submission_wrote_can_act(marked: Course) -> None:
    page = Page(_text(marked, "eve"))
    allowed = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "a",
               "table", "caption", "thead", "tbody", "tr", "th", "td", "ul", "li", "strong", "span",
               "div", "details", "summary", "pre"}  # fmt: skip
    assert {tag for tag, _ in page.tags} <= allowed
    names = {name for _, attributes in page.tags for name in attributes}
    assert names <= {"lang", "charset", "http-equiv", "content", "name", "class", "scope", "href",
                     "id", "dir"}  # fmt: skip
    assert all(a["href"].startswith("#part-") for _, a in page.tags if "href" in a)
    (policy,) = [a["content"] for tag, a in page.tags if a.get("http-equiv")]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e\ud800]", _text(marked, "eve"))
    assert _text(marked, "eve").count("<style>") == 1, "the page's own"


def test_the_policy_lets_the_pages_own_style_in(marked: Course) -> None:
    page = _text(marked, "ada")
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page


@pytest.mark.parametrize("dialect", ["commonmark", "gfm-like"])
def test_markdown_shows_what_was_written_and_no_more(marked: Course, dialect: str) -> None:
    text = _text(marked, "eve", "lab.md")
    html = MarkdownIt(dialect, {"html": True, "linkify": False}).enable("table").render(text)
    tags = {tag for tag, _ in Page(html).tags}
    assert tags <= {"h1", "h2", "h3", "p", "strong", "table", "thead", "tbody", "tr", "th", "td",
                    "pre", "code"}  # fmt: skip
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.mark.parametrize("text", SCRIPTS)
def test_markdown_of_one_text(text: str) -> None:
    render = MarkdownIt("commonmark", {"html": True}).render
    assert {tag for tag, _ in Page(render(f"# {escape(text)}")).tags} == {"h1"}
    assert {tag for tag, _ in Page(render(f"- {escape(text)}")).tags} == {"ul", "li"}
    assert {tag for tag, _ in Page(render(block(text))).tags} == {"pre", "code"}


def test_results_json_is_gradescopes(marked: Course) -> None:
    results = json.loads(_text(marked, "ben", "results.json"))
    assert results["output_format"] == results["test_output_format"] == "text"
    tests = {test["extra_data"]["grade_id"]: test for test in results["tests"]}
    assert [test["number"] for test in results["tests"]] == ["1.1", "1.2", "1.3", "1.4", "1.5"]
    assert tests["mean-of-check"]["status"] == "failed"
    assert "status" not in tests["explain-mean"], "a person marks it"
    assert sum(test["score"] for test in results["tests"]) == results["score"] == 0.5
    assert sum(test["max_score"] for test in results["tests"]) == 12
    assert {test["visibility"] for test in results["tests"]} == {"visible"}


def test_a_page_is_well_made_for_every_reader(marked: Course) -> None:
    for student in ("ada", "ben", "fay"):
        text = _text(marked, student)
        page = Page(text)
        tags = [tag for tag, _ in page.tags]
        assert dict(page.tags)["html"] == {"lang": "en"}
        assert tags.count("main") == tags.count("h1") == tags.count("title") == 1
        levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
        assert tags.count("caption") == tags.count("table")
        assert all(a.get("scope") for tag, a in page.tags if tag == "th")
        assert len(page.ids) == len(set(page.ids))
        targets = {a["href"][1:] for _, a in page.tags if "href" in a}
        assert targets <= set(page.ids)
        assert "width=device-width" in text
    assert '<strong class="word">Not passed</strong>' in _text(marked, "ben"), "not colour alone"


def test_there_is_no_secret_in_it_and_the_search_would_see_one(marked: Course) -> None:
    secrets = collect_secrets(marked.root, for_feedback=True)
    feedback = marked.folder / "feedback"
    assert find_leaks([feedback], secrets) == []
    source = (marked.folder / "source" / LAB / "lab.ipynb").read_text()
    with _file(marked, "ada", "lab.md").open("a") as file:
        file.write(source)
    assert len(find_leaks([feedback], secrets)) > 5


def test_a_file_with_a_secret_in_it_is_removed_again(released: Course) -> None:
    secret = "shifted_rain = [value + 41.125 for value in RAIN]"
    mark(released, Work("ada", manual=1, comment=secret), Work("ben", manual=1))
    ran = released("feedback", LAB)
    assert ran.code == 1
    assert "  ada: removed the file again: " in ran.out
    assert f"{LAB}: feedback for 1 students" in ran.out
    assert list(released.folder.glob("feedback/ada/**/*.*")) == [
        _file(released, "ada", "timestamp.txt")
    ]
    assert _file(released, "ben", "lab.html").is_file()


def test_nbgraders_own_command_gives_the_same_files(marked: Course) -> None:
    before = {name: _text(marked, "ben", name) for name in ("lab.html", "lab.md", "results.json")}
    _file(marked, "ben", "lab.html").unlink()
    ran = _nbgrader(marked, "generate_feedback", LAB, "--force", "--student", "ben")
    assert ran.returncode == 0, ran.stderr
    assert {name: _text(marked, "ben", name) for name in before} == before


def test_nbgrader_stops_rather_than_make_its_own_page(marked: Course) -> None:
    """Without coursekit the same command must fail: never fall back to pages with the tests."""
    _file(marked, "ben", "lab.html").unlink()
    ran = _nbgrader(marked, "generate_feedback", LAB, "--force", "--student", "ben", hide=True)
    assert ran.returncode != 0
    assert not _file(marked, "ben", "lab.html").exists()


def _nbgrader(course: Course, *words: str, hide: bool = False) -> subprocess.CompletedProcess[str]:
    start = "import sys; sys.argv[0] = 'nbgrader'; "
    start += "sys.modules['coursekit'] = None; " if hide else ""
    start += "from nbgrader.apps.nbgraderapp import main; main()"
    return subprocess.run(
        [sys.executable, "-c", start, *words],
        cwd=course.folder, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip


def test_what_is_missing_or_broken_has_its_line(released: Course) -> None:
    assert "nothing is graded yet; run 'course grade" in released("feedback", LAB).err
    mark(released, Work("ada", manual=1))
    record = released.folder / "records" / LAB / "ada.json"
    record.write_text('{"version": 1')
    ran = released("feedback", LAB)
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert f"records/{LAB}/ada.json: no record of grading" in ran.err


def test_one_student_without_marks_stops_nobody(released: Course) -> None:
    """As after a kill between the record and the gradebook."""
    mark(released, Work("ada", manual=1), Work("ben", manual=1))
    record = released.folder / "records" / LAB / "ada.json"
    record.with_name("abe.json").write_text(record.read_text().replace('"ada"', '"abe"'))
    ran = released("feedback", LAB)
    assert (ran.code, ran.err) == (1, "")
    assert (
        f"  abe: graded, and not in the gradebook; run 'course grade {LAB} --student abe --again'"
    ) in ran.out
    assert f"{LAB}: feedback for 2 students" in ran.out


def test_a_notebook_that_came_later_is_told_to_the_instructor(released: Course) -> None:
    mark(released, Work("ada", manual=1), Work("ben", manual=1))
    for student, content in (("ada", b"another"), ("ben", b"the same")):
        path = released.folder / "submitted" / student / LAB / "lab.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    record = released.folder / "records" / LAB / "ben.json"
    digest = hashlib.sha256(b"the same").hexdigest()
    record.write_text(record.read_text().replace("0" * 64, digest))
    ran = released("feedback", LAB)
    assert f"  ada: another notebook was handed in since; 'course grade {LAB}' grades it" in ran.out
    assert "  ben" not in ran.out


RUBRIC = Rubric.model_validate({
    "title": "A memo", "marker": "teachonly00000a12",
    "criteria": [
        {"id": "use-of-evidence", "name": "Use of evidence", "points": 4,
         "levels": {4: "Names the records.", 1: "Claims without any record."}},
        {"id": "writing", "name": "Writing", "points": 4, "levels": {4: "Clear.", 2: "Hard."}},
    ],
})  # fmt: skip


def test_levels_of_a_rubric_come_from_the_comment() -> None:
    comment = "Good work.\nwriting: 2\n- Use of Evidence = 4\nwriting: 9\nfacts: 3\n"
    levels, rest = split_comment(comment, RUBRIC, "4: names the  records\n")
    assert [(level.criterion, level.points) for level in levels] == [
        ("Use of evidence", 4), ("Writing", 2),
    ]  # fmt: skip
    assert [level.description for level in levels] == ["Names the records.", ""]
    assert rest == "Good work.\nwriting: 9\nfacts: 3"
    assert split_comment("writing: 2", None, "") == ([], "writing: 2")


def test_levels_that_do_not_add_up_are_told_to_the_instructor(released: Course) -> None:
    (released.root / "instructor" / "toy-chapter" / "lab.rubric.yml").write_text(
        "title: Why\nmarker: teachonly00000a99\ncriteria:\n"
        "  - {id: spread, name: Spread, points: 2, levels: {2: Said., 1: Hinted at.}}\n"
        "  - {id: example, name: Example, points: 2, levels: {2: Given., 1: Vague.}}\n"
    )
    mark(released, Work("ada", manual=3, comment="spread: 2\nexample: 2\nFine."),
         Work("ben", manual=3, comment="spread: 2\nexample: 1"))  # fmt: skip
    ran = released("feedback", LAB)
    assert "  ada: explain-mean: the levels in the comment add up to 4, the mark is 3;" in ran.out
    assert "ben:" not in ran.out
    page = _text(released, "ben")
    assert '<th scope="row">Example</th><td>1 of 2</td>' in page
    assert "Hinted at" not in page, "students were never given these words"


def test_the_courses_own_rubric_is_in_words_that_students_have() -> None:
    path = REPOSITORY / "instructor" / "ecology-disease" / "memo.rubric.yml"
    exercise = (REPOSITORY / "exercises" / "ecology-disease" / "memo.md").read_text("utf-8")
    rubric = read_rubric(path)
    comment = "\n".join(f"{c.name}: {number}" for c in rubric.criteria for number in c.levels)
    levels, _ = split_comment(comment, rubric, exercise)
    assert len(levels) == len(rubric.criteria)
    for criterion in rubric.criteria:
        for number, words in criterion.levels.items():
            (level,) = split_comment(f"{criterion.id}: {number}", rubric, exercise)[0]
            assert level.description == words


def test_parts_are_the_headings_that_students_have(marked: Course, released: Course) -> None:
    (part,) = read_outline(marked.folder / "release" / LAB / "lab.ipynb")
    assert part.title == "Means of rain"
    assert [(cell.grade_id, cell.label, cell.written) for cell in part.cells] == [
        ("mean-of-check", "Check", False),
        ("mean-of-properties", "More tests run when this is marked.", False),
        ("count-above-check", "Check", False),
        ("count-above-properties", "Check", False),
        ("explain-mean", "Written answer", True),
    ]


def test_texts_are_made_plain() -> None:
    assert plain("a\r\nb\x00\u202e\ud800c\td") == "a\nb\ufffd\ufffd\ufffdc\td"
    assert len(plain("e" + "\u0301" * 500)) < 12
    assert [points(n) for n in (2.0, 2.5, 1 / 3, 0.0)] == ["2", "2.5", "0.33", "0"]


def test_a_test_that_cannot_be_relied_on_waits_for_a_person(released: Course) -> None:
    mark(released, Work("ada", {"mean-of-check": {"status": "manual"}}, manual=4))
    ran = released("feedback", LAB)
    assert "answers still to mark by hand, which count as 0 in it: 1" in ran.out
    page = _text(released, "ada")
    assert '<strong class="word">Not marked yet</strong>: 0 of 2 points' in page
    assert "What this test said cannot be relied on; a person will mark this part." in page


def test_part_of_the_points_is_no_failure(released: Course) -> None:
    mark(released, Work("ada", {"mean-of-properties": {"points": 1.5}}, manual=4))
    released("feedback", LAB)
    page = _text(released, "ada")
    assert '<strong class="word">Passed in part</strong>: 1.5 of 3 points' in page
    assert "Not passed" not in page


def test_an_empty_answer_is_said_to_be_missing(released: Course) -> None:
    mark(released, Work("ada"))
    path = released.folder / "records" / LAB / "ada.json"
    path.write_text(path.read_text().replace('"status": "manual"', '"status": "missing"'))
    with open_gradebook(released.folder) as gradebook:
        gradebook.find_grade("explain-mean", "lab", LAB, "ada").needs_manual_grade = False
        comment = gradebook.find_comment("explain-mean", "lab", LAB, "ada")
        comment.auto_comment = "No response."
        gradebook.db.commit()
    assert "by hand" not in released("feedback", LAB).out
    page = _text(released, "ada")
    assert "There is no answer in the notebook that you handed in." in page
    assert "No response." not in page
    assert "What you wrote" not in page


def test_a_late_penalty_is_taken_off_and_said(marked: Course) -> None:
    with open_gradebook(marked.folder) as gradebook:
        submission = gradebook.find_submission_notebook("lab", LAB, "ada")
        submission.late_submission_penalty = 1.5
        gradebook.db.commit()
    marked("feedback", LAB)
    assert '<p class="total">10.5 of 12 points</p>' in _text(marked, "ada")
    assert "1.5 points are taken off because it was late." in _text(marked, "ada", "lab.md")
    assert json.loads(_text(marked, "ada", "results.json"))["score"] == 10.5


def test_an_exercise_that_changed_its_title(marked: Course) -> None:
    edit(marked.exercise, "title: Means of rain", "title: Rain & <b>more</b>")
    marked("feedback", LAB)
    assert "<h1>Feedback: Rain &amp; &lt;b&gt;more&lt;/b&gt;</h1>" in _text(marked, "ada")
