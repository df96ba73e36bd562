"""What the theme extension keeps of the stock theme, and what it leaves out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from docutils import nodes
from playwright.sync_api import expect
from sitekit.mathml import to_mathml
from sitekit.purge import purge, words_of
from sitekit.theme import is_used

ROOT = Path(__file__).resolve().parents[2]
CONFIG = """\
title: Probe
only_build_toc_files: true
sphinx:
  extra_extensions: [sitekit.theme]
  config:
    templates_path: [book/_templates]
    html_static_path: [book/_static]
"""
PAGE = r"""
# A page

A rate {math}`\mu = \frac{d}{2t}` in a line.

```{math}
:label: jukes
d = -\frac{3}{4}\ln\left(1 - \frac{4}{3}p\right)
```

Equation {eq}`jukes` again.

```python
print("a line that can be copied")
```
"""


def test_purge_keeps_what_can_match_and_drops_the_rest():
    css = (
        "p{a:b}.used,.gone{c:d}.gone p{e:f}#used:not(.gone){g:h}"
        "@media print{.gone{i:j}.used{k:l}}@media screen{.gone{m:n}}"
        "@font-face{font-family:x}@keyframes turn{to{o:p}}@keyframes still{to{q:r}}"
        ".used{animation:turn 1s}.a\\.b{s:t}"
    )
    words = words_of(['<p class="other used" id="x">gone</p>'], ['add("later")'])
    assert words == {"other", "used", "x", "add", "later"}
    assert purge(css, words) == (
        "p{a:b}.used{c:d}#used:not(.gone){g:h}@media print{.used{k:l}}"
        "@keyframes turn{to{o:p}}.used{animation:turn 1s}"
    )


@pytest.mark.parametrize(
    ("name", "page", "used"),
    [
        ("selfcheck.js", '<section class="selfcheck">', True),
        ("selfcheck.js", "<p>selfcheck</p>", False),
        ("copybutton.css", '<div class="highlight-python"><div class="highlight">', True),
        ("copybutton.js", "<p>text</p>", False),
        ("togglebutton.js", '<div class="admonition dropdown">', True),
        ("sphinx-thebe.js", '<div class="cell">', False),
        ("an-authors-own.js", "<p>text</p>", True),
    ],
)
def test_a_page_loads_what_it_uses(name, page, used):
    assert is_used(name, page) is used


def test_a_formula_is_mathml_with_its_source_as_text():
    written = to_mathml(nodes.math("", r"\frac{a}{b} < 1"), as_block=False)
    assert "<mfrac>" in written
    assert r'alttext="\frac{a}{b} &lt; 1"' in written


@pytest.fixture(scope="module")
def probe(tmp_path_factory):
    """A small book with code and formulas, built with our theme and nothing else of ours."""
    root = tmp_path_factory.mktemp("theme")
    (root / "_config.yml").write_text(CONFIG)
    (root / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters: [{file: page}]\n")
    (root / "index.md").write_text("# Home\n\n[A page](page.md)\n")
    (root / "page.md").write_text(PAGE)
    (root / "book").mkdir()
    for folder in ("_static", "_templates"):
        source = ROOT / "book" / folder
        (root / "book" / folder).symlink_to(source, target_is_directory=True)
    build(root)
    return root


def build(root: Path) -> str:
    command = [str(Path(sys.executable).parent / "jupyter-book"), "build", str(root), "-W"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_page_with_code_and_formulas(probe, serve, visit):
    seen = visit(serve(probe / "_build" / "html") + "page.html", width=390)
    assert seen.faults() == []
    expect(seen.page.locator("math")).to_have_count(2)
    assert seen.page.locator(".math-block math").bounding_box()["height"] > 20
    expect(seen.page.locator(".eqno")).to_have_text("(1)", use_inner_text=True)
    expect(seen.page.locator("button.copybtn")).to_have_count(1)
    assert seen.page.locator(".highlight .nb").evaluate("e => getComputedStyle(e).color") != (
        seen.page.locator("article p").first.evaluate("e => getComputedStyle(e).color")
    )


@pytest.mark.parametrize("site_folder", ["probe", "built"])
def test_the_site_holds_no_file_that_no_page_loads(site_folder, request):
    root = request.getfixturevalue(site_folder)
    html = root / "_build" / "html" if site_folder == "probe" else root
    names = {path.name for path in (html / "_static").rglob("*") if path.is_file()}
    # "copybutton.js" comes with code, which both have; nobody has tabs or folds of an extension.
    assert {"theme.css", "course.css", "explorer.js", "copybutton.js"} <= names
    pages = "".join(path.read_text(encoding="utf-8") for path in html.glob("**/*.html"))
    own = {path.name for path in (ROOT / "book" / "_static").iterdir()} | {"basic.css"}
    unwanted = [name for name in names - own if f"/{name}" not in pages]
    assert unwanted == []


def test_a_changed_style_reaches_the_site_without_a_changed_page(probe):
    style = probe / "book" / "_static"
    source = style.resolve()
    style.unlink()
    style.mkdir()
    for path in source.iterdir():
        (style / path.name).write_bytes(path.read_bytes())
    course = style / "course.css"
    course.write_text(course.read_text() + "/* changed */\n")
    build(probe)
    built = probe / "_build" / "html"
    assert (built / "_static" / "course.css").read_text().endswith("/* changed */\n")
    assert (built / "_static" / "theme.css").stat().st_size > 10_000
    build(probe)
    assert (built / "_static" / "theme.css").stat().st_size > 10_000
