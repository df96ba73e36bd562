"""The frame of the page by keyboard alone, and what a reader's own settings change."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

PAGE = "book/ecology-disease/index.html"
FOCUSED = """() => {
  const e = document.activeElement, s = getComputedStyle(e);
  return {end: e === document.body, name: (e.innerText || e.ariaLabel || e.tagName).slice(0, 60),
          ring: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2
                || e.matches('input[type=search]')
                   && parseFloat(getComputedStyle(e.parentElement).outlineWidth) >= 2,
          seen: e.checkVisibility() && e.getBoundingClientRect().right > 0};
}"""


def test_the_skip_link_leads_to_the_text(site, visit):
    page = visit(site + PAGE).page
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main-content")).to_be_focused()


def test_every_stop_of_the_tab_key_is_seen(site, visit):
    page = visit(site + PAGE).page
    stops = 0
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["end"]:
            break
        stops += 1
        assert stop["ring"], f"no focus ring on {stop['name']!r}"
        assert stop["seen"], f"focus on something hidden: {stop['name']!r}"
    assert stops > 20


@pytest.mark.parametrize(
    ("button", "dialog"),
    [
        (".primary-toggle", "#pst-primary-sidebar-modal"),
        (".secondary-toggle", "#pst-secondary-sidebar-modal"),
        (".search-button__button", "#pst-search-dialog"),
    ],
)
def test_a_drawer_opens_closes_and_gives_the_focus_back(button, dialog, site, visit):
    page = visit(site + PAGE, width=390).page
    inside = f"document.querySelector('{dialog}').contains(document.activeElement)"
    for close in ("Escape", "button"):
        page.focus(button)
        page.keyboard.press("Enter")
        expect(page.locator(f"{dialog}[open]")).to_be_visible()
        page.wait_for_function(inside)
        if close == "button":
            page.locator(f"{dialog} .dialog-close button").focus()
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("Escape")
        expect(page.locator(dialog)).to_be_hidden()
        expect(page.locator(button)).to_be_focused()


def test_a_link_of_the_contents_drawer_closes_it(site, visit):
    page = visit(site + PAGE, width=390).page
    page.click(".secondary-toggle")
    link = page.locator("#pst-secondary-sidebar-modal a").nth(1)
    target = link.get_attribute("href")
    link.press("Enter")
    expect(page.locator("#pst-secondary-sidebar-modal")).to_be_hidden()
    page.wait_for_function(f"location.hash === '{target}'")
    page.click(".secondary-toggle")
    expect(link, "the drawer has lost its links").to_be_visible()


def test_the_sidebar_stands_open_on_a_wide_screen(site, visit):
    page = visit(site + PAGE).page
    current = page.locator(".bd-docs-nav [aria-current=page]")
    expect(current).to_have_count(1)
    expect(current).to_be_visible()
    assert page.locator(".bd-docs-nav summary").first.get_attribute("aria-label")


@pytest.mark.parametrize("origin", ["http", "file"])
def test_search_by_keyboard_finds_pages(origin, site, built, visit):
    seen = visit((site if origin == "http" else f"{built.as_uri()}/") + PAGE)
    seen.page.keyboard.press("Control+k")
    seen.page.keyboard.type("embargo")
    seen.page.keyboard.press("Enter")
    hits = seen.page.locator("#search-results ul.search > li > a")
    hits.first.wait_for()
    seen.page.locator(".search-summary").get_by_text(re.compile(r"found \d+ page")).wait_for()
    assert "science.html" in " ".join(hit.get_attribute("href") for hit in hits.all())
    assert seen.noticed() == []
    hits.first.press("Enter")
    seen.page.locator("article .highlighted").filter(visible=True).first.wait_for()


def test_the_chosen_colours_stay(site, visit):
    page = visit(site + PAGE, scheme="light").page
    button = page.locator(".theme-switch-button")
    theme = "document.documentElement.dataset.theme"
    assert button.inner_text().strip() == "Colours: as the system"
    said = {}
    for _ in range(3):
        button.press("Enter")
        said[button.inner_text().strip()] = page.evaluate(theme)
    assert said == {
        "Colours: light": "light",
        "Colours: dark": "dark",
        "Colours: as the system": "light",
    }
    while button.inner_text().strip() != "Colours: dark":
        button.press("Enter")
    assert page.evaluate(theme) == "dark"
    page.goto(site + "book/ecology-disease/science.html", wait_until="commit")
    assert page.evaluate(theme) == "dark"


def test_without_scripts_the_page_and_its_chapters_are_there(site, visit):
    page = visit(site + PAGE, width=390, scripts=False).page
    expect(page.locator("article h1")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Glossary")).first).to_be_visible()
    expect(page.locator(".primary-toggle")).to_be_hidden()
    expect(page.locator(".search-button__button")).to_be_hidden()


def test_print_has_the_text_alone(site, visit):
    page = visit(site + "book/ecology-disease/science.html", scheme="dark").page
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for gone in (".topbar", ".bd-sidebar-primary", ".bd-sidebar-secondary", ".prev-next"):
        expect(page.locator(gone), gone).to_be_hidden()
    after = "e => getComputedStyle(e, '::after').content"
    assert "http" in page.locator("#sources a[href^='http']").first.evaluate(after)
    in_text = page.locator("article section:not(#sources) > p > a").first
    assert in_text.evaluate(after) == "none"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("article details:not([open])")).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("article details[open]")).to_have_count(0)
