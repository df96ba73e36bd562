"""Who in the gradebook is who on the platform: by ids alone, never by names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from coursekit.lms.export_file import ExportFile, Row


def match(
    export: ExportFile, students: Iterable[tuple[str, str | None]]
) -> tuple[dict[str, Row], list[str]]:
    """The platform's row of each student, and one line for each who has none, or not one alone.

    Args:
        export: the platform's table.
        students: id and email of everyone in the gradebook.
    """
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in export.students:
        for identity in row.ids(export.platform):
            rows[identity].append(row)
    found: dict[str, Row] = {}
    lines: list[str] = []
    taken: dict[int, str] = {}
    for student, email in students:
        candidates = rows.get(student.casefold()) or rows.get((email or "").strip().casefold(), [])
        if not candidates:
            lines.append(f"{student}: not in {export.path.name}; no mark written")
        elif len(candidates) > 1:
            places = " and ".join(str(row.line) for row in candidates)
            lines.append(f"{student}: lines {places} of {export.path.name}; no mark written")
        elif candidates[0].line in taken:
            other = taken[candidates[0].line]
            found.pop(other, None)
            lines.append(
                f"{student}: line {candidates[0].line} of {export.path.name} is {other}'s too; "
                "no mark written for either"
            )
        else:
            taken[candidates[0].line] = student
            found[student] = candidates[0]
    return found, lines


class PlatformIds:
    """From a platform's id in a file's name to the student's id in this course."""

    def __init__(self, export: ExportFile, known: Iterable[str]) -> None:
        """Args:
        export: the platform's table.
        known: the ids that the class list and the gradebook hold already.
        """
        self.export = export
        self._known = {student.casefold(): student for student in known}
        column = "ID" if export.platform == "canvas" else "Identifier"
        self._rows = {
            row.cells.get(column, "").strip().removeprefix("Participant "): row
            for row in export.students
        }

    def row(self, platform_id: str) -> Row | None:
        """The student's row."""
        return self._rows.get(platform_id)

    def student(self, platform_id: str) -> str | None:
        """The student's id: one that is known already, else the platform's most lasting one."""
        row = self.row(platform_id)
        if row is None:
            return None
        for identity in sorted(row.ids(self.export.platform)):
            if identity in self._known:
                return self._known[identity]
        lasting = ("ID number", "Username", "Email address", "SIS Login ID", "SIS User ID", "ID")
        return next((v for c in lasting if (v := row.cells.get(c, "").strip())), None)
