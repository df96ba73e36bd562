"""The merge of an exercise with its solutions: every rule of it, broken once."""

from __future__ import annotations

import pytest
from coursekit.markers import check_unique
from coursekit.merge import merge
from sitekit.errors import CourseError

from tests.instructor.helpers import CHAPTER, Course, edit


def _merged(course: Course, name: str = "lab") -> dict[str, str]:
    chapter = course.exercise.parent
    notebook = merge(chapter / f"{name}.md", course.solutions.with_name(f"{name}.solutions.md"))
    return {cell.id: cell.source for cell in notebook.cells}


def test_solutions_take_the_place_of_the_stub_at_its_indentation(course: Course) -> None:
    cells = _merged(course)
    assert cells["mean-of"] == (
        "def mean_of(values):\n"
        '    """The arithmetic mean of `values`; ValueError where there are none."""\n'
        "    ### BEGIN SOLUTION\n"
        "    # teachonly00000a02\n"
        "    if not values:\n"
        '        raise ValueError("no values, no mean")\n'
        "\n"
        "    return sum(values) / len(values)\n"
        "    ### END SOLUTION"
    )
    assert cells["mean-of-check"].startswith("assert mean_of([1, 2, 3]) == 2")
    assert "\n### BEGIN HIDDEN TESTS\n# teachonly00000a03\n" in cells["mean-of-check"]
    assert cells["cell-3"].startswith("import sys"), "other cells stay as they are"


def test_a_written_answer_gets_model_answer_scheme_and_rubric(course: Course) -> None:
    text = _merged(course, "memo")["memo-text"]
    assert text.startswith("=== BEGIN SOLUTION ===") and text.endswith("=== END SOLUTION ===")
    assert text.index("store the water") < text.index("Use the rubric") < text.index("**Rubric")
    assert "| **Use of evidence** | Names the station records and says" in text


SOLVED = "# teachonly00000a02\nif not values:"
WRONG = [
    # what is changed in the solutions, and the line that must come of it
    ("## mean-of\n", "## mean-off\n", "exercises/toy-chapter/lab.md:33: the cell 'mean-of' has no"),
    ("## mean-of\n", "## mean-off\n", "solutions.md:5: no cell of exercises/toy-chapter/lab.md"),
    ("## mean-of-check\n", "## mean-of\n", "solutions.md:15: a second section 'mean-of'"),
    ("# teachonly00000a02\n", "", "solutions.md:7: this block must hold exactly one marker word"),
    ("# teachonly00000a02\n", "# teachonly00000a02 teachonly00000b02\n", "it holds 2"),
    ("teachonly00000a02", "teachonly0000a02f", "it holds 0"),
    ("```python solution\n" + SOLVED, "```python answer\n" + SOLVED,
     "solutions.md:7: a fenced block ```python answer is not known here"),
    ("```python solution\n" + SOLVED, "```python hidden-tests\n" + SOLVED,
     "hidden tests without a single assert"),
    ("```markdown mark-scheme", "```markdown model-answer", "a second ```markdown model-answer"),
    ('"The mean of three fractions is off."', '""', "solutions.md:19: every assert needs a"),
    (', "The mean of three fractions is off."', "", "solutions.md:19: every assert needs a"),
    ('raise AssertionError("An empty list has no mean: raise ValueError.")', "raise AssertionError",
     "solutions.md:35: every assert needs a message"),
    ("seventeen_values = [5, 5", "seventeen_values = [5, 5,, 5", "this is not Python"),
    ("    raise ValueError(", "    raise ValueError((", "solutions.md:10: with this solution"),
    ("return sum(values) / len(values)\n", "return sum(values)  # END SOLUTION\n",
     "solutions.md:12: the words 'END SOLUTION' are nbgrader's own"),
    ("# Solutions: means of rain\n", "```python solution\nx = 1  # teachonly00000c01\n```\n",
     "solutions.md:1: a block before the first section"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), WRONG)
def test_a_fault_in_the_solutions_names_its_line(
    course: Course, old: str, new: str, expected: str
) -> None:
    edit(course.solutions, old, new)
    with pytest.raises(CourseError) as error:
        _merged(course)
    assert expected in str(error.value), str(error.value)


STUB = (
    "    # YOUR CODE HERE\n    raise NotImplementedError()\n```\n\n```{code-cell} ipython3\n"
    "---\nnbgrader: {grade: true, grade_id: mean-of-check"
)


@pytest.mark.parametrize(
    "stub",
    [
        "    return None\n",
        "    # YOUR CODE HERE\n    pass\n",
        "    # YOUR CODE HERE\n  raise NotImplementedError()\n",
        "    # YOUR CODE HERE\n    raise NotImplementedError()\n" * 2,
        "    # YOUR CODE HERE\n    raise NotImplementedError()\n    raise NotImplementedError()\n",
    ],
)
def test_a_solution_cell_holds_exactly_one_stub(course: Course, stub: str) -> None:
    edit(course.exercise, STUB, stub + STUB.partition("()\n")[2])
    with pytest.raises(
        CourseError, match=r"lab\.md:3\d: a solution cell must hold exactly one stub"
    ):
        _merged(course)


def test_a_section_lacks_a_block_or_has_one_too_many(course: Course) -> None:
    text = course.solutions.read_text(encoding="utf-8")
    scheme = text[text.index("```markdown mark-scheme") :]
    course.solutions.write_text(text.replace(scheme, ""), encoding="utf-8")
    with pytest.raises(CourseError, match="'explain-mean' lacks its ```markdown mark-scheme"):
        _merged(course)
    moved = text.replace("## mean-of-check", scheme + "\n## mean-of-check", 1)
    course.solutions.write_text(moved, encoding="utf-8")
    with pytest.raises(
        CourseError, match="a ```markdown mark-scheme does not fit the cell 'mean-of'"
    ):
        _merged(course)


def test_no_solutions_at_all(course: Course) -> None:
    course.solutions.unlink()
    with pytest.raises(
        CourseError, match=r"instructor/toy-chapter/lab\.solutions\.md: no such file"
    ):
        _merged(course)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("    points: 4\n    levels:\n", "    points: 5\n    levels:\n", "must be its 5 points"),
        ("marker: teachonly00000a12", "marker: teachonly", "marker: "),
        ("marker: teachonly00000a12", "marker: teachonly00000a12\ngrade_id: memo",
         "must name the written answer that this rubric marks"),
        ("  - id: stakeholders\n    name: Those concerned\n    points: 4\n    levels: {4:",
         "  - id: stakeholders\n    name: Those concerned\n    points: 5\n    levels: {5:",
         "the criteria add up to 17 points, but the written answer 'memo-text' is worth 16"),
    ],
)  # fmt: skip
def test_a_rubric_that_does_not_fit(course: Course, old: str, new: str, expected: str) -> None:
    edit(course.root / "instructor" / CHAPTER / "memo.rubric.yml", old, new)
    with pytest.raises(CourseError) as error:
        _merged(course, "memo")
    assert expected in str(error.value)
    assert "instructor/toy-chapter/memo.rubric.yml" in str(error.value)


def test_markers_are_unique_in_all_teaching_files(course: Course) -> None:
    check_unique(course.root / "instructor")
    edit(
        course.root / "instructor" / CHAPTER / "guide.md", "teachonly00000a13", "teachonly00000a09"
    )
    with pytest.raises(CourseError) as error:
        check_unique(course.root / "instructor")
    assert str(error.value).startswith(
        "instructor/toy-chapter/lab.solutions.md:76: the marker teachonly00000a09 is already used "
        "in instructor/toy-chapter/guide.md:5"
    )
