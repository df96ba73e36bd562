"""Question papers in two forms, their keys, and marking sheets."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from coursekit.leaks import collect_secrets, find_leaks
from coursekit.materials.papers import LETTERS, forms, key_sheet, paper
from coursekit.materials.session import facilitation_notes
from coursekit.materials.sheets import marking_sheet
from coursekit.quiz import Key, read_graded
from coursekit.rubric import read_rubric
from sitekit.questions import Option, Question

from tests.instructor.helpers import CHAPTER, Course


class _Reader(HTMLParser):
    """The text of a page, and whether its tags close."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag not in {"meta", "br"}:
            self.open.append(tag)
        self.text += " "

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def _text(page: str) -> str:
    reader = _Reader()
    reader.feed(page)
    assert reader.open == []
    return " ".join(reader.text.split())


def _bank(count: int, options: int = 4) -> list[tuple[Question, Key]]:
    return [
        (
            Question(
                id=f"q-{n}",
                use="graded",
                prompt=f"Prompt {n}?",
                options=[Option(text=f"option {n}-{o}") for o in range(1, options + 1)],
            ),
            Key(answer=n % options + 1, why=f"because of reason {n}"),
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("seed", [str(n) for n in range(20)])
@pytest.mark.parametrize(("count", "options"), [(1, 3), (2, 3), (7, 4)])
def test_two_forms_ask_the_same_in_another_order(seed: str, count: int, options: int) -> None:
    pairs = _bank(count, options)
    both = forms(pairs, seed)
    first, second = both["A"], both["B"]
    assert {one.question.id for one in first} == {one.question.id for one in second}
    assert len(first) == len(second) == count
    if count > 1:
        assert [one.question.id for one in first] != [one.question.id for one in second]
    other = {one.question.id: one for one in second}
    for one in first:
        assert one.order != other[one.question.id].order
        for form in (one, other[one.question.id]):
            assert sorted(form.order) == list(range(options))
            text = form.question.options[form.order[LETTERS.index(form.right)]].text
            number = int(form.question.id.removeprefix("q-"))
            assert text == f"option {number}-{number % options + 1}", "the key is that of the form"


def test_the_same_seed_gives_the_same_forms() -> None:
    assert forms(_bank(6), "spring") == forms(_bank(6), "spring")
    assert forms(_bank(6), "spring") != forms(_bank(6), "autumn")


def test_the_paper_holds_the_questions_and_not_the_answers(course: Course) -> None:
    pairs = read_graded(course.root, CHAPTER)
    both = forms(pairs, "1")
    secrets = collect_secrets(course.root)
    for form, asked in both.items():
        page = paper("Rain & shine", form, asked)
        text = _text(page)
        assert f"Form {form} Rain & shine" in text
        assert "Which month of Table 1 is the driest?" in text, "Markdown is rendered"
        assert "October & November" in text
        assert "In what unit" not in text, "self-check questions are in the book"
        (course.root / "paper.html").write_text(page, encoding="utf-8")
        assert find_leaks([course.root / "paper.html"], secrets) == []
        # The boxes that a marker would tick, read back from the paper itself.
        said = re.search(
            r"key of form \w ((?:\d \w ?)+)", _text(key_sheet("Key", {form: asked}, ()))
        )
        letters = said.group(1).split()[1::2]
        shown = re.findall(
            r'<p><strong>\d+\.</strong> (.*?)</p><ol class="options">(.*?)</ol>', page
        )
        right = {"driest": "July", "wettest": "January"}
        for letter, (prompt, options) in zip(letters, shown, strict=True):
            listed = dict(re.findall(r"([A-D])\. (.*?)</li>", options))
            assert listed[letter] == right["driest" if "driest" in prompt else "wettest"]
    keys = course.root / "keys.html"
    keys.write_text(key_sheet("Key", both, ["teachonly00000a01"]), encoding="utf-8")
    assert find_leaks([keys], secrets) != [], "a key that got loose would be found"


def test_a_marking_sheet(course: Course) -> None:
    rubric = read_rubric(course.root / "instructor" / CHAPTER / "memo.rubric.yml")
    page = marking_sheet(rubric, "Rain")
    text = _text(page)
    levels = sum(len(criterion.levels) + 1 for criterion in rubric.criteria)
    assert page.count('<span class="box">') == levels, "one box a level, and one for nothing"
    assert f"of {rubric.points} points" in text
    assert all(words in text for c in rubric.criteria for words in c.levels.values())
    assert rubric.marker in text


def test_the_guides_notes_on_each_prompt() -> None:
    guide = (
        "# Guide\n\n### A plan\n\nno\n\n## Prompt by prompt\n\n### `one-pool`\n\n- Open so.\n\n"
        "### `two`\n\nWords.\n### not a prompt\nno\n## Next\n\nno\n"
    )
    assert facilitation_notes(guide) == {"one-pool": "- Open so.", "two": "Words."}
