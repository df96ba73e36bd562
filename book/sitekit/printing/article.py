"""A page without what needs a browser: what folds is open, what was a control is words or a table.

Explorers keep their table of all results, charts their data. Self-check questions lose their
answers, which are given back to stand at the end of the chapter. A player becomes the address at
which it plays.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import urljoin

from bs4 import BeautifulSoup, NavigableString, Tag

from sitekit.printing.pages import BuiltPage

#: What a page has for its reader's browser alone.
BROWSER_ONLY = (
    "script, noscript, template, dialog, button, select, input, textarea, form.controls, video, "
    ".headerlink, .offered, .prompt-sheet, .prompt-service, "
    ".permalink, .meaning, .mark-read, .toctree-wrapper, .keeping, .backrefs, .talk-tools, "
    ".talk-played, .talk-downloads, .talk-slide img, .transcript-search, .transcript-count, "
    ".filter-count, .selfcheck-score, .worksheet-trouble, .pathway-form, .player-notice, "
    ".progress-trouble, .progress-resume"
)
#: Attributes that are for scripts, or for a box that scrolls.
NO_USE = ("tabindex", "hidden", "loading", "download", "aria-describedby", "aria-live")
#: Lines to write on under a discussion prompt and in place of a text field.
LINES = 7
QUIET_ZONE = 4


@dataclass(frozen=True)
class Answer:
    """What the page says of one self-check question after it is answered."""

    question: str
    """The id of the question's box in the page."""
    number: str
    right: str
    """The letters of the right options."""
    feedback: tuple[tuple[str, str], ...]
    """Of each option its letter and, as HTML, what the page says of it."""


def simplify(built: BuiltPage, *, paper: bool) -> list[Answer]:
    """Change a page's article in place; gives the answers to its self-check questions.

    Args:
        built: the page.
        paper: whether it is to be printed: with lines to write on and codes to photograph.
    """
    article = built.article
    answers = [_question(form) for form in article.select("form.question")]
    _players(built, paper=paper)
    _exercises(built, paper=paper)
    _worksheet(article, paper=paper)
    for node in article.select(f"{BROWSER_ONLY}, [hidden]"):
        node.decompose()
    for node in article.select("form, fieldset, legend, label"):
        node.unwrap()
    _unfold(article)
    _transcripts(article)
    if paper:
        for prompt in article.select("section.discussion"):
            prompt.append(parsed('<p class="label">Your notes</p>' + lines(LINES)))
    for left_out in article.select(".left-out"):
        left_out["class"].remove("left-out")
    for node in article.find_all(True):
        _tidy_attributes(node)
    for empty in article.select("output, p, dl"):
        if not empty.get_text(strip=True) and not empty.find(True):
            empty.decompose()
    return answers


def parsed(html: str) -> BeautifulSoup:
    """A piece of HTML to put into an article."""
    return BeautifulSoup(html, "html.parser")


def lines(count: int) -> str:
    """Lines to write on."""
    return f'<div class="lines" aria-hidden="true">{"<div></div>" * count}</div>'


def _inner(node: Tag) -> str:
    return node.decode_contents(formatter="minimal").strip()


def _question(form: Tag) -> Answer:
    """Make a list of a self-check question's controls."""
    legend = form.legend
    ask, items, right, feedback = _inner(legend), [], [], []
    for letter, option in zip("ABCDEFGH", form.select(".option"), strict=False):
        said = option.select_one(".feedback")
        items.append(f"<li>{_inner(option.label)}</li>")
        feedback.append((letter, _inner(said)))
        if said["data-correct"] == "true":
            right.append(letter)
    number = legend.get_text().partition(".")[0].strip()
    form.name = "div"
    form.clear()
    form.append(
        parsed(f'<p class="ask">{ask}</p><ol class="options" type="A">{"".join(items)}</ol>')
    )
    return Answer(form["id"], number, ", ".join(right), tuple(feedback))


