"""Where a page stands in another language: a link in the bar, and `hreflang` for search engines.

A page of an edition also says that it is a translation, and links to what is not translated.
"""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import Any

from babel import Locale
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from sitekit.editions.translations import SOURCE, pages
from sitekit.html import el
from sitekit.language import _, language, language_name
from sitekit.pathways.missing import LeftOut


def address(docname: str, target: str, code: str) -> str:
    """The address of a page in another language, from a page of this edition."""
    here = docname if language() == SOURCE else f"{language()}/{docname}"
    there = target if code == SOURCE else f"{code}/{target}"
    return posixpath.relpath(f"{there}.html", posixpath.dirname(here))


def others(app: Sphinx, docname: str) -> list[str]:
    """The other languages that have this page."""
    left_out: LeftOut | None = app.course_left_out
    if left_out and left_out.language:
        also = [code for code, docnames in left_out.also_in.items() if docname in docnames]
        return [left_out.language, *also]
    return [code for code, docnames in app.course_editions.items() if docname in docnames]


def translation_note(app: Sphinx, docname: str) -> nodes.Node:
    """What a reader should know of a translated page."""
    left_out: LeftOut = app.course_left_out
    name = left_out.reviewed_by.get(docname)
    said = [
        _("Translated from the English, and reviewed by {name}.", name=name)
        if name
        else _("Translated from the English; no native reader has reviewed it yet.")
    ]
    if docname in left_out.behind:
        said.append(_("The English page has changed since."))
    link = el(
        "a",
        language_name(SOURCE),
        href=address(docname, docname, SOURCE),
        hreflang=SOURCE,
        lang=SOURCE,
    )
    return el("p", " ".join(said), " ", link, class_="translation-note")


def elsewhere(text: str, docname: str, target: str, anchor: str, titled: bool) -> nodes.Node:
    """A link to a page that this edition lacks, which says in which language it is."""
    name = Locale.parse(SOURCE).get_display_name(language())
    return el(
        "span",
        el(
            "a",
            text,
            href=address(docname, target, SOURCE) + (f"#{anchor}" if anchor else ""),
            hreflang=SOURCE,
            lang=SOURCE if titled else None,
        ),
        " ",
        el("span", _("(in {language})", language=name), class_="left-out-note"),
    )


def _note(app: Sphinx, config: Config) -> None:
    app.course_editions = pages(Path(app.srcdir))
    config.course_editions = repr(app.course_editions)


def _add(
    app: Sphinx, docname: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    codes = others(app, docname) if doctree is not None else []
    base = app.config.html_baseurl
    if base and language() != SOURCE:
        base = posixpath.dirname(base.rstrip("/"))
    context["own_address"] = _full(base, docname, language())
    context["other_languages"] = [
        {
            "code": code,
            "name": language_name(code),
            "address": address(docname, docname, code),
            "full_address": _full(base, docname, code),
        }
        for code in codes
    ]


def _full(base: str, docname: str, code: str) -> str:
    """The whole address, as search engines want it; where the book does not know its own, ours."""
    if not base:
        return address(docname, docname, code)
    there = docname if code == SOURCE else f"{code}/{docname}"
    return f"{base.rstrip('/')}/{there}.html"


def _on_page(app: Sphinx, doctree: nodes.document) -> None:
    left_out: LeftOut | None = app.course_left_out
    section = next(iter(doctree.findall(nodes.section)), None)
    if left_out and left_out.language and section is not None:
        section.insert(1, translation_note(app, app.env.docname))


def _sources_are_english(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """The entries of the bibliography are in the language of the source."""
    if language() == SOURCE or app.builder.format != "html":
        return
    for note in doctree.findall(nodes.footnote):
        for paragraph in note.findall(nodes.paragraph):
            words = el("span", lang=SOURCE)
            words += paragraph.children
            paragraph.children = []
            paragraph += words


def setup(app: Sphinx) -> None:
    app.add_config_value("course_editions", "", "html")
    app.connect("config-inited", _note)
    app.connect("html-page-context", _add)
    # After the boxes of the lesson are in the page.
    app.connect("doctree-read", _on_page, priority=800)
    app.connect("doctree-resolved", _sources_are_english)
