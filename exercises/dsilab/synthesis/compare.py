"""Compare: one setting at a time, scenarios side by side, and both as CSV text."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dsilab.synthesis.mechanism import Design, run
from dsilab.synthesis.running import MECHANISMS
from dsilab.synthesis.settings import SETTINGS, Setting


@dataclass(frozen=True)
class Swing:
    """What an outcome does when one setting goes to its low and its high end, alone."""

    setting: Setting
    at_low: float
    at_default: float
    at_high: float

    @property
    def size(self) -> float:
        """From the least of the three to the greatest."""
        results = (self.at_low, self.at_default, self.at_high)
        return max(results) - min(results)


def one_at_a_time(
    design: Design, outcome: str = "net", changes: Mapping[str, float] | None = None
) -> list[Swing]:
    """Move each setting alone; the largest swing first, those without effect left out.

    outcome: a name in `Result.row()`. changes: where the other settings stand.
    """
    at_default = _outcome(design, outcome, changes)
    swings = [
        Swing(
            setting,
            _outcome(design, outcome, {**(changes or {}), setting.name: setting.low}),
            at_default,
            _outcome(design, outcome, {**(changes or {}), setting.name: setting.high}),
        )
        for setting in SETTINGS
    ]
    return sorted((s for s in swings if s.size > 0), key=lambda s: -s.size)


def _outcome(design: Design, outcome: str, changes: Mapping[str, float] | None) -> float:
    row = run(design, changes).row()
    if outcome not in row:
        raise ValueError(f"there is no outcome {outcome!r}; there are: {', '.join(row)}")
    return row[outcome]


def scenarios(
    named: Mapping[str, tuple[Design, Mapping[str, float]]] | None = None,
) -> list[dict[str, float | str]]:
    """One row a scenario, side by side. Without `named`, the three mechanisms at their defaults."""
    chosen = named or {mechanism: (Design(mechanism), {}) for mechanism in MECHANISMS}
    return [
        {"scenario": name, **run(design, changes).row()}
        for name, (design, changes) in chosen.items()
    ]


def to_csv(rows: Sequence[Mapping[str, float | str]]) -> str:
    """Rows as CSV text, with the names of the first row as its header.

    Raises ValueError when there is no row, or a row has other names.
    """
    if not rows:
        raise ValueError("there is no row to write")
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for number, row in enumerate(rows, 1):
        if set(row) != set(rows[0]):
            raise ValueError(f"row {number} does not have the columns of the first row")
        writer.writerow(row)
    return text.getvalue()