def _worksheet(article: Tag, *, paper: bool) -> None:
    for field in article.select("fieldset.question"):
        field.name = "div"
        field.legend.name = "p"
        field.p["class"] = ["ask"]
        for option in field.select(".option"):
            option.input.replace_with(parsed('<span class="box" aria-hidden="true"></span>'))
    for label in article.select(".worksheet label.ask"):
        label.name, label.attrs = "p", {"class": ["ask"]}
    for area in article.select(".worksheet textarea"):
        area.replace_with(parsed(lines(LINES) if paper else ""))


def _players(built: BuiltPage, *, paper: bool) -> None:
    """Where a talk and a recording play, in place of their players."""
    article = built.article
    for card in article.select("section.talk"):
        if card.video:
            words = "Watch or hear this talk, with captions, on this page of the book:"
            card.video.replace_with(_pointer(built, words, "", paper=paper))
    for card in article.select("section.recording"):
        player = card.select_one(".player-link a[href]")
        if player:
            words = f"{player.get_text(' ', strip=True)}:"
            card.select_one(".player").replace_with(
                _pointer(built, words, player["href"], paper=paper)
            )
        elif page := card.select_one('.recording-unknown a[href^="http"]'):
            words = "The page of the workshop series, where to look for the recording:"
            card.append(_pointer(built, words, page["href"], paper=paper))
            page.unwrap()


def _exercises(built: BuiltPage, *, paper: bool) -> None:
    for card in built.article.select("section.exercise"):
        for note in card.select("p.note"):
            note.decompose()
        words = "Open the notebook, or download it with its data, on this page of the book:"
        card.select_one("ul.actions").replace_with(_pointer(built, words, "", paper=paper))


def _pointer(built: BuiltPage, words: str, href: str, *, paper: bool) -> BeautifulSoup:
    """Words and an address; on paper with a code to photograph, where the address can be opened.

    An empty `href` is the page itself. A book that has no public address names the page instead.
    """
    address = urljoin(built.address or "", href)
    if not address.startswith(("https://", "http://")):
        return parsed(f'<p class="pointer">{words} “{escape(built.page.title)}”.</p>')
    link = f'<a href="{escape(address, quote=True)}">{escape(address)}</a>'
    code = built.draw(qr_code(address)) if paper else ""
    return parsed(f'<div class="pointer">{code}<p>{words}<br/>{link}</p></div>')


def qr_code(address: str) -> str:
    """The address as a code for a camera, drawn as SVG (ISO/IEC 18004, by segno)."""
    from io import BytesIO

    import segno

    drawn = BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", border=QUIET_ZONE, xmldecl=False, nl=False, omitsize=True, svgclass="qr"
    )
    name = f"<title>Code to photograph: {escape(address)}</title>"
    start, rest = drawn.getvalue().decode().split(">", 1)
    return f'{start} role="img">{name}{rest}'


def _unfold(article: Tag) -> None:
    for fold in article.select("details"):
        fold.name = "div"
        fold.attrs.pop("open", None)
        fold["class"] = [*(fold.get("class") or []), "unfolded"]
        if fold.summary:
            fold.summary.name = "p"
            fold.p["class"] = ["unfolded-title"]


def _transcripts(article: Tag) -> None:
    """What is said, as running text; the parts of a talk with their times, no longer links."""
    for anchor in article.select("a[data-jump]"):
        anchor.unwrap()
    for cues in article.select("ol.cues"):
        said = " ".join(" ".join(span.get_text().split()) for span in cues.select("li > span"))
        cues.replace_with(parsed(f"<p>{escape(said)}</p>"))


def _tidy_attributes(node: Tag) -> None:
    for name in [n for n in node.attrs if n in NO_USE or n.startswith("data-")]:
        if name != "data-drawing":
            del node[name]
    if node.get("role") in ("region", "status"):
        del node["role"]
        node.attrs.pop("aria-label", None)


def plain(node: Tag | NavigableString) -> str:
    """The words of a node, in one line."""
    return " ".join(node.get_text().split())
