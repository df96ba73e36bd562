"""What is looked for in a page as it is laid out, beside axe's rules: scripts that give faults."""

from __future__ import annotations

#: Boxes that hide a part of their own text. What scrolls, and what is there for a screen reader
#: alone, hides nothing.
CUT_OFF = """() => [...document.querySelectorAll('body *')].filter(box => {
  const style = getComputedStyle(box);
  const hides = way => ['hidden', 'clip'].includes(style[way]);
  if (!hides('overflowX') && !hides('overflowY')) return false;
  if (box.closest('svg, iframe, textarea, select') || !box.checkVisibility()) return false;
  if (!box.innerText?.trim() || box.offsetWidth <= 1 || box.offsetHeight <= 1) return false;
  return hides('overflowX') && box.scrollWidth > box.clientWidth + 1
    || hides('overflowY') && box.scrollHeight > box.clientHeight + 1;
}).map(box => `cut off: ${box.outerHTML.slice(0, 120)}`)"""

#: The spaces that a reader may set without losing anything (WCAG 2.2, 1.4.12).
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"""

#: What moves although the reader asked for no motion.
MOVING = """() => [...document.querySelectorAll('*')].filter(box => {
  const style = getComputedStyle(box);
  const moves = style.animationName !== 'none' || style.scrollBehavior === 'smooth'
    || style.transitionDuration.split(',').some(time => parseFloat(time) > 0);
  return style.display && moves; // what is not laid out at all has no style
}).map(box => `moves: ${box.outerHTML.slice(0, 120)}`)"""

#: Where the system's own colours stand in place of the page's, backgrounds and shadows are gone:
#: fields and buttons need an edge or words, what is chosen or current needs a line or a weight of
#: its own, and a chart keeps its colours, on white, with words that can be read there.
LOST_IN_FORCED_COLOURS = r"""() => {
  const lost = [];
  const seen = selector =>
    [...document.querySelectorAll(selector)].filter(box => box.checkVisibility());
  const check = (what, selector, fine) => {
    for (const box of seen(selector))
      if (!fine(box)) lost.push(`${what}: ${box.outerHTML.slice(0, 120)}`);
  };
  const edge = box => {
    const style = getComputedStyle(box);
    return ['Top', 'Right', 'Bottom', 'Left'].some(side =>
      style[`border${side}Style`] !== 'none' && parseFloat(style[`border${side}Width`]) >= 1)
      || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  };
  check('a field without an edge',
    'select, textarea, input:not([type=radio], [type=checkbox], [type=file])',
    box => edge(box) || edge(box.parentElement));
  check('a button without an edge or words', 'button, summary, a.button',
    box => edge(box) || box.innerText.trim() || box.querySelector('svg, .toctree-toggle'));
  check('a box without an edge',
    'dialog[open], .card, .question, .position, .key-points, .term:focus-within .meaning', edge);
  check('marked by colour alone', '.highlighted, aside.footnote:target, dt:target', edge);

  const looks = box => {
    const style = getComputedStyle(box);
    return [edge(box), style.borderTopStyle, style.outlineStyle, style.outlineWidth,
      style.fontWeight, style.textDecorationLine].join();
  };
  check('current by colour alone', '[aria-current]:not([aria-current=false])', box => {
    const others = box.tagName === 'A' ? box.closest('nav').querySelectorAll('a')
      : box.parentElement.children;
    return [...others].every(other =>
      other.hasAttribute('aria-current') || looks(other) !== looks(box));
  });

  const light = colour => {
    const [red, green, blue] = colour.match(/[\d.]+/g).map(part => part / 255)
      .map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
    return .2126 * red + .7152 * green + .0722 * blue;
  };
  check('a chart without its colours', '.chart-scroll svg', chart => {
    const style = getComputedStyle(chart);
    return style.forcedColorAdjust === 'none' && light(style.backgroundColor) > .99;
  });
  check('too faint in a chart', '.chart-scroll svg text',
    text => 1.05 / (light(getComputedStyle(text).fill) + .05) >= 4.5);
  return lost;
}"""
