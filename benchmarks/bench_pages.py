"""The pages as Lighthouse sees them on a telephone, ours and those of a stock Jupyter Book.

Our five heaviest pages, each loaded once by Lighthouse's own mobile profile (a slow telephone on a
slow line, simulated from what the page asks for), in the Chromium of the tests. Scores are out of
100; more is better, so that here a ratio above 1 speaks for us.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from bench_book import ROOT, build, load, make_ours, make_stock, open_browser, served
from figure import Figure
from sitekit.labs.fetch import node, npm

#: Lighthouse and its lock.
TOOL = Path(__file__).with_name("lighthouse")
CACHE = ROOT / "_build" / "cache"
PAGES = 5
#: Our least scores, by Lighthouse's name of the category.
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 95}
CHROME = "--headless=new --no-sandbox --disable-gpu --disable-quic"


def measure() -> list[Figure]:
    """The scores of each category, the worst of the five pages; the pages' bytes and requests.

    Raises:
        RuntimeError: a book does not build, Lighthouse cannot be had, or ours scores too little.
    """
    lighthouse = install()
    with tempfile.TemporaryDirectory(prefix="bench-pages-") as scratch:
        ours, stock = make_ours(Path(scratch) / "ours"), make_stock(Path(scratch) / "stock")
        for book in (ours, stock):
            build(book)
        site, other = ours / "_build" / "html", stock / "_build" / "html"
        names = sorted(path.relative_to(site).as_posix() for path in site.glob("book/**/*.html"))
        with open_browser() as browser:
            with served(site) as address:
                weights = {name: load(browser, address + name) for name in names}
            heaviest = sorted(names, key=lambda name: -weights[name][0])[:PAGES]
            with served(other) as address:
                theirs = {name: load(browser, address + name) for name in heaviest}
        scores = worst_scores(lighthouse, site, heaviest)
        stock_scores = worst_scores(lighthouse, other, heaviest)
    figures = [
        Figure(f"Lighthouse (mobile), {name}, worst of {PAGES}", score, stock_scores[name], "/ 100")
        for name, score in scores.items()
    ]
    for unit, column in (("B", 0), ("requests", 1)):
        most = max(weights[name][column] for name in heaviest)
        most_stock = max(theirs[name][column] for name in heaviest)
        figures.append(Figure(f"most {unit} of the {PAGES}, gzipped", most, most_stock, unit))
    low = [f"{name} {score}" for name, score in scores.items() if score < LEAST[name]]
    if low:
        raise RuntimeError(f"Lighthouse gives our pages too little: {', '.join(low)} (of {LEAST})")
    return figures


def install() -> Path:
    """Lighthouse's program, from its lock; kept in the cache.

    Raises:
        RuntimeError: npm cannot fetch it.
    """
    folder = CACHE / "lighthouse"
    program = folder / "node_modules" / "lighthouse" / "cli" / "index.js"
    lock = (TOOL / "package-lock.json").read_bytes()
    kept = folder / "package-lock.json"
    if program.is_file() and kept.read_bytes() == lock:
        return program
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(TOOL, folder)
    done = subprocess.run(
        [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        env={**os.environ, "npm_config_cache": str(CACHE / "npm")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"npm cannot fetch Lighthouse: {done.stderr.strip()[-300:]}")
    return program


def worst_scores(lighthouse: Path, site: Path, names: list[str]) -> dict[str, int]:
    """Of each category the lowest score of these pages, 0 to 100."""
    with served(site) as address:
        reports = [report(lighthouse, address + name) for name in names]
    return {
        category: min(round(100 * each["categories"][category]["score"]) for each in reports)
        for category in LEAST
    }


def report(lighthouse: Path, address: str) -> dict:
    """What Lighthouse says of one page.

    Raises:
        RuntimeError: it could not load the page.
    """
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
    done = subprocess.run(
        [
            *node(),
            str(lighthouse),
            address,
            "--output=json",
            "--quiet",
            "--no-enable-error-reporting",
            f"--only-categories={','.join(LEAST)}",
            f"--chrome-flags={CHROME}",
        ],
        env={**os.environ, **({"CHROME_PATH": chromium} if chromium else {})},
        capture_output=True,
        text=True,
        check=False,
    )
    said = json.loads(done.stdout) if done.stdout.startswith("{") else {}
    if done.returncode or "runtimeError" in said:
        why = said.get("runtimeError", {}).get("message") or done.stderr.strip()[-300:]
        raise RuntimeError(f"Lighthouse could not load {address}: {why}")
    return said
