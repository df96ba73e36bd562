"""`alignment`: objectives and what serves them. `estimates`: times beside their parts."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes

from sitekit import alignment
from sitekit.directives.base import CourseDirective
from sitekit.exercises import exercises_of
from sitekit.html import el, page_link, stacked_table, table
from sitekit.language import N_, _

COLUMNS = (
    N_("Page"),
    N_("Read"),
    N_("By its words"),
    N_("Discuss"),
    N_("By its prompts"),
    N_("Do"),
    N_("In all"),
)


class AlignmentMatrix(CourseDirective):
    """No argument and no content: every chapter, each in a section of its own."""

    required_arguments = 0
    has_content = False

    def build(self) -> Sequence[nodes.Node]:
        return [self._chapter(chapter) for chapter in self.course.chapters]

    def _chapter(self, chapter: str) -> nodes.Element:
        bank = self.root / "exercises" / chapter / "questions.yml"
        if bank.is_file():
            self.depends_on(bank)
        for exercise in exercises_of(self.root, chapter):
            self.depends_on(exercise.path)
        rows, _rest = alignment.alignment(self.root, self.course, chapter)
        title = self.course.by_slug[f"{chapter}/index"].title
        heading = f"alignment-{chapter}"
        return el(
            "section",
            el("h2", title, id=heading),
            stacked_table(
                (_("Objective"), _("Taught"), _("Practised"), _("Assessed")),
                [
                    (
                        [
                            f"{row.number}. {row.objective}",
                            _pages(row.taught),
                            "; ".join(row.practised) or "–",
                            "; ".join(row.assessed) or "–",
                        ],
                        {},
                    )
                    for row in rows
                ],
                label=_("Objectives of the chapter {title}", title=title),
            ),
            self._beside(chapter),
            aria_labelledby=heading,
        )

    def _beside(self, chapter: str) -> nodes.Element | None:
        """The pages that serve none of the chapter's objectives, and have only their own."""
        pages = alignment.beside(self.course, chapter)
        words = _("With objectives of their own: ")
        return el("p", words, _pages(pages), ".") if pages else None


class Estimates(CourseDirective):
    """No argument and no content: every lesson's declared minutes beside their parts."""

    required_arguments = 0
    has_content = False

    def build(self) -> Sequence[nodes.Node]:
        found = alignment.estimates(self.root, self.course)
        return [
            self._chapter(chapter, [e for e in found if e.page.chapter == chapter])
            for chapter in self.course.chapters
        ]

    def _chapter(self, chapter: str, estimates: list[alignment.Estimate]) -> nodes.Element:
        rows: list[list[str | nodes.Node]] = []
        for estimate in estimates:
            page, minutes = estimate.page, estimate.page.lesson.minutes
            self.depends_on(self.root / page.path)
            prompts = sum(estimate.prompts)
            rows.append(
                [
                    page_link(page.docname, page.title),
                    str(minutes.read or "–"),
                    _("{n} ({words} words)", n=estimate.reading, words=estimate.words),
                    str(minutes.discuss or "–"),
                    _prompts(estimate) if prompts else "–",
                    str(minutes.do or "–"),
                    str(minutes.total),
                ]
            )
        declared = [estimate.page.lesson.minutes for estimate in estimates]
        rows.append(
            [
                _("The pages together"),
                str(sum(m.read for m in declared)),
                str(sum(estimate.reading for estimate in estimates)),
                str(sum(m.discuss for m in declared) or "–"),
                str(sum(sum(estimate.prompts) for estimate in estimates) or "–"),
                str(sum(m.do for m in declared) or "–"),
                str(sum(m.total for m in declared)),
            ]
        )
        title = self.course.by_slug[f"{chapter}/index"].title
        heading = f"estimates-{chapter}"
        label = _("Minutes, declared and of the parts: {title}", title=title)
        return el(
            "section",
            el("h3", _("Minutes of {title}", title=title), id=heading),
            table([_(name) for name in COLUMNS], rows, label=label, class_="timetable"),
            aria_labelledby=heading,
        )


def _prompts(estimate: alignment.Estimate) -> str:
    minutes, count = sum(estimate.prompts), len(estimate.prompts)
    return _("{n} ({count} prompts)", n=minutes, count=count)


def _pages(pages) -> nodes.Node:
    line = el("span")
    for number, page in enumerate(pages):
        line += [nodes.Text("; ")] if number else []
        line += page_link(page.docname, page.title)
    return line if pages else nodes.Text("–")
