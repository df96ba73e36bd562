"""The explorers of the chapter on foundations."""

from __future__ import annotations

from dsilab.explorer import Choice, Explorer
from dsilab.foundations import rules

EXPLORERS = (
    Explorer(
        name="rules-by-record",
        title="Which rules should you read first?",
        intro=(
            "Choose a record. The bars show six instruments, from the year each began. A full bar "
            "is one to read or one whose reach is disputed; a dashed, pale bar does not answer "
            "here. This is a finding aid, simplified for teaching, and no legal advice: national "
            "law and contracts decide, and the model knows neither."
        ),
        choices=(
            Choice(
                name="kind",
                label="The record comes from",
                values=tuple(rules.KINDS),
                labels=tuple(f"{text[0].upper()}{text[1:]}" for text in rules.KINDS.values()),
                default="wild",
            ),
            Choice(
                name="accessed",
                label="Somebody first got access to it",
                values=tuple(rules.ACCESSED),
                labels=tuple(f"{text[0].upper()}{text[1:]}" for text in rules.ACCESSED.values()),
                default=2018,
            ),
            Choice(
                name="form",
                label="You use",
                values=tuple(rules.FORMS),
                labels=tuple(f"{text[0].upper()}{text[1:]}" for text in rules.FORMS.values()),
                default="sequence",
            ),
        ),
        model=rules.model,
    ),
)
