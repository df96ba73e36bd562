"""Pages to print: one style, each section on a sheet of its own, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

STYLE = """
@page { size: A4; margin: 16mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 182mm; color: #000; background: #fff;
  font: 11pt/1.45 system-ui, "Liberation Sans", Arial, sans-serif; overflow-wrap: break-word; }
.sheet { break-after: page; margin: 0 0 3rem; }
.sheet:last-child { break-after: auto; }
h1 { font-size: 19pt; line-height: 1.2; margin: 0 0 .5em; }
h2 { font-size: 14pt; margin: 1.4em 0 .4em; break-after: avoid; }
.kind { margin: 0 0 .3em; font-weight: 600; color: #444; }
table { width: 100%; border-collapse: collapse; font-size: 10pt; margin: .6em 0; }
th, td { border: 1px solid #555; padding: .3em .5em; text-align: start; vertical-align: top; }
caption { text-align: start; font-weight: 600; padding-bottom: .3em; }
.scroll { overflow-x: auto; }
figure { margin: 1em 0; break-inside: avoid; }
figure svg { max-width: 100%; height: auto; }
figcaption { font-size: 10pt; }
.question, .criterion { break-inside: avoid; margin: 0 0 1em; }
ol.options { list-style: none; padding: 0; margin: .3em 0; }
ol.options li { margin: .25em 0; padding-left: 2.6em; text-indent: -2.6em; }
.box { display: inline-block; width: .85em; height: .85em; border: 1.2px solid #000;
  margin-right: .4em; vertical-align: -.05em; text-indent: 0; }
.answer { border-left: 3px solid #000; padding-left: .7em; margin: .4em 0; }
ul.answer { padding-left: 1.8em; }
.lines { border-bottom: 1px solid #777; height: 1.7em; }
.fill { display: inline-block; min-width: 9em; border-bottom: 1px solid #000; }
.card { border: 2px solid #000; border-radius: 8px; padding: 1em 1.2em; margin: 0 0 8mm;
  break-inside: avoid; }
.card h2, .sources h2 { font-size: 12pt; margin: .6em 0 .3em; }
.sources { font-size: 9pt; }
@media print { body { padding: 0; max-width: none; } .sheet { margin: 0; } }
"""


def page(title: str, sheets: Iterable[str], marker: str = "") -> str:
    """A whole page.

    Args:
        title: of the window.
        sheets: HTML, each for a sheet of its own.
        marker: the marker word of what only instructors may see, so that a leak can be found.
    """
    body = "".join(f'<section class="sheet">\n{sheet}\n</section>\n' for sheet in sheets)
    end = f"<p>{marker}</p>" if marker else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}{end}</main>\n</body>\n</html>\n"
    )


def lines(count: int) -> str:
    """Lines to write on."""
    return '<div class="lines"></div>' * count
