"""`timetable`: how long each page of this chapter takes, computed from the pages' front matter."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes

from sitekit.directives.base import CourseDirective
from sitekit.exercises import exercises_of
from sitekit.html import page_link, table
from sitekit.language import N_, _
from sitekit.lesson import ACTIVITIES, ACTIVITY_NAMES

#: What a graded exercise is called, by its name.
GRADED = {"lab": N_("Graded lab"), "memo": N_("Graded memo")}


class Timetable(CourseDirective):
    """No argument: the chapter is that of the page it stands on."""

    required_arguments = 0

    def build(self) -> Sequence[nodes.Node]:
        chapter = self.course.by_docname[self.env.docname].chapter
        lessons = self.course.lessons_of(chapter)
        shown = [a for a in ACTIVITIES if any(getattr(p.lesson.minutes, a) for p in lessons)]
        rows: list[list[str | nodes.Node]] = []
        for page in lessons:
            minutes = page.lesson.minutes
            rows.append(
                [
                    page_link(page.docname, page.title),
                    *(_cell(getattr(minutes, activity)) for activity in shown),
                    str(minutes.total),
                ]
            )
        sums = [sum(getattr(p.lesson.minutes, a) for p in lessons) for a in shown]
        rows.append([_("The pages together"), *map(_cell, sums), str(sum(sums))])
        for exercise in exercises_of(self.root, chapter):
            self.depends_on(exercise.path)
            blanks = [_cell(0)] * len(shown)
            if "do" in shown:
                blanks[shown.index("do")] = str(exercise.facts.minutes)
            kind = _(GRADED[exercise.name]) if exercise.facts.graded else _("Practice notebook")
            label = f"{kind}: {exercise.facts.title}"
            rows.append([label, *blanks, str(exercise.facts.minutes)])
        columns = [_("Page"), *(_(ACTIVITY_NAMES[a]) for a in shown), _("Minutes in all")]
        return [
            table(
                columns, rows, label=_("Timetable of this chapter, in minutes"), class_="timetable"
            )
        ]


def _cell(minutes: int) -> str:
    return str(minutes) if minutes else "–"
