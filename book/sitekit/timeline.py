"""The timeline of rules, as `book/_data/policy-timeline.yml` declares it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, create_model

from sitekit.declared import read_declared_file
from sitekit.language import N_, show_day
from sitekit.references import source_key
from sitekit.schema import Declaration

#: What a row can be about, and how the filter calls it.
TOPICS = {
    "cbd": N_("Convention on Biological Diversity"),
    "nagoya": N_("Nagoya Protocol"),
    "dsi": N_("Sequence data (DSI)"),
    "cali": N_("Cali Fund"),
    "crops": N_("Plant Treaty (crops)"),
    "health": N_("World Health Organization (pathogens)"),
    "ocean": N_("High Seas (BBNJ) Agreement"),
    "patents": N_("Patents (GRATK Treaty)"),
    "databases": N_("Databases and data principles"),
}
DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=8)]


def _is_date(date: str) -> str:
    if not DATE.fullmatch(date):
        raise ValueError('write a date as "1993", "1993-12" or "1993-12-29", in quotes')
    if len(date) == 10:
        datetime.date.fromisoformat(date)  # refuses 31 February
    return date


def _is_topic(topic: str) -> str:
    if topic not in TOPICS:
        raise ValueError(f"there is no such topic; allowed: {', '.join(TOPICS)}")
    return topic


Date = Annotated[str, AfterValidator(_is_date)]
Topic = Annotated[str, AfterValidator(_is_topic)]


class Row(Declaration):
    """One event. `check` marks what the reader has to look up, as our sources end before it."""

    date: Date
    event: Sentence
    document: str | None = None
    source: str
    as_of: Date
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]
    check: bool = False


def show_date(date: str) -> str:
    """`29 December 1993`, `December 1993` or `1993`."""
    year, month, day = DATE.fullmatch(date).groups()
    return show_day(int(day) if day else None, int(month) if month else None, year)


def load_timeline(path: Path, sources: Collection[str]) -> list[Row]:
    """The rows, oldest first.

    Args:
        path: the YAML file.
        sources: the keys that `source` may name.

    Raises:
        CourseError: a field is missing, unknown or wrong; one line for each, with file and line.
    """
    checked = create_model("Row", __base__=Row, source=(source_key(sources), ...))
    rows = read_declared_file(Annotated[list[checked], Field(min_length=1)], path)
    return sorted(rows, key=lambda row: row.date)
