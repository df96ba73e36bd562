"""The book's own words in the language of the edition: Sphinx's gettext, and what belongs to it.

Directives, templates and scripts speak English in the source. A catalog in
`book/locale/<language>/LC_MESSAGES/sphinx.po` gives the words of another language: Sphinx compiles
it and looks into it before its own. The scripts get theirs in a file `words.js`, which an English
page does not need.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.pofile import read_po
from dsilab import speech
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.locale import get_translator

#: Where the catalogs are, from the root of a book's sources.
CATALOGS = "book/locale"
#: Languages that are written from right to left.
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur"})
#: The file with the scripts' words.
WORDS = "words.js"


#: The language of the edition that this process builds.
_current = "en"


def language() -> str:
    """The code of this edition's language, as HTML's `lang` has it."""
    return _current


def language_name(code: str) -> str:
    """What a language calls itself: `English`, `Español`."""
    name = Locale.parse(code).get_display_name()
    return name[:1].upper() + name[1:]


def _(text: str, **values: object) -> str:
    """The words in the language of this edition, with the values put in for `{name}`."""
    said = get_translator().gettext(text)
    return said.format(**values) if values else said


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """The form of the words that fits the number; `{n}` is the number itself."""
    return get_translator().ngettext(one, many, n).format(n=n, **values)


def N_(text: str) -> str:  # noqa: N802  (gettext's own name)
    """Marks words for the catalog that are said later, by `_`."""
    return text


MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
#: What Sphinx itself says on a page and has in no Spanish yet.
OF_SPHINX = (N_("Link to this heading"), N_("Link to this term"))


def show_day(day: int | None, month: int | None, year: int | str) -> str:
    """`29 December 1993`, `December 1993` or `1993`, in the language of this edition."""
    if month is None:
        return str(year)
    name = _(MONTHS[month - 1])
    if day is None:
        return _("{month} {year}", month=name, year=year)
    return _("{day} {month} {year}", day=day, month=name, year=year)


def direction(language: str) -> str:
    """`rtl` or `ltr`, as HTML's `dir` has it."""
    return "rtl" if language.partition("_")[0] in RIGHT_TO_LEFT else "ltr"


def catalog_path(root: Path, language: str) -> Path:
    return root / CATALOGS / language / "LC_MESSAGES" / "sphinx.po"


def words_of(catalog: Path, where: str) -> dict[str, str]:
    """What files of this kind say: English -> the catalog's language."""
    with catalog.open("rb") as file:
        messages = read_po(file)
    return {
        message.id: message.string
        for message in messages
        if isinstance(message.id, str)
        and message.string
        and any(where in place for place, _line in message.locations)
    }


def speech_words(catalog: Path) -> str:
    """What `dsilab` says, as the file that `dsilab.speech` reads."""
    words = words_of(catalog, "dsilab/") if catalog.is_file() else {}
    return json.dumps(words, ensure_ascii=False, sort_keys=True, indent=0) + "\n"


def script_words(catalog: Path, where: str) -> str:
    """A script with what the scripts in this folder say; without a catalog they speak English."""
    words = words_of(catalog, where) if catalog.is_file() else {}
    written = json.dumps(words, ensure_ascii=False, sort_keys=True)
    return f"window.courseCatalog = {written};\n"


def _settle(app: Sphinx, config: Config) -> None:
    global _current
    _current = config.language
    # Charts and explorers take their words from the same catalog.
    speech.use(get_translator().gettext)
    if config.language != "en":
        app.add_js_file(WORDS, priority=899)


def _write(app: Sphinx) -> None:
    if app.config.language != "en" and app.builder.format == "html":
        catalog = catalog_path(Path(app.srcdir), app.config.language)
        target = Path(app.outdir) / "_static" / WORDS
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(script_words(catalog, "_static/"), encoding="utf-8")


def _turn(app: Sphinx, exception: Exception | None) -> None:
    """Tell the browser that the pages run from right to left; the theme's frame cannot say it."""
    code = app.config.language
    if exception is not None or app.builder.format != "html" or direction(code) == "ltr":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        tag = f'<html lang="{code}"'
        page.write_text(text.replace(f"{tag} data-", f'{tag} dir="rtl" data-', 1), encoding="utf-8")


def _no_page(app: Sphinx) -> Iterable[Any]:
    """The words are written late, when Sphinx has laid its own files into the site."""
    _write(app)
    return ()


def setup(app: Sphinx) -> None:
    app.connect("config-inited", _settle)
    app.connect("html-collect-pages", _no_page)
    app.connect("build-finished", _turn)
