"""Concerns and recommendations of published sources, as `book/_data/concerns.yml` has them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, create_model

from sitekit.declared import read_declared_file
from sitekit.language import N_
from sitekit.references import source_key
from sitekit.schema import Declaration, Sentence, Slug

#: The themes of the workshop series, in the order of its page, in our words.
THEMES = {
    "open": N_("Open access and international work"),
    "conservation": N_("Sequence data for conservation"),
    "commercial": N_("Commercial and non-commercial use"),
    "roles": N_("Users and providers"),
    "biorepositories": N_("Biorepositories"),
    "consortia": N_("Consortia that regulate themselves"),
    "equity": N_("Equity, justice and efficiency"),
    "capacity": N_("Time for capacity building"),
    "local": N_("Work with local communities"),
}
#: Who has something at stake.
STAKEHOLDERS = {
    "scientists": N_("Scientists"),
    "collections": N_("Museums, genebanks and other collections"),
    "databases": N_("Databases"),
    "governments": N_("Governments"),
    "communities": N_("Indigenous peoples and local communities"),
    "farmers": N_("Farmers and livestock keepers"),
    "companies": N_("Companies"),
    "patients": N_("Patients and public health"),
}
KINDS = {"concern": N_("Concern"), "recommendation": N_("Recommendation")}


def _one_of(known: Collection[str], what: str) -> AfterValidator:
    def check(word: str) -> str:
        if word not in known:
            raise ValueError(f"there is no such {what}; allowed: {', '.join(known)}")
        return word

    return AfterValidator(check)


Theme = Annotated[str, _one_of(THEMES, "theme")]
Stakeholder = Annotated[str, _one_of(STAKEHOLDERS, "stakeholder")]


class Concern(Declaration):
    """One concern or recommendation, in our words, and whose it is."""

    kind: Literal["concern", "recommendation"]
    says: Sentence
    holder: Annotated[str, Field(min_length=3)]
    """Who says it; a campaigner, a company or the press is named as one."""
    source: str
    page: Slug
    """The lesson that treats it; its chapter is the row's module."""
    themes: Annotated[tuple[Theme, ...], Field(min_length=1)]
    stakeholders: Annotated[tuple[Stakeholder, ...], Field(min_length=1)]

    @property
    def module(self) -> str:
        """The chapter's slug."""
        return self.page.partition("/")[0]


def load_concerns(path: Path, sources: Collection[str], lessons: Collection[str]) -> list[Concern]:
    """The rows, in the order of the file.

    Args:
        path: the YAML file.
        sources: the keys that `source` may name.
        lessons: the slugs of the pages that `page` may name.

    Raises:
        CourseError: a field is missing, unknown or wrong; one line for each, with file and line.
    """
    checked = create_model(
        "Concern",
        __base__=Concern,
        source=(source_key(sources), ...),
        page=(Annotated[Slug, _one_of(sorted(lessons), "lesson")], ...),
    )
    return read_declared_file(Annotated[list[checked], Field(min_length=1)], path)
