"""One page of HTML that holds a whole edition, for a browser to print."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from html import escape
from pathlib import Path

from sitekit.course import Course
from sitekit.printing import words
from sitekit.printing.about import About
from sitekit.printing.article import Answer, parsed, plain, simplify
from sitekit.printing.links import Inside, Places, places_of, relink
from sitekit.printing.notes import note_addresses
from sitekit.printing.pages import BuiltPage, Chapter

STYLE = Path(__file__).with_name("paper.css")
#: Stands where a page's number is put in when it is known, as wide as most numbers are.
UNKNOWN = "000"


def document(
    course: Course, site: Path, chapters: list[Chapter], about: About, glossary: BuiltPage | None
) -> str:
    """The edition as HTML.

    Args:
        course: the course.
        site: the built site, whose style sheets are used.
        chapters: what the edition holds; they are changed.
        about: what it says of itself.
        glossary: the built glossary, where the edition does not hold it.
    """
    pages = [built for chapter in chapters for built in chapter.pages]
    used = words.words_used(pages, glossary) if glossary else {}
    answers_of = {built.page.docname: simplify(built, paper=True) for built in pages}
    places: dict[str, Collection[str]] = dict(places_of(pages))
    if glossary:
        places[words.GLOSSARY] = used
    body, contents, rules = [], [], []
    part = ""
    for chapter in chapters:
        if chapter.part != part:
            part = chapter.part
            contents.append(f'<p class="part">{escape(part)}</p>')
        is_chapter = chapter.pages[0].page.lesson is not None
        label = f"Chapter {course.chapters.index(chapter.slug) + 1}" if is_chapter else part
        answers: list[tuple[BuiltPage, Answer]] = []
        lines = []
        for position, built in enumerate(chapter.pages):
            answers += [(built, answer) for answer in answers_of[built.page.docname]]
            _finish(course, built, places, glossary is not None)
            name = f"p{len(rules)}"
            rules.append(_page_rule(name, chapter.title, built.page.title))
            above = f'<p class="above">{escape(label)}</p>' if position == 0 and label else ""
            body.append(_sheet(place(built.page.docname), name, above + built.written()))
            lines.append(_line(place(built.page.docname), built.page.title))
        if answers:
            name, anchor = f"p{len(rules)}", f"{chapter.slug}--answers"
            rules.append(_page_rule(name, chapter.title, "Answers"))
            body.append(_sheet(anchor, name, _answers(answers)))
            lines.append(_line(anchor, "Answers to the questions"))
        first = _line(place(chapter.pages[0].page.docname), chapter.title)
        below = f"<ol>{''.join(lines)}</ol>" if is_chapter else ""
        contents.append(f'<ol class="toc"><li>{first.removeprefix("<li>")[:-5]}{below}</li></ol>')
    if used:
        name = f"p{len(rules)}"
        rules.append(_page_rule(name, about.title, "Words"))
        listed = words.word_list(used)
        body.append(_sheet("words", name, f"<h1>Words of this chapter</h1>{listed}"))
        contents.append(f'<ol class="toc">{_line("words", "Words of this chapter")}</ol>')
    styles = "".join(
        f'<link rel="stylesheet" href="{(site / "_static" / name).as_uri()}">'
        for name in ("theme.css", "course.css")
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{about.language}" data-theme="light">\n<head>\n'
        f'<meta charset="utf-8">\n<title>{escape(about.whole_title)}</title>\n{styles}\n'
        f"<style>{STYLE.read_text(encoding='utf-8')}{''.join(rules)}</style>\n</head>\n<body>\n"
        f"{_front(about, chapters)}"
        '<nav class="edition-contents bd-article" aria-labelledby="contents">'
        f'<h1 id="contents">Contents</h1>{"".join(contents)}</nav>\n'
        f"{''.join(body)}</body>\n</html>\n"
    )


def starts(chapters: list[Chapter]) -> list[str]:
    """The places at which chapters, and pages that stand alone, start."""
    return [place(chapter.pages[0].page.docname) for chapter in chapters]


def headings(chapters: list[Chapter]) -> list[str]:
    """The words of all headings of the pages."""
    return [
        plain(heading)
        for chapter in chapters
        for built in chapter.pages
        for heading in built.article.find_all(["h1", "h2", "h3", "h4"])
    ]


def place(docname: str, fragment: str = "") -> str:
    """The id, in the edition, of a page of the book or of a place on it."""
    page = docname.removeprefix("book/").replace("/", "-")
    return f"{page}--{fragment}" if fragment else page


def _inside(with_words: bool) -> Inside:
    def address(docname: str, fragment: str) -> str:
        if with_words and docname == words.GLOSSARY:
            return f"#{words.PREFIX}{fragment}" if fragment else "#words"
        return f"#{place(docname, fragment)}"

    return address


def _finish(course: Course, built: BuiltPage, places: Places, with_words: bool) -> None:
    """Ids that no other page has, page numbers after links, and notes for those that leave."""
    leaving = relink(built, places, _inside(with_words))
    mark = place(built.page.docname, "x").removesuffix("x")
    _prefix_ids(built, mark)
    to_words = (f"#{words.PREFIX}", f"#{place(words.GLOSSARY, 'x').removesuffix('x')}")
    for anchor in built.article.select('a[href^="#"]'):
        roles = (anchor.get("role"), *(anchor.get("class") or []))
        if anchor["href"].startswith(to_words) or "footnote-reference" in roles:
            continue
        if "doc-backlink" in roles:
            anchor.unwrap()
            continue
        anchor.insert_after(parsed(f" {_number(anchor['href'][1:], '(p. {})')}"))
    note_addresses(built.article, leaving, course)
    for check in built.article.select("section.selfcheck"):
        anchor = f"{built.page.chapter}--answers"
        check.append(
            parsed(
                f'<p class="see-answers">The <a href="#{anchor}">answers</a> are at the end of '
                f"the chapter, on {_number(anchor, 'page {}')}.</p>"
            )
        )


def _prefix_ids(built: BuiltPage, mark: str) -> None:
    for node in built.article.find_all(True):
        if node.get("id"):
            node["id"] = mark + node["id"]
        if node.get("aria-labelledby"):
            node["aria-labelledby"] = " ".join(
                mark + name for name in node["aria-labelledby"].split()
            )
    for number, svg in enumerate(built.drawings):
        svg = re.sub(r'\bid="', f'id="{mark}', svg)
        svg = re.sub(r"url\(#", f"url(#{mark}", svg)
        svg = re.sub(
            r'aria-labelledby="([^"]*)"',
            lambda found: f'aria-labelledby="{" ".join(mark + n for n in found[1].split())}"',
            svg,
        )
        built.drawings[number] = svg


def _number(anchor: str, form: str) -> str:
    """A page's number in words such as `(p. {})`, put in when it is known."""
    before, after = form.split("{}")
    return (
        f'<span class="page-number">{before}<span data-page-of="{anchor}">{UNKNOWN}</span>'
        f"{after}</span>"
    )


