"""Exercises for practice beside graded ones: a small difference that their header declares."""

from __future__ import annotations

import pytest
from sitekit.errors import CourseError
from sitekit.exercises import chapters_with_exercises, exercises_of
from sitekit.notebooks import exercise_facts
from sitekit.paths import ROOT

HEADER = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
exercise:
  title: A notebook
  summary: One that has a summary.
  minutes: 10
{more}---

# A notebook
"""


def written(tmp_path, name, more=""):
    path = tmp_path / "exercises" / "chapter" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER.format(more=more), encoding="utf-8")
    return path


def test_an_exercise_is_graded_unless_it_says_otherwise(tmp_path):
    assert exercise_facts(written(tmp_path, "lab")).graded
    assert not exercise_facts(written(tmp_path, "python", "  graded: false\n")).graded


def test_practice_comes_first_and_is_found_alone(tmp_path):
    written(tmp_path, "python", "  graded: false\n")
    assert chapters_with_exercises(tmp_path) == ["chapter"]
    for name in ("memo", "lab"):
        written(tmp_path, name)
    assert [e.name for e in exercises_of(tmp_path, "chapter")] == ["python", "lab", "memo"]


def test_another_word_than_true_or_false_is_refused(tmp_path):
    with pytest.raises(CourseError, match=r"python\.md:14: exercise\.graded: "):
        exercise_facts(written(tmp_path, "python", "  graded: a little\n"))


def test_the_book_calls_practice_practice():
    page = ROOT / "exercises" / "foundations" / "python.md"
    facts = exercise_facts(page)
    assert not facts.graded and facts.points_manual == 0
    assert facts.points_auto == page.read_text(encoding="utf-8").count("grade: true,") == 9
