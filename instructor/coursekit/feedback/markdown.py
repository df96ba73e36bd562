"""A student's feedback as Markdown, for a mail or a learning platform."""

from __future__ import annotations

import re
from datetime import timedelta

from coursekit.collect import span
from coursekit.feedback.student import ASK, Feedback, Item
from coursekit.page import plain, points

#: Everything that Markdown, or the HTML inside it, could take for more than a letter.
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>$@:=^\"'])")
_BACKTICKS = re.compile(r"`+")


def escape(text: str) -> str:
    """A text as one line of Markdown that shows it letter by letter."""
    line = " ".join(plain(text).split())
    line = line.replace("&", "&amp;").replace("<", "&lt;")
    return _SPECIAL.sub(r"\\\1", line)


def block(text: str) -> str:
    """A text of several lines as a code block that it cannot get out of."""
    text = plain(text)
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text.rstrip()}\n{fence}"


def feedback_markdown(f: Feedback) -> str:
    """The page as Markdown."""
    lines = [f"# Feedback: {escape(f.title)}", "", _facts(f), ""]
    if f.refused:
        lines += ["## This notebook could not be marked", "", escape(f.refused), "", ASK, ""]
        return "\n".join(lines)
    lines += [f"**{points(f.total)} of {points(f.max_points)} points**", ""]
    if f.late_penalty:
        lines += [f"{points(f.late_penalty)} points are taken off because it was late.", ""]
    if f.waiting:
        lines += [f"Answers that a person has yet to mark, which count as 0: {f.waiting}", ""]
    lines += ["| Part | Points | Of |", "| --- | ---: | ---: |"]
    lines += [
        f"| {escape(s.title)} | {points(s.points)} | {points(s.max_points)} |" for s in f.sections
    ]
    for section in f.sections:
        lines += ["", f"## {escape(section.title)}", ""]
        for item in section.items:
            lines += _item(item)
    return "\n".join(lines).rstrip() + "\n"


def _facts(f: Feedback) -> str:
    words = [f"Student {escape(f.student)}"]
    if f.handed_in:
        words.append(f"handed in {f.handed_in:%Y-%m-%d %H:%M} UTC")
    if f.seconds_late:
        words.append(f"late by {span(timedelta(seconds=f.seconds_late))}")
    return ", ".join(words)


def _item(item: Item) -> list[str]:
    lines = [
        f"### {escape(item.label)}",
        "",
        f"**{item.word}**: {points(item.points)} of {points(item.max_points)} points "
        f"(cell {escape(item.grade_id)})",
        "",
    ]
    if item.message:
        lines += [escape(item.message), ""]
    for level in item.levels:
        words = f": {escape(level.description)}" if level.description else ""
        lines.append(
            f"- {escape(level.criterion)}: {level.points} of {level.max_points}{words}"
        )  # fmt: skip
    lines += [""] if item.levels else []
    if item.comment:
        lines += ["Comment:", "", block(item.comment), ""]
    if item.answer:
        lines += ["What you wrote:", "", block(item.answer), ""]
    return lines
