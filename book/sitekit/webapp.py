"""The site as an installable web app: visited pages open without a network.

`service-worker.js` must lie at the site's root, as it may answer only for what is below itself. It
is registered for `book/` and for the search page, and not for the whole site: JupyterLite, below
`lab/`, takes any worker that answers for its pages for its own, and would then do without the one
through which its kernel reads files.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sphinx.application import Sphinx

from sitekit.errors import CourseError, shown
from sitekit.language import _, direction, language

HOME = "book/index.html"
OFFLINE, WORKER, MANIFEST = "offline.html", "service-worker.js", "manifest.webmanifest"
#: What the workers leave to the network, by how the rest of the address starts.
NOT_BOOK = ("lab/", "downloads/", WORKER)
NOT_LAB = ("api/drive", "api/stdin", "api/service-worker-heartbeat", WORKER)
KEEP = "keep.js"


def manifest(title: str) -> dict[str, Any]:
    """The web app manifest; addresses are relative to it, so that a sub-path does not matter."""
    return {
        "name": title,
        "short_name": "DSI course",
        "lang": language(),
        "start_url": HOME,
        "scope": "./",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0a6757",
        "icons": [{"src": "_static/icon.svg", "sizes": "any", "type": "image/svg+xml"}],
    }


def app_files(templates: Path, title: str) -> dict[str, str]:
    """The files that make the site an app, by their names at its root."""
    environment = _environment(templates)
    offline = environment.get_template(OFFLINE).render(
        title=title, language=language(), direction=direction(language()), _=_
    )
    # A browser takes a worker for new when its bytes change; then it fetches the offline page anew.
    version = hashlib.sha256(offline.encode()).hexdigest()[:12]
    worker = environment.get_template(WORKER)
    return {
        OFFLINE: offline,
        WORKER: worker.render(version=version, offline=OFFLINE, others=json.dumps(NOT_BOOK)),
        MANIFEST: json.dumps(manifest(title), indent=1) + "\n",
    }


def keep_lab(root: Path, lab: Path) -> None:
    """Have a built JupyterLite site keep what it loaded, so that it runs without a network.

    Our worker's listener goes before JupyterLite's in the one worker of the labs. It leaves alone
    what the kernel asks of the page, and answers the rest from the network first. JupyterLite's own
    cache would answer from last time's files first, and misses what came before its worker.

    Raises:
        CourseError: JupyterLite's worker or its pages are not where they were.
    """
    worker, pages = lab / WORKER, sorted(lab.glob("*/index.html"))
    if not worker.is_file() or not pages:
        raise CourseError(f"the labs: there is no {WORKER} or no page in {shown(lab)}")
    environment = _environment(root / "book" / "_templates")
    own = environment.get_template(WORKER).render(
        version="lab", offline="", others=json.dumps(NOT_LAB)
    )
    text = worker.read_text(encoding="utf-8")
    if own not in text:
        _write_anew(worker, f"{own}\n{text}")
    shutil.copy(root / "book" / "_templates" / KEEP, lab / KEEP)
    tag = f'<script src="../{KEEP}"></script>'
    for page in pages:
        text = page.read_text(encoding="utf-8")
        if tag not in text:
            _write_anew(page, text.replace("<head>", f"<head>{tag}", 1))


def _write_anew(path: Path, text: str) -> None:
    """Write another file of this name: the one that is there may be linked to the labs' cache."""
    path.unlink()
    path.write_text(text, encoding="utf-8")


def _environment(templates: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader(templates),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )


def _write(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    title = app.config.html_title or app.config.project
    for name, text in app_files(Path(app.srcdir) / "book" / "_templates", title).items():
        (Path(app.outdir) / name).write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> None:
    app.add_js_file("webapp.js", priority=900)
    app.connect("build-finished", _write)
