"""What opens or changes on a page: no fault in any such state, light and dark, on a narrow screen.

One page stands for all of its kind. The states of a page are opened one after the other, on one
visit; each is looked at by axe (WCAG 2.2 A and AA, and its best practices), then its colours once
more in the dark.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.site.probes import LOST_IN_FORCED_COLOURS, MOVING
from tests.site.test_talks import SLUGS, TIME, heard, page_of
from tests.site.visits import COLOUR_RULES, Visit

ECOLOGY = "book/ecology-disease/"
FOUNDATIONS = "book/foundations/"


@dataclass(frozen=True)
class State:
    """One state: what it is called, how it is opened, and what is to be seen only then."""

    name: str
    open: Callable[[Page], object]
    shows: str
    close: Callable[[Page], object] = lambda page: None


def press(selector: str) -> Callable[[Page], object]:
    return lambda page: page.locator(selector).first.click()


def escape(page: Page) -> None:
    page.keyboard.press("Escape")


def answer(number: int, *, right: bool) -> Callable[[Page], None]:
    def do(page: Page) -> None:
        form = page.locator("form.question").nth(number)
        wanted = form.locator(f".option:has([data-correct={str(right).lower()}]) input")
        wanted.first.check()
        form.get_by_role("button", name="Check my answer").click()

    return do


def play(page: Page) -> None:
    page.locator(".talk .chapters a").nth(1).click()
    page.wait_for_function(f"{TIME} > 5")
    page.evaluate("document.querySelector('.talk video').pause()")


def come_back(page: Page) -> None:
    """Come back to a talk of which a part was played."""
    page.evaluate("document.querySelector('.talk video').currentTime = 100")
    page.wait_for_function(f"{TIME} > 99")
    page.reload()


def load(name: str, text: str) -> Callable[[Page], object]:
    file = {"name": name, "mimeType": "application/json", "buffer": text.encode()}
    return lambda page: page.get_by_label("Load a saved file").set_input_files(file)


def other_answers(page: Page) -> None:
    """Load a file that would take the answers on the page away."""
    sheet = page.locator(".worksheet")
    data = {
        "course": "dsi-course",
        "worksheet": sheet.get_attribute("data-worksheet"),
        "version": int(sheet.get_attribute("data-version")),
        "answers": {"role": "company"},
    }
    load("mine.json", json.dumps(data))(page)


def fill_pathway(page: Page) -> None:
    page.get_by_label("Name of your course").fill("Ours")
    page.get_by_label("Weeks", exact=True).fill("1")
    page.locator("#pathway-chapters-synthesis").check()


#: By page, its scenes: states that can be seen together. One closes before the next is opened.
STATES: dict[str, tuple[tuple[State, ...], ...]] = {
    "book/reference/privacy": (
        (State("skip link", lambda page: page.locator(".skip-link").focus(), ".skip-link:focus"),),
        (State("search", press(".search-button__button"), "#pst-search-dialog[open]", escape),),
        (State("chapters", press(".primary-toggle"), "#pst-primary-sidebar-modal[open]", escape),),
    ),
    f"{ECOLOGY}science": (
        (
            State(
                "on this page",
                press(".secondary-toggle"),
                "#pst-secondary-sidebar-modal[open]",
                escape,
            ),
        ),
        (
            State(
                "explorer moved",
                lambda page: page.locator(".explorer select").first.press("ArrowUp"),
                ".explorer",
            ),
            State("marked as read", press(".mark-read button"), ".mark-read :text('You marked')"),
            State(
                "footnote reached",
                lambda page: page.locator("a.footnote-reference").first.press("Enter"),
                "aside.footnote:target",
            ),
            State(
                "meaning of a word",
                lambda page: page.locator(".term a").nth(2).focus(),
                ".term:focus-within .meaning",
            ),
        ),
    ),
    f"{ECOLOGY}practice": (
        (
            State(
                "no answer chosen",
                lambda page: page.get_by_role("button", name="Check my answer").last.press("Enter"),
                ".verdict:text('Choose an answer first.')",
            ),
            State("right answer", answer(0, right=True), ".option.right"),
            State("wrong answer", answer(1, right=False), ".option.wrong"),
        ),
    ),
    "talk": (
        (
            State("transcript", press(".talk-text > summary"), ".talk .cues"),
            State("talk at a part", play, ".talk .chapters li[aria-current=true]"),
        ),
        (State("talk come back to", come_back, ".talk-resume:text('Go on from')"),),
    ),
    f"{ECOLOGY}discuss": (
        (
            State(
                "worksheet of a prompt", press(".prompt-sheet summary"), ".prompt-sheet textarea"
            ),
            State(
                "worksheet saved",
                press(".prompt-sheet[open] [data-do=save]"),
                ".prompt-said:text('Saved as')",
            ),
        ),
    ),
    f"{FOUNDATIONS}rules": (
        (
            State(
                "timeline filtered",
                lambda page: page.get_by_label("Show what concerns").select_option("cali"),
                ".filter-count:text('events shown')",
            ),
        ),
    ),
    "book/synthesis/concerns": (
        (
            State(
                "concerns filtered",
                lambda page: page.get_by_label("Module").select_option("crops"),
                ".filter-count:text('rows shown')",
            ),
        ),
    ),
    "book/synthesis/your-turn": (
        (
            State(
                "worksheet filled",
                lambda page: page.get_by_label("I study").check(),
                ".option:has(:checked)",
            ),
            State(
                "a file that is none", load("bad.json", "{"), ".worksheet-said:text('not loaded')"
            ),
        ),
        (State("loading other answers", other_answers, "dialog.confirm[open]", escape),),
        (State("erasing answers", press("[data-do=erase]"), "dialog.confirm[open]", escape),),
    ),
    "book/reference/progress": (
        (
            State("progress with a mark", lambda page: None, ".progress-resume"),
            State(
                "a file that is none", load("bad.json", "{"), ".progress-said:text('not loaded')"
            ),
        ),
        (State("erasing progress", press("[data-do=erase]"), "dialog.confirm[open]", escape),),
    ),
    "book/reference/teaching": (
        (
            State(
                "pathway that lacks something",
                press(".pathway-form [type=submit], .pathway-form button"),
                ".pathway-said:text('Not saved yet')",
            ),
        ),
        (State("pathway with warnings", fill_pathway, ".pathway-warnings li"),),
    ),
    "search": (
        (
            State(
                "search results",
                lambda page: page.goto(f"{page.url.partition('?')[0]}?q=embargo"),
                "#search-results ul.search > li",
            ),
        ),
        (
            State(
                "a page found",
                lambda page: page.locator("#search-results ul.search > li > a").first.click(),
                "article .highlighted",
            ),
        ),
    ),
}


@pytest.fixture
def open_page(site, visit) -> Callable[..., Visit]:
    """Opens a page of the table: the talk's by its own name, and that of the progress with some."""

    def open_(page: str, **how) -> Visit:
        if page == "book/reference/progress":
            seen = visit(f"{site}{ECOLOGY}science.html", **how)
            seen.page.get_by_role("button", name="Mark this page as read").click()
            seen.page.goto(f"{site}{page}.html")
            return seen
        address = page_of(SLUGS[0]) if page == "talk" else f"{page}.html"
        return visit(f"{site}{address}", **how)

    return open_


