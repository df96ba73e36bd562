"""The course without a network: the zip from a folder and from its own server; the web app."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from dsilab import EXPLORERS
from playwright.sync_api import expect
from sitekit.course import load_course
from sitekit.errors import CourseError
from sitekit.offline import NAME, write_offline
from sitekit.serve_offline import addresses_here
from sitekit.webapp import HOME, keep_lab
from sphinx_external_toc.parsing import parse_toc_yaml

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*parse_toc_yaml(ROOT / "_toc.yml"), "search"]
SCIENCE, RULES = "book/ecology-disease/science.html", "book/ecology-disease/rules.html"
COURSE = load_course(ROOT)
MOST_BYTES = 60_000_000
ANSWERING = """async () => {
  const all = await navigator.serviceWorker.getRegistrations();
  return all.map(r => new URL(r.scope).pathname).sort();
}"""
KEPT = """async () => {
  const names = [];
  for (const key of await caches.keys())
    for (const request of await (await caches.open(key)).keys())
      names.push(new URL(request.url).pathname);
  return names;
}"""


@pytest.fixture(scope="module")
def archive(built) -> Path:
    return write_offline(ROOT, built)


@pytest.fixture(scope="module")
def folder(archive, tmp_path_factory) -> Path:
    """The unpacked zip; its path has a space and an accent, as a learner's may."""
    target = tmp_path_factory.mktemp("off") / "Mes téléchargements"
    with zipfile.ZipFile(archive) as whole:
        whole.extractall(target)
    return target / NAME


