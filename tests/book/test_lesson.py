"""What the build makes of a lesson's front matter."""

from __future__ import annotations

import pytest
from docutils import nodes
from sitekit.course import load_course
from sitekit.html import el, facts, table, to_html
from sitekit.lesson import describe_minutes, key_points, lesson_header
from sitekit.metadata import learning_resource
from sitekit.schema import Minutes


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        ({"watch": 0, "read": 10, "do": 15, "discuss": 0}, "25 minutes: read 10, do 15"),
        ({"watch": 0, "read": 5, "do": 0, "discuss": 0}, "5 minutes, to read"),
        ({"watch": 0, "read": 1, "do": 0, "discuss": 0}, "1 minute, to read"),
        ({"watch": 120, "read": 0, "do": 0, "discuss": 20}, "140 minutes: watch 120, discuss 20"),
    ],
)
def test_minutes_in_words(minutes, words):
    assert describe_minutes(Minutes(**minutes)) == words


def test_the_header_holds_what_was_declared(small_book):
    small_book.lesson("one", title="First & foremost")
    small_book.lesson("two", prerequisites="[chapter/one]")
    course = load_course(small_book.root)
    header = to_html(lesson_header(course, course.by_slug["chapter/two"]))
    assert "What is there to see?" in header
    assert "<li>explain what there is to see</li>" in header
    assert "7 minutes: read 5, do 2" in header
    assert "First &amp; foremost" in header
    assert "There is something to see." in to_html(key_points(course.by_slug["chapter/two"]))


def test_the_metadata_is_a_learning_resource(small_book):
    small_book.lesson("one", title="First")
    small_book.lesson("two", title="Second", prerequisites="[chapter/one]")
    course = load_course(small_book.root)
    page = course.by_slug["chapter/two"]
    record = learning_resource(course, page, "The course", "What it is about.")
    assert record["@context"] == "https://schema.org"
    assert record["@type"] == "LearningResource"
    assert record["name"] == "Second"
    assert record["description"] == "What it is about."
    assert record["timeRequired"] == "PT7M"
    assert record["competencyRequired"] == ["First"]
    assert record["isPartOf"] == {"@type": "Course", "name": "The course"}


def test_html_is_escaped_and_attributes_are_named_as_html_names_them():
    node = el("label", "<b>", for_="x", data_start="1", hidden=True, title=None, class_='a"b')
    opening = '<label for="x" data-start="1" hidden class="a&quot;b">'
    assert to_html(node) == f"{opening}&lt;b&gt;</label>"
    assert to_html(el("input", type="radio")) == '<input type="radio">'
    assert "<dt>b" not in to_html(facts({"a": "1", "b": None}))
    shown = to_html(table(["Page", "Minutes"], [["One", nodes.Text("5")]], label="Times"))
    assert '<th scope="row">One</th><td>5</td>' in shown
    assert 'tabindex="0" role="region" aria-label="Times"' in shown
