"""The self-check questions by keyboard alone, from a server and from a folder of files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
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
    expect(score).to_have_text("", use_inner_text=True)
    for number, question in enumerate(questions):
        form = forms.nth(number)
        shown = form.locator(".feedback:visible")
        verdict = form.locator(".verdict")
        expect(shown).to_have_count(0)
        wrong = (right(question) + 1) % len(question.options)

        answer(form, wrong)
        expect(verdict).to_have_text(
            re.compile("^" + re.escape("Not correct. The right answer is: ")), use_inner_text=True
        )
        key = form.locator("label").nth(right(question)).inner_text().strip()
        expect(verdict).to_have_text(re.compile(re.escape(key) + "$"), use_inner_text=True)
        expect(form.locator(".option").nth(wrong).locator(".feedback")).to_be_visible()
        expect(shown, "the chosen option's feedback and the right one's").to_have_count(2)
        expect(score).to_have_text(
            f"{number} right of {number + 1} answered; {len(questions)} questions in all.",
            use_inner_text=True,
        )

        form.get_by_role("button", name="Try again").press("Enter")
        expect(shown).to_have_count(0)
        expect(verdict).to_have_text("", use_inner_text=True)
        expect(form.locator("input:checked")).to_have_count(0)

        answer(form, right(question))
        expect(verdict).to_have_text(f"Correct: {key}", use_inner_text=True)
        expect(shown).to_have_count(1)
        expect(form.locator(".option").nth(right(question)).locator(".feedback")).to_be_visible()
    expect(score).to_have_text(
        "{0} right of {0} answered; {0} questions in all.".format(len(questions)),
        use_inner_text=True,
    )
    assert seen.noticed() == []
    if origin == "http":
        assert seen.faults() == []


def test_without_a_choice_it_asks_for_one(site, visit):
    page = visit(site + PAGE).page
    form = page.locator("form.question").first
    form.get_by_role("button", name="Check my answer").press("Enter")
    expect(form.locator(".verdict")).to_have_text("Choose an answer first.", use_inner_text=True)
    expect(form.locator("input").first).to_be_focused()
    expect(page.locator(".selfcheck-score")).to_have_text("", use_inner_text=True)


def test_a_new_choice_takes_the_old_verdict_away(site, visit):
    form = visit(site + PAGE).page.locator("form.question").first
    answer(form, 0)
    assert form.locator(".verdict").inner_text()
    form.page.keyboard.press("ArrowDown")
    expect(form.locator(".verdict")).to_have_text("", use_inner_text=True)
    expect(form.locator(".feedback:visible")).to_have_count(0)


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
    expect(form.get_by_role("button", name="Check my answer")).to_be_hidden()
    fold = form.locator("summary")
    expect(fold).to_have_text("Show the answers and why", use_inner_text=True)
    fold.click()
    listed = form.locator("details li")
    expect(listed).to_have_count(len(QUESTIONS[0].options))
    assert all(item.is_visible() for item in listed.all())
