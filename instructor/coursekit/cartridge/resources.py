"""Links, discussion topics, assignments and quizzes as the files of a Common Cartridge 1.3."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sitekit.questions import Question

from coursekit.built import Discussion
from coursekit.cartridge import manifest
from coursekit.cartridge.manifest import Resource
from coursekit.cartridge.qti import Bank, Item, bank_xml
from coursekit.cartridge.xml import document, el
from coursekit.quiz import Key
from coursekit.rubric import Rubric

_LINK = "http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3"
_TOPIC = "http://www.imsglobal.org/xsd/imsccv1p3/imsdt_v1p3"
_ASSIGNMENT = "http://www.imsglobal.org/xsd/imscc_extensions/assignment"
_PROFILE = "http://www.imsglobal.org/profile/cc"


def web_link(name: str, title: str, address: str) -> Resource:
    """A link to a page of the published book, opened in a window of its own."""
    root = el(
        "webLink",
        el("title", title),
        el("url", href=address, target="_blank"),
    )
    content = document(root, _LINK, f"{_PROFILE}/ccv1p3/ccv1p3_imswl_v1p3.xsd")
    return Resource(f"link_{name}", manifest.WEB_LINK, {f"links/{name}.xml": content}, title)


def topic(name: str, discussion: Discussion) -> Resource:
    """A discussion topic: the prompt, the cards, the sources."""
    facts = (
        f"<p><strong>What it is for.</strong> {escape(discussion.purpose)}<br>"
        f"<strong>Time.</strong> {discussion.minutes} minutes in class.<br>"
        f"<strong>Grouping.</strong> {escape(discussion.grouping)}.</p>"
    )
    cards = "".join(
        f"<h3>{escape(card.who)}</h3>\n{card.argument}" for card in discussion.positions
    )
    sources = f"<h3>Sources</h3>\n{discussion.sources}" if discussion.sources else ""
    html = f"{facts}\n{discussion.prompt}\n{cards}\n{sources}"
    root = el("topic", el("title", discussion.title), el("text", html, texttype="text/html"))
    content = document(root, _TOPIC, f"{_PROFILE}/ccv1p3/ccv1p3_imsdt_v1p3.xsd")
    return Resource(
        f"topic_{name}", manifest.TOPIC, {f"topics/{name}.xml": content}, discussion.title
    )


def assignment(
    name: str, title: str, html: str, points: float, for_instructor: str | None
) -> list[Resource]:
    """An assignment to hand a notebook in for, and a page for platforms that know none.

    Args:
        name: the assignment's name.
        title: what students read.
        html: what is to be done.
        points: what it is worth.
        for_instructor: HTML that students do not see; in the instructor's cartridge alone.
    """
    identity = f"assignment_{name}"
    root = el(
        "assignment",
        el("title", title),
        el("text", html, texttype="text/html"),
        el("instructor_text", for_instructor, texttype="text/html") if for_instructor else None,
        el("gradable", "true", points_possible=f"{points:g}"),
        el("submission_formats", el("format", type_="file")),
        identifier=identity,
    )
    schema = f"{_PROFILE}/cc_extensions/cc_extresource_assignmentv1p0_v1p0.xsd"
    page = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}'
        f"</title></head>\n<body><h1>{escape(title)}</h1>\n{html}</body></html>\n"
    )
    return [
        Resource(
            identity,
            manifest.ASSIGNMENT,
            {f"assignments/{name}.xml": document(root, _ASSIGNMENT, schema)},
            title,
        ),
        Resource(
            f"{identity}_page",
            manifest.WEB_CONTENT,
            {f"assignments/{name}.html": page.encode()},
            instead=identity,
        ),
    ]


def self_check(chapter: str, title: str, questions: Sequence[Question]) -> Resource:
    """The self-check questions, as often as somebody likes, with the feedback of each option."""
    items = [
        Item(
            question.id,
            question.prompt,
            [option.text for option in question.options],
            question.answer,
            [option.feedback for option in question.options],
        )
        for question in questions
        if question.use == "self-check"
    ]
    return _quiz(Bank(f"selfcheck_{chapter}", title, items, "unlimited", practice=True))


def graded_quiz(chapter: str, title: str, pairs: Sequence[tuple[Question, Key]]) -> Resource:
    """The graded questions with their keys: for the instructor's cartridge alone."""
    items = [
        Item(
            question.id,
            question.prompt,
            [option.text for option in question.options],
            key.answer - 1,
            general=key.why,
        )
        for question, key in pairs
    ]
    return _quiz(Bank(f"graded_{chapter}", title, items, "1", practice=False))


def _quiz(bank: Bank) -> Resource:
    return Resource(
        bank.id, manifest.ASSESSMENT, {f"quizzes/{bank.id}.xml": bank_xml(bank)}, bank.title
    )


def rubric_table(rubric: Rubric) -> str:
    """The criteria and levels that students see too."""
    rows = []
    for criterion in rubric.criteria:
        levels = "".join(
            f"<li>{points} point{'s' if points != 1 else ''}: {escape(words)}</li>"
            for points, words in sorted(criterion.levels.items(), reverse=True)
        )
        rows.append(
            f'<tr><th scope="row">{escape(criterion.name)} ({criterion.points})</th>'
            f"<td><ul>{levels}</ul></td></tr>"
        )
    return (
        '<table border="1"><caption>How it is marked</caption><thead><tr>'
        '<th scope="col">Criterion (points)</th><th scope="col">What earns how many</th></tr>'
        f"</thead><tbody>{''.join(rows)}</tbody></table>"
    )


def rubric_notes(rubric: Rubric) -> str:
    """What only the marker reads; with the marker word, so that a leak can be found."""
    notes = "".join(
        f"<li><strong>{escape(c.name)}:</strong> {escape(c.notes)}</li>"
        for c in rubric.criteria
        if c.notes
    )
    return f"<h3>For the marker alone</h3><ul>{notes}</ul><p>{rubric.marker}</p>"
