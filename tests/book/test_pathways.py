"""Pathways: the choice, the plan, the syllabus, and the book with the chosen chapters alone."""

from __future__ import annotations

import argparse
import csv
import datetime
import io
import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from sitekit.cli import main
from sitekit.course import load_course
from sitekit.errors import CourseError
from sitekit.links import broken_links
from sitekit.paths import ROOT
from sitekit.pathways import command
from sitekit.pathways.choose import choose
from sitekit.pathways.declare import FILE, Pathway, load_pathways
from sitekit.pathways.filtered import filtered_toc, write_filtered
from sitekit.pathways.plan import is_in_class, make_plan
from sitekit.pathways.syllabus import assignments_csv, standalone, syllabus

READY = ("bioethics-week", "biodiversity-month", "full-term", "self-paced")
SIX_WEEKS = {
    "id": "six-weeks",
    "title": "Four chapters in six weeks",
    "about": "What an instructor picks on a Sunday.",
    "weeks": 6,
    "sessions": 1,
    "session_minutes": 75,
    "home_minutes": 300,
    "chapters": dict.fromkeys(("foundations", "crops", "anthropology", "synthesis"), "all"),
    "hand_in": ["crops-lab", "anthropology-memo"],
    "starts": datetime.date(2027, 1, 12),
}


@pytest.fixture(scope="module")
def course():
    return load_course(ROOT)


def plan_for(course, **changes):
    pathway = Pathway.model_validate({**SIX_WEEKS, **changes})
    return make_plan(choose(ROOT, course, pathway))


def test_the_ready_made_ones_hold_and_break_nothing(course):
    pathways = load_pathways(ROOT / FILE)
    assert tuple(pathways) == READY
    for pathway in pathways.values():
        plan = make_plan(choose(ROOT, course, pathway))
        assert plan.warnings == (), pathway.id


@pytest.mark.parametrize("name", READY)
def test_a_plan_keeps_every_minute_and_the_order(course, name):
    plan = make_plan(choose(ROOT, course, load_pathways(ROOT / FILE)[name]))
    parts = [part for session in plan.sessions for part in session.parts]
    pages = list(dict.fromkeys(part.page.slug for part in parts))
    assert pages == [page.slug for page in plan.choice.pages]
    planned = sum(part.home + part.in_class for part in parts)
    labs = [due.exercise for due in plan.due if is_in_class(plan.pathway, due.exercise)]
    assert bool(labs) == ("lab" in plan.pathway.in_class)
    in_labs = sum(lab.facts.minutes for lab in labs)
    assert planned == sum(page.lesson.minutes.total for page in plan.choice.pages) + in_labs
    assert all(s.in_class <= plan.pathway.session_minutes for s in plan.sessions)
    assert len(plan.sessions) == plan.pathway.session_count
    exercises = sum(due.exercise.facts.minutes for due in plan.due)
    home = sum(part.home for part in parts) + exercises - in_labs
    assert sum(plan.home_by_week.values()) == pytest.approx(home, abs=plan.pathway.weeks)


def test_six_weeks_have_dates_and_due_dates(course):
    plan = plan_for(course, no_class=[datetime.date(2027, 1, 26)])
    dates = [session.date for session in plan.sessions]
    assert [date.isoformat() for date in dates] == [
        *("2027-01-12", "2027-01-19", "2027-02-02", "2027-02-09", "2027-02-16", "2027-02-23")
    ]
    lab, memo = plan.due
    assert (lab.name, memo.name) == ("crops-lab", "anthropology-memo")
    assert lab.date - dates[lab.set_in - 1] == datetime.timedelta(days=7)
    assert memo.date - dates[memo.set_in - 1] == datetime.timedelta(days=14)
    assert any(part.page.chapter == "crops" for part in plan.sessions[lab.set_in - 1].parts)


def test_two_days_a_week(course):
    plan = plan_for(course, sessions=2, days=["tue", "thu"])
    days = [session.date.weekday() for session in plan.sessions]
    assert days == [1, 3] * 6
    assert all(first.date < second.date for first, second in pairwise(plan.sessions))


def test_a_long_lesson_is_cut_over_sessions(course):
    plan = plan_for(course, weeks=14, session_minutes=45)
    parts = [
        (session.number, part.number, part.of, part.in_class)
        for session in plan.sessions
        for part in session.parts
        if part.page.slug == "synthesis/negotiation"
    ]
    assert [part[1] for part in parts] == [1, 2, 3]
    assert sum(part[3] for part in parts) == 100
    assert len({part[0] for part in parts}) == 3


