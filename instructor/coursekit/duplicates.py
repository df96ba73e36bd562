"""A student copied a cell, and with it the cell's nbgrader metadata."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor


class ForgetDuplicates(NbGraderPreprocessor):
    """Makes plain cells of the copies.

    nbgrader's own DeduplicateIds keeps the last cell of a name and empties the metadata of the
    earlier ones. nbgrader then takes an empty metadata block for one of an old version and stops
    the whole batch (jupyter/nbgrader issues 1083 and 1941).
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        if cell.metadata.get("nbgrader") == {}:
            del cell.metadata["nbgrader"]
        return cell, resources
