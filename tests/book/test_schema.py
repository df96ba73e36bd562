"""The lesson schema: each fault ends with the file, the line, and what is allowed."""

from __future__ import annotations

import re

import pytest
from sitekit.course import load_course
from sitekit.errors import CourseError


def fault(book) -> str:
    with pytest.raises(CourseError) as caught:
        load_course(book.root)
    return str(caught.value)


def test_a_good_page_is_read(small_book):
    small_book.lesson("one", title="First")
    course = load_course(small_book.root)
    page = course.by_slug["chapter/one"]
    assert (page.title, page.chapter) == ("First", "chapter")
    assert page.lesson.minutes.total == 7
    assert course.chapters == ("chapter",)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("  question: What is there to see?\n", "", 3, "lesson.question: this field is missing"),
        ("level: introductory", "level: easy", 9, "'introductory', 'intermediate' or 'advanced'"),
        ("to see?", "to see.", 4, "a question ends with a question mark"),
        ("- Explain what", "- Understand what", 6, "allowed: analyse, apply"),
        ("read: 5", "read: many", 7, "lesson.minutes.read: input should be a valid integer"),
        ("read: 5", "read: -1", 7, "greater than or equal to 0"),
        ("read: 5, ", "", 7, "lesson.minutes.read: this field is missing"),
        ("level: introductory", "level: introductory\n  lvl: x", 10, "there is no such field"),
        ("- There is something to see.", "- Something", 11, "whole sentence"),
        ("prerequisites: []", "prerequisites: [One]", 8, "should match pattern"),
        ("title: A page", "titel: A page", 2, "title: this field is missing"),
        ("  level: introductory", "  level: [", 9, "not valid YAML"),
    ],
)
def test_each_fault_names_file_line_and_what_is_allowed(small_book, old, new, line, says):
    path = small_book.lesson("one")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    message = fault(small_book)
    assert says in message
    found = re.findall(r"^book/chapter/one\.md:(\d+): ", message, re.MULTILINE)
    assert found, message
    # A YAML fault is noticed where the parser gives up, a line or more after it was made.
    assert int(found[0]) == line or "not valid YAML" in message


def test_a_page_without_front_matter(small_book):
    small_book.lesson("one").write_text("# A page\n", encoding="utf-8")
    assert "book/chapter/one.md:1: the page must start with front matter" in fault(small_book)


def test_a_listed_page_that_is_not_there(small_book):
    small_book.lesson("one").unlink()
    assert "_toc.yml: book/chapter/one.md is listed but there is no such file" in fault(small_book)


def test_all_faulty_pages_are_named_at_once(small_book):
    for name in ("one", "two"):
        path = small_book.lesson(name)
        path.write_text(path.read_text().replace("level: introductory", "level: x"))
    message = fault(small_book)
    assert "one.md:9:" in message
    assert "two.md:9:" in message


def test_an_unknown_prerequisite_lists_what_there_is(small_book):
    small_book.lesson("one")
    small_book.lesson("two", prerequisites="[chapter/oen]")
    message = fault(small_book)
    assert message.startswith("book/chapter/two.md:")
    assert "'chapter/oen' is no lesson of this book; allowed: chapter/one" in message


def test_prerequisites_in_a_circle(small_book):
    small_book.lesson("one", prerequisites="[chapter/three]")
    small_book.lesson("two", prerequisites="[chapter/one]")
    small_book.lesson("three", prerequisites="[chapter/two]")
    message = fault(small_book)
    assert re.match(r"book/chapter/\w+\.md:3: ", message)
    assert "in a circle" in message
    assert all(f"chapter/{name}" in message for name in ("one", "two", "three"))


def test_the_reading_order_follows_prerequisites_then_the_table_of_contents(small_book):
    small_book.lesson("last", prerequisites="[chapter/first, chapter/second]")
    small_book.lesson("second")
    small_book.lesson("first")
    course = load_course(small_book.root)
    order = [page.slug.removeprefix("chapter/") for page in course.lessons_of("chapter")]
    assert order == ["second", "first", "last"]
