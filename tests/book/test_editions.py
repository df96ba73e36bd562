"""Editions in other languages: switched between, complete in their words, true to their sources."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Comment, Doctype
from sitekit import build as builder
from sitekit.editions.catalog import catalog_faults, interface_words, update_catalog
from sitekit.editions.structure import differences
from sitekit.editions.translations import Translation, digest, pages, translations
from sitekit.errors import CourseError
from sitekit.language import catalog_path
from sitekit.paths import ROOT

from tests.book.conftest import SmallBook
from tests.book.test_commands import course

#: Names that stay as they are in every language.
NAMES = re.compile(
    r"National Center for Biotechnology Information|American Institute of Biological Sciences|"
    r"USA Nagoya Protocol Action Group|DNA Data Bank of Japan|European\s+Nucleotide Archive|"
    r"The authors of Sharing genetic sequence data|"
    r"Sharing genetic sequence data: biodiversity science,\s+benefit-sharing and bioethics"
)
#: Words that no Spanish sentence has.
ENGLISH = re.compile(
    r"\b(?:the|of|and|your|this|with|for|from|that|are|search|next|previous|close|open|show|hide|"
    r"link|here|page)\b",
    re.IGNORECASE,
)
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-label")


def english_words(html: str) -> list[str]:
    """What a page says to its readers in English and does not mark as English."""
    page = BeautifulSoup(html, "html.parser")
    for node in page.select("head > :not(title), script, style, code, pre, [lang=en]"):
        node.extract()
    said = [
        str(text) for text in page.find_all(string=True) if not isinstance(text, Comment | Doctype)
    ]
    said += [node[name] for node in page.find_all(True) for name in SPOKEN if node.get(name)]
    return [" ".join(text.split()) for text in said if ENGLISH.search(NAMES.sub("", text))]


def spanish_pages(built: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((built / "es").rglob("*.html")):
        yield path.relative_to(built).as_posix(), path.read_text(encoding="utf-8")


def test_no_english_is_left_on_a_spanish_page(built):
    found = {name: english_words(html) for name, html in spanish_pages(built)}
    assert len(found) >= 12
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</h1>", "</h1><p>Open the talk</p>"),
        ("<article", '<article aria-label="Next page"'),
        ("<body", '<body title="Hide the menu"'),
    ],
)
def test_english_that_is_left_is_found(built, old, new):
    html = (built / "es/book/foundations/rules.html").read_text(encoding="utf-8")
    assert old in html
    assert len(english_words(html.replace(old, new, 1))) == 1


def test_each_page_leads_to_its_other_language_and_back(built):
    names = pages(ROOT)["es"]
    assert "book/foundations/rules" in names
    for name in names:
        for here, there, code in ((name, f"es/{name}", "es"), (f"es/{name}", name, "en")):
            html = BeautifulSoup((built / f"{here}.html").read_text("utf-8"), "html.parser")
            (link,) = html.select("a.language")
            assert link["hreflang"] == link["lang"] == code
            assert link.get_text(strip=True).endswith({"es": "Español", "en": "English"}[code])
            target = ((built / here).parent / link["href"]).resolve()
            assert target == (built / f"{there}.html").resolve()
            alternates = {node["hreflang"] for node in html.select("link[rel=alternate]")}
            assert {"en", "es"} <= alternates
    untranslated = (built / "book/crops/science.html").read_text("utf-8")
    assert 'class="bar-button language"' not in untranslated


def test_a_spanish_page_says_what_it_is(built):
    text = (built / "es/book/foundations/rules.html").read_text(encoding="utf-8")
    html = BeautifulSoup(text, "html.parser")
    assert html.html["lang"] == "es"
    assert html.select_one('meta[property="og:locale"]')["content"].startswith("es")
    assert "Traducido del inglés" in html.select_one(".translation-note").get_text()
    assert html.select(".footnote [lang=en]"), "entries of the bibliography are in English"


# The words of the interface


def test_the_spanish_interface_is_complete():
    assert len(interface_words(ROOT)) > 400
    assert list(catalog_faults(ROOT, "es")) == []


def test_what_a_catalog_lacks_is_named(tmp_path, monkeypatch):
    (tmp_path / "book/sitekit").mkdir(parents=True)
    (tmp_path / "book/_static").mkdir()
    (tmp_path / "book/_templates").mkdir()
    (tmp_path / "book/locale").mkdir()
    shutil.copy(ROOT / "book/locale/babel.cfg", tmp_path / "book/locale/babel.cfg")
    code = tmp_path / "book/sitekit/one.py"
    code.write_text('_("Hello")\n_("{n} pages", n=2)\nN_("Later")\n')
    (tmp_path / "book/_static/one.js").write_text('const said = _("From a script");\n')
    (tmp_path / "book/_templates/one.html").write_text("<p>{{ _('From a template') }}</p>\n")
    update_catalog(tmp_path, "es")
    path = catalog_path(tmp_path, "es")
    faults = "\n".join(catalog_faults(tmp_path, "es"))
    for words in ("Hello", "{n} pages", "Later", "From a script", "From a template"):
        assert f"'{words}' is not translated" in faults
    text = path.read_text(encoding="utf-8")
    for words, ours in {
        "Hello": "Hola",
        "{n} pages": "{m} páginas",
        "Later": "Después",
        "From a script": "De un programa",
        "From a template": "De una plantilla",
    }.items():
        text = text.replace(f'msgid "{words}"\nmsgstr ""', f'msgid "{words}"\nmsgstr "{ours}"')
    path.write_text(text, encoding="utf-8")
    (fault,) = catalog_faults(tmp_path, "es")
    assert "'{n} pages': the values in braces are not those of '{m} páginas'" in fault
    path.write_text(text.replace("{m}", "{n}"), encoding="utf-8")
    assert list(catalog_faults(tmp_path, "es")) == []
    code.write_text('_("Hello")\n_("{n} pages", n=2)\n')
    (fault,) = catalog_faults(tmp_path, "es")
    assert "nothing says 'Later' any more" in fault


# A translation and its source

SOURCE = """\
---
title: Rules
minutes: {read: 5}
---

