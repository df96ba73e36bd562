"""Links and references: each check passes where all is well and fails on a planted fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from sitekit.errors import CourseError
from sitekit.links import broken_links
from sitekit.references import keys_in_two_files, unopenable_references

GOOD = "@article{a2020x, title={T}, year={2020}, doi={10.1234/abc}}\n"


def site(tmp_path: Path, body: str) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "other.html").write_text("<h2 id='there'>x</h2>", encoding="utf-8")
    (tmp_path / "index.html").write_text(f"<p id='here'>x</p>\n{body}", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "body",
    [
        '<a href="sub/other.html#there">x</a>',
        '<a href="#here">x</a>',
        '<a href="https://example.org/none">x</a>',
        '<a href="sub/other.html?x=1">x</a>',
        '<div data-src="dQw4w9WgXcQ"></div>',
    ],
)
def test_good_links_pass(tmp_path, body):
    assert broken_links(site(tmp_path, body)) == []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('<a href="sub/none.html">x</a>', "index.html:2: sub/none.html: there is no such file"),
        ('<a href="#nowhere">x</a>', "index.html:2: #nowhere: the page has no such place"),
        ('<a href="sub/other.html#no">x</a>', "sub/other.html#no: the page has no such place"),
        ('<img src="none.png" alt="">', "none.png: there is no such file"),
        ('<div data-src="_static/none.mp4"></div>', "there is no such file"),
    ],
)
def test_broken_links_are_found(tmp_path, body, says):
    (fault,) = broken_links(site(tmp_path, body))
    assert says in fault


def bib(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "references.bib"
    path.write_text(text, encoding="utf-8")
    return path


def test_good_references_pass(tmp_path):
    assert unopenable_references(bib(tmp_path, GOOD)) == []


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("@misc{b, title={T}, year={2020}}", "b: a reader cannot open this"),
        ("@misc{b, title={T}, year={2020}, doi={https://doi.org/10.1/x}}", "is no DOI"),
        ("@misc{b, title={T}, year={2020}, url={learnnagoya.com}}", "is no web address"),
        ("@misc{b, year={2020}, doi={10.1234/x}}", "add the title and the year"),
    ],
)
def test_references_that_cannot_be_opened_are_found(tmp_path, entry, says):
    (fault,) = unopenable_references(bib(tmp_path, GOOD + entry))
    assert says in fault


def test_a_bibliography_that_does_not_parse_or_repeats_a_key(tmp_path):
    with pytest.raises(CourseError, match=r"references\.bib"):
        unopenable_references(bib(tmp_path, "@article{a,"))
    with pytest.raises(CourseError, match="a2020x"):
        unopenable_references(bib(tmp_path, GOOD + GOOD))


def test_a_key_in_two_files_is_found(tmp_path):
    one, two = tmp_path / "crops.bib", tmp_path / "shared.bib"
    one.write_text(GOOD, encoding="utf-8")
    two.write_text(GOOD.replace("a2020x", "b2020x"), encoding="utf-8")
    assert list(keys_in_two_files([one, two])) == []
    two.write_text(GOOD, encoding="utf-8")
    (fault,) = keys_in_two_files([one, two])
    assert "crops.bib too; keep one, in shared.bib" in fault
