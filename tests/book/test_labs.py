"""The labs without a browser: the card's links, the cache, and words when something fails."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from sitekit.directives.exercise import ExerciseCard, hub_address
from sitekit.errors import CourseError
from sitekit.html import to_html
from sitekit.labs import build as labs
from sitekit.labs import fetch as fetching
from sitekit.labs import runtime
from sitekit.labs.lite import UNUSED_FILES
from sitekit.paths import ROOT

HUB = {
    "lab_hub_url": "https://hub.example.edu",
    "lab_hub_repository": "https://git.example/dsi.git",
}


def ways(**settings) -> list[str]:
    """The card's links as HTML, with these settings of `_config.yml`."""
    config = {
        "lab_built": False,
        "lab_hub_url": "",
        "lab_hub_repository": "",
        "lab_hub_branch": "main",
        **settings,
    }
    card = SimpleNamespace(
        env=SimpleNamespace(app=SimpleNamespace(config=SimpleNamespace(**config))),
        static_address=lambda file: f"../../{file}",
    )
    return [to_html(link) for link in ExerciseCard.ways(card, "crops", "lab")]


def test_the_card_opens_the_lab_first_where_there_is_one():
    links = ways(lab_built=True)
    assert len(links) == 3
    assert "Open in the browser" in links[0]
    assert 'href="../../lab/notebooks/index.html?path=crops/lab.ipynb"' in links[0]


def test_without_a_lab_and_a_hub_the_card_has_only_downloads():
    links = ways()
    assert len(links) == 2
    assert all("download" in link for link in links)
    assert not any("lab/notebooks" in link for link in links)


def test_a_hub_gets_a_link_that_fetches_the_repository_and_opens_the_notebook():
    link = ways(lab_built=True, **HUB)[-1]
    assert "JupyterHub" in link
    address = urlsplit(hub_address(*HUB.values(), "main", "crops/lab.ipynb"))
    assert address.path == "/hub/user-redirect/git-pull"
    assert parse_qs(address.query) == {
        "repo": ["https://git.example/dsi.git"],
        "branch": ["main"],
        "urlpath": ["tree/dsi/crops/lab.ipynb"],
    }


@pytest.mark.parametrize("field", HUB)
def test_a_hub_without_a_full_address_is_refused_by_name(field):
    settings = {**HUB, field: "hub.example.edu"}
    with pytest.raises(CourseError, match=f"sphinx.config.{field} must be a full address"):
        ways(**settings)


SOURCES = {
    "json/__init__.py": b"text = 1",
    "turtle_race.py": b"text = 2",
    "dsilab/__init__.py": b"text = 3",
    "dsilab/one/two.py": b"text = 4",
    "course_rest.py": b"text = 5",
    "xml/__init__.py": b"text = 6",
}


def test_a_start_gets_bytecode_and_the_sources_of_dsilab_and_the_rest_waits():
    bytecode = {f"{name}c": b"code" for name in SOURCES if not name.startswith(("turtle", "xml"))}
    first, rest = runtime.divide(SOURCES, bytecode)
    assert sorted(rest) == ["turtle_race.py", "xml/__init__.py"]
    assert first["course_rest.txt"] == b"turtle_race\nxml"
    assert first["json/__init__.pyc"] == b"code"
    assert "json/__init__.py" not in first
    assert first["dsilab/one/two.py"] == b"text = 4", "a student may read it"


def test_an_archive_is_the_same_bytes_each_time(tmp_path):
    for name in ("a", "b"):
        files = SOURCES if name == "a" else dict(reversed(SOURCES.items()))
        runtime.write_zip(tmp_path / name, files)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


UNPACK = """
import { readFileSync } from "node:fs";
const { unlzma } = await import(process.argv[1]);
process.stdout.write(unlzma(new Uint8Array(readFileSync(process.argv[2]))));
"""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a",
        b"ab" * 70_000,
        bytes(range(256)) * 40,
        random.Random(1).randbytes(50_000),
        b"".join(path.read_bytes() for path in sorted((ROOT / "book").rglob("*.py"))),
    ],
    ids=["empty", "one", "runs", "cycles", "noise", "text"],
)
def test_the_browser_unpacks_what_was_packed(content, tmp_path):
    (tmp_path / "plain").write_bytes(content)
    packed = runtime.write_packed(tmp_path / "plain", tmp_path)
    assert (tmp_path / packed["file"]).stat().st_size == packed["size"]
    script = (runtime.HERE / "unlzma.mjs").as_uri()
    command = [*fetching.node(), "--input-type=module", "--eval", UNPACK, script]
    command.append(str(tmp_path / packed["file"]))
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stdout == content
    if len(content) > 1000:
        (tmp_path / packed["file"]).write_bytes((tmp_path / packed["file"]).read_bytes()[:-500])
        broken = subprocess.run(command, capture_output=True, check=False)
        assert broken.stdout != content


