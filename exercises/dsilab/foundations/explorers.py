"""The explorers of the chapter on foundations."""

from __future__ import annotations

from dsilab.explorer import Choice, Explorer
from dsilab.foundations import rules
from dsilab.speech import N_

EXPLORERS = (
    Explorer(
        name="rules-by-record",
        title=N_("Which rules should you read first?"),
        intro=N_(
            "Choose a record. The bars show six instruments, from the year each began. A full bar "
            "is one to read or one whose reach is disputed; a dashed, pale bar does not answer "
            "here. This is a finding aid, simplified for teaching, and no legal advice: national "
            "law and contracts decide, and the model knows neither."
        ),
        choices=(
            Choice(
                name="kind",
                label=N_("The record comes from"),
                values=tuple(rules.KINDS),
                labels=tuple(f"{text[0].upper()}{text[1:]}" for text in rules.KINDS.values()),
                default="wild",
            ),
            Choice(
                name="accessed",
                label=N_("Somebody first got access to it"),
                values=tuple(rules.ACCESSED),
                labels=tuple(f"{text[0].upper()}{text[1:]}" for text in rules.ACCESSED.values()),
                default=2018,
            ),
            Choice(
                name="form",
                label=N_("You use"),
                values=tuple(rules.FORMS),
                labels=tuple(f"{text[0].upper()}{text[1:]}" for text in rules.FORMS.values()),
                default="sequence",
            ),
        ),
        model=rules.model,
    ),
)