In 1993 the {term}`Convention` came {footcite:p}`cbd1992`. See [the page](dsi.md).

## One

:::{chart} growth
Text of 20.
:::

```{code-cell} ipython3
total = 2 + 2
print("The sum is", total)
```
"""
TRANSLATED = """\
---
title: Normas
translates: STAMP
minutes: {read: 5}
---

En 1993 llegó el {term}`Convenio` {footcite:p}`cbd1992`. Mira [la página](dsi.md).

## Uno

:::{chart} growth
Texto de 20.
:::

```{code-cell} ipython3
total = 2 + 2
print("La suma es", total)
```
"""


def compared(folder: Path, text: str, name: str = "book/one.md", source: str = SOURCE) -> list[str]:
    ours, theirs = folder / "languages/es" / name, folder / name
    for path, content in ((ours, text), (theirs, source)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    one = Translation("es", name, ours, theirs, digest(theirs), "")
    return [what for _line, what in differences(one)]


def test_a_true_translation_has_no_fault(tmp_path):
    assert compared(tmp_path, TRANSLATED) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("1993", "1992", "numbers of the source that are lost: 1993"),
        (" {footcite:p}`cbd1992`", "", "citations of the source that are lost: cbd1992"),
        ("(dsi.md)", "(rules.md)", "links that the source does not have: rules.md"),
        ("{term}`Convenio`", "Convenio", "explained words"),
        ("## Uno", "### Uno", "it has the headings ###"),
        ("{chart} growth", "{chart} sizes", "its boxes and cells are not those of its source"),
        ("2 + 2", "2 + 3", "the code of this cell does something else"),
        ("{read: 5}", "{read: 6}", "front matter: minutes.read: 6, in its source 5"),
    ],
)
def test_what_a_translation_loses_or_changes_is_named(tmp_path, old, new, says):
    assert old in TRANSLATED
    found = compared(tmp_path, TRANSLATED.replace(old, new))
    assert any(says in what for what in found), found


def test_questions_in_another_language_have_the_same_key(tmp_path):
    source = (
        "- id: one\n  prompt: How many of 85?\n  options:\n    - text: Two\n      correct: true\n"
    )
    ours = source.replace("How many of", "¿Cuántos de").replace("Two", "Dos")
    name = "exercises/one/questions.yml"
    assert compared(tmp_path, ours, name, source) == []
    assert compared(tmp_path, ours.replace("true", "false"), name, source)
    assert compared(tmp_path, ours.replace("85", "58"), name, source)
    assert compared(tmp_path, ours.replace("id: one", "id: uno"), name, source)


def test_a_file_that_translates_nothing_is_named(tmp_path):
    stray = tmp_path / "languages/es/book/stray.md"
    stray.parent.mkdir(parents=True)
    stray.write_text("---\ntitle: Nada\n---\n")
    with pytest.raises(CourseError, match=r"there is no book/stray\.md"):
        translations(tmp_path, "es")
    (tmp_path / "book").mkdir()
    (tmp_path / "book/stray.md").write_text("Text\n")
    with pytest.raises(CourseError, match="say which text this translates"):
        translations(tmp_path, "es")


# An edition that is written from right to left


@pytest.fixture(scope="module")
def arabic(tmp_path_factory) -> Path:
    """A small book with an edition in Arabic of two of its three pages, one of them behind."""
    root = tmp_path_factory.mktemp("arabic")
    book = SmallBook(root)
    for name in ("_config.yml", "LICENSE", "CITATION.cff"):
        shutil.copy(ROOT / name, root / name)
    for name in ("_templates", "_static", "_data"):
        shutil.copytree(ROOT / "book" / name, root / "book" / name)
    shutil.copytree(ROOT / "exercises/dsilab", root / "exercises/dsilab")
    first = book.lesson("one", title="First", body="Text. [More](two.md)")
    book.lesson("two", title="Second")
    home = root / "book/index.md"
    folder = "languages/ar"
    book.write(f"{folder}/edition.yml", "title: دورة\nauthor: المؤلفون\ncaptions: {}\n")
    book.write(
        f"{folder}/book/index.md",
        f"---\ntitle: الصفحة الرئيسية\ntranslates: {digest(home)}\n---\n\nمرحبا. `a = 1`\n",
    )
    text = first.read_text(encoding="utf-8").replace("title: First", "title: الأولى")
    text = text.replace("lesson:", f"translates: {digest(first)}\nlesson:", 1)
    book.write(f"{folder}/book/chapter/one.md", text.replace("Text.", "نص."))
    first.write_text(first.read_text().replace("Text.", "New text."), encoding="utf-8")
    return builder.build(root, lab=False, talks=False)


def test_an_arabic_page_says_what_it_is_and_what_is_not_there(arabic):
    html = (arabic / "ar/book/chapter/one.html").read_text(encoding="utf-8")
    page = BeautifulSoup(html, "html.parser")
    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")
    english = BeautifulSoup((arabic / "book/chapter/one.html").read_text("utf-8"), "html.parser")
    assert english.html.get("dir") in (None, "ltr")
    note = page.select_one(".translation-note").get_text(" ", strip=True)
    assert "The English page has changed since." in note
    home = BeautifulSoup((arabic / "ar/book/index.html").read_text("utf-8"), "html.parser")
    assert "changed since" not in home.select_one(".translation-note").get_text()
    (there,) = page.select('article a[hreflang=en][href$="two.html"]')
    assert "(in " in there.parent.get_text()


@pytest.mark.parametrize("width", [390, 1280])
def test_an_arabic_page_runs_from_right_to_left(width, arabic, serve, visit):
    seen = visit(f"{serve(arabic)}ar/book/index.html", width=width)
    assert seen.wider_than_screen() == []
    assert seen.faults() == []
    styles = seen.page.evaluate(
        """() => ['h1', 'article code'].map(name => {
          const style = getComputedStyle(document.querySelector(name));
          return [style.direction, style.textAlign];
        })"""
    )
    assert styles[0] == ["rtl", "start"]
    assert styles[1][0] == "ltr", "code runs from left to right in every language"
    title, article = (seen.page.locator(name).first.bounding_box() for name in ("h1", "article"))
    assert title["x"] + title["width"] == pytest.approx(article["x"] + article["width"], abs=30)


SIDES = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right)\b|(?:left|right)\s*:|"
    r"(?:text-align|float|clear)\s*:\s*(?:left|right)\b)"
)


def sides(css: str) -> list[str]:
    """Where a style names a side of the screen and not the line's start or end."""
    return [line.strip() for line in css.splitlines() if SIDES.search(line)]


def test_styles_name_the_start_and_the_end_of_a_line():
    assert sides((ROOT / "book/_static/course.css").read_text(encoding="utf-8")) == []
    assert sides("a { margin-left: 0 }\nb { margin-inline-start: 0 }\nc { float: right }") == [
        "a { margin-left: 0 }",
        "c { float: right }",
    ]


def test_the_command_says_how_far_each_edition_is():
    said = course("languages")
    assert said.returncode == 0, said.stdout
    assert said.stdout.startswith("es (Español): ")
