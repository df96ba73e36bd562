"""`course links`: asks every outside address of the book whether it answers, and writes a report.

The asking is Sphinx's own `linkcheck` builder. It needs the network and takes minutes, so it runs
only when somebody wants it. `wrong_addresses` looks at how addresses are written, without network.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from sitekit.html import element
from sitekit.links import outside_addresses
from sitekit.references import DOI

#: How a host is written: names joined by dots, or a machine's number.
HOST = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}|[\d.]+", re.ASCII)
#: What Sphinx calls the answers, and what the report does. The first is a fault.
WORDS = {
    "broken": "No answer, or an answer that there is no such page",
    "timeout": "No answer in time",
    "redirected": "Moved: the old address leads to a new one",
    "working": "Answered",
    "ignored": "Not asked",
    "unchecked": "Not asked",
}
FAULTS = ("broken", "timeout")


def wrong_addresses(site: Path) -> list[str]:
    """One line for each outside address of a built site that nobody could open as it is written."""
    faults = []
    for page, line, address in outside_addresses(site):
        if fault := _wrong(address):
            faults.append(f"{page.relative_to(site).as_posix()}:{line}: {address}: {fault}")
    return faults


def _wrong(address: str) -> str | None:
    if re.search(r"[\s<>\"{}|\\^`]", address):
        return "an address holds no blanks, braces or angle brackets"
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        return f"this is no web address: {error}"
    if not HOST.fullmatch(parts.hostname or ""):
        return "this is no web address; write it as https://example.org/page"
    if parts.hostname in ("doi.org", "dx.doi.org") and not DOI.fullmatch(unquote(parts.path[1:])):
        return "this is no DOI; write it as https://doi.org/10.1234/abc"
    return None


@dataclass(frozen=True)
class Answer:
    """What one address said when a page's link was followed."""

    page: str
    address: str
    status: str
    """One of the keys of WORDS."""
    detail: str


def read_answers(path: Path) -> list[Answer]:
    """The answers in the file that Sphinx writes, `output.json`: one JSON object a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = {}
    for line in lines:
        said = json.loads(line)
        if said["status"] == "local":
            continue
        answer = Answer(said["filename"], said["uri"], said["status"], said["info"] or said["code"])
        found[answer.page, answer.address] = answer
    return sorted(found.values(), key=lambda answer: (answer.address, answer.page))


def report(answers: list[Answer]) -> str:
    """The report in Markdown: the faults first, each address once with the pages that use it."""
    pages: dict[tuple[str, str, Any], list[str]] = defaultdict(list)
    for answer in answers:
        pages[answer.status, answer.address, answer.detail].append(answer.page)
    lines = ["# Outside links of the book", ""]
    for status, words in WORDS.items():
        rows = {key: where for key, where in pages.items() if key[0] == status}
        if not rows:
            continue
        lines += [f"## {words}: {len(rows)}", ""]
        for (_, address, detail), where in sorted(rows.items()):
            said = f" ({' '.join(str(detail).split())})" if detail and status != "working" else ""
            lines.append(f"- <{address}>{said}: {', '.join(sorted(set(where)))}")
        lines.append("")
    return "\n".join(lines)


class OurLinks(SphinxPostTransform):
    """Lets `linkcheck`, which knows docutils' links only, see those of our own elements."""

    default_priority = 100
    builders = ("linkcheck",)

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(element)):
            address = node["html_attributes"].get("href", "")
            if address.startswith(("http://", "https://")):
                node.replace_self(nodes.reference("", node.astext(), refuri=address))


def setup(app: Sphinx) -> None:
    app.add_post_transform(OurLinks)
