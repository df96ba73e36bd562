"""`course links`: asks every outside address of the book whether it answers, and writes a report.

The asking is Sphinx's own `linkcheck` builder. It needs the network and takes minutes, so it runs
only when somebody wants it. `wrong_addresses` looks at how addresses are written, without network.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from sitekit import engine
from sitekit.errors import CourseError
from sitekit.html import element
from sitekit.links import outside_addresses
from sitekit.references import DOI

#: How a host is written: names joined by dots, or a machine's number.
HOST = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}|[\d.]+", re.ASCII)
#: What Sphinx calls the answers, and what the report does. The first two are faults.
WORDS = {
    "broken": "No such page, or no answer at all",
    "timeout": "No answer in time",
    "refused": "Refused to a program; open these by hand",
    "redirected": "Moved: the old address leads to a new one",
    "working": "Answered",
}
FAULTS = ("broken", "timeout")
#: What a site says that turns programs away but lets readers in.
REFUSALS = re.compile(r"\b(401|403|406|418|429|451|503|999)\b")
#: Where Jupyter Book has Sphinx write the answers.
ANSWERS = "_build/html/output.json"
#: After how many answers there is a sign of life.
STEP = 25


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
    """What one address said."""

    address: str
    page: str
    """The first page that links to it."""
    status: str
    """One of the keys of WORDS."""
    detail: str


def ask_all(root: Path) -> int:
    """Ask every outside address of the book, and write the report into `_build/links.md`.

    Gives 0 where every address answered, else 1.

    Raises:
        CourseError: the book does not build, or not one address answered.
    """
    folder = root / "_build" / "links"
    shutil.rmtree(folder, ignore_errors=True)
    print("Reading the book ...", flush=True)
    _run_linkcheck(root, folder)
    answers = read_answers(folder / ANSWERS)
    if answers and all(answer.status in FAULTS for answer in answers):
        raise CourseError(
            f"not one of {len(answers)} addresses answered; is this machine on the network?"
        )
    target = root / "_build" / "links.md"
    target.write_text(report(answers), encoding="utf-8")
    counts = Counter(answer.status for answer in answers)
    for status, words in WORDS.items():
        if counts[status]:
            print(f"{counts[status]:5}  {words}")
    for answer in answers:
        if answer.status in FAULTS:
            print(f"{answer.page}: {answer.address}: {answer.detail}")
    print(f"The report: {target.relative_to(root)}")
    return 1 if any(counts[status] for status in FAULTS) else 0


def _run_linkcheck(root: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    asked = 0
    with (
        (folder / "log.txt").open("w", encoding="utf-8") as log,
        subprocess.Popen(
            engine.asked_links(root, folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1"},
        ) as process,
    ):
        for line in process.stdout or ():
            log.write(line)
            asked += re.match(r"\(.*line +\d+\)", line) is not None
            if asked and asked % STEP == 0 and line.startswith("("):
                print(f"{asked} addresses asked ...", flush=True)
    # The engine ends with a fault when a link is broken, too; the list of answers tells.
    if not (folder / ANSWERS).is_file():
        shown = (folder / "log.txt").relative_to(root)
        raise CourseError(f"the links could not be read; see {shown}, or run: course build")


def read_answers(path: Path) -> list[Answer]:
    """The answers in the file that Sphinx writes: one JSON object a line."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        status, detail = said["status"], " ".join(str(said["info"]).split())
        if not said["uri"].startswith(("http:", "https:")):
            continue
        if status == "broken" and REFUSALS.search(detail.partition(" for url")[0]):
            status = "refused"
        if status in WORDS:
            found.append(Answer(said["uri"], said["filename"], status, detail))
    return sorted(found, key=lambda answer: answer.address)


def report(answers: list[Answer]) -> str:
    """The report in Markdown, the faults first."""
    lines = ["# Outside links of the book", ""]
    for status, words in WORDS.items():
        rows = [answer for answer in answers if answer.status == status]
        if rows:
            lines += [f"## {words}: {len(rows)}", "", *map(_line, rows), ""]
    return "\n".join(lines)


def _line(answer: Answer) -> str:
    detail = f": {answer.detail}" if answer.detail and answer.status != "working" else ""
    return f"- <{answer.address}> on {answer.page}{detail}"


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
