"""One visit to a page: what went wrong on it, and what an accessibility checker says of it."""

from __future__ import annotations

from importlib.resources import files
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Route

from tests.site.probes import CUT_OFF, SPACED

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
#: WCAG 2.0 to 2.2, levels A and AA, and axe's best practices.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
#: What light and dark can differ in.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
RUN_AXE = """async ([tags, rules, within]) => {
  const runOnly = rules ? {type: 'rule', values: rules} : {type: 'tag', values: tags};
  const found = await axe.run(within ?? document, {runOnly, resultTypes: ['violations']});
  return found.violations.flatMap(
    rule => rule.nodes.map(node => `axe: ${rule.id}: ${rule.help}: ${node.html.slice(0, 200)}`));
}"""


def slow_down(page: Page, times: int) -> None:
    """Slow a page's scripts, styles and painting, as a small or a busy machine would."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": times})


class Visit:
    """A page that is open, with every fault since it was asked for.

    Requests that leave this machine are refused, and recorded in `outside`.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.outside: list[str] = []
        self._noticed: list[str] = []
        context.route("**/*", self._guard)
        self.page: Page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self._noticed.append(f"script error: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)
        self.page.goto(address, wait_until="load")

    def _guard(self, route: Route) -> None:
        target = urlsplit(route.request.url)
        if target.hostname in ("127.0.0.1", None) or target.scheme in ("data", "blob", "file"):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def _hear(self, message) -> None:
        if message.type in ("error", "warning"):
            self._noticed.append(f"console {message.type}: {message.text}")

    def _failed(self, request) -> None:
        # The browser asks for the icon when it likes, and drops it when the page is left.
        dropped = request.url.endswith("/icon.svg") and "ERR_ABORTED" in (request.failure or "")
        if request.url not in self.outside and not dropped:
            self._noticed.append(f"request failed: {request.url} ({request.failure})")

    def _answered(self, response) -> None:
        if response.status >= 400:
            self._noticed.append(f"answer {response.status}: {response.url}")

    def noticed(self) -> list[str]:
        """Console errors, failed requests and requests off this machine, so far."""
        self.page.wait_for_timeout(50)  # what the page has said is still on its way here
        return self._noticed + [f"request off this machine: {url}" for url in self.outside]

    def wider_than_screen(self) -> list[str]:
        """The page's width, where it has to be scrolled sideways to be read."""
        content, screen = self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        if content <= screen:
            return []
        return [f"sideways scroll: {content} px on a screen of {screen}"]

    def cut_off(self) -> list[str]:
        """Text that a box of fixed size hides, in the page as it is now."""
        return self.page.evaluate(CUT_OFF)

    def look(self, scheme: str) -> None:
        """Have the page light or dark, as if the reader's system changed."""
        self.page.emulate_media(color_scheme=scheme)
        self.page.wait_for_function(
            "scheme => document.documentElement.dataset.theme === scheme", arg=scheme
        )

    def axe(self, rules: list[str] | None = None, within: str | None = None) -> list[str]:
        """Violations of WCAG 2.2 A and AA and of axe's best practices, in the page as it is now.

        With `rules`, of these rules alone; with `within`, in what this selector finds.
        """
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        # A button that happens to lie half under the bar at the top would count as too small.
        self.page.evaluate("window.scrollTo({top: 0, behavior: 'instant'})")
        return self.page.evaluate(RUN_AXE, [AXE_TAGS, rules, within])

    def unfold(self) -> None:
        """Open every fold of the page, so that its content is checked too."""
        self.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")

    def space_text(self) -> None:
        """Space the text out as far as a reader may want it (WCAG 2.2, 1.4.12)."""
        self.page.add_style_tag(content=SPACED)

    def faults(self) -> list[str]:
        """Everything that must not be."""
        return self.noticed() + self.wider_than_screen() + self.cut_off() + self.axe()
