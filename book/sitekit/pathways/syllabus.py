"""A plan as a syllabus: one text, for a page of the filtered book and for a file of its own."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from html import escape

from markdown_it import MarkdownIt

from sitekit.course import Page
from sitekit.pathways.declare import ACTIVITIES, Pathway
from sitekit.pathways.plan import Due, Part, Plan, Session, is_in_class

Link = Callable[[Page], str]
#: Of the list of assignments.
COLUMNS = (
    *("assignment", "title", "points", "by tests", "by a person"),
    *("minutes", "set in session", "due"),
)
STYLE = """
body { margin: 2rem auto; padding: 0 1rem; max-width: 46rem; color: #111; background: #fff;
  font: 1rem/1.5 system-ui, "Liberation Sans", Arial, sans-serif; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; break-after: avoid; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
th, td { border: 1px solid #767676; padding: .3em .5em; text-align: start; vertical-align: top; }
li { margin: .2em 0; }
@page { size: A4; margin: 16mm; }
"""


def day(date) -> str:
    """`Tuesday 12 January 2027`"""
    return f"{date:%A} {date.day} {date:%B %Y}"


def syllabus(plan: Plan, link: Link) -> str:
    """The syllabus in Markdown, without its heading.

    Args:
        plan: what is taught when.
        link: how a page's title is written, as a link or as plain text.
    """
    pathway = plan.pathway
    parts = [
        _plain(pathway.about),
        "## At a glance",
        *_glance(plan),
        "## What you will be able to do",
        *_objectives(plan, link),
        "## Week by week" if pathway.self_paced else "## Sessions",
        *(block for session in plan.sessions for block in _session(plan, session, link)),
        "## What you hand in",
        _assignments(plan),
        "## Minutes, week by week",
        _minutes(plan),
        "Minutes are those that the pages and notebooks declare. An assignment’s minutes are "
        "spread over the weeks in which it can be done.",
    ]
    return "\n\n".join(parts) + "\n"


def assignments_csv(plan: Plan) -> str:
    """What is handed in, one assignment a line, for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for due in plan.due:
        facts = due.exercise.facts
        writer.writerow(
            [
                due.name,
                facts.title,
                f"{facts.points:g}",
                f"{facts.points_auto:g}",
                f"{facts.points_manual:g}",
                facts.minutes,
                due.set_in,
                due.date.isoformat() if due.date else f"{due.days} days later",
            ]
        )
    return out.getvalue()


def standalone(plan: Plan) -> str:
    """The syllabus as a page that needs nothing but itself, to print or send."""
    body = MarkdownIt("commonmark", {"html": False}).enable("table")
    title = f"Syllabus: {plan.pathway.title}"
    text = body.render(syllabus(plan, lambda page: _plain(page.title)))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head>\n<body><main><h1>{escape(title)}</h1>\n{text}</main></body>"
        "</html>\n"
    )


def _plain(text: str) -> str:
    """A declared text, with nothing in it taken for Markdown."""
    for sign in "\\`*_[]<>|{}$":
        text = text.replace(sign, f"\\{sign}")
    return text


def _glance(plan: Plan) -> Iterator[str]:
    pathway = plan.pathway
    together = sum(session.in_class for session in plan.sessions)
    home = sum(plan.home_by_week.values())
    rows = [("Weeks", str(pathway.weeks))]
    if pathway.self_paced:
        rows.append(("Meetings", "none: you work at your own pace"))
    else:
        each = f"{pathway.sessions} a week of {pathway.session_minutes} minutes"
        used = f"; the plan fills {together} of {pathway.session_count * pathway.session_minutes}"
        rows.append(("Sessions", each + used))
    rows.append(("Outside of class" if together else "Your time", f"{home} minutes in all"))
    first, last = plan.sessions[0].date, plan.sessions[-1].date
    if first and last:
        rows.append(("From, to", f"{day(first)} to {day(last)}"))
    points = sum(due.exercise.facts.points for due in plan.due)
    rows.append(("Points", f"{points:g}, in assignments handed in: {len(plan.due)}"))
    yield _table(("What", "How much"), rows)


def _objectives(plan: Plan, link: Link) -> Iterator[str]:
    for chapter in plan.pathway.chapters:
        pages = [page for page in plan.choice.pages if page.chapter == chapter]
        opening = next((page for page in pages if page.slug.endswith("/index")), pages[0])
        lines = [f"**{link(opening)}**\n", *(f"- {_plain(o)}" for o in opening.lesson.objectives)]
        yield "\n".join(lines)


def _session(plan: Plan, session: Session, link: Link) -> Iterator[str]:
    pathway = plan.pathway
    name = f"Week {session.week}" if pathway.self_paced else f"Session {session.number}"
    when = [] if pathway.self_paced or pathway.sessions == 1 else [f"week {session.week}"]
    when += [("from " if pathway.self_paced else "") + day(session.date)] if session.date else []
    yield f"### {name}{': ' if when else ''}{', '.join(when)}"
    if pathway.self_paced:
        lines = [_line(part, part.home, link(part.page), ACTIVITIES) for part in session.parts]
        yield f"{session.home} minutes:"
    else:
        outside = [name for name in ACTIVITIES if name not in pathway.in_class]
        before = [
            _line(part, part.home, link(part.page), outside) for part in session.parts if part.home
        ]
        if before:
            yield f"Before class, {session.home} minutes:\n\n" + "\n".join(before)
        lines = [
            _line(part, part.in_class, link(part.page), pathway.in_class)
            for part in session.parts
            if part.in_class
        ]
        spare = pathway.session_minutes - session.in_class
        left = f", {spare} left for more prompts and questions" if spare else ""
        yield f"In class, {session.in_class} of {pathway.session_minutes} minutes{left}:"
    yield "\n".join(lines or ["- Work on your assignments, questions, catching up."])
    for due in plan.due:
        if due.set_in == session.number:
            yield f"**To hand in:** {_due_line(due, pathway)}"


def _line(part: Part, minutes: int, title: str, activities: Iterable[str]) -> str:
    which = f", part {part.number} of {part.of}" if part.of > 1 else ""
    if part.lab:
        return f"- Lab: {_plain(part.lab.facts.title)}{which} ({minutes} min)"
    named = [name for name in activities if getattr(part.page.lesson.minutes, name, 0)]
    return f"- {title}{which}: {', '.join(named)} ({minutes} min)"


def _due_line(due: Due, pathway: Pathway) -> str:
    facts = due.exercise.facts
    where = " in class" if is_in_class(pathway, due.exercise) else ""
    worth = f"{facts.points:g} points, about {facts.minutes} min{where}"
    return f"{_plain(facts.title)} ({due.name}), {worth}, due {when_due(due, pathway)}."


def when_due(due: Due, pathway: Pathway) -> str:
    """The day on which an assignment is due, or how long after which session."""
    if due.date:
        return day(due.date)
    after = f"week {due.set_in} begins" if pathway.self_paced else f"session {due.set_in}"
    return f"{due.days} days after {after}"


def _assignments(plan: Plan) -> str:
    if not plan.due:
        return "Nothing is handed in."
    rows = [
        (
            f"{_plain(due.exercise.facts.title)} ({due.name})",
            f"{due.exercise.facts.points:g}",
            f"{due.exercise.facts.minutes}",
            when_due(due, plan.pathway),
        )
        for due in plan.due
    ]
    return _table(("Assignment", "Points", "Minutes", "Due"), rows)


def _minutes(plan: Plan) -> str:
    rows = []
    for week, home in plan.home_by_week.items():
        taught = sum(s.in_class for s in plan.sessions if s.week == week)
        rows.append((str(week), str(taught), str(home), str(taught + home)))
    sums = [sum(int(row[column]) for row in rows) for column in (1, 2, 3)]
    rows.append(("Together", *map(str, sums)))
    if plan.pathway.self_paced:
        return _table(("Week", "Minutes"), [(row[0], row[3]) for row in rows])
    return _table(("Week", "In class", "Outside of class", "Together"), rows)


def _table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [columns, ("---",) * len(columns), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
