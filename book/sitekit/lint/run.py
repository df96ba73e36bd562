"""All rules together: run them, take out what files opt out of, and say what is left."""

from __future__ import annotations

from importlib.metadata import entry_points
from itertools import pairwise
from pathlib import Path

from sitekit.errors import CourseError
from sitekit.lint.opt_outs import (
    needless_opt_outs,
    read_opt_outs,
    without_opted_out,
    wrong_opt_outs,
)
from sitekit.lint.rule import Finding, Rule
from sitekit.lint.rules import access, facts, figures, site, teaching, translations, words
from sitekit.lint.sources import Sources

#: Where an installed package names a tuple of rules of its own.
GROUP = "sitekit.rules"

WRONG_OPT_OUT = Rule(
    "DSI901",
    "opt-out that cannot stand",
    "Whoever reads the file later cannot tell whether the rule was weighed or only silenced.",
    'write lint: {CODE: "the reason, in a sentence"} in the front matter, or # lint: CODE: '
    "reason in a file without one",
    lambda _: (),
    may_opt_out=False,
)
NEEDLESS_OPT_OUT = Rule(
    "DSI902",
    "opt-out that suppresses nothing",
    "It would hide the next real fault in this file.",
    "take it out",
    lambda _: (),
    may_opt_out=False,
)


def all_rules() -> list[Rule]:
    """The rules by their codes: those of the site, then those that an installed package adds.

    Raises:
        ValueError: two rules have one code.
    """
    families = (access, facts, figures, teaching, words, site, translations)
    rules = [rule for family in families for rule in family.RULES]
    rules += [WRONG_OPT_OUT, NEEDLESS_OPT_OUT]
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            rules += point.load()
        except ModuleNotFoundError as error:
            # A public copy without instructor/ may still carry an earlier installation's entry.
            if not (error.name and point.module.startswith(error.name)):
                raise
    rules.sort(key=lambda rule: rule.code)
    for one, other in pairwise(rules):
        if one.code == other.code:
            raise ValueError(f"two rules have the code {one.code}")
    return rules


def lint(sources: Sources, rules: list[Rule]) -> dict[str, list[Finding]]:
    """What each rule that can run finds, by its code, without what files opt out of."""
    by_code = {rule.code: rule for rule in rules}
    found: dict[str, list[Finding]] = {}
    for rule in rules:
        if _can_run(rule, sources):
            # What stops several rules, such as a page that does not parse, is said once.
            said = {finding for findings in found.values() for finding in findings}
            found[rule.code] = [f for f in _find(rule, sources) if f not in said]
    opt_outs = list(read_opt_outs(sources))
    left = {code: without_opted_out(code, faults, opt_outs) for code, faults in found.items()}
    left[WRONG_OPT_OUT.code] = list(wrong_opt_outs(opt_outs, by_code))
    left[NEEDLESS_OPT_OUT.code] = list(needless_opt_outs(opt_outs, by_code, found))
    return left


def _can_run(rule: Rule, sources: Sources) -> bool:
    if rule.needs == "site":
        return sources.site is not None
    return rule.needs != "instructor" or (sources.root / "instructor").is_dir()


def _find(rule: Rule, sources: Sources) -> list[Finding]:
    try:
        return list(rule.find(sources))
    except CourseError as error:
        return [Finding.from_line(line) for line in str(error).splitlines()]


def run_rules(root: Path, site: Path | None) -> int:
    """Run them all, print what is wrong, and return 0 where nothing is."""
    rules = {rule.code: rule for rule in (*all_rules(), WRONG_OPT_OUT, NEEDLESS_OPT_OUT)}
    total = 0
    for code, findings in lint(Sources(root, site), list(rules.values())).items():
        rule = rules[code]
        total += len(findings)
        print(f"{'FAULT' if findings else 'ok':5}  {code} {rule.title}")
        for finding in findings:
            print(f"       {rule.message(finding)}")
    return 1 if total else 0


def rules_page(rules: list[Rule]) -> str:
    """The list of the rules for contributors, in Markdown."""
    lines = [
        "# The rules of the content",
        "",
        "`course check` runs them; `course rules` prints this page, `course rules CODE` one rule.",
        'A file opts out of one, with a reason, in its front matter: `lint: {DSI203: "the numbers',
        'are invented"}`; where it has none, on a line of its own: `# lint: DSI203: the numbers ',
        "are invented` (`%` in a `.bib` file). An opt-out without a reason, or one that suppresses",
        "nothing, is a fault too.",
        "",
        "| Code | Fault | Why it matters | What to do |",
        "|---|---|---|---|",
    ]
    for rule in rules:
        never = "" if rule.may_opt_out else " No file can opt out."
        fix = rule.fix[:1].upper() + rule.fix[1:]
        lines.append(
            f"| {rule.code} | {_cell(rule.title)} | {_cell(rule.reason)} | {_cell(fix)}.{never} |"
        )
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
