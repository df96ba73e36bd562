"""Which counts of a class may be shown, so that none under five can be read or worked out.

Everyone is taken to know the size of the class and these rules. Zero is a small count too: "nobody
said so" speaks about everybody.
"""

from __future__ import annotations

from collections.abc import Mapping

#: The smallest count that is ever shown.
LEAST = 5


def showable_parts(counts: Mapping[str, int], total: int) -> dict[str, int]:
    """The counts to show of a question with one answer each; who gave none is a cell too.

    What is hidden can be summed from the total. So large counts are shown only where that sum
    leaves every hidden count open: each may then be anything from 0 to 4, whoever subtracts what.
    Otherwise nothing of the question is shown. (Hiding the next larger cells as well would show
    more, but whoever knows that rule can work back from which cells it hid.)

    Args:
        counts: how many ticked each option; those who ticked none are the rest of `total`.
        total: how many sheets there are.
    """
    cells = [*counts.values(), total - sum(counts.values())]
    hidden = [count for count in cells if count < LEAST]
    most = LEAST - 1
    if hidden and not most <= sum(hidden) <= most * (len(hidden) - 1):
        return {}
    return {name: count for name, count in counts.items() if count >= LEAST}


def showable_ticks(counts: Mapping[str, int], total: int) -> dict[str, int]:
    """The counts to show of a question with any number of answers: each option stands for itself.

    A count close to the total tells how few did *not* tick, so it is hidden like a small one.
    """
    return {name: count for name, count in counts.items() if LEAST <= count <= total - LEAST}
