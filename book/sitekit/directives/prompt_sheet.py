"""The worksheet of a discussion prompt: the prompt as plain text with room for an answer, to copy.

It is written last of all, from the nodes that the page itself shows, so that both say the same in
every language, and the search finds each word once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from sitekit.html import el, element
from sitekit.language import N_, _

#: What the answer goes through: the steps of the page's own table.
STEPS = (
    N_("1. Facts: what is known, and from which source? What is missing?"),
    N_("2. People: who is affected? Who of them is not in the room?"),
    N_("3. Justice: which kinds of justice are at stake? Where do they pull apart?"),
    N_("4. Options: name at least three. One of them is to change nothing."),
    N_("5. The other side: the best argument against the option that you prefer."),
    N_("6. Decision: what you decide, and what evidence would change your mind."),
)
POSITIONS = N_("The positions")
ANSWER = N_("Your answer")


class prompt_text(nodes.General, nodes.Element):  # noqa: N801  (docutils' nodes are lower case)
    """Stands where the text of the prompt around it is wanted."""


def prompt_sheet(anchor: str, title: str) -> nodes.Element:
    """The worksheet, folded; its buttons are hidden until `discussion.js` can do them."""
    return el(
        "details",
        el("summary", _("Worksheet for this prompt, to copy")),
        el(
            "p",
            _(
                "The prompt as plain text, with room for your answer: for your class’s forum, a "
                "message, or your own notes. Nothing is sent."
            ),
            id=f"{anchor}-sheet-about",
        ),
        el(
            "div",
            el("button", _("Copy"), type="button", class_="button", data_do="copy"),
            el("button", _("Save as a text file"), type="button", class_="button", data_do="save"),
            class_="tools",
            hidden=True,
        ),
        el("p", class_="prompt-said", role="status"),
        el(
            "textarea",
            prompt_text(),
            readonly=True,
            rows="14",
            aria_label=_("Worksheet: {title}", title=title),
            aria_describedby=f"{anchor}-sheet-about",
        ),
        class_="prompt-sheet",
    )


def plain_text(prompt: nodes.Element) -> str:
    """The prompt's title, facts, text and positions, and the steps of an answer, as plain text."""
    title = next(node for node in prompt.children if _is(node, "h2"))
    lines = [plain(title.children[0]), ""]
    for node in prompt.children:
        if _is(node, "dl"):
            lines += [
                f"{plain(row.children[0])}: {plain(row.children[1])}" for row in node.children
            ] + [""]
        elif isinstance(node, nodes.paragraph | nodes.bullet_list | nodes.enumerated_list):
            lines += [*_block(node), ""]
    positions = [node for node in prompt.findall(element) if node.get("is_position")]
    lines += [_(POSITIONS), ""]
    for position in positions:
        head, *argument = position.children
        lines += [f"- {plain(head)}:"]
        lines += [line for node in argument for line in _block(node)] + [""]
    lines += [_(ANSWER), ""]
    for step in STEPS:
        lines += [_(step), "", ""]
    return "\n".join(lines).rstrip() + "\n"


def plain(node: nodes.Node) -> str:
    """The words of a node, without numbers of footnotes and without what is there for a pointer."""
    return re.sub(r"\s+([.,;:?!)])", r"\1", " ".join("".join(_words(node)).split()))


def _words(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Text):
        yield node.astext()
    elif not isinstance(node, nodes.raw | nodes.footnote_reference):
        for child in node.children:
            yield from _words(child)


def _block(node: nodes.Node) -> list[str]:
    if isinstance(node, nodes.bullet_list | nodes.enumerated_list):
        return [f"- {plain(item)}" for item in node.children]
    return [plain(node)]


def _is(node: nodes.Node, tag: str) -> bool:
    return isinstance(node, element) and node["tag"] == tag


def _write(translator: Any, node: prompt_text) -> None:
    prompt = node.parent
    while not (_is(prompt, "section") and "discussion" in prompt["html_attributes"]["class"]):
        prompt = prompt.parent
    translator.body.append(escape(plain_text(prompt), quote=False))
    raise nodes.SkipNode


def _skip(translator: Any, node: prompt_text) -> None:
    """Builders that are not HTML have the prompt itself."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    others = {name: (_skip, None) for name in ("latex", "text", "man", "texinfo")}
    app.add_node(prompt_text, html=(_write, None), **others)
