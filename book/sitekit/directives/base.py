"""What the directives share: reading declared files, and faults that name file and line."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from sitekit.course import Course
from sitekit.errors import CourseError


class CourseDirective(SphinxDirective):
    """A directive whose faults end the build with the page's file and line."""

    has_content = True
    required_arguments = 1
    optional_arguments = 0
    final_argument_whitespace = False

    def run(self) -> Sequence[nodes.Node]:
        try:
            return self.build()
        except CourseError as error:
            raise self.error(f"{self.name}: {error}") from None

    def build(self) -> Sequence[nodes.Node]:
        """The directive's nodes; faults are raised as `CourseError`."""
        raise NotImplementedError

    @property
    def root(self) -> Path:
        return Path(self.env.srcdir)

    @property
    def course(self) -> Course:
        return self.env.app.course

    def depends_on(self, path: Path) -> Path:
        """Have the page built again when this file changes."""
        self.env.note_dependency(str(path))
        return path

    def static_address(self, file: str) -> str:
        """The address, from this page, of another file of the site (`_static/poster.png`)."""
        return posixpath.relpath(file, posixpath.dirname(self.env.docname))

    def label(self, anchor: str, title: str) -> str:
        """Let any page link to this anchor, by `{ref}` or `html.anchor_link`; gives the anchor."""
        standard = self.env.get_domain("std")
        standard.labels[anchor] = (self.env.docname, anchor, title)
        standard.anonlabels[anchor] = (self.env.docname, anchor)
        return anchor

    def inline(self, text: str) -> nodes.inline:
        """Inline Markdown (emphasis, links, roles) as nodes."""
        children, messages = self.state.inline_text(text, self.lineno)
        return nodes.inline("", "", *children, *messages)

    def body(self) -> list[nodes.Node]:
        """The directive's own content, as nodes."""
        holder = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, holder)
        return holder.children


def choose(name: str, known: Sequence[str] | dict, what: str):
    """`known[name]`, or a fault that lists what there is."""
    if name not in known:
        raise CourseError(f"there is no {what} {name!r}; allowed: {', '.join(sorted(known))}")
    return known[name] if isinstance(known, dict) else name
