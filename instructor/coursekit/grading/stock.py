"""Keeps nbgrader's own autograde (the formgrader has a button for it) from running anything."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.converters import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor


class UseCourseGrade(NbGraderPreprocessor):
    """Stops before anything runs, and says what to do instead."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        raise NbGraderException(
            f"use 'course grade {resources['nbgrader']['assignment']}': nbgrader's own autograde "
            "would run students' code with your rights"
        )
