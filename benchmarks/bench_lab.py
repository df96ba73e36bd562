"""Our lab against a stock JupyterLite of the same notebook, in one run and one browser.

The notebook shows a chapter's explorer. The stock site is what `jupyter lite build` makes of the
same notebook and `dsilab` beside it; its first cell installs ipywidgets with `%pip` (piplite), from
wheels that the site serves itself. Stock JupyterLite takes Pyodide from a CDN, which a benchmark
without the network cannot reach: the stock site is given the same Pyodide, and the same packages,
unchanged, from its own folder. That favours stock (no second host to look up and connect to).
One server, which compresses what is not compressed, as static hosts do, counts what it sends. The
second visit is a browser started anew with what the first one left on disk.
"""

from __future__ import annotations

import gzip
import json
import mimetypes
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote, urlsplit

from figure import Figure
from playwright.sync_api import BrowserContext, Request, sync_playwright
from sitekit.errors import CourseError
from sitekit.labs.build import build_lab
from sitekit.labs.fetch import BROWSER_PYTHON, fetch
from sitekit.labs.lite import EXTENSIONS, KERNEL, OWN, USED_EXTENSIONS
from stock_lock import write_lock

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
#: Rounds of a first and a second visit to each site, in turns; the quickest counts.
ROUNDS = 2
CELL = 'import sys\nsys.path.append("..")\nimport dsilab\ndsilab.EXPLORERS["embargo"].widget()'
INSTALL = "%pip install -q ipywidgets"
ADDRESS = "notebooks/index.html?path=ecology-disease/bench.ipynb"
WIDGET = ".jp-Cell-outputArea select"
#: What stands under a cell that failed.
FAILURE = ".jp-Cell-outputArea [data-mime-type*=stderr]"
#: How often a pair of visits is begun.
TRIES = 4
#: Of npm's package, what the stock site loads.
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
#: What the stock site's `%pip` looks for.
PIPLITE = ("comm", "ipywidgets", "jupyterlab_widgets")


def measure() -> list[Figure]:
    """Bytes and seconds to the first widget, and the size of each site.

    Raises:
        RuntimeError: a site does not build, or there is no Chromium.
    """
    with tempfile.TemporaryDirectory(prefix="bench-lab-") as scratch:
        try:
            sites = [make_ours(Path(scratch) / "ours"), make_stock(Path(scratch) / "stock")]
        except (CourseError, subprocess.CalledProcessError) as error:
            raise RuntimeError(str(error)) from None
        first: list[list[float]] = [[], []]
        second: list[list[float]] = [[], []]
        sent, outside = [0, 0], [0, 0]
        for _ in range(ROUNDS):
            for number, site in enumerate(sites):
                times, sent[number], asked = visit_twice(site, installs=number == 1)
                first[number].append(times[0])
                second[number].append(times[1])
                outside[number] += asked
        sizes = [
            sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) for site in sites
        ]
    if outside[0]:
        raise RuntimeError(f"our lab asked {outside[0]} times for something off this machine")
    return [
        Figure("lab: bytes to the first widget, gzipped", *sent, "B"),
        Figure("lab: first visit, to the first widget", *map(quickest, first), "s"),
        Figure("lab: second visit, to the first widget", *map(quickest, second), "s"),
        Figure("lab: size on disk", *sizes, "B"),
    ]


def quickest(times: list[float]) -> float:
    return round(min(times), 2)


def visit_twice(site: Path, installs: bool) -> tuple[list[float], int, int]:
    """Seconds of a first and a second visit, bytes of the first, requests off this machine.

    On a first visit stock JupyterLite sometimes starts Python before its service worker can serve
    it the files, and the cell fails; then both visits are made again.

    Raises:
        RuntimeError: the cell fails each time.
    """
    for _ in range(TRIES):
        times: list[float | None] = []
        sent: list[int] = []
        outside: list[str] = []
        note = partial(note_outside, outside)
        with serve(site) as (address, log), tempfile.TemporaryDirectory() as profile:
            for _ in range(2):
                with open_browser(Path(profile)) as context:
                    context.on("request", note)
                    times.append(visit(context, address, installs))
                sent.append(sum(log))
        if None not in times:
            return times, sent[0], len(outside)
    raise RuntimeError(f"the cell failed {TRIES} times in the {'stock' if installs else 'own'} lab")


def note_outside(outside: list[str], request: Request) -> None:
    url = urlsplit(request.url)
    if url.scheme in ("http", "https") and url.hostname != "127.0.0.1":
        outside.append(request.url)


@contextmanager
def open_browser(profile: Path) -> Iterator[BrowserContext]:
    """Headless Chromium with its memory on disk, so that a second visit finds the first one's."""
    with sync_playwright() as playwright:
        names = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
        program = next(filter(None, map(shutil.which, names)), playwright.chromium.executable_path)
        if not Path(program).exists():
            raise RuntimeError("no Chromium was found; set CHROMIUM=/path/to/it")
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic"]
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=program, args=flags, headless=True
        )
        yield context
        context.close()


def notebook(*cells: str) -> bytes:
    """A notebook with these code cells."""
    import nbformat

    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": kernel, "language_info": {"name": "python"}},
    )
    return nbformat.writes(made).encode()


