"""What all tests share: the real book in a real browser, built once, served on this machine."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserType, expect, sync_playwright
from sitekit import chromium
from sitekit.errors import CourseError
from sitekit.server import ADDRESS, make_application, open_port
from tornado.httpserver import HTTPServer

from tests.site.visits import Visit, slow_down

ROOT = Path(__file__).resolve().parents[1]
FLAGS = [
    *chromium.FLAGS,
    # A page whose origin is opaque (a sandbox) may ask this machine for its own files.
    "--disable-features=LocalNetworkAccessChecks",
]

INSTRUCTOR = ROOT / "instructor"

#: A public copy has no instructor's room, and nothing to test in it.
collect_ignore = [] if INSTRUCTOR.is_dir() else ["instructor", "attacks"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--slow-page",
        type=int,
        default=1,
        metavar="N",
        help="pages run their scripts N times slower: a test that does not wait for them fails",
    )


def pytest_report_header() -> str:
    return f"the instructor's room: {'here' if INSTRUCTOR.is_dir() else 'not in this copy'}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test in a real browser that fails is run once more, and the summary lists it (RERUN).

    A busy machine may miss a deadline once. A fault of the book fails both times.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def built() -> Path:
    """The folder of the built book; a build that fails fails the tests with its last lines."""
    done = subprocess.run(
        [sys.executable, "-m", "sitekit.cli", "build"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.fail(f"course build failed:\n{(done.stdout + done.stderr)[-3000:]}", pytrace=False)
    return ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """A function that serves a folder on a free port, as `course serve` does; gives its address."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def start(folder: Path) -> str:
        sockets = open_port(0)

        async def listen() -> None:
            HTTPServer(make_application(folder)).add_sockets(sockets)

        asyncio.run_coroutine_threadsafe(listen(), loop).result(10)
        return f"http://{ADDRESS}:{sockets[0].getsockname()[1]}/"

    yield start
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


@pytest.fixture(scope="session")
def site(built: Path, serve: Callable[[Path], str]) -> str:
    """The address of the built book."""
    return serve(built)


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Headless Chromium: `CHROMIUM`, else one on PATH, else Playwright's own; never a skip."""
    with sync_playwright() as playwright:
        kind = playwright.chromium
        browser = kind.launch(executable_path=find_chromium(kind), args=FLAGS)
        expect.set_options(timeout=10_000 * request.config.getoption("--slow-page"))
        yield browser
        browser.close()


def find_chromium(kind: BrowserType) -> str:
    """The browser's program, or a failure that says what to do."""
    try:
        return chromium.find_chromium(kind)
    except CourseError as error:
        pytest.fail(f"{error}; or run `make test`", pytrace=False)


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visit]]:
    """Opens a page in a browser of its own: `visit(address, width=390, scheme="dark")`."""
    contexts = []
    slower = request.config.getoption("--slow-page")

    def open_page(
        address: str,
        *,
        width: int = 1280,
        scheme: str = "light",
        scripts: bool = True,
        motion: str = "reduce",
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion=motion,
            java_script_enabled=scripts,
        )
        context.set_default_timeout(10_000 * slower)
        if slower > 1:
            context.on("page", lambda page: slow_down(page, slower))
        contexts.append(context)
        return Visit(context, address)

    yield open_page
    for context in contexts:
        context.close()
