"""Runs `jupyter lite build`: the notebook interface with the exercises, and nothing unused."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from sitekit.downloads import bundle_files
from sitekit.errors import CourseError
from sitekit.labs.translated import translated_files

HERE = Path(__file__).parent
EXTENSIONS = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
#: The extensions of the environment that the lab has; nbgrader's, jupytext's and others stay out.
USED_EXTENSIONS = (
    "@jupyterlite/pyodide-kernel-extension",
    "@jupyter-widgets/jupyterlab-manager",
)
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
OWN = "dsi-course-lab"
#: The notebook, the list of files, and the editor in which the list shows a data file.
APPS = ("notebooks", "tree", "edit")
#: What the kernel would install at each start if it were not told that it is there.
PRELOADED = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython")
#: What no page of the lab asks for: source maps, old forms of fonts, leftovers of its making.
UNUSED_FILES = re.compile(
    r"\.map$|/fa-[\w-]+\.(eot|svg|ttf|woff)$|^(repl|lab|consoles|doc)/"
    r"|^jupyterlite\.schema|^rspack\.|/pyodide-kernel-extension/static/pypi/"
)


def build_lite(root: Path, runtime: Path, work: Path) -> Path:
    """Build the JupyterLite site in the folder `work` and return its folder.

    Raises:
        CourseError: JupyterLite does not build, or an extension is not installed.
    """
    work.mkdir(parents=True)
    releases = write_contents(root, work / "content")
    (work / "static").mkdir()
    runtime.rename(work / "static" / "pyodide")
    _write_json(work / "jupyter-lite.json", site_settings(releases, work / "content"))
    _write_json(work / "jupyter_lite_config.json", build_settings())
    shutil.copy(HERE / "overrides.json", work / "overrides.json")
    command = ["build", "--contents", "content", "--output-dir", "site"]
    done = subprocess.run(
        [sys.executable, "-m", "jupyterlite_core", *command],
        cwd=work,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = (done.stderr + done.stdout).strip().splitlines()
        wrong = [line for line in lines if "rror" in line] or lines or ["no message"]
        raise CourseError(f"the labs do not build (jupyter lite build): {wrong[-1].strip()}")
    site = work / "site"
    for path in sorted(site.rglob("*"), reverse=True):
        name = path.relative_to(site).as_posix()
        if path.is_file() and UNUSED_FILES.search(name):
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    for app in APPS:
        _add_start(site / app / "index.html")
    return site


def write_contents(root: Path, target: Path) -> dict[str, str]:
    """Write what a student gets, less `dsilab` (it is installed); the release of each notebook.

    A release is named by a digest of the notebook's bytes.
    """
    releases = {}
    for name, content in {**bundle_files(root), **translated_files(root)}.items():
        if "/" not in name or name.startswith("dsilab/"):
            continue
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if name.endswith(".ipynb"):
            releases[name] = hashlib.sha256(content).hexdigest()[:16]
    return releases


def site_settings(releases: dict[str, str], content: Path) -> dict[str, Any]:
    """`jupyter-lite.json`: the kernel asks this site alone, and the course's own extension."""
    kernel = {
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": list(PRELOADED)},
    }
    own = {
        "releases": releases,
        "data": _data_files(content),
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "Course lab",
            "appUrl": "./tree",
            "faviconUrl": "./notebooks/favicon.ico",
            # One name whatever the address, so that the work is found again after a move of the
            # lab within its host; other sites of the host have other names.
            "contentsStorageName": "dsi-course lab",
            "settingsStorageName": "dsi-course lab",
            "workspacesStorageName": "dsi-course lab",
            "disabledExtensions": json.loads((HERE / "disabled.json").read_text("utf-8")),
            "litePluginSettings": {KERNEL: kernel, f"{OWN}:plugin": own},
        },
    }


def build_settings() -> dict[str, Any]:
    """`jupyter_lite_config.json`: which parts of JupyterLite go in.

    Raises:
        CourseError: one of its extensions is not installed.
    """
    folders = [EXTENSIONS / name for name in USED_EXTENSIONS]
    for folder in folders:
        if not (folder / "package.json").is_file():
            raise CourseError(
                f"the labs need the extension {folder.relative_to(EXTENSIONS)}, which "
                "requirements.lock brings; run `make serve`, or build with --no-lab"
            )
    return {
        "LiteBuildConfig": {
            "apps": list(APPS),
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
            "ignore_sys_prefix": ["federated_extensions"],
            "federated_extensions": [str(folder) for folder in (*folders, HERE / "extension")],
        }
    }


def _data_files(content: Path) -> dict[str, list[str]]:
    """For each chapter its files but the notebooks, from the chapter's folder."""
    return {
        chapter.name: sorted(
            path.relative_to(chapter).as_posix()
            for path in chapter.rglob("*")
            if path.is_file() and path.suffix != ".ipynb"
        )
        for chapter in sorted(content.iterdir())
        if chapter.is_dir()
    }


def _add_start(page: Path) -> None:
    """Have a page of the interface run `start.js` before anything else."""
    text = page.read_text(encoding="utf-8")
    start = f"../extensions/{OWN}/static/start"
    icon = '<link rel="icon" href="favicon.ico">'
    tags = f'<link rel="stylesheet" href="{start}.css"><script src="{start}.js"></script>'
    manifest = '<link rel="manifest" href="../manifest.webmanifest">'
    if text.count("<head>") != 1 or text.count(manifest) != 1:
        raise CourseError(f"the labs: JupyterLite's page {page.parent.name} has changed its form")
    # The book is the web app; a second one inside it would have a picture of its own to load.
    text = text.replace(manifest, "").replace("<head>", f"<head>{icon}{tags}")
    page.write_text(text, encoding="utf-8")


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")
