"""Addresses of other sites: how they are written, and `course links` against a local server."""

from __future__ import annotations

import http.server
import json
import shutil
import threading

import pytest
from sitekit import cli, outside_links
from sitekit.errors import CourseError
from sitekit.outside_links import Answer, ask_all, read_answers, report, wrong_addresses
from sitekit.paths import ROOT
from sitekit.references import uncited_references


def page(tmp_path, address: str):
    (tmp_path / "index.html").write_text(f'<p>x</p>\n<a href="{address}">x</a>', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a_(b)?c=d&e=%20f#g",
        "http://127.0.0.1:8000/",
        "https://doi.org/10.1002/(sici)1097-0258",
        "https://doi.org/10.1046/j.1365-294X.2002.01617.x",
        "mailto:someone@example.org",
        "other.html",
    ],
)
def test_good_addresses_pass(tmp_path, address):
    assert wrong_addresses(page(tmp_path, address)) == []


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("https://example", "this is no web address; write it as"),
        ("https:///page", "this is no web address; write it as"),
        ("https://example.org:port/", "this is no web address: "),
        ("https://exa mple.org/", "holds no blanks"),
        ("https://example.org/{{key}}", "holds no blanks"),
        ("https://doi.org/10.12/abc", "this is no DOI"),
        ("https://doi.org/doi:10.1234/abc", "this is no DOI"),
    ],
)
def test_a_wrong_address_is_found_with_its_line(tmp_path, address, says):
    (fault,) = wrong_addresses(page(tmp_path, address))
    assert fault.startswith(f"index.html:2: {address}: ")
    assert says in fault


def test_a_reference_that_no_page_cites_is_found(tmp_path):
    bib = tmp_path / "book" / "_data" / "references" / "shared.bib"
    bib.parent.mkdir(parents=True)
    entry = "@misc{%s, title={T}, year={2020}, url={https://example.org/}}\n"
    bib.write_text(entry % "a2020cited" + entry % "fao2001_treaty", encoding="utf-8")
    site = tmp_path / "site"
    site.mkdir()
    html = '<aside id="footcite-a2020cited"></aside>'
    (site / "index.html").write_text(html, encoding="utf-8")
    (fault,) = uncited_references(tmp_path, site)
    assert "fao2001_treaty: no page cites this" in fault
    (site / "index.html").write_text(html + '<aside id="footcite-fao2001-treaty"></aside>')
    assert list(uncited_references(tmp_path, site)) == []


def test_what_sphinx_says_becomes_a_report(tmp_path):
    said = [
        ("https://a.example/", "working", ""),
        ("https://b.example/", "broken", "404 Client Error: Not Found for url: https://b.example/"),
        ("https://c.example/", "broken", "403 Client Error: Forbidden for url: https://c.example/"),
        ("https://d.example/", "redirected", "https://d.example/new"),
        (
            "https://e.example/403",
            "broken",
            "410 Client Error: Gone for url: https://e.example/403",
        ),
        ("other.md", "local", ""),
    ]
    lines = [
        json.dumps({"uri": uri, "filename": "book/a.md", "status": status, "info": info, "code": 0})
        for uri, status, info in said
    ]
    path = tmp_path / "output.json"
    path.write_text("\n".join(lines), encoding="utf-8")
    answers = read_answers(path)
    assert [answer.status for answer in answers] == [
        "working", "broken", "refused", "redirected", "broken",
    ]  # fmt: skip
    text = report(answers)
    assert text.index("No such page") < text.index("Refused") < text.index("Answered: 1")
    assert "- <https://b.example/> on book/a.md: 404 Client Error" in text
    assert "other.md" not in text


class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status = {"/good": 200, "/old": 301, "/no-programs": 403}.get(self.path, 404)
        self.send_response(status)
        if status == 301:
            self.send_header("Location", "/good")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET  # noqa: N815  (the name that the server looks for)

    def log_message(self, *args):
        pass


@pytest.fixture
def address():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def book(small_book):
    root = small_book.root
    for name in ("_config.yml", "LICENSE"):
        shutil.copy(ROOT / name, root / name)
    for name in ("book/_templates", "book/_static", "exercises/dsilab"):
        shutil.copytree(ROOT / name, root / name)
    return small_book


def test_every_kind_of_link_is_asked(book, address, capsys):
    """Links of the text, of the bibliography and of our own elements; one is dead."""
    book.write(
        "book/_data/references/shared.bib",
        f"@misc{{a2020x, title={{T}}, year={{2020}}, url={{{address}/dead}}}}\n",
    )
    book.write(
        "book/_data/recordings.yml", f"chapter:\n  title: A talk\n  series_page: {address}/old\n"
    )
    book.write(
        "book/index.md",
        f"---\ntitle: Home\n---\n\n[one]({address}/good) [two]({address}/no-programs)\n"
        "{footcite:p}`a2020x`\n\n:::{recording} chapter\n:::\n\n:::{footbibliography}\n:::\n",
    )
    assert ask_all(book.root) == 1
    text = (book.root / "_build" / "links.md").read_text(encoding="utf-8")
    assert f"<{address}/dead> on book/index.md: 404" in text
    assert f"<{address}/good>" in text.partition("## Answered: 1")[2]
    assert f"<{address}/no-programs>" in text.partition("## Refused")[2].partition("##")[0]
    assert f"<{address}/old>" in text.partition("## Moved")[2].partition("##")[0]
    printed = capsys.readouterr().out
    assert f"book/index.md: {address}/dead: 404" in printed
    assert "The report: _build/links.md" in printed


def test_a_machine_without_network_is_told_so(monkeypatch, tmp_path):
    monkeypatch.setattr(outside_links, "_run_linkcheck", lambda root, folder: None)
    monkeypatch.setattr(
        outside_links,
        "read_answers",
        lambda path: [Answer("https://a.example/", "book/a.md", "broken", "no route")],
    )
    with pytest.raises(CourseError, match="is this machine on the network"):
        ask_all(tmp_path)


def test_the_command_has_help(capsys):
    with pytest.raises(SystemExit):
        cli.main(["links", "--help"])
    assert "course links" in capsys.readouterr().out