@pytest.fixture(scope="module")
def fetched() -> Path:
    """What the registries gave for the labs, from the repository's cache where it is there."""
    return fetching.fetch(ROOT / "_build" / "cache")


def course(tmp_path: Path, text: str) -> Path:
    """A course with nothing but a `dsilab` of this text."""
    package = tmp_path / "exercises" / "dsilab"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(text)
    return tmp_path


def test_a_dsilab_that_does_not_start_in_the_browser_ends_the_build(fetched, tmp_path):
    root = course(tmp_path, "import numpy\nEXPLORERS = {}")
    with pytest.raises(CourseError, match=r"does not start.*No module named 'numpy'") as caught:
        runtime.build_runtime(root, fetched, tmp_path / "made")
    assert "\n" not in str(caught.value)


def test_a_wheel_that_is_missing_ends_the_build(fetched, tmp_path):
    shutil.copytree(fetched, tmp_path / "fetched")
    next((tmp_path / "fetched" / "wheels").glob("traitlets-*.whl")).unlink()
    with pytest.raises(CourseError, match=r"does not start.*No module named 'traitlets'"):
        runtime.build_runtime(course(tmp_path, ""), tmp_path / "fetched", tmp_path / "made")


def test_a_module_that_a_start_needs_may_not_wait(fetched, tmp_path, monkeypatch):
    def divided(files, bytecode):
        return plain(files, {k: v for k, v in bytecode.items() if k != name})

    plain, name = runtime.divide, "ipywidgets/widgets/widget_link.pyc"
    monkeypatch.setattr(runtime, "divide", divided)
    with pytest.raises(CourseError, match=r"widgets\.widget_link is not among the modules"):
        runtime.build_runtime(ROOT, fetched, tmp_path / "made")


def test_a_package_that_has_changed_is_named(fetched, tmp_path, monkeypatch):
    name = "IPython/__init__.py"
    monkeypatch.setitem(runtime.CHANGED, name, {b"no such line": b""})
    with pytest.raises(CourseError, match=f"the labs: {name} has changed"):
        runtime.all_files(ROOT, fetched)


def test_what_is_dropped_and_what_is_kept():
    for name in ("build/1.js.map", "build/fa-solid-900.svg", "repl/index.html", "rspack.config.js"):
        assert UNUSED_FILES.search(name), name
    for name in ("build/1.js", "notebooks/index.html", "jupyter-lite.ipynb", "build/x.woff2"):
        assert not UNUSED_FILES.search(name), name


def test_no_network_and_no_cache_is_one_line_that_names_the_way_out(tmp_path, monkeypatch):
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    with pytest.raises(CourseError, match=r"could not be fetched.*--no-lab") as caught:
        fetching.fetch(tmp_path)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.glob("fetched-*[!t]")), "half of it looks like all of it"


def test_a_wheel_that_is_not_what_the_lock_says_is_refused(tmp_path, monkeypatch):
    locks = tmp_path / "locks"
    locks.mkdir()
    for path in fetching.LOCKS.iterdir():
        (locks / path.name).write_bytes(path.read_bytes())
    wheels = (locks / fetching.WHEELS).read_text().split("--hash=sha256:")
    text = wheels[0] + "".join(f"--hash=sha256:{'0' * 64}{rest[64:]}" for rest in wheels[1:])
    (locks / fetching.WHEELS).write_text(text)
    monkeypatch.setattr(fetching, "LOCKS", locks)
    # The hash is looked at before Pyodide is wanted.
    monkeypatch.setattr(fetching, "npm", lambda: [sys.executable, "-c", "pass"])
    with pytest.raises(CourseError, match=r"could not be fetched.*(?i:hash|match)"):
        fetching.fetch(tmp_path / "cache")


def test_the_lab_is_made_anew_exactly_when_something_it_is_made_from_changes(tmp_path):
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "lab.md").write_text("one")
    first = labs.fingerprint(tmp_path)
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "index.md").write_text("a page")
    assert labs.fingerprint(tmp_path) == first
    (tmp_path / "exercises" / "lab.md").write_text("two")
    assert labs.fingerprint(tmp_path) != first


def test_putting_the_lab_into_the_site_leaves_no_older_file_there(tmp_path):
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "new.js").write_text("new")
    (tmp_path / "site" / "lab").mkdir(parents=True)
    (tmp_path / "site" / "lab" / "old.js").write_text("old")
    labs.put_lab(tmp_path / "made", tmp_path / "site")
    assert [path.name for path in (tmp_path / "site" / "lab").iterdir()] == ["new.js"]


@pytest.mark.parametrize("command", ["build", "serve", "check", "offline"])
def test_every_command_that_builds_can_leave_the_labs_out(command):
    done = subprocess.run(
        [sys.executable, "-m", "sitekit.cli", command, "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "--no-lab" in done.stdout
