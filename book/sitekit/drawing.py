"""Draws Vega-Lite specifications as SVG, each once: drawings are kept by content."""

from __future__ import annotations

import hashlib
import json
import tempfile
from importlib.metadata import version
from pathlib import Path

from sitekit.paths import BUILD


def draw(spec: dict, kept: Path = BUILD / "cache" / "charts") -> str:
    """The SVG of a Vega-Lite specification, as the renderer gives it.

    A drawing is kept in `kept` under a digest of the specification and the renderer's version, so
    that a book in which one page changed draws that page's charts only.
    """
    text = json.dumps([version("vl-convert-python"), spec], sort_keys=True)
    path = kept / f"{hashlib.sha256(text.encode()).hexdigest()}.svg"
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        import vl_convert  # half a second to load, and needed only where a chart is new

        drawn = vl_convert.vegalite_to_svg(spec)
    kept.mkdir(parents=True, exist_ok=True)
    # Whole or not at all: a build that is stopped leaves no half drawing behind.
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=kept, delete=False) as file:
        file.write(drawn)
    Path(file.name).replace(path)
    return drawn
