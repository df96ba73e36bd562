"""A chapter on paper: what a reader must find there, and what must not be there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from bs4 import BeautifulSoup
from dsilab.explorers import EXPLORERS
from sitekit.course import load_course
from sitekit.errors import CourseError
from sitekit.paths import ROOT
from sitekit.printing import paper
from sitekit.printing.about import About, read_about
from sitekit.printing.article import simplify
from sitekit.printing.command import write_pdf
from sitekit.printing.links import places_of, relink
from sitekit.printing.notes import is_printed
from sitekit.printing.offer import IN_SITE, NOTHING, note_made, place, put_editions
from sitekit.printing.pages import BuiltPage, read_book, read_page
from sitekit.printing.pdf import print_edition, structure

from tests.book.test_commands import course

CHAPTER = "ecology-disease"
ADDRESS = "https://course.example.org/"
#: Millimetres in a point, the unit of PDF.
POINT = 25.4 / 72


@dataclass(frozen=True)
class Printed:
    """The chapter as it was printed."""

    path: Path
    pages: list[str]
    """The words of each page."""
    site: Path

    @property
    def squeezed(self) -> str:
        """All words without spaces, as lines are broken anywhere in an address."""
        return squeeze("".join(self.pages))


def squeeze(text: str) -> str:
    """Without spaces; the reader gives a hyphen at a line's end as U+FFFE."""
    return re.sub(r"\s", "", text.replace("\ufffe", "-"))


@pytest.fixture(scope="module")
def published(built: Path, tmp_path_factory) -> Path:
    """The built chapter as it is in a book with a public address."""
    site = tmp_path_factory.mktemp("published")
    (site / "_static").symlink_to(built / "_static")
    names = [p.docname for p in load_course(ROOT).lessons_of(CHAPTER)]
    for name in (*names, "book/reference/glossary"):
        text = (built / f"{name}.html").read_text(encoding="utf-8")
        tag = f'<link rel="canonical" href="{ADDRESS}{name}.html">'
        path = site / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("<head>", f"<head>{tag}", 1), encoding="utf-8")
    return site


@pytest.fixture(scope="module")
def printed(published: Path, browser, tmp_path_factory) -> Printed:
    target = tmp_path_factory.mktemp("print") / f"{CHAPTER}.pdf"
    write_pdf(browser, load_course(ROOT), published, CHAPTER, target)
    with pypdfium2.PdfDocument(target) as pdf:
        pages = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in pdf]
    assert sorted(path.name for path in target.parent.iterdir()) == [target.name]
    return Printed(target, pages, published)


def read_chapter(site: Path) -> list[BuiltPage]:
    return list(read_book(load_course(ROOT), site, CHAPTER)[0].pages)


def unprinted(site: Path, squeezed: str) -> list[str]:
    """The outside addresses of the chapter that are not among these words, nor as a DOI."""
    lost = []
    for built in read_chapter(site):
        simplify(built, paper=True)
        for anchor in built.article.select('a[href^="http"]'):
            address = anchor["href"]
            doi = re.sub(r"^https?://doi\.org/", "doi:", address)
            if squeeze(address) not in squeezed and squeeze(doi) not in squeezed:
                lost.append(address)
    return lost


def test_pages_are_numbered_and_carry_the_chapters_title(printed):
    assert 30 <= len(printed.pages) <= 80
    for number, text in enumerate(printed.pages[2:], 3):
        assert re.search(rf"^{number}$", text, re.MULTILINE), f"page {number}"
    body = printed.pages[3:-1]
    assert all(text.startswith("Ecology and infectious disease") for text in body[:-6])


def test_the_contents_give_the_pages_on_which_lessons_start(printed):
    lines = dict(re.findall(r"^(.+?) (\d+)$", printed.pages[2], re.MULTILINE))
    titles = [page.title for page in load_course(ROOT).lessons_of(CHAPTER)]
    for title in (*titles[1:], "Answers to the questions", "Words of this chapter"):
        assert title in lines, printed.pages[2]
        assert re.search(rf"^{title}$", printed.pages[int(lines[title]) - 1], re.MULTILINE), title


