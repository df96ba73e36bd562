"""A visit to the lab: everything it asks for, from every thread of the browser, is watched.

Playwright's own routing sees no request of a service worker and switches the browser's cache off;
so here the browser has a proxy for all addresses but this machine's, which refuses and records.
"""

from __future__ import annotations

import threading
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer

from playwright.sync_api import Browser, BrowserContext, Page

from tests.site.visits import slow_down

#: A busy machine takes its time to start Python.
PATIENCE = 90_000
#: Chromium itself asks this for any page with a form, whatever the page does.
BROWSERS_OWN = "content-autofill.googleapis.com:443"

#: A machine of the local network: a name that this machine answers for.
CLASSROOM = "classroom.example"


class Outside:
    """The rest of the world: it answers nothing, and `asked` holds what was wanted of it."""

    def __init__(self) -> None:
        asked = self.asked = []

        class Refuse(StreamRequestHandler):
            def handle(self) -> None:
                wanted = self.rfile.readline(2000).decode("latin-1").strip()
                if BROWSERS_OWN not in wanted:
                    asked.append(wanted)
                self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

        self._server = ThreadingTCPServer(("127.0.0.1", 0), Refuse)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class LabVisit:
    """One browser, its memory empty at first, and what went wrong in it."""

    def __init__(self, browser: Browser, outside: Outside, slower: int = 1, **options) -> None:
        self.outside = outside
        self.failed: list[str] = []
        self.context: BrowserContext = browser.new_context(
            proxy={"server": outside.address, "bypass": f"127.0.0.1,{CLASSROOM}"},
            viewport={"width": 1280, "height": 900},
            **options,
        )
        self.context.set_default_timeout(PATIENCE * slower)
        if slower > 1:
            self.context.on("page", lambda page: slow_down(page, slower))
        self.page: Page = self.context.new_page()
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)
        self.page.on("pageerror", lambda error: self.failed.append(f"script error: {error}"))

    def _failed(self, request) -> None:
        # A page that is left drops what it was asking for.
        if request.failure != "net::ERR_ABORTED":
            self.failed.append(f"{request.url}: {request.failure}")

    def _answered(self, response) -> None:
        if response.status >= 400:
            self.failed.append(f"{response.status}: {response.url}")

    def open(self, address: str) -> Page:
        """Open a notebook of the lab and wait until Python answers."""
        self.page.goto(address)
        return self.ready()

    def ready(self) -> Page:
        self.page.wait_for_selector(".jp-NotebookPanel")
        self.page.wait_for_function("window.courseLab && !document.getElementById('lab-start')")
        return self.page

    def cell(self, words: str):
        """The one code cell that holds these words."""
        return self.page.locator(".jp-CodeCell").filter(has_text=words).first

    def run(self, words: str) -> None:
        """Run the cell that holds these words and wait until it is done."""
        cell = self.cell(words)
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Shift+Enter")
        cell.locator(".jp-InputPrompt").get_by_text("[*]").wait_for(state="hidden")
        cell.locator(".jp-InputPrompt", has_text="[ ]").wait_for(state="hidden")

    def write(self, words: str, text: str) -> None:
        """Put `text` in place of what stands in the cell that holds these words."""
        self.cell(words).locator(".cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def save(self) -> None:
        self.page.keyboard.press("Control+S")
        self.page.get_by_text("Saved in this browser").wait_for()

    def download(self, button: str) -> Path:
        """What the browser saves when the button is pressed."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("button", name=button, exact=True).click()
        return waiting.value

    def close(self) -> None:
        self.context.close()
