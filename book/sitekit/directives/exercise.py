"""`exercise`: a card for a graded exercise: what it is worth, how long it takes, how to get it."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes

from sitekit.directives.base import CourseDirective, choose
from sitekit.downloads import BUNDLE, notebook_address
from sitekit.errors import CourseError
from sitekit.exercises import exercises_of
from sitekit.html import el, facts


class ExerciseCard(CourseDirective):
    """Argument: `<chapter>/<exercise>`, as in `ecology-disease/lab`."""

    def build(self) -> Sequence[nodes.Node]:
        chapter, _, name = self.arguments[0].partition("/")
        known = {exercise.name: exercise for exercise in exercises_of(self.root, chapter)}
        if not known:
            raise CourseError(f"there is no exercise in exercises/{chapter}/")
        exercise = choose(name, known, f"exercise of {chapter}")
        self.depends_on(exercise.path)
        about = exercise.facts
        title_id = f"title-of-{chapter}-{name}"
        points = [
            f"{count:g} {kind}"
            for count, kind in (
                (about.points_auto, "marked by tests"),
                (about.points_manual, "marked by a person"),
            )
            if count
        ]
        kind = "Graded exercise" if about.graded else "Practice notebook"
        worth = f"{about.points:g}: {', '.join(points)}"
        if not about.graded:
            worth = f"none to hand in; its own checks count to {about.points:g}"
        return [
            el(
                "section",
                el("p", kind, class_="card-kind"),
                el("h2", about.title, id=title_id),
                el("p", about.summary),
                facts(
                    {
                        "Time": f"about {about.minutes} minutes",
                        "Points": worth,
                        "Form": "a Jupyter notebook",
                    },
                    class_="facts",
                ),
                el(
                    "ul",
                    el(
                        "li",
                        el(
                            "a",
                            "Download the notebook ",
                            el("span", f"({name}.ipynb)"),
                            class_="button",
                            download=True,
                            href=self.static_address(notebook_address(chapter, name)),
                        ),
                    ),
                    el(
                        "li",
                        el(
                            "a",
                            "Download everything for students ",
                            el("span", "(notebooks, data and dsilab, .zip)"),
                            class_="button",
                            download=True,
                            href=self.static_address(BUNDLE),
                        ),
                    ),
                    class_="actions",
                ),
                class_="exercise card",
                id=self.label(f"exercise-{chapter}-{name}", about.title),
                aria_labelledby=title_id,
            )
        ]
