"""`discussion`: a prompt with its purpose, time and grouping, and cards for opposing positions.

Each ends with a worksheet to copy and, where the instructor has set a service, its discussion.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from sitekit.directives.base import CourseDirective
from sitekit.directives.prompt_service import prompt_service
from sitekit.directives.prompt_sheet import prompt_sheet
from sitekit.errors import CourseError
from sitekit.html import el, element, facts
from sitekit.language import _


class Discussion(CourseDirective):
    """Argument: the prompt's id, by which it can be linked and the instructor's guide names it."""

    option_spec: ClassVar = {
        "title": directives.unchanged_required,
        "purpose": directives.unchanged_required,
        "minutes": directives.positive_int,
        "grouping": directives.unchanged_required,
    }

    def build(self) -> Sequence[nodes.Node]:
        identity = self.arguments[0]
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", identity):
            raise CourseError(f"the id {identity!r} must be lower case words joined by dashes")
        missing = [name for name in self.option_spec if name not in self.options]
        if missing:
            raise CourseError(f"{identity}: add the option {', '.join(f':{m}:' for m in missing)}")
        taken = self.env.temp_data.setdefault("discussions", set())
        if identity in taken:
            raise CourseError(f"this page has two discussions {identity!r}; rename one")
        taken.add(identity)
        body = self.body()
        positions = [n for n in body if isinstance(n, element) and n.get("is_position")]
        if len(positions) < 2:
            raise CourseError(f"{identity}: give at least two opposing positions")
        title = self.options["title"]
        anchor = self.label(f"discuss-{identity}", title)
        return [
            el(
                "section",
                el(
                    "h2",
                    title,
                    " ",
                    el(
                        "a",
                        "#",
                        class_="permalink",
                        href=f"#{anchor}",
                        aria_label=_("Link to the prompt: {title}", title=title),
                    ),
                    id=f"{anchor}-title",
                ),
                facts(
                    {
                        _("What it is for"): self.options["purpose"],
                        _("Time"): _("{n} minutes", n=self.options["minutes"]),
                        _("Grouping"): self.options["grouping"],
                    },
                    class_="facts",
                ),
                *(node for node in body if node not in positions),
                el("div", *positions, class_="positions"),
                self.service(identity, anchor),
                prompt_sheet(anchor, title),
                class_="discussion card",
                id=anchor,
                aria_labelledby=f"{anchor}-title",
            )
        ]

    def service(self, identity: str, anchor: str) -> nodes.Node | None:
        """Where the class discusses the prompt, if the instructor has set that."""
        service = self.env.app.discussion_service
        if service is None:
            return None
        page = self.env.docname.removeprefix("book/")
        return prompt_service(service, anchor, f"{page.partition('/')[0]}/{identity}")


class Position(CourseDirective):
    """Argument: whose position it is; the content is its strongest argument."""

    final_argument_whitespace = True

    def build(self) -> Sequence[nodes.Node]:
        if not self.content:
            raise CourseError(f"the position {self.arguments[0]!r} has no argument; write it")
        node = el("article", el("h3", self.arguments[0]), *self.body(), class_="position")
        node["is_position"] = True
        return [node]
