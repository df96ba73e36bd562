"""DSI7xx: a translation says what its source says."""

from __future__ import annotations

from collections.abc import Iterator

from sitekit.editions.structure import differences
from sitekit.editions.translations import languages, translations
from sitekit.lint.rule import Finding, Rule
from sitekit.lint.sources import Sources


def built_otherwise(sources: Sources) -> Iterator[Finding]:
    """One that is behind its source differs for that reason, and its page says so to readers."""
    for language in languages(sources.root):
        for one in translations(sources.root, language):
            if not one.is_behind:
                where = one.path.relative_to(sources.root).as_posix()
                for line, what in differences(one):
                    yield Finding(where, line, what)


RULES = (
    Rule(
        "DSI701",
        "translation that is not built like its source",
        "A reader of the other language would miss a source, a number or a task, and could not "
        "know it.",
        "put back what is lost and take out what was added; where the source has changed too, "
        "course languages says so",
        built_otherwise,
    ),
)
