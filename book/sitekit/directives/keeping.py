"""Saving, loading and erasing what a browser keeps (the scripts use `keeping.js`)."""

from __future__ import annotations

from docutils import nodes

from sitekit.html import el
from sitekit.language import _


def keeping_tools(
    name: str, *, saves: dict[str, str], erase: str, warning: str, also: nodes.Element | None = None
) -> nodes.Element:
    """Saving, loading and erasing; hidden until the script can do them.

    Args:
        name: of what is kept (`progress`); classes and ids start with it.
        saves: the buttons that save a file, by the word in `data-do`.
        erase: what the dialog asks.
        warning: what the dialog says will be lost.
        also: a further dialog.
    """
    return el(
        "div",
        el("h2", _("Save, load, erase"), id=f"{name}-tools"),
        el(
            "div",
            *(
                el("button", words, type="button", class_="button", data_do=do)
                for do, words in saves.items()
            ),
            el(
                "p",
                el("label", _("Load a saved file"), for_=f"{name}-file"),
                el("input", type="file", id=f"{name}-file", accept=".json,application/json"),
            ),
            el("button", _("Erase all …"), type="button", class_="button", data_do="erase"),
            class_="tools",
        ),
        el("p", class_=f"{name}-said", role="status"),
        confirm(f"{name}-erase", erase, warning, {"keep": _("Keep it"), "erase": _("Erase all")}),
        also,
        class_=f"keeping {name}-tools",
        hidden=True,
    )


def confirm(identity: str, asks: str, warning: str, answers: dict[str, str]) -> nodes.Element:
    """A dialog with a button for each answer."""
    return el(
        "dialog",
        el("h2", asks, id=identity),
        el("p", warning),
        el(
            "form",
            *(
                el("button", words, value=value, class_="button")
                for value, words in answers.items()
            ),
            method="dialog",
            class_="tools",
        ),
        class_="confirm",
        aria_labelledby=identity,
    )
