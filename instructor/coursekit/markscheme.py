"""Shows the marker what a good written answer says, in nbgrader's formgrader."""

from __future__ import annotations

from typing import Any

from coursekit.regions import split_regions

#: The metadata key of a cell that is for the marker alone; the feedback leaves such cells out.
FOR_THE_MARKER = "for_the_marker"


def scheme_cell(source: str, number: int) -> dict[str, Any] | None:
    """The cell that goes under a written answer of a graded notebook; None where there is no text.

    nbgrader's own mark schemes live in task cells only; in the cell of a written answer the
    student's text takes their place.

    Args:
        source: the cell of the source notebook.
        number: makes the cell's id unique.
    """
    scheme = split_regions(source)[1].strip()
    if not scheme:
        return None
    return {
        "id": f"scheme-{number}",
        "cell_type": "markdown",
        "metadata": {FOR_THE_MARKER: True, "editable": False},
        "source": f"**For the marker, never in the feedback**\n\n{scheme}",
    }
