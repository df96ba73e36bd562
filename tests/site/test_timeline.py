"""The timeline in a browser: its filter by mouse and by keyboard, on paper, and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sitekit.paths import ROOT
from sitekit.references import known_sources
from sitekit.timeline import TOPICS, load_timeline

PAGE = "book/foundations/rules.html"
ROWS = load_timeline(ROOT / "book" / "_data" / "policy-timeline.yml", known_sources(ROOT))


def about(topic: str) -> list[str]:
    return [row.date for row in ROWS if not topic or topic in row.topics]


def shown(page) -> list[str]:
    """The dates that are to be seen, in the order of the page."""
    return [
        item.locator("time").get_attribute("datetime")
        for item in page.locator(".timeline-rows > li").all()
        if item.is_visible()
    ]


@pytest.mark.parametrize("origin", ["http", "file"])
def test_the_filter_changes_what_is_shown(origin, site, built, visit):
    seen = visit((site if origin == "http" else f"{built.as_uri()}/") + PAGE)
    select = seen.page.get_by_label("Show what concerns")
    count = seen.page.locator(".filter-count")
    assert shown(seen.page) == about("")
    expect(count).to_have_text(f"{len(ROWS)} events.", use_inner_text=True)
    for topic, name in TOPICS.items():
        select.select_option(label=name)
        assert shown(seen.page) == about(topic)
        assert 0 < len(about(topic)) < len(ROWS)
        expect(count).to_have_text(
            f"{len(about(topic))} of {len(ROWS)} events shown: {name}.", use_inner_text=True
        )
    select.select_option(label="Everything")
    assert shown(seen.page) == about("")
    assert seen.noticed() == []


def test_the_filter_by_keyboard_alone(site, visit):
    page = visit(site + PAGE).page
    page.get_by_label("Show what concerns").focus()
    page.keyboard.press("ArrowDown")
    assert shown(page) == about(next(iter(TOPICS)))
    expect(page.locator(".filter-count")).to_have_attribute("role", "status")
    page.keyboard.press("Home")
    assert shown(page) == about("")


def test_what_is_to_be_checked_says_so_in_words(site, visit):
    page = visit(site + PAGE).page
    marked = page.locator(".timeline-rows > li.check")
    assert marked.count() == sum(row.check for row in ROWS) >= 1
    assert all("Check this." in item.inner_text() for item in marked.all())


def test_without_scripts_every_row_is_there_and_no_dead_control(site, visit):
    page = visit(site + PAGE, scripts=False).page
    assert shown(page) == about("")
    expect(page.get_by_label("Show what concerns")).to_be_hidden()


def test_on_paper_every_row_is_there(site, visit):
    page = visit(site + PAGE).page
    page.get_by_label("Show what concerns").select_option("ocean")
    assert len(shown(page)) < len(ROWS)
    page.emulate_media(media="print")
    assert shown(page) == about("")
    expect(page.locator(".filter-count")).to_be_hidden()
