"""Every picture of numbers on every page gives its numbers too, as a table that is not empty."""

from __future__ import annotations

import re
from pathlib import Path

from bs4 import BeautifulSoup, Tag

ROOT = Path(__file__).resolve().parents[2]


def charts_without_data(html: str) -> list[str]:
    """What each drawing and picture of a page lacks: a name, words, or its numbers as a table."""
    # The drawings that an explorer swaps in are made of the same rows as its table of results.
    page = BeautifulSoup(re.sub(r"<template\b.*?</template>", "", html, flags=re.S), "html.parser")
    lacks = []
    for chart in page.select("article svg:not([aria-hidden]), article canvas"):
        name = chart.title.get_text() if chart.title else str(chart)[:60]
        if not (chart.title and chart.find("desc")):
            lacks.append(f"{name}: no title or description")
        box = chart.find_parent(class_="explorer") or chart.find_parent(class_="chart")
        if box is None or not any(map(has_numbers, box.select(".chart-data table"))):
            lacks.append(f"{name}: no data")
        if box is not None and "explorer" in box["class"]:
            results = box.select(".explorer-results table")
            if not any(map(has_numbers, results)):
                lacks.append(f"{name}: no table of all results")
    return lacks


def has_numbers(table: Tag) -> bool:
    """A head with a name for each column, and rows in which something stands."""
    rows = table.select("tbody tr")
    columns = len(table.select("thead th[scope=col]"))
    return bool(rows) and all(
        len(row.find_all(["th", "td"])) == columns and row.get_text(strip=True) for row in rows
    )


def test_every_chart_of_every_page_gives_its_data(built):
    found = {}
    for path in sorted(built.glob("book/**/*.html")):
        html = path.read_text(encoding="utf-8")
        if "<svg" in html.partition("<article")[2].partition("</article>")[0]:
            found[path.relative_to(built).as_posix()] = charts_without_data(html)
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "book").glob("*/*.md")]
    assert len(found) == sum(
        bool(re.search(r"^:::+\{(chart|explorer)\}", s, re.M)) for s in sources
    )
    assert {page: lacks for page, lacks in found.items() if lacks} == {}


def test_what_a_chart_lacks_is_found(built):
    html = (built / "book/ecology-disease/science.html").read_text(encoding="utf-8")
    assert charts_without_data(html) == []
    for pattern, says in {
        r'<details class="chart-data">.*?</details>': "no data",
        r'<details class="explorer-results">.*?</details>': "no table of all results",
        r"(?<=<tbody>).*?(?=</tbody>)": "no data",
        r"<desc\b.*?</desc>": "no title or description",
    }.items():
        assert any(
            lack.endswith(says)
            for lack in charts_without_data(re.sub(pattern, "", html, flags=re.S))
        ), pattern