class Served:
    """The zip's own server on a folder; `stop` cuts it off."""

    def __init__(self, folder: Path, *options: str) -> None:
        # -I and -S: Python's standard library and nothing else.
        command = [sys.executable, "-I", "-S", "-u", str(folder / "serve.py"), *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.said: list[str] = []
        for line in self.process.stdout:
            self.said.append(line.strip())
            if line.startswith("Stop it"):
                break
        found = re.search(rf"(http://127\.0\.0\.1:(\d+)/){HOME}$", "\n".join(self.said), re.M)
        assert found, self.said
        self.address, self.port = found[1], int(found[2])

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        line.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = line.getresponse()
        names = {name.title(): value for name, value in answer.getheaders()}
        return answer.status, names, answer.read()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture
def start() -> Iterator[Callable[..., Served]]:
    running: list[Served] = []

    def run(folder: Path, *options: str) -> Served:
        running.append(Served(folder, *options))
        return running[-1]

    yield run
    for served in running:
        served.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def wait_until(page, script: str, wanted: Callable[[object], bool]) -> None:
    patience = time.monotonic() + 30
    while time.monotonic() < patience:
        if wanted(page.evaluate(script)):
            return
        time.sleep(0.05)
    pytest.fail(f"never came true; last: {page.evaluate(script)}")


def kept_here(page) -> None:
    """Wait until the worker keeps the page that is open and all that it loaded."""
    files = page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    wanted = {urlsplit(url).path for url in [page.url, *files] if "webmanifest" not in url}
    wait_until(page, KEPT, lambda names: wanted <= set(names))


# The zip


def test_the_zip_holds_the_whole_site_and_is_the_same_each_time(built, archive):
    first = archive.read_bytes()
    assert write_offline(ROOT, built).read_bytes() == first
    assert len(first) < MOST_BYTES
    with zipfile.ZipFile(archive) as whole:
        entries = whole.infolist()
    names = [entry.filename for entry in entries]
    assert names == sorted(names)
    assert {entry.date_time for entry in entries} == {(2026, 1, 1, 0, 0, 0)}
    files = (p for p in built.rglob("*") if p.is_file() and p.name != ".buildinfo")
    assert {f"{NAME}/site/{p.relative_to(built).as_posix()}" for p in files} <= set(names)
    beside = {"START-HERE.html", "serve.py", "LICENSE", "LICENSE-CONTENT"}
    assert {n for n in names if "/site/" not in n} == {f"{NAME}/{name}" for name in beside}
    assert f"{NAME}/site/downloads/dsi-course-student.zip" in names


def test_a_site_that_is_not_whole_is_refused(tmp_path):
    with pytest.raises(CourseError, match=r"has no book/index\.html; build it"):
        write_offline(ROOT, tmp_path)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_start_page(scheme, folder, visit):
    seen = visit((folder / "START-HERE.html").as_uri(), width=390, scheme=scheme)
    assert seen.faults() == []
    for link in seen.page.locator("a").all():
        assert (folder / link.get_attribute("href")).is_file()
    words = seen.page.locator("main").inner_text()
    assert "py serve.py" in words
    assert "python3 serve.py --share" in words
    assert ("labs" in words) == (folder / "site" / "lab").is_dir()
    seen.page.get_by_role("link", name="Open the book").click()
    expect(seen.page.locator("article h1")).to_be_visible()
    assert seen.noticed() == []


def use_all(page) -> Iterator[str]:
    """Look at each figure, move each explorer, answer each question; names what was used."""
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    for chart in page.locator(".chart svg").all():
        assert chart.bounding_box()["height"] > 50
        yield "chart"
    for card in page.locator(".explorer").all():
        summary, found = card.locator(".summary"), set()
        for select in card.locator("select").all():
            for number in range(select.locator("option").count()):
                select.select_option(index=number)
                found.add(summary.inner_text())
        assert len(found) > 2
        yield "explorer"
    for form in page.locator("form.question").all():
        form.locator("input").first.check()
        form.get_by_role("button", name="Check my answer").click()
        expect(form.locator(".verdict")).to_contain_text("orrect", use_inner_text=True)
        yield "question"


def test_every_page_works_from_a_folder_of_files(folder, visit):
    site = f"{(folder / 'site').as_uri()}/"
    seen = visit(site + HOME)
    page = seen.page
    used: Counter[str] = Counter()
    for name in PAGES:
        page.goto(f"{site}{name}.html")
        expect(page.locator("h1")).to_have_count(1)
        used.update(use_all(page))
        for picture in page.locator("article img").all():
            # A talk's slides wait until they are seen.
            assert picture.evaluate(
                "async e => { e.loading = 'eager'; await e.decode(); return e.naturalWidth > 0 }"
            )
        assert seen.noticed() == [], name
        expect(page.locator("link[rel=manifest]")).to_have_count(0)

    assert used.keys() == {"chart", "explorer", "question"}
    assert used["explorer"] == len(EXPLORERS), "every explorer is on a page"
    assert used["question"] >= 10 * len(COURSE.chapters)

    page.goto(site + SCIENCE)
    page.keyboard.press("Control+k")
    page.keyboard.type("embargo")
    page.keyboard.press("Enter")
    page.locator("#search-results ul.search a").first.press("Enter")
    page.locator("article .highlighted").filter(visible=True).first.wait_for()
    assert seen.noticed() == []


# Its server


def test_the_server_gives_the_right_types_and_new_editions(folder, start, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    extra = {
        "a.wasm": "application/wasm",
        "a.mjs": "text/javascript",
        "a.js": "text/javascript",
        "a.webmanifest": "application/manifest+json",
        "a.ipynb": "application/json",
        "a.css": "text/css",
        "a.svg": "image/svg+xml",
    }
    for name in extra:
        (copy / "site" / name).write_text("first")
    served = start(copy, "--port", str(free_port()))
    for name, kind in extra.items():
        status, headers, body = served.get(f"/{name}")
        assert (status, headers["Content-Type"], body) == (200, kind, b"first")
    assert served.get(f"/{HOME}")[1]["Content-Type"] == "text/html"
    assert served.get("/")[0] == 200

    tag = served.get("/a.js")[1]["Etag"]
    assert served.get("/a.js", If_None_Match=tag)[0] == 304
    # Every file of every edition has the time of the zip: the time must not say "not modified".
    dated = served.get("/a.js", If_Modified_Since="Fri, 31 Dec 2027 00:00:00 GMT")
    assert dated[0] == 200
    served.stop()
    (copy / "site" / "a.js").write_text("2econ")
    again = start(copy, "--port", str(free_port()))
    assert again.get("/a.js", If_None_Match=tag)[::2] == (200, b"2econ")


def test_the_server_stays_in_its_folder(folder, start):
    served = start(folder, "--port", str(free_port()))
    for path in ("/../serve.py", "/%2e%2e/serve.py", "/..%2fserve.py", "//etc/passwd", "/none"):
        assert served.get(path)[0] == 404, path
    assert served.get("/_static/")[0] == 404, "no list of a folder"
    assert served.get("/_static")[0] in (301, 404)
    for address in addresses_here():
        with pytest.raises(OSError):
            socket.create_connection((address, served.port), timeout=2).close()


def test_a_taken_port_gives_way_to_the_next_and_says_so(folder, start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        served = start(folder, "--port", str(port))
    assert served.port > port
    said = f"Port {port} is taken by another program, so this is port {served.port}."
    assert served.said[0] == said
    assert served.get(f"/{HOME}")[0] == 200


def test_share_prints_the_addresses_for_the_classroom(folder, start):
    served = start(folder, "--share", "--port", str(free_port()))
    network = [line for line in served.said if line.startswith("On other machines")]
    assert len(network) == len(addresses_here())
    for line in network:
        address = re.search(r"http://([\d.]+):", line)[1]
        line = http.client.HTTPConnection(address, served.port, timeout=10)
        line.request("GET", f"/{HOME}")
        assert line.getresponse().status == 200
    if not network:
        assert "join one, then start this again" in "\n".join(served.said)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "unpack the whole zip first"),
        (("--port", "70000"), "a port is a number from 1 to 65535, not 70000"),
    ],
)
def test_a_wrong_start_gets_one_line(options, says, folder, tmp_path):
    target = folder / "serve.py"
    if not options:
        target = shutil.copy(target, tmp_path / "serve.py")
    command = [sys.executable, "-I", "-S", str(target), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


# The web app


def test_visited_pages_open_when_the_server_is_gone(folder, start, visit):
    served = start(folder, "--port", str(free_port()))
    seen = visit(served.address + SCIENCE)
    page = seen.page
    kept_here(page)
    page.goto(served.address + "search.html?q=embargo")
    page.locator("#search-results li a").first.wait_for()
    # The search asks for each page that it lists; leaving at once would cut those requests off.
    page.wait_for_load_state("networkidle")
    kept_here(page)
    page.goto(f"{served.address}{HOME}")
    kept_here(page)
    assert seen.noticed() == []

    served.stop()
    page.context.set_offline(True)
    page.goto(served.address + SCIENCE)
    page.reload()
    summary = page.locator(".explorer .summary").first
    before = summary.inner_text()
    page.locator(".explorer select").first.select_option(index=0)
    page.locator(".explorer select").nth(1).select_option(index=0)
    expect(summary).not_to_have_text(before, use_inner_text=True)
    assert page.locator("article h1").evaluate("e => getComputedStyle(e).fontFamily") != ""
    assert page.evaluate("[...document.styleSheets].filter(s => s.cssRules.length).length") >= 2
    page.get_by_role("button", name="Mark this page as read").click()
    page.get_by_role("link", name="Home").click()
    page.wait_for_url(f"**/{HOME}")
    expect(page.locator("article h1")).to_be_visible()
    page.goto(served.address + "search.html?q=genome")  # another question than when it was kept
    page.locator("#search-results li a").first.wait_for()
    errors = [fault for fault in seen.noticed() if "script error" in fault]
    assert errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_that_was_not_visited_says_so_and_lists_those_that_were(
    scheme, site, visit, serve, built, tmp_path
):
    shutil.copytree(built, tmp_path / "courses" / "dsi")
    address = f"{serve(tmp_path)}courses/dsi/"
    seen = visit(address + SCIENCE, width=390, scheme=scheme)
    page = seen.page
    kept_here(page)
    page.goto(f"{address}{HOME}")
    kept_here(page)
    page.context.set_offline(True)
    answer = page.goto(address + RULES)
    assert answer.status == 503
    expect(page.locator("h1")).to_have_text(
        re.compile("^" + re.escape("There is no network")), use_inner_text=True
    )
    links = page.locator("li a")
    expect(links, "the two visited pages").to_have_count(2)
    assert seen.axe() == []
    assert seen.wider_than_screen() == []
    page.get_by_role("link", name="The science").click()
    page.wait_for_url(f"**/{SCIENCE}")
    expect(page.locator(".explorer").first).to_be_visible()

    page.goto(address + RULES)
    page.context.set_offline(False)
    page.get_by_role("link", name="try this page again").click()
    page.locator("article h1").get_by_text("The rules").wait_for()


def test_a_new_edition_is_seen_at_the_next_visit(folder, start, visit, tmp_path):
    shutil.copytree(folder, tmp_path / "copy")
    copy = tmp_path / "copy" / "site"
    address = start(copy.parent, "--port", str(free_port())).address
    page = visit(address + SCIENCE).page
    kept_here(page)
    source = copy / SCIENCE
    text = source.read_text(encoding="utf-8")
    style = copy / "_static" / "course.css"
    style.write_text(style.read_text(encoding="utf-8") + ".bd-article h1 { color: rgb(1, 2, 3) }")
    text = re.sub(r"course\.css\?v=\w+", "course.css?v=5ec0d", text)
    source.write_text(text.replace("<h1>", "<h1>Second edition: "), encoding="utf-8")
    for cut in (False, True):
        page.context.set_offline(cut)
        page.goto(address + SCIENCE)
        heading = page.locator("article h1")
        expect(heading).to_have_text(
            re.compile("^" + re.escape("Second edition: ")), use_inner_text=True
        )
        assert heading.evaluate("e => getComputedStyle(e).color") == "rgb(1, 2, 3)"
        kept_here(page)
    styles = [name for name in page.evaluate(KEPT) if name.endswith("course.css")]
    assert len(styles) == 1, "the style of the first edition is gone"


def test_the_labs_keep_their_own_worker(built, serve, visit, tmp_path):
    copy = tmp_path / "site"
    shutil.copytree(built, copy)
    (copy / "lab").mkdir(exist_ok=True)
    (copy / "lab" / "probe.html").write_text("<title>A lab</title><p>A lab</p>")
    address = serve(copy)
    page = visit(address + SCIENCE).page
    kept_here(page)
    assert page.evaluate(ANSWERING) == ["/book/", "/search.html"]
    page.goto(address + RULES)
    assert page.evaluate("navigator.serviceWorker.controller !== null")
    page.evaluate("url => fetch(url)", address + "lab/probe.html")
    page.goto(address + "lab/probe.html")
    page.reload()
    assert page.evaluate("navigator.serviceWorker.controller") is None
    assert not [name for name in page.evaluate(KEPT) if name.startswith("/lab/")]


#: What of JupyterLite matters here: a worker that answers the kernel, takes the page over at once,
#: and otherwise asks the network; a page that loads a file before the worker is there.
LITE_WORKER = """"use strict";
const CACHE = "precache";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const kernel = url.pathname.includes("/api/drive");
  if (kernel) event.respondWith(new Response("from the kernel's page"));
  else event.respondWith(fetch(event.request));
});"""
LITE_PAGE = """<!doctype html><html lang="en"><head><title>Lab</title>
<script src="../early.js"></script></head><body><p id="said"></p><script>
(async () => {
  if (navigator.serviceWorker.controller === null) {
    const claimed = new Promise(done => { navigator.serviceWorker.oncontrollerchange = done; });
    await navigator.serviceWorker.register("../service-worker.js?enableCache=false");
    await claimed;
  }
  const drive = await (await fetch("../api/drive", {method: "POST", body: "{}"})).text();
  const list = await (await fetch("../api/contents/all.json?" + Date.now())).text();
  document.querySelector("#said").textContent = [early, drive, list].join(", ");
})();
</script></body></html>"""


def test_a_lab_that_was_opened_once_runs_when_the_server_is_gone(folder, start, visit, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    lab = copy / "site" / "lab"
    shutil.rmtree(lab, ignore_errors=True)
    for name, text in {
        "service-worker.js": LITE_WORKER,
        "early.js": "const early = 'early file';",
        "notebooks/index.html": LITE_PAGE,
        "api/contents/all.json": "list of files",
    }.items():
        (lab / name).parent.mkdir(parents=True, exist_ok=True)
        (lab / name).write_text(text)
    keep_lab(ROOT, lab)
    once = {path: path.read_bytes() for path in lab.rglob("*") if path.is_file()}
    keep_lab(ROOT, lab)
    assert once == {path: path.read_bytes() for path in lab.rglob("*") if path.is_file()}

    served = start(copy, "--port", str(free_port()))
    seen = visit(served.address + SCIENCE)
    page = seen.page
    kept_here(page)
    address = f"{served.address}lab/notebooks/index.html?path=ecology-disease/lab.ipynb"
    said = "early file, from the kernel's page, list of files"
    page.goto(address)
    page.get_by_text(said).wait_for()
    assert page.evaluate("navigator.serviceWorker.controller.scriptURL").endswith(
        "/lab/service-worker.js?enableCache=false"
    )
    wanted = {"/lab/early.js", "/lab/notebooks/index.html", "/lab/api/contents/all.json"}
    wait_until(page, KEPT, lambda names: wanted <= set(names))
    assert "/lab/api/drive" not in page.evaluate(KEPT)
    served.stop()
    page.context.set_offline(True)
    page.goto("about:blank")
    page.goto(address)
    page.get_by_text(said).wait_for()
    page.goto(served.address + SCIENCE)
    expect(page.locator(".explorer").first).to_be_visible()


def test_a_lab_of_another_form_is_refused(tmp_path):
    with pytest.raises(CourseError, match=r"there is no service-worker\.js or no page"):
        keep_lab(ROOT, tmp_path)


def test_the_worker_hides_no_request_from_these_tests(site, visit):
    seen = visit(site + SCIENCE)
    kept_here(seen.page)
    seen.page.reload()
    assert seen.page.evaluate("navigator.serviceWorker.controller !== null")
    assert seen.noticed() == []
    seen.page.evaluate("fetch('https://example.org/pixel.png').catch(() => 0)")
    assert "request off this machine: https://example.org/pixel.png" in seen.noticed()


def test_the_manifest_is_what_a_browser_installs(site, built, visit):
    page = visit(site + HOME).page
    address = page.locator("link[rel=manifest]").get_attribute("href")
    assert address == f"{site}manifest.webmanifest"
    stated = json.loads((built / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert (built / stated["start_url"]).is_file()
    assert urljoin(address, stated["scope"]) == site
    assert stated["display"] == "standalone"
    for icon in stated["icons"]:
        assert (built / icon["src"]).is_file()
    line = page.context.new_cdp_session(page)
    assert line.send("Page.getAppManifest")["errors"] == []
