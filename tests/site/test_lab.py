"""The labs, whole: from the exercise's page through the browser's Python to the mark."""

from __future__ import annotations

import functools
import http.server
import json
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dsilab import EXPLORERS
from playwright.sync_api import Browser, Locator, Page, expect
from sitekit.labs.build import put_lab
from sitekit.labs.fetch import LOCKS

from tests.conftest import FLAGS, find_chromium
from tests.site.lab_visits import CLASSROOM, LabVisit
from tests.site.test_explorer import PAGES
from tests.site.visits import AXE, AXE_TAGS, RUN_AXE

ROOT = Path(__file__).resolve().parents[2]
LAB = "lab/notebooks/index.html?path=ecology-disease/lab.ipynb"
NOTEBOOK = "ecology-disease/lab.ipynb"
PARSE_LABEL = """def parse_label(label):
    found = dsilab.parse_label(label)  # mine
    return {"year": found.year, "accession": found.accession, "country": found.country}"""
EXPLORER = """import dsilab, ipywidgets
dsilab.EXPLORERS["embargo"].widget()"""


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    """The built site's downloads and lab in a folder of their own, to change."""
    shutil.copytree(built / "downloads", tmp_path / "book" / "downloads")
    put_lab(built / "lab", tmp_path / "book")
    return tmp_path / "book"


@pytest.fixture
def plain_server() -> Iterator[Callable[[Path], str]]:
    """Serves a folder with nothing but Python's own file server; `asked` is what it was asked."""
    servers = []
    asked: list[str] = []

    def start(folder: Path) -> str:
        class Quiet(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *args) -> None:
                asked.append(self.path)

            def end_headers(self) -> None:
                # A browser may else take a file that it saw a minute ago for today's.
                self.send_header("Cache-Control", "no-cache")
                super().end_headers()

        handler = functools.partial(Quiet, directory=str(folder))
        servers.append(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_address[1]}/"

    def stop() -> None:
        while servers:
            server = servers.pop()
            server.shutdown()
            server.server_close()

    start.stop, start.asked = stop, asked
    yield start
    stop()


def replace(path: Path, change: Callable[[str], str]) -> None:
    """Change a file of a linked copy without touching what it is linked to."""
    text = change(path.read_text(encoding="utf-8"))
    path.unlink()
    path.write_text(text, encoding="utf-8")


def marks(notebook: dict) -> dict[str, dict]:
    """nbgrader's metadata by cell."""
    return {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["metadata"]["nbgrader"]
        for cell in notebook["cells"]
        if "nbgrader" in cell["metadata"]
    }


@pytest.fixture(scope="module")
def handed_in() -> dict[str, bytes]:
    """What the whole path downloaded, for the test that grades it."""
    return {}


