"""The picture that a messenger shows for a link to a page: its title and its question."""

from __future__ import annotations

import textwrap
from html import escape
from pathlib import Path

#: Below the site: where the pictures stand.
FOLDER = "cards"
WIDTH, HEIGHT = 1200, 630
#: Characters in a line, and lines, that fit the picture.
TITLE_LINE, TITLE_LINES = 28, 3
WORDS_LINE, WORDS_LINES = 56, 3
TEMPLATE = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">
<rect width="100%" height="100%" fill="#0a6a5b"/>
<path d="M80 74v36M98 56v72M116 66v54M134 50v84" stroke="#fff" stroke-width="9"
 stroke-linecap="round"/>
<g fill="#fff" font-family="Arimo, sans-serif">
<text x="170" y="104" font-size="32">{site}</text>
{title}{words}</g></svg>"""


def draw_card(site_folder: str | Path, docname: str, title: str, words: str, site: str) -> str:
    """Draw a page's card as PNG below the site; gives its address from the site's root."""
    import vl_convert  # half a second to load, and needed only where the site has an address

    name = f"{FOLDER}/{docname.replace('/', '-')}.png"
    path = Path(site_folder) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(vl_convert.svg_to_png(card(title, words, site)))
    return name


def card(title: str, words: str, site: str) -> str:
    """The card as SVG; what does not fit ends in an ellipsis."""
    titles = _lines(title, TITLE_LINE, TITLE_LINES)
    first = 240
    second = first + 86 * len(titles) + 20
    return TEMPLATE.format(
        width=WIDTH,
        height=HEIGHT,
        site=escape(site.partition(":")[0]),
        title=_text(titles, first, 86, 'font-size="72" font-weight="bold"'),
        words=_text(_lines(words, WORDS_LINE, WORDS_LINES), second, 46, 'font-size="34"'),
    )


def _lines(words: str, width: int, most: int) -> list[str]:
    return textwrap.wrap(words, width, max_lines=most, placeholder=" …")


def _text(lines: list[str], first: int, step: int, attributes: str) -> str:
    return "".join(
        f'<text x="80" y="{first + step * number}" {attributes}>{escape(line)}</text>\n'
        for number, line in enumerate(lines)
    )
