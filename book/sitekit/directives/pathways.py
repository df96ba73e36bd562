"""`pathways`: the ready-made ones as cards. `pathway-form`: a form that writes one's own.

The form shows what `course pathway` computes from the same minutes; `pathway.js` adds them up and
saves the file. Without scripts there is the file's own form to copy.
"""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes

from sitekit.course import Page
from sitekit.directives.base import CourseDirective
from sitekit.exercises import exercises_of
from sitekit.html import el, facts, raw
from sitekit.language import N_, _
from sitekit.lesson import ACTIVITY_NAMES, LEVEL_NAMES
from sitekit.pathways.choose import LEVELS, choose
from sitekit.pathways.declare import ACTIVITIES, DAYS, FILE, load_pathways
from sitekit.pathways.plan import make_plan

EXAMPLE = """\
- id: six-weeks
  title: Four chapters in six weeks
  about: A course of my own.
  weeks: 6
  sessions: 1
  session_minutes: 75
  home_minutes: 240
  chapters:
    foundations: all
    crops: [science, rules, discuss, practice]
  hand_in: [crops-lab]
  starts: 2027-01-12
"""

DAY_NAMES = {
    "mon": N_("Mon"),
    "tue": N_("Tue"),
    "wed": N_("Wed"),
    "thu": N_("Thu"),
    "fri": N_("Fri"),
    "sat": N_("Sat"),
    "sun": N_("Sun"),
}


class Pathways(CourseDirective):
    """No argument and no content: the pathways are those of `book/_data/pathways.yml`."""

    required_arguments = 0
    has_content = False

    def build(self) -> Sequence[nodes.Node]:
        source = self.depends_on(self.root / FILE)
        for chapter in self.course.chapters:
            for exercise in exercises_of(self.root, chapter):
                self.depends_on(exercise.path)
        return [
            self._card(make_plan(choose(self.root, self.course, pathway)))
            for pathway in load_pathways(source).values()
        ]

    def _card(self, plan) -> nodes.Element:
        pathway = plan.pathway
        opening = (self.course.by_slug[f"{chapter}/index"].title for chapter in pathway.chapters)
        meets = _(
            "{n} a week, {minutes} minutes each",
            n=pathway.sessions,
            minutes=pathway.session_minutes,
        )
        together = sum(session.in_class for session in plan.sessions)
        points = sum(due.exercise.facts.points for due in plan.due)
        heading = f"pathway-{pathway.id}"
        return el(
            "section",
            el("h3", pathway.title, id=heading),
            el("p", pathway.about),
            facts(
                {
                    _("Weeks"): str(pathway.weeks),
                    _("Sessions"): _("none: at your own pace") if pathway.self_paced else meets,
                    _("Minutes in class"): str(together) if together else None,
                    _("Minutes outside"): str(sum(plan.home_by_week.values())),
                    _("Points"): f"{points:g}" if points else None,
                    _("Chapters"): "; ".join(opening),
                },
                class_="facts",
            ),
            el("p", el("code", f"course pathway {pathway.id}")),
            class_="card pathway",
            aria_labelledby=heading,
        )


