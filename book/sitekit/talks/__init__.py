"""The recorded talks: a file of words a chapter, `book/<slug>/talk.md`, and what is made of it.

`source` reads a talk and `pronunciation` says how its names are spoken; `slides` draws, `voice`
speaks (`recorded` takes a person's own recordings in its place), `sound`, `captions` and `video`
write the media, `make` holds them together and remembers what it made, and `site` lays everything
into the built book. `directives/talk.py` is the card on a page.
"""

from __future__ import annotations

from typing import Any


def setup(app: Any) -> None:
    from sitekit.talks import site

    site.setup(app)