def test_every_outside_address_is_printed(printed):
    assert "https://learnnagoya.com/workshop-series/" in printed.squeezed
    assert unprinted(printed.site, printed.squeezed) == []


def test_an_address_that_is_not_printed_is_found(printed):
    without = printed.squeezed.replace("https://learnnagoya.com/workshop-series/", "")
    assert set(unprinted(printed.site, without)) == {"https://learnnagoya.com/workshop-series/"}


def test_codes_lead_where_the_printed_address_leads(printed):
    wanted = {f"{ADDRESS}book/{CHAPTER}/practice.html", "https://learnnagoya.com/workshop-series/"}
    wanted |= {
        built.address
        for built in read_chapter(printed.site)
        if built.article.select("section.talk")
    }
    assert len(wanted) >= 3
    read: set[str] = set()
    with pypdfium2.PdfDocument(printed.path) as pdf:
        for number, text in enumerate(printed.pages):
            if any(address in squeeze(text) for address in wanted):
                picture = pdf[number].render(scale=2.5).to_pil()
                for code in zxingcpp.read_barcodes(picture):
                    assert code.text in squeeze(text)
                    read.add(code.text)
    assert read == wanted


def test_explorers_are_tables_with_every_result(printed):
    text = " ".join("\n".join(printed.pages).split())
    explorer = EXPLORERS["embargo"]
    assert f"All {len(explorer.grid())} results as a table" in text
    for choice in explorer.choices:
        assert squeeze(choice.label) in printed.squeezed
    # Of each row, its last cells: nowhere else on the page do these numbers stand in this order.
    for values in explorer.grid():
        outcome = explorer.outcome(**values)
        cells = ["–" if v is None else f"{v:.4g}" for v in list(outcome.values.values())[1:]]
        assert squeeze("".join(cells)) in printed.squeezed, values


def test_nothing_of_a_browser_is_left(printed):
    document = chapter_document(printed.site)
    soup = BeautifulSoup(document, "html.parser")
    left = "button, input, select, textarea, form, details, script, template, video, [hidden]"
    assert [str(node)[:80] for node in soup.select(left)] == []
    words = "\n".join(printed.pages)
    for button in ("Check my answer", "Mark this page as read", "Open in the browser", "Search"):
        assert button not in words
    assert "/AcroForm" not in pikepdf.open(printed.path).Root


def chapter_document(site: Path) -> str:
    course = load_course(ROOT)
    read = read_book(course, site, CHAPTER)
    about = read_about(course, read[0].pages[0], read[0].title)
    glossary = read_page(site, course.by_docname["book/reference/glossary"])
    return paper.document(course, site, read, about, glossary)


def test_answers_stand_at_the_end_and_only_there(printed):
    start = next(n for n, text in enumerate(printed.pages) if "Question 1: " in text)
    assert "Answers to the questions" in printed.pages[start]
    before = "\n".join(printed.pages[3:start])
    after = "\n".join(printed.pages[start:])
    assert "Right. " not in before and "Not this one. " not in before
    assert after.count("Right. ") == 10
    questions = re.findall(r"^Question (\d+): ([A-D])$", after, re.MULTILINE)
    assert [int(number) for number, _ in questions] == list(range(1, 11))
    for number, letter in questions:
        block = after.partition(f"Question {number}: {letter}")[2]
        assert re.search(rf"^{letter}\. Right\.", block.partition("Question ")[0], re.MULTILINE)


def test_prompts_have_room_to_write(printed):
    soup = BeautifulSoup(chapter_document(printed.site), "html.parser")
    prompts = soup.select("section.discussion")
    assert prompts
    assert all(len(prompt.select(".lines > div")) >= 6 for prompt in prompts)


def test_the_file_is_tagged_titled_and_has_bookmarks(printed):
    pdf = pikepdf.open(printed.path)
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "en"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert "Sharing genetic sequence data" in str(pdf.docinfo["/Title"])
    kinds = {str(node.S) for node in structure(pdf.Root.StructTreeRoot) if "/S" in node}
    assert {"/H1", "/H2", "/P", "/L", "/Table", "/TH", "/Link", "/Figure"} <= kinds
    figures = [node for node in structure(pdf.Root.StructTreeRoot) if node.get("/S") == "/Figure"]
    assert all(str(figure.get("/Alt", "")) for figure in figures)
    with pdf.open_outline() as outline:
        top = [item.title for item in outline.root]
        below = [item.title for item in outline.root[2].children]
    assert top == [
        "Ecology and infectious disease",
        "Contents",
        "Applied ecology and infectious disease",
    ]
    lessons = [page.title for page in load_course(ROOT).lessons_of(CHAPTER)]
    assert [title for title in below if title in lessons] == lessons[1:]


