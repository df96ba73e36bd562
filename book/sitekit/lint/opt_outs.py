"""What a file opts out of, and why.

A Markdown file says so in its front matter, `lint: {DSI203: "the numbers are invented"}`. Files
without front matter have a comment of their own line: `# lint: DSI203: the numbers are invented`
(YAML, data), `% lint: ...` (BibTeX).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sitekit.errors import read_text
from sitekit.lint.rule import CODE, Finding, Rule
from sitekit.lint.sources import Sources

COMMENT = re.compile(r"^[#%]\s*lint:\s*(?P<code>[^\s:]+)\s*:?\s*(?P<reason>.*)$")
#: A reason of fewer letters gives none.
SHORTEST = 15


@dataclass(frozen=True)
class OptOut:
    """One file opts out of one rule."""

    path: str
    line: int
    code: str
    reason: str


def read_opt_outs(sources: Sources) -> Iterator[OptOut]:
    """Every opt-out of the course’s documents and bibliographies."""
    for document in sources.everywhere:
        declared = document.front.get("lint")
        if declared is not None:
            yield from _from_front_matter(document.where, document.text, declared)
        if document.kind == "data":
            yield from _from_comments(document.where, document.text)
    for path in sorted(sources.root.glob("book/_data/references/*.bib")):
        yield from _from_comments(path.relative_to(sources.root).as_posix(), read_text(path))


def _from_front_matter(where: str, text: str, declared: object) -> Iterator[OptOut]:
    lines = text.splitlines()

    def line_of(words: str) -> int:
        return next((n for n, line in enumerate(lines, 1) if words in line), 1)

    if not isinstance(declared, Mapping):
        yield OptOut(where, line_of("lint:"), str(declared), "")
        return
    for code, reason in declared.items():
        yield OptOut(where, line_of(str(code)), str(code), str(reason or "").strip())


def _from_comments(where: str, text: str) -> Iterator[OptOut]:
    for number, line in enumerate(text.splitlines(), 1):
        if found := COMMENT.match(line):
            yield OptOut(where, number, found["code"], found["reason"].strip())


def wrong_opt_outs(opt_outs: Iterable[OptOut], rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """Those without a reason, and those that name no rule that a file can opt out of."""
    for opt_out in opt_outs:
        if not CODE.fullmatch(opt_out.code) or opt_out.code not in rules:
            what = f"there is no rule {opt_out.code!r}"
        elif not rules[opt_out.code].may_opt_out:
            what = f"no file can opt out of {opt_out.code} ({rules[opt_out.code].title})"
        elif len(opt_out.reason) < SHORTEST:
            what = f"{opt_out.code} has no reason" + (
                f", only “{opt_out.reason}”" if opt_out.reason else ""
            )
        else:
            continue
        yield Finding(opt_out.path, opt_out.line, what)


def needless_opt_outs(
    opt_outs: Iterable[OptOut], rules: Mapping[str, Rule], found: Mapping[str, Iterable[Finding]]
) -> Iterator[Finding]:
    """Those whose rule ran and finds nothing in the file."""
    for opt_out in opt_outs:
        rule = rules.get(opt_out.code)
        if rule is None or rule.code not in found or not rule.may_opt_out:
            continue
        if opt_out.path not in {finding.path for finding in found[rule.code]}:
            what = f"{rule.code} ({rule.title}) finds nothing here any more"
            yield Finding(opt_out.path, opt_out.line, what)


def without_opted_out(
    code: str, found: Iterable[Finding], opt_outs: Iterable[OptOut]
) -> list[Finding]:
    """What is left of a rule’s findings when the files that opt out of it are left out."""
    out = {o.path for o in opt_outs if o.code == code and len(o.reason) >= SHORTEST}
    return [finding for finding in found if finding.path not in out]
