"""Turns each link into a page that this book lacks into a note, or into one to where it is."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from sitekit.editions.pages import elsewhere
from sitekit.html import el, page_link
from sitekit.language import N_, _
from sitekit.pathways.filtered import SYLLABUS
from sitekit.pathways.missing import LeftOut, read_left_out

NOTE = N_("(not in this version of the course)")


def target_of(link: addnodes.pending_xref, docname: str) -> str | None:
    """The page that a link leads to, as a docname; None for any other kind of link."""
    target = link.get("reftarget") or ""
    if link.get("refdomain") == "std" and link.get("reftype") == "doc":
        return target.lstrip("/") if target.startswith("/") else _from(docname, target)
    if link.get("reftype") == "myst":
        path = target.partition("#")[0]
        if link.get("refdomain") == "doc":
            return path.removesuffix(".md")
        if path.endswith(".md"):
            return _from(docname, path.removesuffix(".md"))
    return None


def _from(docname: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(docname), target))


def note_links(doctree: nodes.document, docname: str, left_out: LeftOut) -> None:
    """Replace the links of one page whose pages are left out."""
    for link in list(doctree.findall(addnodes.pending_xref)):
        target = target_of(link, docname)
        if target in left_out.titles:
            words, title = link.astext(), left_out.titles[target]
            if left_out.language:
                anchor = (link.get("reftarget") or "").partition("#")[2]
                link.replace_self(elsewhere(words or title, docname, target, anchor, not words))
            else:
                link.replace_self(note(words or title))


def note(text: str) -> nodes.Node:
    """The words of a link, and that there is no page to go to."""
    return el("span", text, " ", el("span", _(NOTE), class_="left-out-note"), class_="left-out")


def notice(left_out: LeftOut) -> nodes.Node:
    """What the home page says first."""
    return el(
        "div",
        el(
            "p",
            _(
                "You are reading “{pathway}”: some of the course’s chapters, chosen for one class. "
                "What to do when stands in the ",
                pathway=left_out.pathway,
            ),
            page_link(SYLLABUS, _("syllabus")),
            _(
                ". Where the text names a page that is left out, it says “{note}”.",
                note=_(NOTE).strip("()"),
            ),
        ),
        class_="pathway-notice",
        role="note",
    )


def _load(app: Sphinx, config: Config) -> None:
    app.course_left_out = read_left_out(Path(app.srcdir))
    config.course_left_out = repr(app.course_left_out)


def _on_page(app: Sphinx, doctree: nodes.document) -> None:
    left_out: LeftOut | None = app.course_left_out
    if left_out is None:
        return
    docname = app.env.docname
    if docname == app.config.root_doc and left_out.pathway:
        section = next(iter(doctree.findall(nodes.section)), None)
        if section is not None:
            section.insert(1, notice(left_out))
    note_links(doctree, docname, left_out)


def _without_label(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, contnode: nodes.Element
) -> nodes.Node | None:
    """A link to a labelled place that no page of a filtered book has."""
    if app.course_left_out is None or node.get("reftype") != "ref":
        return None
    return note(contnode.astext())


def setup(app: Sphinx) -> dict[str, Any] | None:
    app.add_config_value("course_left_out", "", "env")
    app.connect("config-inited", _load)
    # After the boxes of the lesson are in the page.
    app.connect("doctree-read", _on_page, priority=900)
    app.connect("missing-reference", _without_label)
