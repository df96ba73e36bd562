"""Pages that need nothing but themselves: no script, no address of anybody else, one style.

Every text is escaped, and a content security policy lets the page's own style in and nothing else:
should a way around the escaping ever be found, what gets through still cannot run.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"
_STYLE = "feedback/page.css"
#: What no text of a page needs: control characters, halves of characters, and the marks that turn
#: the direction of the text around them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
#: Accents on one letter; more of them cover the lines around it.
_MANY_ACCENTS = 8


def plain(text: str) -> str:
    """A text as it may stand on a page: what could hide or disturb its neighbours made visible."""
    text = _UNWANTED.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if text.isascii():
        return text
    kept, run = [], 0
    for letter in text:
        run = run + 1 if unicodedata.combining(letter) else 0
        if run <= _MANY_ACCENTS:
            kept.append(letter)
    return "".join(kept)


def points(number: float) -> str:
    """A number of points: `2`, `2.5`, `0.33`."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def tone(status: str) -> str:
    """The style of a status: `passed`, `failed` or neither."""
    if status in ("passed", "marked", "waiting", "partly"):
        return "passed" if status == "passed" else ""
    return "failed"


def render(template: str, **values: Any) -> str:
    """A page from a template under `templates/`."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([TEMPLATES / "feedback", TEMPLATES / "summary"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters |= {"points": points, "tone": tone}
    style = (TEMPLATES / _STYLE).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment.globals |= {"style": Markup(style), "style_hash": f"sha256-{digest}"}
    return environment


def _finalize(value: Any) -> Any:
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value
