"""Keep of a style sheet only the rules that can match a page of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable

import tinycss2
from tinycss2.ast import AtRule, HashToken, IdentToken, LiteralToken, Node, QualifiedRule


def words_of(pages: Iterable[str], scripts: Iterable[str]) -> frozenset[str]:
    """Every class and id of these pages, and every word of the scripts, which may add some."""
    named = (text for page in pages for text in re.findall(r'\b(?:class|id)="([^"]*)"', page))
    spoken = (word for text in scripts for word in re.findall(r"[A-Za-z_][\w-]*", text))
    return frozenset(word for text in named for word in text.split()) | frozenset(spoken)


def purge(css: str, words: frozenset[str]) -> str:
    """The rules of a style sheet whose classes and ids all occur among `words`.

    It errs on the side of keeping: elements, attributes and what stands inside `:not()` or `:is()`
    are not looked at. Fonts are dropped, as the site has none.
    """
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    kept = _purge(rules, words)
    # An animation stays where a rule that stayed names it.
    return re.sub(
        r"@keyframes ([\w-]+)\{(?:[^{}]*\{[^{}]*\})*\}",
        lambda match: match[0] if kept.count(match[1]) > 1 else "",
        kept,
    )


def _purge(rules: list[Node], words: frozenset[str]) -> str:
    kept = []
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            selectors = [s for s in _split(rule.prelude) if _can_match(s, words)]
            if selectors:
                heads = ",".join(tinycss2.serialize(s).strip() for s in selectors)
                kept.append(f"{heads}{{{tinycss2.serialize(rule.content)}}}")
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in ("media", "supports"):
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if body := _purge(inner, words):
                condition = tinycss2.serialize(rule.prelude).strip()
                kept.append(f"@{rule.lower_at_keyword} {condition}{{{body}}}")
        elif isinstance(rule, AtRule) and rule.lower_at_keyword == "keyframes":
            name = tinycss2.serialize(rule.prelude).strip()
            kept.append(f"@keyframes {name}{{{tinycss2.serialize(rule.content)}}}")
    return "".join(kept)


def _split(prelude: list[Node]) -> list[list[Node]]:
    """A rule's selectors, between its commas."""
    selectors: list[list[Node]] = [[]]
    for token in prelude:
        if isinstance(token, LiteralToken) and token.value == ",":
            selectors.append([])
        else:
            selectors[-1].append(token)
    return selectors


def _can_match(selector: list[Node], words: frozenset[str]) -> bool:
    after_dot = False
    for token in selector:
        if isinstance(token, HashToken) and token.value not in words:
            return False
        if after_dot and isinstance(token, IdentToken) and token.value not in words:
            return False
        after_dot = isinstance(token, LiteralToken) and token.value == "."
    return True
