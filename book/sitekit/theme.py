"""What a page loads: only what it uses, and nothing from another machine.

The stock theme sends every page 31 files: Bootstrap, Font Awesome and the scripts of extensions
that the page does not use. Here the templates in `book/_templates` draw the few icons themselves,
this extension drops a file unless the page has what the file is for, and at the end of a build it
writes `theme.css`, the part of the theme's style sheets that can match something on some page.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pydata_sphinx_theme
import sphinx_book_theme
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from sitekit import mathml, purge

#: Our own scripts, in the order in which they run.
SCRIPTS = (
    "site.js",
    "progress.js",
    "keeping.js",
    "progress-page.js",
    "worksheet.js",
    "recording.js",
    "talk.js",
    "selfcheck.js",
    "explorer.js",
    "filter.js",
    "pathway.js",
    "discussion.js",
    "glossary.js",
)
#: Scripts and styles that only some pages need, by the start of their names, each with the text in
#: a page that shows the need. Ours come first, then those of Jupyter Book's own extensions.
USED_WHERE = {
    "recording.js": r'class="recording\b',
    "talk.js": r'class="talk card"',
    "selfcheck.js": r'class="selfcheck\b',
    "explorer.js": r'class="explorer\b',
    "glossary.js": r'class="term\b',
    "filter.js": r'class="filtered\b',
    "pathway.js": r'class="pathway-form\b',
    "discussion.js": r'class="discussion\b',
    "keeping.js": r'class="keeping\b',
    "worksheet.js": r'class="worksheet\b',
    "progress-page.js": r'class="progress-page\b',
    "pygments.css": r'class="highlight\b',
    "mystnb.": r'class="cell\b',
    "copybutton": r'class="highlight\b',
    "clipboard.min.js": r'class="highlight\b',
    "togglebutton": r'class="[^"]*\b(?:toggle|dropdown)\b',
    "sphinx-design": r'class="[^"]*\bsd-',
    "design-": r'class="[^"]*\bsd-tab-',
}
#: What no page needs: cells are not run on the page, and the templates need no Bootstrap.
NEVER = ("sphinx-thebe", "thebe", "sphinx-book-theme", "translations.js")
#: Inline scripts are settings for one of the files above; the name in them says which.
INLINE_SETTINGS = {"toggle": "togglebutton"}
#: The theme's style sheets, in the order in which the theme itself loads them.
STYLE_SHEETS = (
    (pydata_sphinx_theme, "theme/pydata_sphinx_theme/static/styles/pydata-sphinx-theme.css"),
    (sphinx_book_theme, "theme/sphinx_book_theme/static/styles/sphinx-book-theme.css"),
)
#: Sphinx lays its style sheet here only in a build that writes pages; the next build reads it.
KEPT = frozenset({"basic.css"})
NOTICE = """\
/* The rules that this site uses of: sphinx-book-theme (BSD-3-Clause, Executable Books),
   pydata-sphinx-theme (BSD-3-Clause, PyData), Bootstrap (MIT, The Bootstrap Authors),
   Sphinx's basic theme (BSD-2-Clause, the Sphinx team). */
"""


def is_used(name: str, page: str) -> bool:
    """Whether a page with this text has a use for the script or style sheet of this name."""
    base = name.rpartition("/")[2]
    if base.startswith(NEVER):
        return False
    signs = [sign for start, sign in USED_WHERE.items() if base.startswith(start)]
    return not signs or re.search(signs[0], page) is not None


def inline_is_used(script: str, page: str) -> bool:
    """Whether a page needs this inline script: the settings of a file that it loads."""
    return any(word in script and is_used(file, page) for word, file in INLINE_SETTINGS.items())


def choose_assets(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Leave out what the page does not use; scripts wait until the page is drawn."""
    page = context.get("body", "")
    scripts = []
    for script in context["script_files"]:
        if script.filename is None:
            used = inline_is_used(script.attributes.get("body", ""), page)
        else:
            used = is_used(script.filename, page)
            script.attributes.setdefault("defer", "defer")
        if used:
            scripts.append(script)
    context["script_files"] = scripts
    context["css_files"] = [
        sheet for sheet in context["css_files"] if is_used(sheet.filename, page)
    ]


