"""One doctree node for any HTML element, so that directives build structure and not strings.

Text inside these nodes is real doctree text: it is searched, translated and resolved like the rest
of the page, and builders that are not HTML still print it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

#: Elements that stand in a line of text, or in a table's row.
INLINE = frozenset({"a", "button", "em", "label", "option", "output", "span", "strong", "td", "th"})
#: Elements that have no content and no closing tag.
VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "track"})


class element(nodes.General, nodes.TextElement):  # noqa: N801  (docutils' nodes are lower case)
    """An HTML element; `tag` names it and `html_attributes` holds its attributes.

    It is a `TextElement` because Sphinx's HTML writer allows links only inside those.
    """


def el(tag: str, *children: nodes.Node | str | None, **attributes: Any) -> element:
    """An element with children; `class_` and `for_` lose their underscore, others become dashes.

    An attribute that is `True` stands alone (`hidden`), one that is `None` or `False` is left out.
    """
    node = element("", tag=tag)
    node["html_attributes"] = {
        name.rstrip("_").replace("_", "-"): value
        for name, value in attributes.items()
        if value is not None and value is not False
    }
    for child in children:
        if child is not None:
            node += nodes.Text(child) if isinstance(child, str) else child
    return node


def raw(html: str) -> nodes.raw:
    """Ready-made HTML, such as an inline SVG; it is left out of the text search."""
    return nodes.raw("", html, format="html")


def facts(pairs: dict[str, str | nodes.Node | None], **attributes: Any) -> element:
    """A description list of what there is to know at a glance; empty values are left out."""
    rows = [el("div", el("dt", name), el("dd", value)) for name, value in pairs.items() if value]
    return el("dl", *rows, **attributes)


def table(
    columns: tuple[str, ...] | list[str],
    rows: list[list[str | nodes.Node]],
    *,
    label: str,
    class_: str | None = None,
) -> element:
    """A table with a header row and row headers, in a box that a keyboard can scroll."""
    head = el("tr", *(el("th", column, scope="col") for column in columns))
    body = [
        el("tr", el("th", row[0], scope="row"), *(el("td", cell) for cell in row[1:]))
        for row in rows
    ]
    return el(
        "div",
        el("table", el("thead", head), el("tbody", *body), class_=class_),
        class_="table-scroll",
        tabindex="0",
        role="region",
        aria_label=label,
    )


def stacked_table(
    columns: Sequence[str],
    rows: Iterable[tuple[Sequence[nodes.Node | str], Mapping[str, str]]],
    *,
    label: str,
) -> element:
    """A table whose rows become cards where it has no room.

    The roles are written out, because a browser forgets them when the style sheet changes how a
    table is laid out.

    Args:
        columns: the columns' names.
        rows: the cells of each row, and attributes of the row.
        label: what the table is called for those who do not see it.
    """
    head = el(
        "tr", *(el("th", name, scope="col", role="columnheader") for name in columns), role="row"
    )
    body = [
        el(
            "tr",
            *(
                el("td", cell, role="cell", data_label=column)
                for column, cell in zip(columns, cells, strict=True)
            ),
            role="row",
            **attributes,
        )
        for cells, attributes in rows
    ]
    return el(
        "table",
        el("thead", head, role="rowgroup"),
        el("tbody", *body, role="rowgroup"),
        class_="stacked",
        role="table",
        aria_label=label,
    )


def page_link(docname: str, text: str) -> addnodes.pending_xref:
    """A link to a page of this book, which Sphinx turns into the right relative address."""
    link = addnodes.pending_xref(
        "",
        nodes.inline("", text),
        refdomain="std",
        reftype="doc",
        reftarget=f"/{docname}",
        refexplicit=True,
        refwarn=True,
    )
    return link


def anchor_link(label: str, text: str) -> addnodes.pending_xref:
    """A link to what a directive has labelled, on whatever page it stands; else only the text."""
    return addnodes.pending_xref(
        "",
        nodes.inline("", text),
        refdomain="std",
        reftype="ref",
        reftarget=label,
        refexplicit=True,
        refwarn=False,
    )


def start_tag(node: element) -> str:
    """`<section class="card">`"""
    written = [node["tag"]]
    for name, value in node["html_attributes"].items():
        written.append(name if value is True else f'{name}="{escape(str(value), quote=True)}"')
    return f"<{' '.join(written)}>"


def end_tag(node: element) -> str:
    """`</section>`, or nothing for an element that has no content."""
    if node["tag"] in VOID:
        return ""
    # Without the line end, what reads the page as text runs the words of two blocks together.
    return f"</{node['tag']}>" + ("" if node["tag"] in INLINE else "\n")


def to_html(node: nodes.Node) -> str:
    """The HTML of a tree made by `el`, `raw` and plain text, without Sphinx."""
    if isinstance(node, element):
        return start_tag(node) + "".join(map(to_html, node.children)) + end_tag(node)
    if isinstance(node, nodes.raw):
        return node.astext()
    if isinstance(node, nodes.Text):
        return escape(node.astext(), quote=False)
    return "".join(map(to_html, node.children))


def visit_element(translator: Any, node: element) -> None:
    translator.body.append(start_tag(node))


def depart_element(translator: Any, node: element) -> None:
    translator.body.append(end_tag(node))


def _pass(translator: Any, node: element) -> None:
    """Builders that are not HTML print the children alone."""


def setup(app: Sphinx) -> None:
    app.add_node(
        element,
        html=(visit_element, depart_element),
        latex=(_pass, _pass),
        text=(_pass, _pass),
        man=(_pass, _pass),
        texinfo=(_pass, _pass),
    )