def make_ours(site: Path) -> Path:
    """A copy of our lab with the benchmark's notebook in it."""
    shutil.copytree(build_lab(ROOT), site)
    (site / "files" / "ecology-disease" / "bench.ipynb").write_bytes(notebook(CELL))
    listing = site / "api" / "contents" / "ecology-disease" / "all.json"
    contents = json.loads(listing.read_text(encoding="utf-8"))
    entry = next(one for one in contents["content"] if one["name"] == "lab.ipynb")
    path = "ecology-disease/bench.ipynb"
    contents["content"].append({**entry, "name": "bench.ipynb", "path": path})
    listing.write_text(json.dumps(contents), encoding="utf-8")
    # An exercise like the others, for which our extension starts Python at once.
    settings = site / "jupyter-lite.json"
    lite = json.loads(settings.read_text(encoding="utf-8"))
    own = lite["jupyter-config-data"]["litePluginSettings"][f"{OWN}:plugin"]
    own["releases"][path] = "bench"
    settings.unlink()
    settings.write_text(json.dumps(lite), encoding="utf-8")
    return site


def make_stock(work: Path) -> Path:
    """A stock site with the same notebook, which installs ipywidgets, and the same Pyodide."""
    fetched = fetch(ROOT / "_build" / "cache")
    content = work / "content"
    (content / "ecology-disease").mkdir(parents=True)
    (content / "ecology-disease" / "bench.ipynb").write_bytes(notebook(INSTALL, CELL))
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "exercises" / "dsilab", content / "dsilab", ignore=ignored)
    pyodide = work / "static" / "pyodide"
    pyodide.mkdir(parents=True)
    for name in CORE:
        shutil.copy(fetched / "pyodide" / name, pyodide)
    (work / "wheels").mkdir()
    for wheel in (fetched / "wheels").glob("*.whl"):
        own = wheel.name.split("-")[0] in PIPLITE
        shutil.copy(wheel, work / "wheels" if own else pyodide)
    # What our lab does without, and what ipywidgets asks for on the page's side.
    download(pyodide, "--require-hashes", "-r", str(HERE / "stock_wheels.lock"))
    download(work / "wheels", f"jupyterlab_widgets=={version('jupyterlab_widgets')}")
    write_lock(fetched / "pyodide" / "pyodide-lock.json", pyodide)
    settings = {
        "LiteBuildConfig": {
            "ignore_sys_prefix": ["federated_extensions"],
            "federated_extensions": [str(EXTENSIONS / name) for name in USED_EXTENSIONS],
        },
        "PipliteAddon": {"piplite_urls": [str(path) for path in (work / "wheels").glob("*.whl")]},
    }
    (work / "jupyter_lite_config.json").write_text(json.dumps(settings), encoding="utf-8")
    # No outside request may save the stock site time or cost it any.
    plugins = {KERNEL: {"disablePyPIFallback": True}}
    lite = {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {"litePluginSettings": plugins},
    }
    (work / "jupyter-lite.json").write_text(json.dumps(lite), encoding="utf-8")
    build = ["build", "--contents", "content", "--output-dir", "site"]
    subprocess.run(
        [sys.executable, "-m", "jupyterlite_core", *build],
        cwd=work,
        check=True,
        capture_output=True,
        text=True,
    )
    return work / "site"


def download(folder: Path, *wanted: str) -> None:
    """Fetch wheels for Pyodide's Python into a folder."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
    pip += ["--python-version", BROWSER_PYTHON, "--only-binary=:all:", *wanted]
    subprocess.run(pip, check=True, capture_output=True, text=True)


def visit(context: BrowserContext, address: str, installs: bool) -> float | None:
    """Open the notebook, run it, and return the seconds until its widget is there, if it comes."""
    page = context.new_page()
    started = time.monotonic()
    page.goto(f"{address}{ADDRESS}")
    cells = page.locator(".jp-CodeCell")
    for number in range(2 if installs else 1):
        cells.nth(number).locator(".cm-content").click(timeout=120_000)
        page.keyboard.press("Shift+Enter")
    page.locator(f"{WIDGET}, {FAILURE}").first.wait_for(timeout=180_000)
    taken = time.monotonic() - started
    failed = page.locator(FAILURE).count()
    page.close()
    return None if failed else taken


@contextmanager
def serve(site: Path) -> Iterator[tuple[str, list[int]]]:
    """Serve a folder, compressed once; gives the address and the sizes of what was sent."""
    log: list[int] = []
    packed: dict[Path, tuple[bytes, bool]] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = site / unquote(urlsplit(self.path).path).lstrip("/")
            path = path / "index.html" if path.is_dir() else path
            if not path.is_file():
                self.answer(404, b"")
                return
            tag = f'"{path.stat().st_mtime_ns}"'
            if self.headers.get("If-None-Match") == tag:
                self.answer(304, b"", ETag=tag)
                return
            if path not in packed:
                data = path.read_bytes()
                small = gzip.compress(data, 6)
                packed[path] = (small, True) if len(small) < 0.9 * len(data) else (data, False)
            body, is_small = packed[path]
            headers = {"ETag": tag, "Cache-Control": "no-cache"}
            if is_small:
                headers["Content-Encoding"] = "gzip"
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            self.answer(200, body, **headers, **{"Content-Type": kind})
            log.append(len(body))

        def answer(self, status: int, body: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    # A browser that is closed drops its lines.
    server.handle_error = lambda *about: None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", log
    server.shutdown()
    server.server_close()
