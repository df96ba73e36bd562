"""The rubric of a written exercise: `instructor/<slug>/<name>.rubric.yml`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from sitekit.declared import read_declared_file
from sitekit.errors import CourseError, shown

from coursekit.markers import MARKER

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Points = Annotated[int, Field(ge=1, strict=True)]


class Criterion(BaseModel):
    """One line of the rubric."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name: Text
    points: Points
    levels: dict[Points, Text]
    """What earns how many points."""
    notes: Text | None = None
    """For the marker alone."""

    @model_validator(mode="after")
    def _top_level_is_all_points(self) -> Criterion:
        if not self.levels or max(self.levels) != self.points:
            raise ValueError(
                f"the highest level of the criterion {self.id!r} must be its {self.points} points"
            )
        return self


class Rubric(BaseModel):
    """How one written answer is marked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Text
    marker: Annotated[str, StringConstraints(pattern=f"^{MARKER.pattern}$")]
    grade_id: Text | None = None
    """The written answer that it marks; needed only where the notebook has several."""
    criteria: Annotated[list[Criterion], Field(min_length=1)]

    @property
    def points(self) -> int:
        """All criteria together."""
        return sum(criterion.points for criterion in self.criteria)

    def markdown(self) -> str:
        """The rubric as the marker sees it: one table, and the notes under it."""
        steps = sorted({step for c in self.criteria for step in c.levels}, reverse=True)
        lines = [
            f"**Rubric: {self.title}** ({self.points} points)",
            "",
            f"| | {' | '.join(f'{n} points' if n > 1 else '1 point' for n in steps)} |",
            f"|---{'|---' * len(steps)}|",
        ]
        for criterion in self.criteria:
            levels = " | ".join(criterion.levels.get(step, "") for step in steps)
            lines.append(f"| **{criterion.name}** | {levels} |")
        notes = [f"- {c.name}: {c.notes}" for c in self.criteria if c.notes]
        first = self.criteria[0]
        how = (
            "For the student to read which level each criterion reached, put one line for each "
            f"into the comment, such as `{first.name}: {first.points}`."
        )
        return "\n".join([*lines, "", how, "", *notes, "", self.marker]).strip()


def read_rubric(path: Path) -> Rubric | None:
    """The rubric of an exercise; None where it has none.

    Raises:
        CourseError: the file breaks its schema; one line for each fault.
    """
    return read_declared_file(Rubric, path) if path.is_file() else None


def rubric_for(written: dict[str, float], path: Path) -> tuple[str, str] | None:
    """The `grade_id` that the rubric at `path` marks, and the rubric as Markdown.

    Args:
        written: the points of each written answer of the exercise.
        path: where the rubric would be.

    Raises:
        CourseError: it names no written answer, or its points are not that answer's.
    """
    rubric = read_rubric(path)
    if rubric is None:
        return None
    name = rubric.grade_id or (next(iter(written)) if len(written) == 1 else None)
    if name not in written:
        raise CourseError(
            f"{shown(path)}: grade_id: must name the written answer that this rubric marks "
            f"(got {rubric.grade_id!r}); allowed: {', '.join(written) or 'there is none'}"
        )
    if rubric.points != written[name]:
        raise CourseError(
            f"{shown(path)}: the criteria add up to {rubric.points} points, but the written answer "
            f"{name!r} is worth {written[name]:g}; change one of the two"
        )
    return name, rubric.markdown()
