"""What follows from a lesson's front matter: its header and its key points."""

from __future__ import annotations

import hashlib
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from sitekit import html
from sitekit.course import Course, Page, load_course
from sitekit.errors import CourseError
from sitekit.html import el
from sitekit.language import N_, _, ngettext
from sitekit.schema import Minutes

#: The page that shows what a reader has done.
PROGRESS = "book/reference/progress"
#: The verbs in the order in which a reader meets them, as the header and the timetable print them.
ACTIVITIES = ("watch", "read", "do", "discuss")
ACTIVITY_NAMES = {
    "watch": N_("Watch"),
    "read": N_("Read"),
    "do": N_("Do"),
    "discuss": N_("Discuss"),
    "lab": N_("Lab"),
}
LEVEL_NAMES = {
    "introductory": N_("Introductory"),
    "intermediate": N_("Intermediate"),
    "advanced": N_("Advanced"),
}


def describe_minutes(minutes: Minutes) -> str:
    """`25 minutes: read 10, do 15`; the parts are left out where there is only one."""
    names = [name for name in ACTIVITIES if getattr(minutes, name)]
    total = ngettext("{n} minute", "{n} minutes", minutes.total)
    if len(names) == 1:
        return _("{minutes}, to {activity}", minutes=total, activity=_activity(names[0]))
    parts = [f"{_activity(name)} {getattr(minutes, name)}" for name in names]
    return f"{total}: {', '.join(parts)}" if parts else total


def _activity(name: str) -> str:
    return _(ACTIVITY_NAMES[name]).lower()


def lesson_header(course: Course, page: Page) -> html.element:
    """The box under the title: question, time, level, what comes before, and objectives."""
    lesson = page.lesson
    before = el("span")
    for number, slug in enumerate(lesson.prerequisites):
        before += [nodes.Text(", ")] if number else []
        before += html.page_link(f"book/{slug}", course.title_of(slug))
    return el(
        "section",
        el("p", lesson.question, class_="lesson-question"),
        html.facts(
            {
                _("Time"): describe_minutes(lesson.minutes),
                _("Level"): _(LEVEL_NAMES[lesson.level]),
                _("Before this"): before if lesson.prerequisites else None,
            },
            class_="lesson-facts",
        ),
        el(
            "div",
            el("p", _("After this page you can"), class_="label"),
            el("ul", *(el("li", _as_clause(goal)) for goal in lesson.objectives)),
            class_="lesson-objectives",
        ),
        class_="lesson-header",
        aria_label=_("About this page"),
    )


def key_points(page: Page) -> html.element:
    """The box that closes a lesson."""
    return el(
        "section",
        el("h2", _("Key points"), id="key-points"),
        el("ul", *(el("li", point) for point in page.lesson.key_points)),
        class_="key-points",
        aria_labelledby="key-points",
    )


def mark_read(course: Course, page: Page) -> html.element:
    """The button that ends a lesson; hidden until the script that remembers is there."""
    progress = course.by_docname.get(PROGRESS)
    return el(
        "section",
        el("button", _("Mark this page as read"), type="button", class_="button"),
        el("p", role="status"),
        el("p", html.page_link(PROGRESS, progress.title)) if progress else None,
        class_="mark-read",
        aria_label=_("Your progress"),
        data_page=page.slug,
        hidden=True,
    )


def _as_clause(objective: str) -> str:
    """An objective as the end of "After this page you can ..."."""
    return objective[:1].lower() + objective[1:].rstrip(".")


def _load(app: Sphinx, config: Config) -> None:
    try:
        course = load_course(Path(app.srcdir))
    except CourseError as error:
        # Jupyter Book shows an exception's whole traceback; the author needs only these lines.
        raise SystemExit(f"The pages break the lesson schema; mend this:\n{error}") from None
    app.course = course
    # A page shows other pages' titles and minutes: when any front matter changes, all are read
    # again. With some sixty short pages that costs seconds and can never be stale.
    declared = repr([(page.docname, page.title, page.lesson) for page in course.pages])
    config.course_digest = hashlib.sha256(declared.encode()).hexdigest()


def _sources(section: nodes.section) -> nodes.section | None:
    """The section of a page that lists its sources."""
    heading = nodes.make_id(_("Sources"))
    parts = (part for part in section.children if isinstance(part, nodes.section))
    return next((part for part in parts if heading in part["ids"]), None)


def _add_boxes(app: Sphinx, doctree: nodes.document) -> None:
    page = app.course.by_docname.get(app.env.docname)
    section = next(iter(doctree.findall(nodes.section)), None)
    if section is not None and (sources := _sources(section)):
        sources["classes"].append("sources")  # the print style writes their addresses out
    if page is None or page.lesson is None or section is None:
        return
    section.insert(1, lesson_header(app.course, page))
    before = _sources(section)
    section.insert(section.index(before) if before else len(section), key_points(page))
    section.append(mark_read(app.course, page))


def setup(app: Sphinx) -> None:
    html.setup(app)
    app.add_config_value("course_digest", "", "env")
    app.connect("config-inited", _load)
    app.connect("doctree-read", _add_boxes)
