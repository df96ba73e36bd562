"""The table of concerns in a browser: filters together, reset, print, no scripts, small screens."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sitekit.concerns import STAKEHOLDERS, THEMES, load_concerns
from sitekit.course import load_course
from sitekit.paths import ROOT
from sitekit.references import known_sources

PAGE = "book/synthesis/concerns.html"
LESSONS = {page.slug for page in load_course(ROOT).lessons}
ROWS = load_concerns(ROOT / "book" / "_data" / "concerns.yml", known_sources(ROOT), LESSONS)


def shown(page) -> int:
    return sum(row.is_visible() for row in page.locator(".concerns tbody tr").all())


def test_three_filters_work_together_and_can_be_undone(site, visit):
    seen = visit(site + PAGE)
    page, count = seen.page, seen.page.locator(".filter-count")
    assert shown(page) == len(ROWS)
    page.get_by_label("Module").select_option("crops")
    crops = [row for row in ROWS if row.module == "crops"]
    assert shown(page) == len(crops) < len(ROWS)
    page.get_by_label("Theme of the series").select_option("equity")
    page.get_by_label("Whom it concerns").select_option("farmers")
    fit = [r for r in crops if "equity" in r.themes and "farmers" in r.stakeholders]
    assert 0 < shown(page) == len(fit) < len(crops)
    said = f"{len(fit)} of {len(ROWS)} rows shown: Crop research and improvement; "
    said += f"{THEMES['equity']}; {STAKEHOLDERS['farmers']}."
    expect(count).to_have_text(said, use_inner_text=True)
    expect(count).to_have_attribute("role", "status")
    page.get_by_role("button", name="Show everything").press("Enter")
    page.wait_for_timeout(50)
    assert shown(page) == len(ROWS)
    expect(count).to_have_text(f"{len(ROWS)} rows.", use_inner_text=True)
    assert seen.noticed() == []


def test_what_is_shown_is_what_is_printed_with_its_headings(site, visit):
    page = visit(site + PAGE).page
    page.get_by_label("Module").select_option("anthropology")
    before = shown(page)
    page.emulate_media(media="print")
    assert shown(page) == before < len(ROWS)
    expect(page.locator(".filter-count"), "the print says what was chosen").to_be_visible()
    expect(page.get_by_label("Module")).to_be_hidden()


def test_the_button_prints(site, visit):
    page = visit(site + PAGE).page
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print what is shown").click()
    assert page.evaluate("window.printed") is True


def test_without_scripts_every_row_is_there_and_no_dead_control(site, visit):
    page = visit(site + PAGE, scripts=False).page
    assert shown(page) == len(ROWS)
    expect(page.get_by_label("Module")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_stays_a_table_at_every_width(width, site, visit):
    seen = visit(site + PAGE, width=width)
    expect(seen.page.get_by_role("row")).to_have_count(len(ROWS) + 1)
    expect(seen.page.get_by_role("columnheader")).to_have_count(4)
    assert seen.wider_than_screen() == []
