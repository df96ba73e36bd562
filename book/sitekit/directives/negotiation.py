"""`negotiation`: the public papers of the class negotiation, each on a page of its own in print."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from docutils import nodes

from sitekit import negotiation
from sitekit.directives.base import CourseDirective
from sitekit.errors import CourseError
from sitekit.negotiation import FILE, Negotiation, load_negotiation

PAPERS: dict[str, Callable[[Negotiation], Sequence[nodes.Node]]] = {
    "cards": lambda papers: [negotiation.role_card(role) for role in papers.roles],
    "draft": lambda papers: [negotiation.draft_text(papers)],
    "score": lambda papers: [negotiation.score_sheet(papers)],
    "rubric": lambda papers: [negotiation.rubric_table(papers)],
}


class NegotiationPaper(CourseDirective):
    """Argument: which paper (`cards`, `draft`, `score` or `rubric`)."""

    has_content = False

    def build(self) -> Sequence[nodes.Node]:
        which = self.arguments[0]
        if which not in PAPERS:
            raise CourseError(f"there is no paper {which!r}; allowed: {', '.join(PAPERS)}")
        self.depends_on(self.root / FILE)
        return PAPERS[which](load_negotiation(self.root))
