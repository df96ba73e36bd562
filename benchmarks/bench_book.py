"""The book against a stock Jupyter Book of the same pages, both built and loaded in one run.

Both are built in a temporary folder by the same Jupyter Book. The stock one has the default
configuration, the default theme and none of our extensions. Pages are loaded in Chromium with an
empty cache from the same server, which compresses what it sends.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from figure import Figure
from playwright.sync_api import Browser, sync_playwright
from sitekit.server import ADDRESS, make_application, open_port
from tornado.httpserver import HTTPServer

ROOT = Path(__file__).resolve().parents[1]
CHAPTER = "ecology-disease"
#: Builds of each book, in turns; the quickest counts, as other work only ever makes one slower.
ROUNDS = 3
STOCK_CONFIG = """\
title: Stock
only_build_toc_files: true
execute: {execute_notebooks: "off"}
bibtex_bibfiles: [book/_data/references/ecology-disease.bib, book/_data/references/shared.bib]
sphinx:
  local_extensions: {stock_shim: .}
  config: {myst_title_to_header: true}
"""


def measure() -> list[Figure]:
    """Build times in seconds, and what the chapter's heaviest page makes a browser load.

    Raises:
        RuntimeError: a book does not build, or there is no Chromium.
    """
    with tempfile.TemporaryDirectory(prefix="bench-book-") as scratch:
        ours, stock = make_ours(Path(scratch) / "ours"), make_stock(Path(scratch) / "stock")
        clean: dict[Path, list[float]] = {ours: [], stock: []}
        again: dict[Path, list[float]] = {ours: [], stock: []}
        for number in range(ROUNDS):
            for book in (ours, stock):
                shutil.rmtree(book / "_build", ignore_errors=True)
                clean[book].append(build(book))
                page = book / "book" / CHAPTER / "rules.md"
                page.write_text(page.read_text(encoding="utf-8") + f"\nChange {number}.\n")
                again[book].append(build(book))
        (ours_bytes, ours_count), (stock_bytes, stock_count), page = weigh(ours, stock)
    return [
        Figure("clean build of the book", *quickest(clean[ours], clean[stock]), "s"),
        Figure("build after a change to one page", *quickest(again[ours], again[stock]), "s"),
        Figure(f"bytes of the heaviest page ({page}), gzipped", ours_bytes, stock_bytes, "B"),
        Figure(f"requests of the heaviest page ({page})", ours_count, stock_count, "requests"),
    ]


def quickest(*times: list[float]) -> list[float]:
    return [round(min(series), 2) for series in times]


def make_ours(book: Path) -> Path:
    """A copy of what our book is made from, so that the repository's own build stays as it is."""
    book.mkdir(parents=True)
    for name in ("_config.yml", "_toc.yml", "LICENSE"):
        shutil.copy(ROOT / name, book / name)
    for name in ("book", "exercises"):
        shutil.copytree(ROOT / name, book / name, ignore=shutil.ignore_patterns("__pycache__"))
    return book


def make_stock(book: Path) -> Path:
    """The same pages in a Jupyter Book as it comes."""
    book.mkdir(parents=True)
    (book / "_config.yml").write_text(STOCK_CONFIG, encoding="utf-8")
    shutil.copy(ROOT / "_toc.yml", book / "_toc.yml")
    shutil.copy(Path(__file__).with_name("stock_shim.py"), book / "stock_shim.py")
    for path in (ROOT / "book").rglob("*"):
        if path.suffix in (".md", ".bib", ".png", ".svg", ".jpg") and "sitekit" not in path.parts:
            copy = book / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
    return book


def build(book: Path) -> float:
    """Run Jupyter Book once; how long it took, in seconds.

    Raises:
        RuntimeError: it failed.
    """
    command = [str(Path(sys.executable).parent / "jupyter-book"), "build", str(book)]
    environment = {**os.environ, "DSI_COURSE_ROOT": str(book)}
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    took = time.perf_counter() - started
    if done.returncode:
        raise RuntimeError(f"the {book.name} book does not build:\n{done.stdout[-1500:]}")
    return took


def weigh(ours: Path, stock: Path) -> tuple[tuple[int, int], tuple[int, int], str]:
    """Bytes and requests of the chapter's page that is heaviest in our book, for both; its name."""
    names = [path.stem for path in sorted((ours / "book" / CHAPTER).glob("*.md"))]
    with open_browser() as browser, served(ours / "_build" / "html") as address:
        weights = {n: load(browser, f"{address}book/{CHAPTER}/{n}.html") for n in names}
        heaviest = max(weights, key=weights.__getitem__)
        with served(stock / "_build" / "html") as address:
            other = load(browser, f"{address}book/{CHAPTER}/{heaviest}.html")
    return weights[heaviest], other, heaviest


def load(browser: Browser, address: str) -> tuple[int, int]:
    """Bytes on the wire and requests of one first visit; other machines are out of reach."""
    context = browser.new_context()
    page = context.new_page()
    line = context.new_cdp_session(page)
    received: list[float] = []
    asked: list[str] = []
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    line.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    context.route(
        lambda url: not url.startswith(("http://127.0.0.1", "data:")), lambda route: route.abort()
    )
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(500)
    context.close()
    return int(sum(received)), sum(not url.startswith("data:") for url in asked)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Headless Chromium: `CHROMIUM`, else one on PATH, else Playwright's own."""
    with sync_playwright() as playwright:
        names = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
        program = next(filter(None, map(shutil.which, names)), playwright.chromium.executable_path)
        if not Path(program).exists():
            raise RuntimeError("no Chromium was found; set CHROMIUM=/path/to/it")
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        yield browser
        browser.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder's address on a free port, served with gzip."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    sockets = open_port(0)

    async def listen() -> None:
        HTTPServer(make_application(folder)).add_sockets(sockets)

    asyncio.run_coroutine_threadsafe(listen(), loop).result(10)
    yield f"http://{ADDRESS}:{sockets[0].getsockname()[1]}/"
    loop.call_soon_threadsafe(loop.stop)
