"""The pages of feedback and summary in a real browser: readable for everybody, and nothing acts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.instructor.helpers import LAB, Course
from tests.instructor.test_feedback import marked as feedback_course  # noqa: F401
from tests.instructor.test_summary import marked as summary_course  # noqa: F401
from tests.site.visits import Visit


def _check(visit: Callable[..., Visit], path: Path) -> None:
    for width, scheme in ((1280, "light"), (320, "dark")):
        seen = visit(path.as_uri(), width=width, scheme=scheme)
        seen.unfold()
        assert seen.faults() == [], f"{path.name} at {width} px, {scheme}"


@pytest.mark.parametrize("student", ["ben", "eve", "fay"])
def test_a_students_page(
    feedback_course: Course,  # noqa: F811
    visit: Callable[..., Visit],
    student: str,
) -> None:
    path = feedback_course.folder / "feedback" / student / LAB / "lab.html"
    _check(visit, path)
    seen = visit(path.as_uri())
    assert seen.page.evaluate("document.scripts.length") == 0
    title = seen.page.locator("h1")
    assert title.evaluate("e => getComputedStyle(e).fontSize") == "27.2px", "the style is let in"


def test_the_class_page(summary_course: Course, visit: Callable[..., Visit]) -> None:  # noqa: F811
    _check(visit, summary_course.folder / "summary" / f"{LAB}.html")


def test_should_the_escaping_fail_the_policy_still_holds(
    feedback_course: Course,  # noqa: F811
    visit: Callable[..., Visit],
) -> None:
    path = feedback_course.folder / "feedback" / "ada" / LAB / "lab.html"
    page = path.read_text(encoding="utf-8")
    bad = (
        "<script>document.title = 'acted'</script><img src=x onerror=\"document.title = 'acted'\">"
    )
    path.write_text(page.replace("<h1>", f"{bad}<h1>"), encoding="utf-8")
    seen = visit(path.as_uri())
    assert seen.page.title() != "acted"
    # The same without the policy, so that it is the policy that holds.
    path.write_text(path.read_text().replace("Content-Security-Policy", "x-none"))
    assert visit(path.as_uri()).page.title() == "acted"
