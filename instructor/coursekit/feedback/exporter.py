"""Our page where nbgrader makes its own: `nbgrader generate_feedback`, the formgrader's button.

nbgrader's page prints each test cell whole, hidden tests included, and the traceback under it,
which quotes them again.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbgrader.api import Gradebook
from sitekit.errors import CourseError
from sitekit.paths import find_root

from coursekit.assignments import find_assignment
from coursekit.feedback import page, write
from coursekit.feedback.student import Material, student_feedback
from coursekit.leaks import Secrets, collect_secrets
from coursekit.record import read_record, records_folder


class FeedbackExporter(Exporter):
    """Gives the page of `course feedback` for a graded notebook, and writes its other files."""

    file_extension = ".html"
    output_mimetype = "text/html"

    @cached_property
    def _secrets(self) -> Secrets:
        return collect_secrets(find_root(), for_feedback=True)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **_: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of the student whose notebook this is.

        Raises:
            CourseError: there is no record of its grading, or the page would hold a secret.
        """
        resources = dict(resources or {}) | {"output_extension": self.file_extension}
        names = resources["nbgrader"]
        folder = Path(self.parent.coursedir.root)
        assignment = find_assignment(find_root(), names["assignment"])
        record = read_record(records_folder(folder, assignment.name) / f"{names['student']}.json")
        material = Material.read(assignment, folder)
        with Gradebook(names["db_url"]) as gradebook:
            feedback = student_feedback(material, gradebook, record)
        # nbgrader empties the student's folder first, and would leave the page alone in it.
        leaks = write(feedback, folder, assignment.exercise, self._secrets)
        if leaks:
            raise CourseError("\n".join(str(leak) for leak in leaks))
        return page(feedback), resources
