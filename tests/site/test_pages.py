"""Every page of the book: no error, nothing from another machine, accessible, fits the screen."""

from __future__ import annotations

from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sitekit.editions.translations import pages as translated
from sphinx_external_toc.parsing import parse_toc_yaml

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*parse_toc_yaml(ROOT / "_toc.yml"), "search"]
#: Those of the editions in other languages, too.
PAGES += [f"{language}/{name}" for language, names in translated(ROOT).items()
          for name in [*names, "search"]]  # fmt: skip
#: Pages take turns; each is looked at in full in one of these, and laid out in every width.
LOOKS = ((1280, "light"), (390, "dark"), (1280, "dark"), (390, "light"))
#: What a lesson page may weigh: gzipped, everything that a first visit loads.
MOST_BYTES, MOST_REQUESTS = 200_000, 20


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [(name, *look) for name, look in zip(PAGES, cycle(LOOKS), strict=False)],
)
def test_page_has_no_fault(name, width, scheme, site, visit):
    seen = visit(f"{site}{name}.html", width=width, scheme=scheme)
    assert seen.page.evaluate("document.documentElement.dataset.theme") == scheme
    expect(seen.page.locator("h1")).to_have_count(1)
    assert seen.wider_than_screen() == []
    seen.unfold()
    assert seen.faults() == [], "with every fold open"
    # With the other widths, 1280 px at 200 % zoom, and 320 px: WCAG 2.2, 1.4.4 and 1.4.10; then
    # with the spaces that a reader may set, 1.4.12.
    for narrower in (1280, 640, 390, 320):
        seen.page.set_viewport_size({"width": narrower, "height": 800})
        assert seen.wider_than_screen() + seen.cut_off() == [], f"{narrower} px"
    seen.space_text()
    for wider in (320, 1280):
        seen.page.set_viewport_size({"width": wider, "height": 800})
        assert seen.wider_than_screen() + seen.cut_off() == [], f"{wider} px, text spaced out"


@pytest.mark.parametrize("name", PAGES)
def test_page_is_light(name, site, browser):
    context = browser.new_context()
    page = context.new_page()
    line = context.new_cdp_session(page)
    loaded: list[float] = []
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
    page.goto(f"{site}{name}.html", wait_until="networkidle")
    context.close()
    assert len(loaded) >= 5, "the counter counts nothing"
    assert sum(loaded) < MOST_BYTES
    # A data: address, which asks nobody, counts as loaded with no byte.
    assert sum(size > 0 for size in loaded) < MOST_REQUESTS


FAULTS = {
    "an image without alternative text": (
        "const i = new Image(); i.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='; "
        "document.querySelector('article').append(i)",
        "axe: image-alt",
    ),
    "a request off the machine": (
        "fetch('https://example.org/pixel.png').catch(() => 0)",
        "request off this machine: https://example.org/pixel.png",
    ),
    "a console error": ("console.error('planted')", "console error: planted"),
    "a script error": ("setTimeout(() => { throw Error('planted') })", "script error: planted"),
    "a file that is not there": ("fetch('not-there.js')", "answer 404"),
    "an element wider than the screen": (
        "document.querySelector('article').append(Object.assign(document.createElement('p'), "
        "{textContent: 'wide', style: 'width: 200vw'}))",
        "sideways scroll",
    ),
    "text that is cut off": (
        "document.querySelector('article').append(Object.assign(document.createElement('p'), "
        "{textContent: 'two lines '.repeat(20), style: 'height: 1.5em; overflow: hidden'}))",
        "cut off: <p",
    ),
    "text that is too faint": (
        "document.querySelector('article p').style.color = '#bbb'",
        "axe: color-contrast",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault, site, visit):
    plant, expected = FAULTS[fault]
    seen = visit(f"{site}{PAGES[0]}.html", width=390)
    assert seen.faults() == []
    seen.page.evaluate(f"() => {{ {plant} }}")
    seen.page.wait_for_timeout(200)
    assert any(found.startswith(expected) for found in seen.faults())
