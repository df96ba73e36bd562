"""XML with its default name space written once, which every importer reads."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
#: What XML 1.0 cannot hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def el(tag: str, *children: ElementTree.Element | str | None, **attributes: Any):
    """An element; `type_` and `continue_` lose their underscore, `xsi__x` and `cpx__x` a prefix."""
    node = ElementTree.Element(tag.replace("__", ":"))
    for name, value in attributes.items():
        if value is not None:
            node.set(name.rstrip("_").replace("__", ":"), str(value))
    for child in children:
        if isinstance(child, str):
            node.text = _FORBIDDEN.sub("", child)
        elif child is not None:
            node.append(child)
    return node


def document(root: ElementTree.Element, namespace: str, schema: str, **others: str) -> bytes:
    """A document in a name space.

    Args:
        root: its root, with plain tag names.
        namespace: that of all tags without a prefix.
        schema: where the schema of that name space is published.
        others: further prefixes, with the name space of each.
    """
    root.set("xmlns", namespace)
    root.set("xmlns:xsi", _XSI)
    for prefix, address in others.items():
        root.set(f"xmlns:{prefix}", address)
    root.set("xsi:schemaLocation", f"{namespace} {schema}")
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"