def test_the_syllabus_says_what_is_due_when_and_adds_up(course):
    plan = plan_for(course)
    text = syllabus(plan, lambda page: page.title)
    for session in plan.sessions:
        assert f"{session.in_class} of 75 minutes" in text
    assert "Tuesday 12 January 2027" in text
    for page in plan.choice.pages:
        assert page.title in text
    opening = [page for page in plan.choice.pages if page.slug.endswith("/index")]
    assert len(opening) == 4
    # The minutes of every week, and their sum.
    rows = re.findall(r"^\| (\w+) \| (\d+) \| (\d+) \| (\d+) \|$", text, re.M)
    assert [row[0] for row in rows] == [*"123456", "Together"]
    for column in (1, 2, 3):
        assert sum(int(row[column]) for row in rows[:-1]) == int(rows[-1][column])
    listed = list(csv.DictReader(io.StringIO(assignments_csv(plan))))
    assert [row["assignment"] for row in listed] == ["crops-lab", "anthropology-memo"]
    assert listed[0]["points"] == "40"
    assert listed[0]["due"] == plan.due[0].date.isoformat()


def test_a_name_with_markup_stays_a_name(course):
    page = standalone(plan_for(course, title="Café <b>& Co</b> | *one*, two"))
    assert "<h1>Syllabus: Café &lt;b&gt;&amp; Co&lt;/b&gt; | *one*, two</h1>" in page
    about = standalone(plan_for(course, about="All | of <i>this</i> *stays* as it is."))
    assert "<p>All | of &lt;i&gt;this&lt;/i&gt; *stays* as it is.</p>" in about


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"weeks": 1}, "weeks too few"),
        ({"weeks": 6, "home_minutes": 60}, "weeks too few"),
        ({"chapters": {"corps": "all"}}, "no chapter 'corps'; did you mean 'crops'?"),
        ({"chapters": {"crops": ["scince"]}}, "no lesson 'scince'; did you mean 'science'?"),
        ({"hand_in": ["crops-memmo"]}, "no assignment 'crops-memmo'; did you mean 'crops-memo'?"),
        ({"hand_in": ["macrosystems-lab"]}, "no assignment 'macrosystems-lab'"),
    ],
)
def test_bad_choices_end_in_one_line(course, changes, said):
    with pytest.raises(CourseError) as caught:
        plan_for(course, **changes)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_weeks_too_few_says_how_many_and_that_many_do(course):
    with pytest.raises(CourseError) as caught:
        plan_for(course, weeks=2)
    weeks = int(re.search(r"Give it (\d+) weeks", str(caught.value))[1])
    assert len(plan_for(course, weeks=weeks, home_minutes=3000).sessions) == weeks
    with pytest.raises(CourseError):
        plan_for(course, weeks=weeks - 1, home_minutes=3000)


def test_a_broken_prerequisite_is_a_warning(course):
    left_out = plan_for(course, chapters={"crops": ["rules"]}, hand_in=[]).warnings
    assert left_out == (
        "crops/rules needs crops/science (“The science”), which this pathway leaves out: add it, "
        "or say in class what students need of it",
    )
    order = {"synthesis": "all", "foundations": "all", "crops": "all"}
    later = plan_for(course, chapters=order, hand_in=[]).warnings
    assert any("synthesis/mechanism needs crops/rules" in w and "teaches later" in w for w in later)
    homeless = plan_for(course, chapters={"crops": ["science"]}, hand_in=["crops-lab"]).warnings
    assert any("crops/practice, the page from which students open it" in w for w in homeless)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("weeks: 0", "x.yml:4: 0.weeks: input should be greater than or equal to 1 (got 0)"),
        ("weeks: six", "x.yml:4: 0.weeks: input should be a valid integer (got 'six')"),
        ("weeks: 6\n  wek: 2", "x.yml:5: 0.wek: there is no such field"),
        ("weeks: 6\n  days: [tue, thu]", "days: 1 different days are needed"),
        ("weeks: 6\n  starts: soon", "x.yml:5: 0.starts"),
        ("weeks: 6\n  level: easy", "x.yml:5: 0.level"),
        ("weeks: [", "not valid YAML"),
    ],
)
def test_a_bad_file_is_named_with_its_line(tmp_path, monkeypatch, text, said):
    monkeypatch.setenv("DSI_COURSE_ROOT", str(tmp_path))
    path = tmp_path / "x.yml"
    path.write_text(
        f"- id: mine\n  title: Mine\n  about: One of my own.\n  {text}\n"
        "  sessions: 1\n  home_minutes: 200\n  chapters: {crops: all}\n",
        encoding="utf-8",
    )
    with pytest.raises(CourseError) as caught:
        load_pathways(path)
    assert said in str(caught.value)


def test_chapters_are_all_or_a_list(tmp_path):
    path = tmp_path / "x.yml"
    path.write_text(yaml.safe_dump([{**SIX_WEEKS, "chapters": {"crops": "some"}}]))
    with pytest.raises(CourseError, match="write 'all', or a list of the lessons' names"):
        load_pathways(path)
    path.write_text(yaml.safe_dump([SIX_WEEKS, SIX_WEEKS]))
    with pytest.raises(CourseError, match="'six-weeks' is used by an earlier pathway"):
        load_pathways(path)


def arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    return parser.parse_args(["pathway", *words])


