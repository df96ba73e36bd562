"""A browser for the lab, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.site.lab_visits import LabVisit, Outside


@pytest.fixture(scope="module")
def outside() -> Iterator[Outside]:
    world = Outside()
    yield world
    world.close()


@pytest.fixture
def lab(
    browser: Browser, outside: Outside, request: pytest.FixtureRequest
) -> Iterator[Callable[..., LabVisit]]:
    """Opens a browser that has never been here; afterwards nothing may have gone outside."""
    visits: list[LabVisit] = []
    outside.asked.clear()
    slower = request.config.getoption("--slow-page")

    def visit(**options) -> LabVisit:
        visits.append(LabVisit(browser, outside, slower, **options))
        return visits[-1]

    yield visit
    for one in visits:
        one.close()
    assert outside.asked == []
