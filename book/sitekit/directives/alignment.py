"""`alignment`: objectives and what serves them. `estimates`: times beside their parts."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes

from sitekit import alignment
from sitekit.directives.base import CourseDirective
from sitekit.exercises import exercises_of
from sitekit.html import el, page_link, stacked_table, table


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
        rows, _ = alignment.alignment(self.root, self.course, chapter)
        title = self.course.by_slug[f"{chapter}/index"].title
        heading = f"alignment-{chapter}"
        return el(
            "section",
            el("h2", title, id=heading),
            stacked_table(
                ("Objective", "Taught", "Practised", "Assessed"),
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
                label=f"Objectives of the chapter {title}",
            ),
            aria_labelledby=heading,
        )


class Estimates(CourseDirective):
    """No argument and no content: every lesson's declared minutes beside their parts."""

    required_arguments = 0
    has_content = False

    def build(self) -> Sequence[nodes.Node]:
        rows: list[list[str | nodes.Node]] = []
        for estimate in alignment.estimates(self.root, self.course):
            page, minutes = estimate.page, estimate.page.lesson.minutes
            self.depends_on(self.root / page.path)
            chapter = self.course.by_slug[f"{page.chapter}/index"].title
            prompts = " + ".join(map(str, estimate.prompts)) if estimate.prompts else "–"
            rows.append(
                [
                    el("span", f"{chapter}: ", page_link(page.docname, page.title)),
                    str(minutes.read or "–"),
                    f"{estimate.words} words: {estimate.reading}",
                    str(minutes.discuss or "–"),
                    prompts,
                    str(minutes.do or "–"),
                    str(minutes.total),
                ]
            )
        columns = [
            "Page",
            "Read",
            "At 200 words a minute",
            "Discuss",
            "Its prompts",
            "Do",
            "In all",
        ]
        return [
            table(columns, rows, label="Minutes, declared and of the parts", class_="timetable")
        ]


def _pages(pages) -> nodes.Node:
    line = el("span")
    for number, page in enumerate(pages):
        line += [nodes.Text("; ")] if number else []
        line += page_link(page.docname, page.title)
    return line if pages else nodes.Text("–")
