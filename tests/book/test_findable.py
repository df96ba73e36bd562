"""Cards, citations, kept addresses, and what a site with a public address says of itself."""

from __future__ import annotations

import shutil
import struct
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
import yaml
from bs4 import BeautifulSoup
from sitekit.addresses import LIST, lost_addresses
from sitekit.cards import card, draw_card
from sitekit.citing import bibtex, citation, read_citation
from sitekit.paths import ROOT

from tests.registry import pypi

ADDRESS = "https://course.example.org/dsi/"


def test_a_card_is_a_picture_of_the_usual_size(tmp_path):
    name = draw_card(tmp_path, "book/a/page", "Rules & <ethics>", "Who pays? " * 60, "Course: more")
    head = (tmp_path / name).read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:24]) == (1200, 630)
    drawn = ElementTree.fromstring(card("Rules & <ethics>", "Who pays? " * 60, "Course: more"))
    texts = ["".join(node.itertext()) for node in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[:2] == ["Course", "Rules & <ethics>"]
    assert len(texts) == 5
    assert texts[-1].endswith("…")


def test_a_chapter_is_cited_with_the_courses_own_data():
    cff = read_citation(ROOT)
    words = citation("The chapter", cff)
    assert f"({cff['date-released'].year}). The chapter. In Sharing genetic sequence data" in words
    entry = bibtex("crops", "The chapter", cff)
    assert entry.startswith("@incollection{dsi-course-crops,\n")
    assert entry.count("{") == entry.count("}")
    assert f"  year = {{{cff['date-released'].year}}},\n" in entry


def validate_citation(cff: dict) -> list[str]:
    """What the Citation File Format's own schema, from its own package, says against it."""
    wheel = pypi(
        "cffconvert",
        "2.0.0",
        "573c825e4e16173d99396dc956bd22ff5d4f84215cc16b6ab05299124f5373bb",
    )
    schema = yaml.safe_load((wheel / "cffconvert/schemas/1.2.0/schema.json").read_text())
    read = yaml.load(yaml.safe_dump(cff), yaml.BaseLoader)  # dates stay text, as JSON has them
    return [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(read)]


def test_the_citation_file_is_valid_and_a_fault_in_it_is_found():
    cff = read_citation(ROOT)
    assert validate_citation(cff) == []
    assert validate_citation({**cff, "license": "none of them"})
    del cff["authors"]
    assert "'authors' is a required property" in validate_citation(cff)


def test_an_address_that_is_lost_and_one_that_is_not_kept_are_named(tmp_path):
    site = tmp_path / "site"
    (site / "book").mkdir(parents=True)
    (site / "book" / "here.html").touch()
    (site / "book" / "new.html").touch()
    (tmp_path / LIST).parent.mkdir(parents=True)
    (tmp_path / LIST).write_text("book/here\nbook/gone\n")
    lost, new = lost_addresses(tmp_path, site)
    assert lost.startswith(f"{LIST}:2: book/gone is no page any more")
    assert "redirects: {book/gone: ...}" in lost
    assert new == f"{LIST}: add the page book/new, so that its address is kept for good"
    (tmp_path / LIST).unlink()
    assert "it is not there" in next(iter(lost_addresses(tmp_path, site)))


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Path:
    """A book of two pages with a public address, one of which has moved."""
    root = tmp_path_factory.mktemp("published")
    config = yaml.safe_load((ROOT / "_config.yml").read_text())
    config["html"]["baseurl"] = ADDRESS
    config["sphinx"]["config"]["redirects"] = {"book/old/page": "../reference/page.html"}
    (root / "_config.yml").write_text(yaml.safe_dump(config))
    for name in ("LICENSE", "CITATION.cff"):
        shutil.copy(ROOT / name, root / name)
    for name in ("_templates", "_static", "_data"):
        shutil.copytree(ROOT / "book" / name, root / "book" / name)
    shutil.copytree(ROOT / "exercises" / "dsilab", root / "exercises" / "dsilab")
    (root / "_toc.yml").write_text(
        "format: jb-book\nroot: book/index\nchapters:\n- file: book/reference/page\n"
    )
    (root / "book" / "index.md").write_text("---\ntitle: Home\n---\n\nWelcome.\n")
    (root / "book" / "reference").mkdir()
    (root / "book" / "reference" / "page.md").write_text(
        "---\ntitle: A page\n---\n\nIts first words.\n"
    )
    command = [str(Path(sys.executable).parent / "jupyter-book"), "build", str(root), "-W"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "_build" / "html"


def test_an_old_address_leads_to_the_page(published):
    old = BeautifulSoup((published / "book/old/page.html").read_text(), "html.parser")
    assert "url=../reference/page.html" in old.find("meta", {"http-equiv": "refresh"})["content"]
    assert (published / "book/old/../reference/page.html").is_file()


def test_a_site_with_an_address_has_a_map_and_cards(published):
    page = BeautifulSoup((published / "book/reference/page.html").read_text(), "html.parser")
    tags = {meta["property"]: meta["content"] for meta in page.find_all("meta", property=True)}
    assert tags["og:title"] == "A page"
    assert tags["og:description"] == "Its first words."
    assert tags["og:url"] == f"{ADDRESS}book/reference/page.html"
    assert tags["og:image"].startswith(f"{ADDRESS}cards/")
    assert (published / tags["og:image"].removeprefix(ADDRESS)).stat().st_size > 5000
    listed = ElementTree.parse(published / "sitemap.xml").getroot()
    assert sorted(node.text for node in listed.iter() if node.tag.endswith("}loc")) == [
        f"{ADDRESS}book/index.html",
        f"{ADDRESS}book/reference/page.html",
    ]
