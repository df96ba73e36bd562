"""The private worksheet: kept in this browser alone, saved, handed in, loaded, erased."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sitekit.errors import CourseError
from sitekit.worksheet import FILE, load_worksheet

from tests.site.test_progress import FULL_STORAGE, NO_STORAGE

ROOT = Path(__file__).resolve().parents[2]
KEY = "dsi-course-worksheet"
PAGE = "book/synthesis/your-turn.html"
SHEET = load_worksheet(ROOT)


def kept(page) -> dict | None:
    return json.loads(page.evaluate(f"localStorage.getItem('{KEY}')") or "null")


def fill(page) -> None:
    page.get_by_label("I study").check()
    page.get_by_label("I download it from public databases").check()
    page.get_by_label("I submit it to public databases").check()
    page.locator("#worksheet-change").fill("Ask first.\nBy May.")


FILLED = {"role": "student", "use": ["download", "submit"], "change": "Ask first.\nBy May."}


def download(page, button: str) -> dict:
    with page.expect_download() as caught:
        page.get_by_role("button", name=button).click()
    return json.loads(Path(caught.value.path()).read_text(encoding="utf-8"))


def load_file(page, text: str) -> None:
    page.get_by_label("Load a saved file").set_input_files(
        {"name": "mine.json", "mimeType": "application/json", "buffer": text.encode()}
    )


def said(page) -> str:
    return page.locator(".worksheet-said").inner_text()


def erase(page) -> None:
    page.get_by_role("button", name="Erase all …").click()
    page.get_by_role("button", name="Erase all", exact=True).click()
    page.get_by_text("Erased: this browser keeps none").wait_for()


@pytest.fixture(params=["http", "file"])
def start(request, site, built):
    return site if request.param == "http" else f"{built.as_uri()}/"


def test_answers_survive_a_reload_and_travel_by_file(start, visit):
    seen = visit(start + PAGE)
    page = seen.page
    page.wait_for_load_state("networkidle")
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    fill(page)
    assert [url for url in requests if not url.endswith("icon.svg")] == []
    assert kept(page)["answers"] == FILLED
    assert page.evaluate("document.cookie") == ""
    page.reload()
    expect(page.get_by_label("I study")).to_be_checked()
    expect(page.locator("#worksheet-change")).to_have_value(FILLED["change"])
    whole = download(page, "Save as a file")
    assert whole["answers"] == FILLED
    assert whole["readable"]["Which of these is nearest to what you do?"] == ["I study"]
    ticks = download(page, "Save the ticks only")
    assert ticks["answers"] == {"role": "student", "use": ["download", "submit"]}
    assert "Ask first" not in json.dumps(ticks)
    assert ticks["copy"] != whole["copy"]

    erase(page)
    assert kept(page) is None
    expect(page.get_by_label("I study")).not_to_be_checked()
    page.reload()
    expect(page.locator("#worksheet-change")).to_have_value("")
    load_file(page, json.dumps(whole))
    page.get_by_text("Loaded mine.json.").wait_for()
    assert kept(page)["answers"] == FILLED
    expect(page.get_by_label("I submit it to public databases")).to_be_checked()
    assert seen.noticed() == []


def test_loading_never_takes_answers_away_unasked(site, visit):
    page = visit(site + PAGE).page
    fill(page)
    other = {"course": "dsi-course", "worksheet": SHEET.id, "version": SHEET.version,
             "answers": {"role": "company"}}  # fmt: skip
    load_file(page, json.dumps(other))
    dialog = page.get_by_role("dialog", name="Replace the answers on this page?")
    dialog.wait_for()
    page.keyboard.press("Escape")
    assert kept(page)["answers"] == FILLED
    load_file(page, json.dumps(other))
    page.get_by_role("button", name="Replace them").click()
    page.get_by_text("Loaded mine.json.").wait_for()
    assert kept(page)["answers"] == {"role": "company"}


GOOD = {"course": "dsi-course", "worksheet": SHEET.id, "version": SHEET.version, "answers": {}}
BAD = {
    "not json": ("PK", "it is not JSON"),
    "of progress": ('{"course": "dsi-course", "read": {}}', "it holds no answers"),
    "version": (json.dumps(GOOD | {"version": 9}), "it has version 9, and this page"),
    "question": (json.dumps(GOOD | {"answers": {"x": "y"}}), "which is no question here"),
    "option": (json.dumps(GOOD | {"answers": {"role": "<img>"}}), "answer to “role” is damaged"),
    "list": (json.dumps(GOOD | {"answers": {"use": "read"}}), "its answer to “use” is damaged"),
    "words": (json.dumps(GOOD | {"answers": {"change": 3}}), "its answer to “change” is damaged"),
    "too large": (" " * 1_000_001, "it is too large"),
}  # fmt: skip


def test_a_bad_file_gets_one_line_and_changes_nothing(site, visit):
    seen = visit(site + PAGE)
    fill(seen.page)
    for text, why in BAD.values():
        seen.page.locator(".worksheet-said").evaluate("e => { e.textContent = ''; }")
        load_file(seen.page, text)
        seen.page.wait_for_function("document.querySelector('.worksheet-said').textContent")
        assert said(seen.page).startswith("mine.json was not loaded, and nothing has changed: ")
        assert why in said(seen.page)
        assert kept(seen.page)["answers"] == FILLED
    assert seen.noticed() == []


def test_what_cannot_be_read_stays_until_it_is_erased(site, visit):
    page = visit(site + PAGE).page
    page.evaluate("key => localStorage.setItem(key, '{broken')", KEY)
    page.reload()
    expect(page.locator(".worksheet-trouble")).to_contain_text(
        "cannot be read", use_inner_text=True
    )
    page.get_by_label("I study").check()
    assert page.evaluate(f"localStorage.getItem('{KEY}')") == "{broken"
    erase(page)
    page.get_by_label("I study").check()
    assert kept(page)["answers"] == {"role": "student"}


@pytest.mark.parametrize("script", [NO_STORAGE, FULL_STORAGE])
def test_without_storage_the_form_works_and_says_so(script, site, visit):
    seen = visit("about:blank")
    seen.page.add_init_script(script)
    seen.page.goto(site + PAGE)
    fill(seen.page)
    trouble = seen.page.locator(".worksheet-trouble").inner_text()
    assert "keeps no memory" in trouble or "storage for this site is full" in trouble
    assert download(seen.page, "Save as a file")["answers"] == FILLED
    expect(seen.page.get_by_label("I study")).to_be_checked()
    assert seen.axe() == []
    # The theme's own script complains of a full storage, on every page.
    assert script == FULL_STORAGE or seen.noticed() == []


def test_two_tabs_never_write_over_each_other(site, visit):
    first = visit(site + PAGE).page
    second = first.context.new_page()
    second.goto(site + PAGE)
    first.get_by_label("I study").check()
    second.get_by_label("I sequence samples myself").check()
    assert kept(first)["answers"] == {"role": "student", "use": ["make"]}
    first.wait_for_function("document.getElementById('worksheet-use-make').checked")


def test_the_keyboard_alone_is_enough(site, visit):
    page = visit(site + PAGE).page
    page.locator("#worksheet-role-student").focus()
    page.keyboard.press("ArrowDown")
    assert kept(page)["answers"] == {"role": "research"}
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert kept(page)["answers"]["use"] == ["read"]
    page.locator("#worksheet-change").focus()
    page.keyboard.type("Soon")
    page.keyboard.press("Tab")
    expect(page.locator("[data-do=save]")).to_be_focused()
    page.get_by_role("button", name="Erase all …").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert kept(page)["answers"]["change"] == "Soon"
    expect(page.locator("[data-do=erase]")).to_be_focused()


def test_without_scripts_it_is_a_form_to_print(site, visit):
    page = visit(site + PAGE, scripts=False).page
    assert page.locator("noscript p").get_by_text("nothing you write here is kept").count()
    expect(page.locator(".worksheet .question")).to_have_count(len(SHEET.questions))
    expect(page.locator(".worksheet-tools")).to_be_hidden()
    page.emulate_media(media="print")
    assert page.locator("#worksheet-change").bounding_box()["height"] > 100
    expect(page.locator("#worksheet-role-student")).to_be_visible()


def test_long_answers_print_whole(site, visit):
    page = visit(site + PAGE).page
    page.locator("#worksheet-change").fill("A line.\n" * 40)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    hidden = page.locator("#worksheet-change").evaluate("e => e.scrollHeight - e.clientHeight")
    assert hidden <= 1


def test_the_negotiation_papers_print_on_a_page_each(site, visit):
    page = visit(site + "book/synthesis/negotiation-papers.html").page
    papers = page.locator(".paper").count()
    assert papers == 12
    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    assert pages == papers + 2, "one page before the first card, and the key points after the last"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("id: role\n", "id: use\n", "these ids are there twice: use"),
        ("kind: words", "kind: text", "questions.2.kind"),
        ("version: 1", "version: 0", "version"),
        ("    hint: Small", "    options: {a: b}\n        hint: Small", "no options"),
    ],
)  # fmt: skip
def test_a_fault_in_the_sheet_names_its_line(old, new, line, tmp_path):
    text = (ROOT / FILE).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CourseError, match=re.escape(line)):
        load_worksheet(tmp_path)
