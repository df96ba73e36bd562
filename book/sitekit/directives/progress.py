"""`progress`: all pages, talks, self-checks and labs, for the reader's own record of them.

The list is written at build time. `progress.js` keeps, in the reader's browser alone, what is done,
and `progress-page.js` shows it here.
"""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes

from sitekit.directives.base import CourseDirective
from sitekit.directives.keeping import keeping_tools
from sitekit.exercises import exercises_of
from sitekit.html import anchor_link, el, page_link
from sitekit.language import _
from sitekit.questions import load_questions
from sitekit.talks.source import talk_path


class Progress(CourseDirective):
    """No argument and no content: the chapters are those of the table of contents."""

    required_arguments = 0
    has_content = False

    def build(self) -> Sequence[nodes.Node]:
        return [
            el(
                "section",
                el(
                    "noscript",
                    el(
                        "p",
                        _("Remembering your progress needs scripts, which this browser has off."),
                    ),
                ),
                el("p", class_="progress-trouble", role="status"),
                el("p", class_="progress-resume", hidden=True),
                *(self._chapter(chapter) for chapter in self.course.chapters),
                keeping_tools(
                    "progress",
                    saves={"save": _("Save as a file")},
                    erase=_("Erase your progress?"),
                    warning=_(
                        "Everything listed on this page goes from this browser. Nothing brings it "
                        "back."
                    ),
                ),
                class_="progress-page",
                aria_label=_("What you have done"),
            )
        ]

    def _chapter(self, chapter: str) -> nodes.Element:
        lessons = self.course.lessons_of(chapter)
        index = self.course.by_slug.get(f"{chapter}/index", lessons[0])
        rows = [_row("read", [page.slug], page_link(page.docname, page.title)) for page in lessons]
        path = talk_path(self.root, chapter)
        if path.is_file():
            self.depends_on(path)
            rows.append(
                _row(
                    "talks", [f"{chapter}/talk"], anchor_link(f"talk-{chapter}", _("Recorded talk"))
                )
            )
        bank = self.root / "exercises" / chapter / "questions.yml"
        if bank.is_file():
            questions = load_questions(self.depends_on(bank))
            keys = [f"{chapter}/{q.id}" for q in questions if q.use == "self-check"]
            if keys:
                link = anchor_link(f"selfcheck-{chapter}", _("Self-check questions"))
                rows.append(_row("right", keys, link))
        for exercise in exercises_of(self.root, chapter):
            self.depends_on(exercise.path)
            link = anchor_link(f"exercise-{chapter}-{exercise.name}", exercise.facts.title)
            rows.append(_row("labs", [f"{chapter}/{exercise.name}"], link))
        heading = f"progress-{chapter}"
        return el(
            "section",
            el("h2", index.title, id=heading),
            el("ul", *rows),
            aria_labelledby=heading,
        )


def _row(part: str, keys: list[str], name: nodes.Node) -> nodes.Element:
    """One thing to do; the script says beside it how much of it is done."""
    return el("li", name, data_part=part, data_keys=" ".join(keys))
