"""Every explorer on a page shows what its model in `dsilab` says, for every choice."""

from __future__ import annotations

import re
from itertools import cycle
from pathlib import Path

import pytest
from dsilab.explorers import EXPLORERS
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[2]
#: The explorers of each page that has one.
PAGES = {
    path.relative_to(ROOT).with_suffix(".html").as_posix(): names
    for path in sorted((ROOT / "book").glob("*/*.md"))
    if (names := re.findall(r"^:::+\{explorer\} (\S+)", path.read_text("utf-8"), re.MULTILINE))
}
PAGE = "book/ecology-disease/science.html"


def test_every_explorer_is_on_a_page():
    assert sorted(name for names in PAGES.values() for name in names) == sorted(EXPLORERS)


def choose(card, name: str, values: dict) -> None:
    """Set each control; the browser sends the same events as for a reader."""
    for choice, value in values.items():
        card.locator(f"select[name={choice}]").select_option(str(value))


@pytest.mark.parametrize(
    ("origin", "address"), [("file", PAGE), *(("http", address) for address in PAGES)]
)
def test_every_combination_shows_the_models_result(origin, address, site, built, visit):
    opened = visit((site if origin == "http" else f"{built.as_uri()}/") + address)
    page = opened.page
    names = [card.get_attribute("data-explorer") for card in page.locator(".explorer").all()]
    assert names == PAGES[address]
    for name in names:
        card = page.locator(f".explorer[data-explorer={name}]")
        summaries = set()
        for values in EXPLORERS[name].grid():
            choose(card, name, values)
            outcome = EXPLORERS[name].outcome(**values)
            expect(card.locator(".summary")).to_have_text(outcome.summary, use_inner_text=True)
            expect(card.locator("figure svg > title")).to_have_text(outcome.chart.title)
            expect(card.locator("figure svg")).to_have_count(1)
            summaries.add(outcome.summary)
        assert len(summaries) > 1, "every choice gives the same summary: nothing is tested"
    assert opened.noticed() == []


@pytest.mark.parametrize(
    ("address", "name"), [(address, name) for address in PAGES for name in PAGES[address]]
)
def test_each_control_by_keyboard_keeps_the_focus_and_changes_the_result(
    address, name, site, visit
):
    page = visit(site + address).page
    card = page.locator(f".explorer[data-explorer={name}]")
    explorer = EXPLORERS[name]
    state = {choice.name: choice.default for choice in explorer.choices}
    summary = card.locator(".summary")
    expect(summary).to_have_attribute("aria-live", "polite")
    expect(summary).to_have_text(explorer.outcome(**state).summary, use_inner_text=True)
    for choice in explorer.choices:
        control = card.get_by_label(choice.label, exact=True)
        position = choice.values.index(choice.default)
        key, step = ("ArrowUp", -1) if position else ("ArrowDown", 1)
        control.focus()
        page.keyboard.press(key)
        state[choice.name] = choice.values[position + step]
        expect(control).to_have_value(str(state[choice.name]))
        expect(summary).to_have_text(explorer.outcome(**state).summary, use_inner_text=True)
        expect(control).to_be_focused()


@pytest.mark.parametrize(("address", "scheme"), zip(PAGES, cycle(("light", "dark")), strict=False))
def test_ids_stay_unique_and_the_moved_explorer_is_accessible(address, scheme, site, visit):
    twice = """() => {
      const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
      return ids.filter((id, n) => ids.indexOf(id) !== n);
    }"""
    seen = visit(site + address, width=390, scheme=scheme)
    for name in PAGES[address]:
        card = seen.page.locator(f".explorer[data-explorer={name}]")
        choose(card, name, EXPLORERS[name].grid()[-1])
    assert seen.page.evaluate(twice) == []
    # The rest of the page has not changed, and is looked at with every page (test_pages.py).
    assert seen.axe(within=".explorer") + seen.wider_than_screen() + seen.noticed() == []


@pytest.mark.parametrize("address", PAGES)
def test_without_scripts_all_results_are_a_table(address, site, visit):
    page = visit(site + address, scripts=False).page
    card = page.locator(".explorer").first
    explorer = EXPLORERS[PAGES[address][0]]
    expect(card.locator("form")).to_be_hidden()
    start = {choice.name: choice.default for choice in explorer.choices}
    expect(card.locator(".summary")).to_have_text(
        explorer.outcome(**start).summary, use_inner_text=True
    )
    card.locator(".explorer-results summary").click()
    rows = card.locator(".explorer-results tbody tr")
    expect(rows).to_have_count(len(explorer.grid()))
    expect(rows.last).to_be_visible()
    # A row says which choices gave it: here those that the last row has, in the choices' order.
    chosen = [choice.labels[-1] for choice in explorer.choices]
    assert rows.last.locator("th, td").all_inner_texts()[: len(chosen)] == chosen