def test_no_heading_stands_last_on_its_page(printed):
    assert alone(printed.path) == []


def test_a_heading_that_stands_last_is_found(browser, tmp_path):
    html = (
        "<style>@page { size: A4; margin: 20mm; @bottom-center { content: counter(page); } }"
        "h1 { break-after: page; }</style><p>Before.</p><h1 id='a'>Alone</h1><p>After.</p>"
    )
    target = tmp_path / "alone.pdf"
    print_edition(browser, html, ABOUT, [], [], target)
    assert alone(target) == ["Alone"]


def alone(path: Path) -> list[str]:
    """The headings that have nothing under them on their page but the page's number."""
    pdf, found = pikepdf.open(path), []
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}

    def items(level):
        for item in level:
            yield item
            yield from items(item.children)

    with pdf.open_outline() as outline, pypdfium2.PdfDocument(path) as read:
        for item in items(outline.root):
            page = read[pages[item.destination[0].objgen]]
            top = float(item.destination[3])
            words = page.get_textpage().get_text_bounded(bottom=18 / POINT, top=top)
            if squeeze(words) in ("", squeeze(item.title)):
                found.append(item.title)
    return found


ABOUT = About(
    "A title",
    "",
    "Somebody",
    "1",
    date(2026, 11, 24),
    "Cite",
    "CC",
    "https://a.example",
    "en",
    None,
)


def test_the_same_pages_give_the_same_file(browser, tmp_path):
    html = (
        '<html lang="en"><style>@page { size: A4; }</style><h1 id="a">One</h1>'
        '<p>See <a href="#b">two</a> <span data-page-of="b">000</span></p>'
        '<h1 id="b" style="break-before: page">Two</h1></html>'
    )
    for name in ("one", "two"):
        assert print_edition(browser, html, ABOUT, [], [], tmp_path / f"{name}.pdf") == 2
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    with pypdfium2.PdfDocument(tmp_path / "one.pdf") as pdf:
        assert "See two 2" in pdf[0].get_textpage().get_text_range()


def test_without_a_public_address_a_page_is_named_and_has_no_code(built):
    document = chapter_document(built)
    soup = BeautifulSoup(document, "html.parser")
    talk, exercise = soup.select_one("section.talk .pointer"), soup.select_one(".exercise .pointer")
    assert "“The workshop”" in talk.get_text() or "“" in talk.get_text()
    for pointer in (talk, exercise):
        assert pointer.svg is None and pointer.a is None
    # The page of the workshop series can be opened by everybody.
    assert soup.select_one("section.recording .pointer svg.qr")
    assert "has no public address" in soup.select_one(".colophon").get_text()


def test_links_to_what_is_not_held_are_named_and_terms_are_explained(built):
    soup = BeautifulSoup(chapter_document(built), "html.parser")
    notes = soup.select_one("#ecology-disease-science .addresses").get_text(" ", strip=True)
    assert "of the course" in notes
    ids = {node["id"] for node in soup.find_all(id=True)}
    assert len(ids) == len(soup.find_all(id=True)), "an id is there twice"
    inside = {a["href"][1:] for a in soup.select('a[href^="#"]')}
    assert inside <= ids
    assert {"words--term-Nagoya-Protocol"} <= ids


def test_a_link_to_what_was_for_the_browser_leads_to_its_page(built):
    page = read_page(built, load_course(ROOT).by_slug[f"{CHAPTER}/science"])
    page.article.append(
        BeautifulSoup('<p><a id="lost" href="#no-such-place">There</a></p>', "html.parser")
    )
    relink(page, places_of([page]), lambda docname, fragment: f"{docname}#{fragment}")
    assert page.article.select_one("#lost")["href"] == f"{page.page.docname}#"