def test_from_the_exercises_page_to_the_file_that_is_handed_in(built, site, lab, handed_in):
    visit = lab()
    page = visit.page
    page.goto(f"{site}book/ecology-disease/practice.html")
    card = page.locator("#exercise-ecology-disease-lab .actions a")
    assert re.match("Open in the browser", card.first.inner_text())
    card.first.click()
    progress = re.compile(r"Loading Python, [\d.]+ MB.*?[\d.]+ MB")
    expect(page.locator("#lab-start")).to_contain_text(progress)
    visit.ready()
    visit.run("dsilab lies in the folder above")
    expect(visit.cell("dsilab lies").locator(".jp-OutputArea-output").first).to_contain_text(
        ">2009_TVP11767_Trinidad"
    )
    # A cell of the student's own, with the explorer.
    visit.run('"1998_AY540489_35720_Venezuela".split')
    visit.write('"1998_AY540489_35720_Venezuela".split', EXPLORER)
    visit.run('EXPLORERS["embargo"]')
    output = visit.cell('EXPLORERS["embargo"]').locator(".jp-Cell-outputArea")
    menu = output.locator("select").first
    menu.wait_for()
    before = output.inner_text()
    assert output.locator("canvas, svg").count(), "the chart is not drawn"
    menu.select_option(index=menu.locator("option").count() - 1)
    page.wait_for_function(
        "before => [...document.querySelectorAll('.jp-Cell-outputArea')]"
        ".every(one => one.innerText !== before)",
        arg=before,
    )
    # Two cells of the exercise.
    visit.run("def looks_like_accession")
    visit.write("def parse_label", PARSE_LABEL)
    visit.run("def parse_label")
    visit.run("# Check: the labels of the table above.")
    expect(
        visit.cell("# Check: the labels of").locator(
            ".jp-RenderedText[data-mime-type*=error], [data-mime-type*=stderr]"
        )
    ).to_have_count(0)
    visit.save()
    file = visit.download("Download to hand in")
    assert file.suggested_filename == "lab.ipynb"
    handed_in["button"] = Path(file.path()).read_bytes()
    page.get_by_role("menuitem", name="File", exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_role("menuitem", name=re.compile("^Download")).first.click()
    handed_in["menu"] = Path(waiting.value.path()).read_bytes()
    original = json.loads((built / "downloads" / NOTEBOOK).read_bytes())
    for content in handed_in.values():
        notebook = json.loads(content)
        assert marks(notebook) == marks(original)
        assert [c["id"] for c in notebook["cells"]] == [c["id"] for c in original["cells"]]
    assert json.loads(handed_in["button"])["metadata"] == original["metadata"]
    # The work is there on the next visit, and the original when it is wanted.
    page.reload()
    visit.ready()
    expect(visit.cell("def parse_label")).to_contain_text("# mine")
    page.get_by_role("button", name="Start again from the original").click()
    page.get_by_role("button", name="Keep my work open").click()
    expect(visit.cell("def parse_label")).to_contain_text("# mine")
    page.get_by_role("button", name="Start again from the original").click()
    with page.expect_navigation():
        page.get_by_role("dialog").get_by_role("button", name="Start again").click()
    visit.ready()
    expect(visit.cell("def parse_label")).to_contain_text("NotImplementedError")
    [(kept, text)] = page.evaluate(SAVED, "earlier")
    assert re.fullmatch(r"ecology-disease/lab-earlier-[\d-]+\.ipynb", kept) and "# mine" in text
    assert visit.failed == []


@pytest.mark.parametrize("way", ["button", "menu"])
def test_what_was_downloaded_gets_the_right_mark(way, handed_in, tmp_path):
    if not (ROOT / "instructor").is_dir():
        pytest.skip("a public copy has no instructor's room")
    from coursekit.folder import open_gradebook

    from tests.instructor.helpers import Course

    assert handed_in, "the test before this one downloads the file"
    course, folder = Course(ROOT), tmp_path / "marking"
    (tmp_path / "work" / "s01").mkdir(parents=True)
    (tmp_path / "work" / "s01" / "lab.ipynb").write_bytes(handed_in[way])
    name = "ecology-disease-lab"
    for words in (
        ["release", name, "--no-check"],
        ["collect", name, tmp_path / "work"],
        ["grade", name],
    ):
        ran = course(*words, "--folder", folder)
        assert ran.code == 0, ran.out + ran.err
    with open_gradebook(folder) as gradebook:
        notebook = gradebook.find_submission_notebook("lab", name, "s01")
        scores = {grade.name: grade.auto_score for grade in notebook.grades if grade.auto_score}
    assert scores == {"parse-label-check": 2, "parse-label-properties": 2}


def test_below_a_path_of_a_plain_file_server(copy, plain_server, lab):
    visit = lab()
    address = f"{plain_server(copy.parent)}book/{LAB}"
    visit.open(address)
    visit.run("dsilab lies in the folder above")
    expect(visit.cell("dsilab lies").locator(".jp-OutputArea-output").first).to_contain_text(
        ">2009_TVP11767_Trinidad"
    )
    assert visit.failed == []
    # Without a service worker (a plain address in a classroom's network) the data is there too.
    bare = lab(service_workers="block")
    bare.context.add_init_script("delete Navigator.prototype.serviceWorker")
    bare.open(address)
    bare.run("dsilab lies in the folder above")
    expect(bare.cell("dsilab lies").locator(".jp-OutputArea-output").first).to_contain_text(
        ">2009_TVP11767_Trinidad"
    )
    expect(bare.cell("dsilab lies").locator(".jp-InputPrompt")).to_have_text("[1]:")


def written(visit: LabVisit, words: str, text: str) -> Locator:
    """Put `text` in place of the cell that holds these words, run it, and give its output."""
    visit.write(words, text)
    visit.run(text.splitlines()[0])
    return visit.cell(text.splitlines()[0]).locator(".jp-Cell-outputArea")


#: What stands under a cell that failed.
WRONG = "[data-mime-type*=stderr], [data-mime-type*=error]"
#: The menus that are higher than the line they stand in.
SPILLED = """output => [...output.querySelectorAll('.widget-dropdown')].filter(line =>
  line.querySelector('select').getBoundingClientRect().bottom >
    line.getBoundingClientRect().bottom + 1).map(line => line.innerText)"""
#: The explorers of each chapter.
SHOWN: dict[str, list[str]] = {}
for address, names in PAGES.items():
    SHOWN.setdefault(address.split("/")[1], []).extend(names)


def test_the_lab_of_each_chapter_shows_its_explorers_and_fetches_no_other_chapters_files(
    copy, plain_server, lab
):
    folders = {path.name for path in (copy / "lab" / "files").iterdir()}
    chapters = sorted(SHOWN)
    # A translated chapter lies beside its source: foundations.es.
    assert {name.partition(".")[0] for name in folders} == set(chapters) <= folders
    visit, address = lab(), plain_server(copy)
    for number, chapter in enumerate(chapters):
        plain_server.asked.clear()
        visit.page.set_viewport_size({"width": 1280 if number % 2 else 390, "height": 900})
        visit.open(f"{address}lab/notebooks/index.html?path={chapter}/lab.ipynb")
        visit.run("dsilab lies in the folder above")
        first = visit.cell("dsilab lies in the folder above")
        expect(first.locator(".jp-OutputArea-output").first).to_be_visible()
        expect(first.locator(WRONG)).to_have_count(0)
        shown = "\n".join(f"display(EXPLORERS['{name}'].widget())" for name in SHOWN[chapter])
        cell = f"from dsilab import EXPLORERS  # here\n{shown}"
        output = written(visit, "raise NotImplementedError()", cell)
        for name in SHOWN[chapter]:
            choices = {choice.name: choice.default for choice in EXPLORERS[name].choices}
            expect(output).to_contain_text(EXPLORERS[name].outcome(**choices).summary)
        expect(output.locator("select")).to_have_count(
            sum(len(EXPLORERS[name].choices) for name in SHOWN[chapter])
        )
        assert output.evaluate(SPILLED) == [], "a menu lies over what comes next"
        expect(output.locator(".vega-embed .marks")).to_have_count(len(SHOWN[chapter]))
        expect(output.locator(WRONG)).to_have_count(0)
        files = [path for path in plain_server.asked if "/files/" in path]
        assert files, "the data is served to the kernel, not from the page"
        assert {path.split("/files/")[1].split("/")[0] for path in files} == {chapter}
    assert visit.failed == []


#: What axe still finds in the lab, by the accessibility statement: where, and by which rule.
KNOWN = {
    (where.strip().casefold(), rule)
    for places, rule in re.findall(
        r"^\| ([^|`]+) \| `([\w-]+)` \|",
        (ROOT / "book/reference/accessibility.md").read_text(encoding="utf-8"),
        re.M,
    )
    for where in re.sub(r"\(.*?\)", "", places).split(",")
}


def rules(page: Page) -> set[str]:
    """The names of axe's rules that the lab breaks now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return {fault.split(": ")[1] for fault in page.evaluate(RUN_AXE, [AXE_TAGS, None, None])}


def test_axe_finds_in_the_lab_what_the_accessibility_statement_says_and_nothing_else(site, lab):
    visit = lab()
    page = visit.open(f"{site}{LAB}")
    output = written(visit, "def parse_label", EXPLORER)
    output.locator("select").first.wait_for()
    output.locator(".vega-embed summary[aria-label]").wait_for()
    page.wait_for_function("!document.querySelector('.cm-content:not([aria-label])')")
    expect(page).to_have_title(re.compile("^Yellow fever: .* – Course lab$"))
    found: set[tuple[str, str]] = set()

    def note(where: str) -> None:
        found.update((where, rule) for rule in rules(page))

    assert rules(page) == set()
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
    assert rules(page) == set(), "dark"
    page.locator(".lab-bar button").first.evaluate("node => { node.textContent = ''; }")
    assert rules(page) == {"button-name"}, "the check sees a fault"
    page.locator(".lab-bar button").first.evaluate("node => { node.textContent = 'Again'; }")
    for menu in ("File", "Settings"):
        page.get_by_role("menuitem", name=menu, exact=True).click()
        page.wait_for_function("!document.querySelector('.lm-Menu-item:not([role])')")
        page.wait_for_function("!document.querySelector('[role=presentation][tabindex]')")
        note("an open menu")
        page.keyboard.press("Escape")
        page.locator(".lm-Menu").wait_for(state="detached")
    page.locator(".jp-MarkdownCell").first.click(button="right")
    page.wait_for_function("document.querySelector('.lm-Menu [role=separator]')")
    note("the menu of a cell")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Start again from the original").click()
    page.locator(".jp-Dialog").wait_for()
    assert rules(page) == set(), "a dialog"
    page.keyboard.press("Escape")
    visit.write('Venezuela".split', "dsilab.parse_f")
    page.keyboard.press("Tab")
    page.locator(".jp-Completer-item").first.wait_for()
    note("the list of completions")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Shift+C")
    page.locator(".lm-CommandPalette-content[tabindex]").wait_for()
    assert rules(page) == set(), "the list of commands"
    page.goto(f"{site}lab/tree/index.html")
    page.locator(".jp-DirListing-item").first.wait_for()
    page.locator("#first-cell").wait_for()
    note("the list of files")
    expect(page).to_have_title("Files – Course lab")
    page.goto(f"{site}lab/edit/index.html?path=ecology-disease/data/SOURCES.md")
    page.locator(".jp-FileEditor .cm-content[aria-label]").wait_for()
    page.locator("#first-cell").wait_for()
    assert rules(page) == set(), "a file of text"
    assert found == KNOWN


NOTHING = """import dsilab, js
print("null is", js.JSON.parse("null"))
dsilab.bar_chart({"B": 2, "A": 1}, title="In this order")"""


def test_none_in_python_is_null_on_the_page_and_null_is_none(site, lab):
    visit = lab()
    visit.open(f"{site}{LAB}")
    output = written(visit, "def parse_label", NOTHING)
    expect(output).to_contain_text("null is None")
    output.locator(".vega-embed").wait_for()
    notebook = json.loads(Path(visit.download("Download to hand in").path()).read_bytes())
    [chart] = [
        output["data"]["application/vnd.vegalite.v5+json"]
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if "application/vnd.vegalite.v5+json" in output.get("data", {})
    ]
    order = chart["layer"][0]["encoding"]["y"]
    assert (order["sort"], order["title"], chart["background"]) == (None, None, "white")
    assert visit.failed == []


#: By folder, words of the scripts that draw charts and widgets.
AHEAD = {
    "build": "vega-embed-style",
    "extensions/@jupyter-widgets/jupyterlab-manager/static": "DropdownView",
}
KEPT = """async ends => {
  const kept = [];
  for (const key of await caches.keys())
    for (const one of await (await caches.open(key)).keys())
      kept.push(new URL(one.url).pathname);
  return ends.every(end => kept.some(path => path.endsWith(end))); }"""


def test_a_lab_that_was_opened_once_works_when_the_network_is_cut(copy, plain_server, lab):
    visit = lab()
    address = f"{plain_server(copy)}{LAB}"
    page = visit.open(address)
    rest = next((copy / "lab" / "static" / "pyodide").glob("rest.zip.*")).name
    # Widgets and charts are loaded ahead, too.
    ahead = [
        path.name
        for folder, words in AHEAD.items()
        for path in (copy / "lab" / folder).glob("*.js")
        if words in path.read_text(encoding="utf-8")
    ]
    assert len(ahead) >= len(AHEAD)
    wanted = [rest, "data/yellow-fever.fasta", "data/all.json", *ahead]
    # Not `wait_for_function`, for which a promise is an answer.
    patience = time.monotonic() + 60
    while not page.evaluate(KEPT, wanted):
        assert time.monotonic() < patience, f"never kept: one of {wanted}"
        page.wait_for_timeout(250)
    assert visit.failed == []
    plain_server.stop()
    visit.context.set_offline(True)
    page.goto("about:blank")
    visit.open(address)
    visit.run("dsilab lies in the folder above")
    expect(visit.cell("dsilab lies").locator(".jp-OutputArea-output").first).to_contain_text(
        ">2009_TVP11767_Trinidad"
    )
    # A part of Python's library that a start does not load, and the explorer.
    statistics = "import statistics\nstatistics.mean([1, 2, 6])"
    expect(written(visit, "def parse_label", statistics)).to_contain_text("3")
    output = written(visit, "def read_set", EXPLORER)
    output.locator("select").first.wait_for()
    output.locator("canvas, svg").first.wait_for()


@pytest.fixture(scope="module")
def classroom_browser(browser: Browser) -> Iterator[Browser]:
    """A browser for which this machine has a name that it does not trust as its own."""
    kind = browser.browser_type
    rules = [*FLAGS, f"--host-resolver-rules=MAP {CLASSROOM} 127.0.0.1"]
    other = kind.launch(executable_path=find_chromium(kind), args=rules)
    yield other
    other.close()


def test_a_classroom_box_at_a_plain_http_address(copy, plain_server, outside, classroom_browser):
    outside.asked.clear()
    visit = LabVisit(classroom_browser, outside)
    page = visit.open(f"{plain_server(copy)}{LAB}".replace("127.0.0.1", CLASSROOM))
    assert page.evaluate("[isSecureContext, 'serviceWorker' in navigator, 'caches' in window]") == [
        False,
        False,
        False,
    ]
    expect(page.get_by_role("alert")).to_contain_text("This address starts with http:")
    visit.run("dsilab lies in the folder above")
    expect(visit.cell("dsilab lies").locator(".jp-OutputArea-output").first).to_contain_text(
        ">2009_TVP11767_Trinidad"
    )
    written(visit, "def read_set", EXPLORER).locator("select").first.wait_for()
    visit.save()
    page.reload()
    visit.ready()
    expect(visit.cell("dsilab.EXPLORERS")).to_be_visible()
    assert visit.failed == []
    visit.close()
    assert outside.asked == []


def test_a_package_that_is_not_here_is_told_and_names_are_completed(site, lab):
    visit = lab()
    page = visit.open(f"{site}{LAB}")
    output = written(visit, "def parse_label", "%pip install numpy")
    expect(output).to_contain_text("numpy cannot be installed here")
    visit.run("dsilab lies in the folder above")
    source = written(visit, "def read_set", "dsilab.parse_label??")
    expect(source).to_contain_text("def parse_label(label: str)")
    visit.write('Venezuela".split', "dsilab.parse_f")
    page.keyboard.press("Tab")
    page.locator(".jp-Completer-item").first.wait_for()
    page.keyboard.press("Enter")
    expect(visit.cell("dsilab.parse_fasta")).to_be_visible()
    wrong = written(visit, "dsilab.parse_fasta", "dsilab.parse_fasta('no fasta')")
    expect(wrong).to_contain_text("ValueError")
    expect(wrong).to_contain_text("dsilab/sequences.py")
    assert visit.failed == []


def test_a_new_release_neither_overwrites_nor_hides(copy, plain_server, lab):
    visit = lab()
    page = visit.open(f"{plain_server(copy)}{LAB}")
    visit.write("def parse_label", "my_own = 'work'")
    visit.save()
    replace(copy / "lab" / "files" / NOTEBOOK, lambda t: t.replace("71 real seq", "72 new seq"))
    replace(
        copy / "lab" / "jupyter-lite.json",
        lambda t: re.sub(rf'("{NOTEBOOK}": )"\w+"', r'\1"anotherrelease"', t),
    )
    page.reload()
    visit.ready()
    expect(page.get_by_role("alert")).to_contain_text("There is a new version of this exercise")
    expect(visit.cell("my_own")).to_be_visible()
    expect(page.get_by_text("72 new seq")).to_have_count(0)
    expect(page.get_by_role("button", name="Go on with mine")).to_have_count(1)
    with page.expect_navigation():
        page.get_by_role("button", name="Open the new version and keep my work beside it").click()
    visit.ready()
    page.locator(".jp-RenderedMarkdown", has_text="72 new seq").first.wait_for()
    expect(page.get_by_role("alert")).to_have_count(0)
    kept = page.evaluate(SAVED, "earlier")
    assert [name for name, text in kept if "my_own" in text], kept


def test_the_watch_sees_requests_of_pages_and_of_workers(site, lab, outside):
    page = lab().page
    page.goto(f"{site}book/index.html")
    page.evaluate("""async () => {
      await fetch('https://page.example/').catch(() => 0);
      const code = "fetch('https://worker.example/').catch(() => 0).then(() => postMessage(1))";
      const worker = new Worker(URL.createObjectURL(new Blob([code])));
      await new Promise(done => { worker.onmessage = done; }); }""")
    asked = " ".join(outside.asked)
    assert "page.example:443" in asked and "worker.example:443" in asked
    outside.asked.clear()


#: Paths and contents, as text, of what the lab has saved under a name with these letters.
SAVED = """async letters => {
  const database = await new Promise((done, fail) => {
    const request = indexedDB.open('dsi-course lab');
    request.onsuccess = () => done(request.result); request.onerror = fail; });
  const files = database.transaction('files').objectStore('files');
  const all = await new Promise(done => {
    const found = []; const walk = files.openCursor();
    walk.onsuccess = () => { const at = walk.result; if (!at) return done(found);
      if (at.key.includes(letters)) found.push([at.key, JSON.stringify(at.value.content)]);
      at.continue(); }; });
  database.close(); return all; }"""


def test_a_saved_notebook_that_cannot_be_read_is_set_aside(site, lab):
    visit = lab()
    page = visit.open(f"{site}{LAB}")
    visit.write("def parse_label", "broken = 'soon'")
    visit.save()
    page.evaluate(
        """async path => {
      const database = await new Promise(done => {
        const request = indexedDB.open('dsi-course lab');
        request.onsuccess = () => done(request.result); });
      const files = database.transaction('files', 'readwrite').objectStore('files');
      const record = await new Promise(done => {
        const get = files.get(path); get.onsuccess = () => done(get.result); });
      record.content = '{"cells": [ my work, cut sho';
      await new Promise(done => { files.put(record, path).onsuccess = done; });
      database.close(); }""",
        NOTEBOOK,
    )
    page.reload()
    visit.ready()
    expect(page.get_by_role("alert")).to_contain_text("cannot be read. It was set aside")
    expect(visit.cell("def parse_label")).to_contain_text("NotImplementedError")
    saved = visit.download("Download what was saved")
    assert Path(saved.path()).read_text(encoding="utf-8") == '{"cells": [ my work, cut sho'


def test_storage_that_is_full_is_told_and_the_work_can_be_downloaded(site, lab):
    visit = lab()
    visit.context.add_init_script("""{
      const put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (value, ...rest) {
        if (this.name === "files") throw new DOMException("full", "QuotaExceededError");
        return put.call(this, value, ...rest);
      }; }""")
    page = visit.open(f"{site}{LAB}")
    visit.write("def parse_label", "not_lost = True")
    page.keyboard.press("Control+S")
    dialog = page.locator(".jp-Dialog")
    dialog.wait_for()
    page.keyboard.press("Escape")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("could not be saved in this browser")
    saved = visit.download("Download my work")
    assert "not_lost = True" in Path(saved.path()).read_text(encoding="utf-8")


def test_a_page_from_a_folder_says_what_to_do(built, lab):
    visit = lab()
    visit.page.goto(f"{built.as_uri()}/{LAB}", wait_until="commit")
    check_refusal(visit, "opened from a folder", built)


def test_a_browser_without_webassembly_is_told(site, built, lab):
    visit = lab()
    visit.context.add_init_script("delete globalThis.WebAssembly")
    visit.page.goto(f"{site}{LAB}", wait_until="commit")
    check_refusal(visit, "no WebAssembly", built)


def test_a_browser_without_module_workers_is_told(site, built, lab):
    visit = lab()
    visit.context.add_init_script("globalThis.Worker = function () { this.terminate = () => {}; }")
    visit.page.goto(f"{site}{LAB}", wait_until="commit")
    check_refusal(visit, "too old to run Python", built)


def check_refusal(visit: LabVisit, reason: str, built: Path) -> None:
    page = visit.page
    expect(page.get_by_role("heading", level=1)).to_have_text("The lab cannot run here")
    expect(page.locator("main")).to_contain_text(reason)
    links = page.locator("main a")
    expect(links).to_have_count(3)
    for link in links.all():
        target = link.evaluate("node => node.pathname").rpartition("/downloads/")[2]
        if "downloads" in link.get_attribute("href"):
            assert (built / "downloads" / target).is_file(), target
    page.wait_for_timeout(500)
    expect(page.locator(".jp-Notebook")).to_have_count(0)
    page.evaluate(AXE)
    assert page.evaluate(RUN_AXE, [AXE_TAGS, None, None]) == []


def test_the_notebooks_of_the_lab_are_the_students_notebooks(built):
    for path in (built / "downloads").rglob("*.ipynb"):
        name = path.relative_to(built / "downloads")
        assert (built / "lab" / "files" / name).read_bytes() == path.read_bytes()
    data = sorted((built / "lab" / "files").rglob("data/*"))
    assert {path.name for path in data} >= {"yellow-fever.fasta", "SOURCES.md"}


def test_the_lab_is_lean(built):
    files = [path for path in (built / "lab").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 45e6
    names = [path.relative_to(built / "lab").as_posix() for path in files]
    assert [name for name in names if name.endswith(".map")] == []
    extensions = {"/".join(name.split("/")[1:3]) for name in names if name.startswith("extensions")}
    assert extensions == {
        "@jupyterlite/pyodide-kernel-extension",
        "@jupyter-widgets/jupyterlab-manager",
        "dsi-course-lab/package.json",
        "dsi-course-lab/static",
    }


def test_every_package_of_the_labs_is_locked_by_version_and_hash():
    lock = json.loads((LOCKS / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert "node_modules/pyodide" in packages
    for name, entry in packages.items():
        assert entry["integrity"].startswith("sha512-"), name
        assert "resolved" not in entry, f"{name}: the lock names a registry"
    wheels = (LOCKS / "wheels.lock").read_text(encoding="utf-8")
    wanted = re.findall(r"^([\w-]+==[\w.]+)", (LOCKS / "wheels.in").read_text("utf-8"), re.M)
    assert re.findall(r"^([\w-]+==[\w.]+) \\\n    --hash=sha256:", wheels, re.M) == wanted
    assert "://" not in wheels


def test_pyodide_is_the_version_that_the_kernel_expects():
    from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION

    package = json.loads((LOCKS / "package.json").read_text(encoding="utf-8"))
    assert package["dependencies"]["pyodide"] == PYODIDE_VERSION


def test_the_spanish_lab_speaks_spanish(site, lab):
    visit = lab()
    page = visit.page
    page.goto(f"{site}es/book/foundations/practice.html")
    page.locator("a[data-lab='foundations/lab']").click()
    visit.ready()
    expect(page.get_by_role("button", name="Descargar para entregar")).to_be_visible()
    expect(page).to_have_title(re.compile("^Auditoría de procedencia.* – Laboratorio del curso$"))
    expect(page.locator(".jp-Notebook[lang=es]")).to_be_visible()
    visit.run("dsilab.speak")
    visit.write("def split_records", 'from dsilab.speech import _\nprint("dice", _("Year"))')
    visit.run('_("Year")')
    expect(visit.cell('_("Year")').locator(".jp-OutputArea")).to_contain_text("dice Año")
    expect(page.locator(WRONG)).to_have_count(0)
    assert visit.failed == []
