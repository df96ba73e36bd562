"""A student's feedback as Gradescope's results.json.

Source: https://gradescope-autograders.readthedocs.io/en/latest/specs/ (output format).
"""

from __future__ import annotations

from typing import Any

from coursekit.feedback.student import Feedback, Item
from coursekit.page import plain, points


def results(f: Feedback) -> dict[str, Any]:
    """What Gradescope reads: marks that students may see, and text in which nothing is markup."""
    said = [plain(f.refused)] if f.refused else []
    if f.late_penalty:
        said.append(f"{points(f.late_penalty)} points are taken off because it was late.")
    if f.waiting:
        said.append(f"Answers that a person has yet to mark, which count as 0: {f.waiting}")
    return {
        "score": f.total,
        "execution_time": round(f.seconds, 3),
        "output": "\n".join(said),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [
            _test(item, f"{part}.{number}", section.title)
            for part, section in enumerate(f.sections, 1)
            for number, item in enumerate(section.items, 1)
            if not f.refused
        ],
        "extra_data": {"assignment": f.assignment, "student": f.student},
    }


def _test(item: Item, number: str, part: str) -> dict[str, Any]:
    said = [item.message]
    said += [f"{level.criterion}: {level.points} of {level.max_points}" for level in item.levels]
    said.append(item.comment)
    test = {
        "name": plain(f"{part}: {item.label}" if part else item.label),
        "number": number,
        "score": item.points,
        "max_score": item.max_points,
        "output": plain("\n".join(line for line in said if line)),
        "visibility": "visible",
        "extra_data": {"grade_id": item.grade_id},
    }
    if item.status not in ("waiting", "marked"):
        # Without a status Gradescope takes full points for a pass; a person's mark is neither.
        test["status"] = "passed" if item.status == "passed" else "failed"
    return test
