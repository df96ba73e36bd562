"""Objectives are taught, practised and assessed; times fit what they are made of."""

from __future__ import annotations

import shutil

import pytest
from sitekit.alignment import (
    alignment,
    alignment_gaps,
    beside,
    count_words,
    estimates,
    unbelievable_times,
)
from sitekit.course import load_course
from sitekit.lint.rules.teaching import RULES
from sitekit.lint.sources import Sources
from sitekit.paths import ROOT


def test_the_course_has_no_gap():
    course = load_course(ROOT)
    assert alignment_gaps(ROOT, course) == unbelievable_times(ROOT, course) == []
    rows = [row for chapter in course.chapters for row in alignment(ROOT, course, chapter)[0]]
    assert len(rows) >= 35
    assert all(row.taught and row.practised and row.assessed for row in rows)


@pytest.fixture
def copy(tmp_path):
    """The course's sources with one chapter, to break."""
    root = tmp_path / "course"
    for name in ("book/crops", "book/_data", "exercises/crops"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "book/index.md", root / "book/index.md")
    pages = "".join(
        f"  - file: book/crops/{name}\n"
        for name in ("index", "science", "rules", "workshop", "discuss", "practice")
    )
    (root / "_toc.yml").write_text(f"format: jb-book\nroot: book/index\nchapters:\n{pages}")
    return root


def gaps(root):
    course = load_course(root)
    return alignment_gaps(root, course) + unbelievable_times(root, course)


def change(root, name, old, new, count=1):
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def test_the_copy_is_whole(copy):
    assert gaps(copy) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "book/crops/science.md",
            "towards: [1, 2]",
            "towards: []",
            "book/crops/index.md: objective 1 is not taught",
        ),
        ("exercises/crops/memo.md", "towards: [3, 5]", "towards: [3]", None),
        (
            "exercises/crops/lab.md",
            "towards: [1, 2, 4]",
            "towards: [1, 4]",
            "objective 2 is not assessed",
        ),
        (
            "exercises/crops/lab.md",
            "towards: [1, 2, 4]",
            "towards: [1, 2, 6]",
            "exercises/crops/lab.md: towards: there is no objective 6; book/crops/index.md has 5",
        ),
        (
            "book/crops/rules.md",
            "read: 12",
            "read: 2",
            "book/crops/rules.md: lesson.minutes.read",
        ),
        (
            "book/crops/discuss.md",
            "discuss: 15}",
            "discuss: 5}",
            "do not hold even the shortest prompt (15 minutes)",
        ),
    ],
)
def test_each_gap_is_found(copy, name, old, new, said):
    change(copy, name, old, new)
    found = gaps(copy)
    assert any(said in gap for gap in found) if said else found == []


def test_an_objective_that_nobody_practises_is_found(copy):
    change(copy, "book/crops/discuss.md", "towards: [3, 5]", "towards: [3]")
    change(copy, "book/crops/rules.md", "do: 6", "do: 0")
    assert any("objective 5 is not practised" in gap for gap in gaps(copy))


def test_the_check_is_among_those_of_the_course(copy):
    rules = {rule.code: rule for rule in RULES}
    assert list(rules["DSI302"].find(Sources(copy))) == []
    change(copy, "exercises/crops/lab.md", "towards: [1, 2, 4]", "towards: [1, 4]")
    change(copy, "book/crops/rules.md", "read: 12", "read: 2")
    for code, place in (("DSI302", "book/crops/index.md"), ("DSI303", "book/crops/rules.md")):
        assert [finding.path for finding in rules[code].find(Sources(copy))] == [place]


def test_pages_beside_the_chapters_objectives_are_named():
    assert [page.slug for page in beside(load_course(ROOT), "crops")] == ["crops/workshop"]


def test_words_are_those_that_a_reader_reads():
    body = "Two words {footcite:p}`a,b`.\n\n```python\nnot = these\n```\n\n:::{chart} x\n:kind: y\n"
    assert count_words(body + "A [link here](https://example.org/a-b).\n:::\n") == 5


def test_every_lesson_has_an_estimate():
    course = load_course(ROOT)
    found = estimates(ROOT, course)
    assert [estimate.page for estimate in found] == list(course.lessons)
    discuss = next(e for e in found if e.page.slug == "crops/discuss")
    assert discuss.prompts == (15, 15, 15, 15, 15)
