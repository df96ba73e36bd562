"""The meaning of a word at hand: by pointer, by keyboard, dismissed, hovered (WCAG 2.2, 1.4.13)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

PAGE = "book/crops/rules.html"


@pytest.fixture
def word(site, visit):
    seen = visit(site + PAGE)
    return seen, seen.page.locator(".term", has_text="Plant Treaty").first


def test_it_shows_on_hover_stays_under_the_pointer_and_goes(word):
    seen, term = word
    meaning = term.locator(".meaning")
    expect(meaning).to_be_hidden()
    term.locator("a").hover()
    seen.page.wait_for_timeout(300)
    expect(meaning).to_be_visible()
    link, box = term.locator("a").bounding_box(), meaning.bounding_box()
    x = link["x"] + link["width"] / 2
    for y in range(int(link["y"] + link["height"] / 2), int(box["y"] + box["height"] / 2), 2):
        seen.page.mouse.move(x, y)
        expect(meaning, f"lost on the way at {y}").to_be_visible()
    seen.page.mouse.move(2, 2)
    seen.page.wait_for_timeout(50)
    expect(meaning).to_be_hidden()


def test_it_shows_on_focus_and_escape_closes_it_without_moving_the_focus(word):
    seen, term = word
    meaning, link = term.locator(".meaning"), term.locator("a")
    link.focus()
    expect(meaning).to_be_visible()
    seen.page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    expect(link).to_be_focused()
    seen.page.mouse.move(5, 400)
    expect(meaning, "it stays closed while the focus stays").to_be_hidden()
    seen.page.keyboard.press("Tab")
    seen.page.wait_for_timeout(50)
    link.focus()
    expect(meaning, "and opens again when one comes back").to_be_visible()


def test_escape_closes_it_under_the_pointer(word):
    seen, term = word
    term.locator("a").hover()
    seen.page.wait_for_timeout(300)
    seen.page.keyboard.press("Escape")
    expect(term.locator(".meaning")).to_be_hidden()


def test_a_screen_reader_is_told_the_meaning(word):
    seen, term = word
    name = term.locator("a").get_attribute("aria-describedby")
    expect(seen.page.locator(f"#{name}")).to_contain_text("seeds and plants")
    ids = seen.page.evaluate("[...document.querySelectorAll('.meaning')].map(m => m.id)")
    assert len(ids) == len(set(ids)) > 5


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_every_meaning_fits_the_screen_and_is_not_cut_off(width, scripts, site, visit):
    seen = visit(site + "book/foundations/rules.html", width=width, scripts=scripts)
    for term in seen.page.locator(".term").all():
        term.locator("a").focus()
        meaning = term.locator(".meaning")
        expect(meaning).to_be_visible()
        box = meaning.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        point = [box["x"] + box["width"] / 2, box["y"] + box["height"] - 6]
        if 60 < point[1] < 890 and scripts:
            on_top = "([x, y]) => document.elementFromPoint(x, y)?.className.split(' ')[0]"
            assert seen.page.evaluate(on_top, point) == "meaning", "something cuts it off"
    assert seen.wider_than_screen() == []


def test_it_is_not_printed(word):
    seen, term = word
    term.locator("a").focus()
    seen.page.emulate_media(media="print")
    expect(term.locator(".meaning")).to_be_hidden()
