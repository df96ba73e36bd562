"""The language of what charts, explorers and models say: English, unless another is chosen.

The book's build hands in the words of its own catalog. In a notebook `speak("es")` reads them from
`words/es.json`, which students get with the notebooks of that language: here, or beside them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

#: Where the words of other languages lie: English -> the language, one file each.
FOLDER = Path(__file__).with_name("words")


def _as_it_is(text: str) -> str:
    return text


_translate: Callable[[str], str] = _as_it_is


def use(translate: Callable[[str], str]) -> None:
    """Say everything as this function puts it from now on."""
    global _translate
    _translate = translate


def speak(language: str) -> None:
    """Say everything in this language (a code such as "es") where its words are here."""
    words: dict[str, str] = {}
    for path in (FOLDER / f"{language}.json", Path("words", f"{language}.json")):
        if path.is_file():
            words = json.loads(path.read_text(encoding="utf-8"))
    use(lambda text: words.get(text, text))


def _(text: str, **values: object) -> str:
    """The words in the chosen language, with the values put in for `{name}`."""
    said = _translate(text)
    return said.format(**values) if values else said


def N_(text: str) -> str:  # noqa: N802  (gettext's own name)
    """Marks words for the catalog that are said later, by `_`."""
    return text