class PathwayForm(CourseDirective):
    """No argument and no content: the chapters are those of the table of contents."""

    required_arguments = 0
    has_content = False

    def build(self) -> Sequence[nodes.Node]:
        return [
            el(
                "noscript",
                el(
                    "p",
                    _(
                        "Scripts are off in this browser, so the form is not shown. Write the file "
                        "by hand instead: copy the example below."
                    ),
                ),
            ),
            el(
                "section",
                el(
                    "form",
                    self._time(),
                    el(
                        "fieldset",
                        el("legend", _("Chapters and lessons")),
                        *(self._chapter(chapter) for chapter in self.course.chapters),
                    ),
                    autocomplete="off",
                ),
                el(
                    "div",
                    el("h3", _("What this comes to"), id="pathway-sums"),
                    el("p", class_="pathway-total", role="status"),
                    el("ul", class_="pathway-warnings"),
                    el(
                        "div",
                        el(
                            "button",
                            _("Save as pathways.yml"),
                            type="button",
                            class_="button",
                        ),
                        class_="tools",
                    ),
                    el("p", class_="pathway-said", role="status"),
                    class_="pathway-result",
                ),
                class_="pathway-form",
                aria_label=_("Choose chapters"),
                hidden=True,
            ),
            el(
                "details",
                el("summary", _("The file, as the form writes it")),
                raw(f'<pre class="pathway-file" tabindex="0">{EXAMPLE}</pre>'),
                class_="pathway-example",
            ),
        ]

    def _time(self) -> nodes.Element:
        return el(
            "fieldset",
            el("legend", _("Your class")),
            _field("title", _("Name of your course"), type="text", maxlength="120"),
            _field("weeks", _("Weeks"), type="number", min="1", max="52", value="6"),
            _field(
                "sessions",
                _("Sessions a week (0: no meetings)"),
                type="number",
                min="0",
                max="5",
                value="1",
            ),
            _field(
                "session_minutes",
                _("Minutes a session"),
                type="number",
                min="20",
                max="480",
                value="75",
            ),
            _field(
                "home_minutes",
                _("Minutes a week outside of class, at most"),
                type="number",
                min="30",
                max="3000",
                value="240",
            ),
            _field("starts", _("First day, if you know it"), type="date"),
            el(
                "fieldset",
                el("legend", _("Days of the sessions")),
                *(_tick("days", day, _(DAY_NAMES[day])) for day in DAYS),
                class_="ticks",
            ),
            el(
                "p",
                el("label", _("Highest level of the lessons"), for_="pathway-level"),
                el(
                    "select",
                    *(
                        el(
                            "option",
                            _(LEVEL_NAMES[level]),
                            value=level,
                            selected=level == LEVELS[-1],
                        )
                        for level in LEVELS
                    ),
                    id="pathway-level",
                    name="level",
                ),
                class_="control",
            ),
            el(
                "fieldset",
                el("legend", _("Done in class")),
                *(
                    _tick("in_class", name, _(ACTIVITY_NAMES[name]), on=name in ("do", "discuss"))
                    for name in (*ACTIVITIES, "lab")
                ),
                class_="ticks",
            ),
        )

    def _chapter(self, chapter: str) -> nodes.Element:
        lessons = self.course.lessons_of(chapter)
        title = self.course.by_slug[f"{chapter}/index"].title
        graded = []
        for exercise in exercises_of(self.root, chapter):
            self.depends_on(exercise.path)
            if exercise.facts.graded:
                name = f"{chapter}-{exercise.name}"
                words = _(
                    "To hand in: {name} ({points} points, {n} min)",
                    name=exercise.name,
                    points=f"{exercise.facts.points:g}",
                    n=exercise.facts.minutes,
                )
                graded.append(
                    _tick(
                        "hand_in",
                        name,
                        words,
                        on=True,
                        data_minutes=exercise.facts.minutes,
                        data_practice=f"{chapter}/practice",
                    )
                )
        return el(
            "div",
            _tick("chapters", chapter, title),
            el(
                "details",
                el(
                    "summary",
                    _("Lessons"),
                    el("span", " " + _("of {title}", title=title), class_="visually-hidden"),
                ),
                *(self._lesson(page) for page in lessons),
                *graded,
            ),
            class_="pathway-chapter",
        )

    def _lesson(self, page: Page) -> nodes.Element:
        lesson = page.lesson
        opening = page.slug.endswith("/index")
        label = _(
            "{title} ({n} min, {level})",
            title=page.title,
            n=lesson.minutes.total,
            level=_(LEVEL_NAMES[lesson.level]).lower(),
        )
        return _tick(
            "lessons",
            page.slug,
            _("{lesson}, always taken", lesson=label) if opening else label,
            on=True,
            data_level=lesson.level,
            data_needs=" ".join(lesson.prerequisites),
            data_opening=opening,
            **{f"data_{name}": getattr(lesson.minutes, name) for name in ACTIVITIES},
        )


def _field(name: str, label: str, **attributes) -> nodes.Element:
    identity = f"pathway-{name}"
    return el(
        "p",
        el("label", label, for_=identity),
        el("input", id=identity, name=name, **attributes),
        class_="control",
    )


def _tick(name: str, value: str, label: str, *, on: bool = False, **attributes) -> nodes.Element:
    identity = f"pathway-{name}-{value}".replace("/", "-").replace("_", "-")
    return el(
        "div",
        el("input", type="checkbox", id=identity, name=name, value=value, checked=on, **attributes),
        el("label", label, for_=identity),
        class_="option",
    )