#: An image without a text, put into what has opened.
PLANT = """box => { const image = new Image(); image.className = 'planted';
  image.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='; box.append(image); }"""


@pytest.mark.parametrize("page", STATES)
def test_no_state_of_a_page_has_a_fault(page, open_page):
    seen = open_page(page, width=390)
    for scene in STATES[page]:
        for state in scene:
            state.open(seen.page)
            expect(seen.page.locator(state.shows).first).to_be_visible()
        names = ", ".join(state.name for state in scene)
        assert seen.axe() == [], names
        seen.look("dark")
        assert seen.axe(COLOUR_RULES) == [], f"{names}, dark"
        seen.look("light")
        for width in (640, 320, 390):  # 640: a screen of 1280 at 200 % zoom; 320: at 400 %
            seen.page.set_viewport_size({"width": width, "height": 800})
            assert seen.wider_than_screen() + seen.cut_off() == [], f"{names}, {width} px"
        seen.page.emulate_media(forced_colors="active")
        assert seen.page.evaluate(LOST_IN_FORCED_COLOURS) == [], names
        seen.page.emulate_media(forced_colors="none")
        assert seen.page.evaluate(MOVING) == [], names
        # The check has looked at what opened: a fault in there is found.
        for state in scene:
            seen.page.locator(state.shows).first.evaluate(PLANT)
            assert len(seen.axe(["image-alt"])) == 1, state.name
            seen.page.evaluate("document.querySelector('.planted').remove()")
            state.close(seen.page)
    assert heard(seen.noticed()) == []


#: By the probe that finds it, what is planted.
PLANTED = {
    "moves: ": "p.style.setProperty('transition', 'color 1s', 'important')",
    "a field without an edge: ": "document.querySelector('select').style.border = 0",
    "a button without an edge or words: ": (
        "p.innerHTML = '<button style=\"border: 0\" aria-label=Close></button>'"
    ),
    "a box without an edge: ": "document.querySelector('.card').style.border = 0",
    "marked by colour alone: ": (
        "p.innerHTML = '<span class=highlighted style=\"outline: 0\">Here</span>'"
    ),
    "current by colour alone: ": (
        "p.innerHTML = '<ul><li>One<li style=\"background: red\" aria-current=true>Two</ul>'"
    ),
    "a chart without its colours: ": (
        "document.querySelector('.chart-scroll svg').style.forcedColorAdjust = 'auto'"
    ),
    "too faint in a chart: ": "document.querySelector('.chart-scroll text').style.fill = '#bbb'",
}


def test_planted_faults_are_found_in_forced_colours_and_with_no_motion(site, visit):
    page = visit(f"{site}{ECOLOGY}science.html").page
    page.emulate_media(forced_colors="active")
    for says, plant in PLANTED.items():
        page.evaluate(
            f"""() => {{ const p = document.createElement('p'); p.id = 'planted';
              document.querySelector('article').append(p); {plant}; }}"""
        )
        probe = MOVING if says == "moves: " else LOST_IN_FORCED_COLOURS
        found = page.evaluate(probe)
        assert [fault for fault in found if fault.startswith(says)], says
        page.evaluate("document.querySelector('#planted').remove()")