def test_the_command_line_makes_one_and_saves_the_same(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    words = ["--chapters", "foundations", "crops", "--weeks", "6", "--sessions", "1"]
    chosen, _ = command.read_choice(ROOT, arguments("mine", *words, "--start", "2027-01-12"))
    assert list(chosen.chapters) == ["foundations", "crops"]
    command._save(chosen, Path("mine.yml"))
    again, _ = command.read_choice(ROOT, arguments("mine.yml"))
    assert again == chosen
    with pytest.raises(CourseError, match="is there already"):
        command._save(chosen, Path("mine.yml"))


def test_command_line_faults(capsys, tmp_path):
    assert main(["pathway", "no-such"]) == 1
    said = capsys.readouterr().err
    assert "there is no pathway 'no-such'; there are: bioethics-week" in said
    assert main(["pathway", str(tmp_path / "gone.yml")]) == 1
    assert "no such file" in capsys.readouterr().err
    assert main(["pathway", "full-term", "--weeks", "99", "--no-book"]) == 1
    assert "weeks" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stop:
        main(["pathway", "full-term", "--start", "soon"])
    assert stop.value.code == 2


def test_the_table_of_contents_follows_the_pathway(course):
    plan = plan_for(course, chapters={"crops": ["science"], "foundations": "all"}, hand_in=[])
    toc = filtered_toc(yaml.safe_load((ROOT / "_toc.yml").read_text()), plan.choice)
    chapters = next(part for part in toc["parts"] if part["caption"] == "Chapters")["chapters"]
    assert [entry["file"] for entry in chapters] == ["book/crops/index", "book/foundations/index"]
    assert [section["file"] for section in chapters[0]["sections"]] == ["book/crops/science"]
    assert "For instructors" not in [part["caption"] for part in toc["parts"]]


@pytest.fixture(scope="module")
def filtered(course, tmp_path_factory) -> Path:
    """A book of two chapters, built by Jupyter Book alone: some half a minute."""
    source = tmp_path_factory.mktemp("pathway") / "source"
    plan = plan_for(
        course, chapters={"crops": "all", "foundations": ["dsi", "rules"]}, hand_in=["crops-lab"]
    )
    write_filtered(ROOT, plan, source)
    program = Path(sys.executable).with_name("jupyter-book")
    done = subprocess.run(
        [program, "build", source, "-W", "--keep-going"], capture_output=True, text=True
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return source


def test_the_filtered_book_is_consistent(filtered):
    site = filtered / "_build" / "html"
    assert broken_links(site) == []
    pages = {path.relative_to(site).as_posix() for path in site.rglob("book/**/*.html")}
    assert "book/crops/rules.html" in pages
    assert "book/foundations/rules.html" in pages
    gone = [p for p in pages if "macrosystems" in p or "synthesis" in p or "thinking" in p]
    assert not gone
    # Navigation and search.
    home = (site / "book/index.html").read_text(encoding="utf-8")
    links = set(re.findall(r'href="([^"#]+\.html)', home))
    assert "crops/index.html" in links
    assert not [link for link in links if "macrosystems" in link or "teaching" in link]
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    found = json.loads(index.removeprefix("Search.setIndex(").rstrip(";\n)"))["docnames"]
    assert "book/crops/science" in found
    assert not [name for name in found if "macrosystems" in name or "phylogenetics" in name]
    # A link into a left-out chapter is a note now; the home page says what this book is.
    assert "Macrosystems and international long-term ecological research " in home
    assert home.count("(not in this version of the course)") >= 5
    assert 'class="pathway-notice"' in home
    # A prerequisite, a lesson of a chosen chapter that is left out, and the downloads.
    assert "left-out-note" in (site / "book/foundations/index.html").read_text()
    downloads = {p.relative_to(site).as_posix() for p in site.glob("downloads/*/*.ipynb")}
    assert {name.split("/")[1] for name in downloads} == {"crops", "foundations"}
    assert "macrosystems" not in (site / "book/reference/progress.html").read_text()


def test_the_filtered_book_holds_its_syllabus(filtered):
    page = (filtered / "_build/html/book/syllabus.html").read_text(encoding="utf-8")
    assert 'href="crops/science.html"' in page
    assert "Tuesday 12 January 2027" in page
    assert "crops-lab" in page


def test_writing_again_touches_nothing_and_follows_changes(course, tmp_path):
    source = tmp_path / "source"
    plan = plan_for(course, chapters={"crops": "all", "foundations": "all"}, hand_in=[])
    write_filtered(ROOT, plan, source)
    before = {path: path.stat().st_mtime_ns for path in source.rglob("*") if path.is_file()}
    assert source / "book/foundations/thinking.md" in before
    write_filtered(ROOT, plan, source)
    assert before == {p: p.stat().st_mtime_ns for p in source.rglob("*") if p.is_file()}
    write_filtered(ROOT, plan_for(course, chapters={"crops": "all"}, hand_in=[]), source)
    assert not (source / "book/foundations/thinking.md").exists()
    assert not (source / "exercises/foundations/lab.md").exists()
    assert not (source / "instructor").exists()
    other = tmp_path / "other"
    (other / "thesis").mkdir(parents=True)
    with pytest.raises(CourseError, match="holds something else"):
        write_filtered(ROOT, plan, other)
