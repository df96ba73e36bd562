"""Shows the marker what a good written answer says, in nbgrader's formgrader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from coursekit.regions import split_regions

#: The metadata key of a cell that is for the marker alone.
FOR_THE_MARKER = "for_the_marker"


class ShowMarkScheme(NbGraderPreprocessor):
    """Puts the model answer and mark scheme under each written answer of a graded notebook.

    The formgrader shows the notebook under `autograded/`. nbgrader's own mark schemes live in task
    cells only; in the cell of a written answer the student's text takes their place.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        schemes = self._schemes(resources["nbgrader"])
        cells = []
        for cell in nb.cells:
            cells.append(cell)
            if cell.cell_type == "markdown" and is_grade(cell) and is_solution(cell):
                scheme = schemes.get(cell.metadata.nbgrader.get("grade_id"))
                if scheme:
                    cells.append(
                        nbformat.v4.new_markdown_cell(
                            f"**For the marker, never in the feedback**\n\n{scheme}",
                            id=f"scheme-{len(cells)}",
                            metadata={FOR_THE_MARKER: True, "editable": False},
                        )
                    )
        nb.cells = cells
        return nb, resources

    def _schemes(self, names: dict[str, str]) -> dict[str, str]:
        """The text of every written answer's solution region in the source notebook."""
        # Converters work in the course folder, and the exporter's parent is the converter.
        coursedir = self.parent.parent.coursedir
        folder = coursedir.format_path(coursedir.source_directory, ".", names["assignment"])
        path = Path(folder) / f"{names['notebook']}.ipynb"
        source = nbformat.read(path, as_version=nbformat.NO_CONVERT)
        return {
            cell.metadata.nbgrader["grade_id"]: split_regions(cell.source)[1].strip()
            for cell in source.cells
            if cell.cell_type == "markdown" and is_grade(cell)
        }
