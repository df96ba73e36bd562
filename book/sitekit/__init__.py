"""Builds the course's site: the lesson schema, the Sphinx directives and the `course` command.

Sphinx loads this package as one extension; each directive lives in a module of its own under
`sitekit.directives`.
"""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"


def setup(app: Any) -> dict[str, Any]:
    """Register everything the book needs with Sphinx (called by Sphinx itself)."""
    from sitekit import (
        citing,
        directives,
        discussing,
        downloads,
        glossary,
        labs,
        language,
        lesson,
        metadata,
        outside_links,
        references,
        talks,
        theme,
        webapp,
    )
    from sitekit.editions import pages
    from sitekit.pathways import left_out

    language.setup(app)
    references.setup(app)
    lesson.setup(app)
    citing.setup(app)
    metadata.setup(app)
    discussing.setup(app)
    directives.setup(app)
    theme.setup(app)
    downloads.setup(app)
    labs.setup(app)
    glossary.setup(app)
    outside_links.setup(app)
    talks.setup(app)
    webapp.setup(app)
    left_out.setup(app)
    pages.setup(app)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