def _page_rule(name: str, left: str, right: str) -> str:
    """The running heads of a sheet (https://www.w3.org/TR/css-page-3/#margin-boxes)."""
    right = "" if right == left else right
    return (
        f"@page {name} {{ @top-left {{ content: {_css(left)}; }} "
        f"@top-right {{ content: {_css(right)}; }} "
        f"@bottom-center {{ content: counter(page); }} }}\n"
    )


def _css(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ") + '"'


def _sheet(anchor: str, name: str, content: str) -> str:
    style = f'class="bd-article sheet" style="page: {name}"'
    return f'<article {style} id="{anchor}">{content}</article>\n'


def _line(anchor: str, title: str) -> str:
    return f'<li><a href="#{anchor}"><span>{escape(title)}</span> {_number(anchor, "{}")}</a></li>'


def _answers(answers: list[tuple[BuiltPage, Answer]]) -> str:
    parts = ["<h1>Answers to the questions</h1>"]
    for built, answer in answers:
        anchor = place(built.page.docname, answer.question)
        said = "".join(
            f"<li><strong>{letter}.</strong> {feedback}</li>"
            for letter, feedback in answer.feedback
        )
        parts.append(
            f'<section class="answer"><h2>Question {answer.number}: {answer.right}</h2>'
            f'<p class="see-question">Asked on <a href="#{anchor}">'
            f"{_number(anchor, 'page {}')}</a>.</p><ul>{said}</ul></section>"
        )
    return "".join(parts)


def _front(about: About, chapters: list[Chapter]) -> str:
    alone = len(chapters) == 1 and chapters[0].pages[0].page.lesson is not None
    title = chapters[0].title if alone else about.title
    under = f"A chapter of <em>{escape(about.whole_title)}</em>" if alone else about.subtitle
    address = (
        f'<p>On screen: <a href="{about.address}">{about.address}</a></p>' if about.address else ""
    )
    screen = (
        "Where a recording plays, a code to photograph and its address are printed."
        if about.address
        else "This copy was made from a book that has no public address yet. So links to pages "
        "that are not printed here are named by their titles."
    )
    return f"""<section class="cover" aria-label="Title">
<h1>{escape(title)}</h1>
<p class="under">{under}</p>
<p class="by">{escape(about.authors)}</p>
<p>Version {about.version}, {about.date}</p>
{address}
</section>
<section class="colophon bd-article" aria-label="About this edition">
<h2>How to read this edition</h2>
<p>Small numbers in brackets, [1], are sources, listed at the end of each page of the book. Small
marks such as L1 are links; where they lead is listed there too. After a link within this edition
stands the number of its page. {screen} Explorers, which let a reader of the screen change a model,
are printed with the chart they begin with and a table of all their results. Answers to the
questions are at the end of each chapter.</p>
<h2>Licence</h2>
<p>Text, figures and questions: {about.licence}, <a
href="{about.licence_address}">{about.licence_address}</a>. You may copy, change and translate them,
if you say where they come from and what you changed. Data have licences of their own, named in the
book.</p>
<h2>How to cite</h2>
<p>{escape(about.cite)}</p>
</section>
"""


def number_pages(text: str, page_of: Callable[[str], int | None]) -> str:
    """The same document with the page numbers that are known."""
    return re.sub(
        r'data-page-of="([^"]*)">[^<]*<',
        lambda found: f'data-page-of="{found[1]}">{page_of(found[1]) or UNKNOWN}<',
        text,
    )