def test_a_recording_that_plays_has_a_code_for_its_address(built):
    page = read_page(built, load_course(ROOT).by_slug[f"{CHAPTER}/index"])
    card = (
        '<section class="recording card"><h2>R</h2><div class="player"><button>Play</button>'
        '<p class="player-notice">Notice</p><p class="player-link">'
        '<a href="https://www.youtube.com/watch?v=abcdefghijk">Watch on YouTube</a></p></div>'
        "</section>"
    )
    page.article.append(BeautifulSoup(card, "html.parser"))
    simplify(page, paper=True)
    pointer = page.article.select(".pointer")[-1]
    assert pointer.a.get_text() == "https://www.youtube.com/watch?v=abcdefghijk"
    assert 'role="img"' in page.drawings[int(pointer.img["data-drawing"])]
    assert "Notice" not in page.article.get_text() and "Play" not in pointer.get_text()


@pytest.mark.parametrize(
    ("words", "address", "expected"),
    [
        ("https://a.example/b", "https://a.example/b", True),
        ("a.example/b", "https://a.example/b/", True),
        ("doi:10.1/x", "https://doi.org/10.1/x", True),
        ("the page", "https://a.example/b", False),
        ("", "", True),
    ],
)
def test_which_links_print_their_address_themselves(words, address, expected):
    assert is_printed(words, address) is expected


def test_page_numbers_that_do_not_settle_are_one_clear_line(browser, tmp_path, monkeypatch):
    turns = iter(range(10))
    monkeypatch.setattr("sitekit.printing.pdf.page_numbers", lambda pdf: {"a": next(turns)})
    with pytest.raises(CourseError, match=r"restless.pdf: its page numbers do not settle"):
        print_edition(browser, "<p>One</p>", ABOUT, [], [], tmp_path / "restless.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_page_printed_from_the_browser_is_light_and_has_addresses(site, visit):
    page = visit(f"{site}book/{CHAPTER}/rules.html", scheme="dark").page
    with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as pdf:
        text = "\n".join(page.get_textpage().get_text_range() for page in pdf)
        corner = pdf[0].render(scale=0.2).to_pil().convert("L")
    assert corner.getpixel((3, 3)) == 255 and corner.getextrema()[0] < 100
    assert re.search(r"^1 / \d+", text, re.MULTILINE)
    assert "<https://" in squeeze(text)
    assert "Mark this page" not in text and "On this page" not in text


def test_a_wrong_chapter_and_a_missing_browser_are_one_line_before_any_build(small_book):
    small_book.lesson("one")
    root = {"DSI_COURSE_ROOT": str(small_book.root)}
    done = course("print", "--chapter", "none", **root)
    assert done.returncode == 1
    assert done.stderr == "course: 'none' is no chapter of this course; there are: chapter\n"
    done = course("print", CHROMIUM="/nowhere/chromium", **root)
    assert done.returncode == 1
    assert done.stderr.startswith("course: CHROMIUM=/nowhere/chromium is no program; install one")
    assert len(done.stderr.splitlines()) == 1
    assert not (small_book.root / "_build").exists()


def test_the_site_offers_only_what_was_made_of_its_pages(small_book):
    small_book.lesson("index", title="The chapter")
    made = small_book.write("_build/print/chapter.pdf", "pdf")
    site = small_book.root / "_build" / "html"
    page = small_book.write("_build/html/book/index.html", f"<p>Before</p>{place(NOTHING)}")
    loaded = load_course(small_book.root)
    assert put_editions(loaded, site, "now") == []
    assert "holds no PDF" in page.read_text()
    note_made(small_book.root, [made], "now")
    assert put_editions(loaded, site, "now") == ["chapter.pdf"]
    assert (site / IN_SITE / "chapter.pdf").read_text() == "pdf"
    assert f'href="../{IN_SITE}/chapter.pdf"' in page.read_text()
    assert "holds no PDF" not in page.read_text()
    # The pages have changed since: the old file is not offered any more.
    assert put_editions(loaded, site, "later") == []
    assert not (site / IN_SITE).exists()
    assert page.read_text() == f"<p>Before</p>{place(NOTHING)}"