def write_theme(app: Sphinx, exception: Exception | None) -> None:
    """Write `theme.css`, and take out of the site what no page loads."""
    if exception is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    static = site / "_static"
    sheets = [(static / "basic.css").read_text(encoding="utf-8")]
    for package, path in STYLE_SHEETS:
        sheets.append((Path(package.__file__).parent / path).read_text(encoding="utf-8"))
    pages = [
        path.read_text(encoding="utf-8")
        for path in site.rglob("*.html")
        if static not in path.parents
    ]
    remove_unused(static, pages, own_files(Path(app.srcdir), app.config.html_static_path))
    scripts = [path.read_text(encoding="utf-8") for path in static.rglob("*.js")]
    words = purge.words_of(pages, scripts)
    # Half a second, so it is done only when a class came or went.
    made_from = hashlib.sha256(repr((sheets, sorted(words))).encode()).hexdigest()[:16]
    head = f"{NOTICE}/* made from {made_from} */\n"
    theme = static / "theme.css"
    if theme.exists() and theme.read_text(encoding="utf-8").startswith(head):
        return
    kept = "".join(purge.purge(sheet, words) for sheet in sheets)
    # In a layer of its own, the theme gives way to course.css whatever its selectors weigh.
    theme.write_text(f"{head}@layer theme{{{kept}}}\n", encoding="utf-8")


def own_files(root: Path, folders: Iterable[str]) -> dict[str, Path]:
    """The files in the book's own folders among these, by their paths inside their folder.

    Extensions and the theme add theirs, which lie elsewhere.
    """
    own = [path for path in (root / name for name in folders) if path.is_relative_to(root / "book")]
    return {
        path.relative_to(folder).as_posix(): path
        for folder in own
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def remove_unused(static: Path, pages: Iterable[str], own: Collection[str]) -> None:
    """Delete what extensions laid into `_static/` and no page asks for (some 5 MB)."""
    asked = {
        match.partition("?")[0]
        for page in pages
        for match in re.findall(r'(?:src|href)="[^"]*?_static/([^"#]+)', page)
    }
    for path in sorted(static.rglob("*"), reverse=True):
        name = path.relative_to(static).as_posix()
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif name not in asked | KEPT and name not in own:
            path.unlink()


def settle_options(app: Sphinx, config: Config) -> None:
    """The options that the templates in `book/_templates` rely on."""
    config.html_use_index = False  # the glossary is the book's index
    config.html_permalinks_icon = "#"
    config.html_sidebars = {"**": []}  # layout.html names what stands in the sidebar
    config.course_theme = fingerprint(Path(app.srcdir), config)


def fingerprint(root: Path, config: Config) -> str:
    """A digest of what gives pages their frame: when it changes, all of them are written again.

    Sphinx itself copies a changed style sheet or script only when it has a page to write.
    """
    digest = hashlib.sha256()
    for name in ("sphinx-book-theme", "pydata-sphinx-theme"):
        digest.update(version(name).encode())
    files = own_files(root, [*config.html_static_path, *config.templates_path])
    for name, path in files.items():
        digest.update(f"{name}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def setup(app: Sphinx) -> None:
    mathml.setup(app)
    app.add_css_file("course.css", priority=900)
    for script in SCRIPTS:
        app.add_js_file(script, priority=900)
    app.add_config_value("course_theme", "", "html")
    app.connect("config-inited", settle_options)
    # After every other extension has added its files.
    app.connect("html-page-context", choose_assets, priority=900)
    app.connect("build-finished", write_theme, priority=900)
