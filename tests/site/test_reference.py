"""The reference shelf as it is built: whole, and in step with what it is computed from."""

from __future__ import annotations

import tomllib

import pytest
import yaml
from bs4 import BeautifulSoup
from pybtex.database import parse_file
from sitekit.paths import ROOT
from sitekit.recordings import load_recordings
from sitekit.references import bibliographies
from sitekit.sources import data_files


@pytest.fixture
def shelf(built):
    def read(name: str) -> BeautifulSoup:
        path = built / "book" / "reference" / f"{name}.html"
        return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").article

    return read


def test_the_bibliography_holds_every_entry_with_its_doi(shelf):
    entries = {}
    for path in bibliographies(ROOT):
        entries |= parse_file(str(path), bib_format="bibtex").entries
    page = shelf("bibliography")
    assert len(page.select("ul.bibliography, .bibliography li, li.citation") or page.ul) > 0
    links = {link["href"] for link in page.find_all("a", href=True)}
    dois = [entry.fields["doi"] for entry in entries.values() if "doi" in entry.fields]
    assert len(dois) > 100
    assert [doi for doi in dois if f"https://doi.org/{doi}" not in links] == []
    assert len(page.ul.find_all("li", recursive=False)) == len(entries)


def test_every_recording_leads_to_its_card(shelf):
    rows = shelf("recordings").select("tbody tr")
    recordings = load_recordings(ROOT / "book" / "_data" / "recordings.yml")
    assert len(rows) == len(recordings)
    for row, key in zip(rows, recordings, strict=True):
        assert row.a["href"] == f"../{key}/index.html#card-recording-{key}"


def test_every_data_file_is_on_the_page_of_data(shelf):
    text = shelf("data").get_text()
    for folder in ROOT.glob("exercises/*/data"):
        for name in data_files(folder):
            assert name in text


def test_the_version_is_the_same_everywhere(shelf):
    with (ROOT / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == version
    assert f"Version {version}" in shelf("cite").get_text()
    assert f"Version {version}" in shelf("changelog").h2.get_text()
    assert f"Version {version}" in (ROOT / "book" / "index.md").read_text(encoding="utf-8")


def test_the_privacy_page_tells_the_truth_about_cookies(built, site, visit):
    seen = visit(site + "book/index.html")
    seen.page.goto(site + "book/crops/practice.html")
    assert seen.page.context.cookies() == []
    assert seen.outside == []
