"""The cards of the discussion prompts, to cut out: one position each."""

from __future__ import annotations

from html import escape

from coursekit.built import Discussion
from coursekit.materials.printed import page
from coursekit.materials.session import Session


def cards(session: Session) -> str:
    """A sheet for each prompt: the prompt, then its cards."""
    return page(f"{session.title}: position cards", map(_sheet, session.discussions))


def _sheet(discussion: Discussion) -> str:
    positions = "".join(
        f'<div class="card"><p class="kind">{escape(discussion.title)}</p>'
        f"<h2>{escape(card.who)}</h2>{card.argument}"
        "<p>First restate another card until its holder says: “yes, that is it”. Then argue for "
        "yours.</p></div>"
        for card in discussion.positions
    )
    sources = f'<div class="sources"><h2>Sources</h2>{discussion.sources}</div>'
    return (
        f"<h1>{escape(discussion.title)}</h1>"
        f"<p>{discussion.minutes} minutes. {escape(discussion.grouping)}.</p>"
        f"{discussion.prompt}{positions}{sources if discussion.sources else ''}"
    )
