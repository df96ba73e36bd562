"""The self-check questions by keyboard alone, from a server and from a folder of files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sitekit.questions import load_questions

ROOT = Path(__file__).resolve().parents[2]
FIRST = "ecology-disease"
CHAPTERS = {
    path.parent.name: [q for q in load_questions(path) if q.use == "self-check"]
    for path in sorted((ROOT / "exercises").glob("*/questions.yml"))
}
PAGE, QUESTIONS = f"book/{FIRST}/practice.html", CHAPTERS[FIRST]


def right(question) -> int:
    return next(n for n, option in enumerate(question.options) if option.correct)


def answer(form, position: int) -> None:
    """Choose the option of this position with Tab and the arrow keys, and send it with Enter."""
    form.locator("input").first.focus()
    form.page.keyboard.press("Space")
    for _ in range(position):
        form.page.keyboard.press("ArrowDown")
    form.page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("origin", "chapter"), [("file", FIRST), *(("http", chapter) for chapter in CHAPTERS)]
)
def test_every_question_right_and_wrong_by_keyboard(origin, chapter, site, built, visit):
    start = site if origin == "http" else f"{built.as_uri()}/"
    seen = visit(f"{start}book/{chapter}/practice.html")
    questions = CHAPTERS[chapter]
    forms = seen.page.locator("form.question")
    score = seen.page.locator(".selfcheck-score")
    assert forms.count() == len(questions) >= 10
    assert score.inner_text() == ""
    for number, question in enumerate(questions):
        form = forms.nth(number)
        shown = form.locator(".feedback:visible")
        verdict = form.locator(".verdict")
        assert shown.count() == 0
        wrong = (right(question) + 1) % len(question.options)

        answer(form, wrong)
        assert verdict.inner_text().startswith("Not correct. The right answer is: ")
        key = form.locator("label").nth(right(question)).inner_text().strip()
        assert verdict.inner_text().endswith(key)
        assert form.locator(".option").nth(wrong).locator(".feedback").is_visible()
        assert shown.count() == 2, "the chosen option's feedback and the right one's"
        assert score.inner_text() == (
            f"{number} right of {number + 1} answered; {len(questions)} questions in all."
        )

        form.get_by_role("button", name="Try again").press("Enter")
        assert shown.count() == 0
        assert verdict.inner_text() == ""
        assert form.locator("input:checked").count() == 0

        answer(form, right(question))
        assert verdict.inner_text() == f"Correct: {key}"
        assert shown.count() == 1
        assert form.locator(".option").nth(right(question)).locator(".feedback").is_visible()
    assert score.inner_text() == "{0} right of {0} answered; {0} questions in all.".format(
        len(questions)
    )
    assert seen.noticed() == []
    if origin == "http":
        assert seen.faults() == []


def test_without_a_choice_it_asks_for_one(site, visit):
    page = visit(site + PAGE).page
    form = page.locator("form.question").first
    form.get_by_role("button", name="Check my answer").press("Enter")
    assert form.locator(".verdict").inner_text() == "Choose an answer first."
    assert form.locator("input").first.evaluate("e => e === document.activeElement")
    assert page.locator(".selfcheck-score").inner_text() == ""


def test_a_new_choice_takes_the_old_verdict_away(site, visit):
    form = visit(site + PAGE).page.locator("form.question").first
    answer(form, 0)
    assert form.locator(".verdict").inner_text()
    form.page.keyboard.press("ArrowDown")
    assert form.locator(".verdict").inner_text() == ""
    assert form.locator(".feedback:visible").count() == 0


def test_nothing_is_sent_and_right_answers_alone_are_remembered(site, visit):
    seen = visit(site + PAGE)
    before = seen.page.evaluate("Object.keys(localStorage).sort()")
    asked = []
    seen.page.on("request", lambda request: asked.append(request.url))
    icon = f"{site}_static/icon.svg"  # the browser asks for it when it likes
    for form in seen.page.locator("form.question").all():
        answer(form, 1)
    assert set(asked) <= {icon}
    assert seen.page.evaluate("Object.keys(localStorage).sort()") == before
    assert seen.page.evaluate("sessionStorage.length") == 0
    assert seen.page.evaluate("document.cookie") == ""
    progress = json.loads(seen.page.evaluate("localStorage.getItem('dsi-course-progress')"))
    known = {f"ecology-disease/{q.id}" for q in QUESTIONS if right(q) == 1}
    assert set(progress["right"]) == known


def test_without_scripts_the_answers_fold_out(site, visit):
    page = visit(site + PAGE, scripts=False).page
    form = page.locator("form.question").first
    assert not form.get_by_role("button", name="Check my answer").is_visible()
    fold = form.locator("summary")
    assert fold.inner_text() == "Show the answers and why"
    fold.click()
    listed = form.locator("details li")
    assert listed.count() == len(QUESTIONS[0].options)
    assert all(item.is_visible() for item in listed.all())
