"""`course survey`: counts only, and none under five, whoever subtracts what from what."""

from __future__ import annotations

import itertools
import json
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
from coursekit.suppression import LEAST, showable_parts, showable_ticks
from sitekit.worksheet import FILE, load_worksheet

from tests.instructor.helpers import REPOSITORY, Course

SMALL = set(range(LEAST))


@pytest.fixture
def class_course(course: Course) -> Course:
    """The toy course with the real worksheet."""
    (course.root / FILE).parent.mkdir(parents=True)
    shutil.copy(REPOSITORY / FILE, course.root / FILE)
    return course


def hand_in(folder: Path, number: int, answers: dict, **changes) -> Path:
    folder.mkdir(exist_ok=True)
    data = {
        "course": "dsi-course", "worksheet": "your-turn", "version": 1,
        "copy": f"{number:016x}", "answers": answers, "readable": {},
    }  # fmt: skip
    path = folder / f"student-{number:02}.json"
    path.write_text(json.dumps(data | changes), encoding="utf-8")
    return path


def a_class(folder: Path, roles: dict[str, int]) -> Path:
    people = itertools.chain.from_iterable([role] * n for role, n in roles.items())
    for number, role in enumerate(people):
        hand_in(folder, number, {"role": role, "change": "I, Ada Secret, will ask"})
    return folder


def tables(total: int, cells: int):
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in tables(total - first, cells - 1):
            yield (first, *rest)


def determined(show, cells: int, total: int) -> list:
    """Every published table from which a reader who knows the rule learns more than "small"."""
    published = defaultdict(list)
    names = [str(n) for n in range(cells - 1)]
    for table in tables(total, cells):
        counts = dict(zip(names, table, strict=False))
        published[tuple(sorted(show(counts, total).items()))].append(table)
    found = []
    for shown, possible in published.items():
        for n in range(cells):
            values = {table[n] for table in possible}
            is_shown = str(n) in dict(shown)
            if is_shown and min(values) < LEAST:
                found.append((shown, n, values))
            if not is_shown and values & SMALL and not values >= SMALL & set(range(total + 1)):
                found.append((shown, n, values))
    return found


@pytest.mark.parametrize("cells", [2, 3, 4])
def test_no_hidden_count_can_be_worked_out_even_by_who_knows_the_rule(cells: int) -> None:
    """Every possible class up to 30 people: each hidden count may be anything from 0 to 4."""
    for total in range(LEAST, 31 if cells < 4 else 24):
        assert determined(showable_parts, cells, total) == []


def test_the_attack_finds_plain_suppression_and_that_of_the_next_smallest() -> None:
    def plain(counts, total):
        return {name: count for name, count in counts.items() if count >= LEAST}

    def next_smallest(counts, total):
        cells = {**counts, "rest": total - sum(counts.values())}
        order = sorted(cells, key=cells.get)
        hidden = [name for name in order if cells[name] < LEAST]
        if len(hidden) == 1:
            hidden = order[:2]
        return {name: count for name, count in counts.items() if name not in hidden}

    assert determined(plain, 3, 18)
    assert determined(next_smallest, 3, 18)


def test_ticks_hide_those_who_did_not_tick_as_well() -> None:
    shown = showable_ticks({"a": 4, "b": 5, "c": 15, "d": 16, "e": 20, "f": 0}, 20)
    assert shown == {"b": 5, "c": 15}
    for total in range(LEAST, 31):
        for count in showable_ticks({str(n): n for n in range(total + 1)}, total).values():
            assert LEAST <= count <= total - LEAST


def test_the_table_holds_counts_and_no_words_names_or_files(
    class_course: Course, tmp_path: Path
) -> None:
    folder = a_class(tmp_path / "in", {"student": 12, "research": 6, "company": 3, "other": 2})
    ran = class_course("survey", folder)
    assert (ran.code, ran.err) == (0, "")
    written = (class_course.folder / "survey" / "class.csv").read_text(encoding="utf-8")
    ask = load_worksheet(REPOSITORY).questions[0].ask
    assert f"{ask},I study,12" in written
    assert f"{ask},I work in a company,hidden" in written
    everything = "".join(
        path.read_text(encoding="utf-8") for path in (class_course.folder / "survey").iterdir()
    )
    for secret in ("Ada", "student-0", "differently"):
        assert secret not in everything + ran.out
    numbers = [line.rpartition(",")[2] for line in written.splitlines()[1:]]
    assert all(n == "hidden" or int(n) >= LEAST for n in numbers)
    assert "# 23 worksheets" in ran.out


def test_a_second_table_from_some_of_the_same_files_is_refused(
    class_course: Course, tmp_path: Path
) -> None:
    """Otherwise one late file, counted in the second table alone, could be read by subtraction."""
    folder = a_class(tmp_path / "in", {"student": 12, "research": 7})
    assert class_course("survey", folder).code == 0
    assert class_course("survey", folder).code == 0, "the same files give the same table"
    hand_in(folder, 99, {"role": "company"})
    for name in ("class", "later"):
        ran = class_course("survey", folder, "--name", name)
        assert ran.code == 1
        assert "can be subtracted" in ran.err
        assert ran.err.count("\n") == 1
    other = tmp_path / "other"
    for number in range(200, 212):
        hand_in(other, number, {"role": "student"})
    assert class_course("survey", other, "--name", "group-b").code == 0
    both = class_course("survey", folder, other, "--name", "all")
    assert both.code == 1
    assert class_course("survey", folder, "--name", "later", "--replace").code == 0
    left = {path.name for path in (class_course.folder / "survey").iterdir()}
    assert left == {"tables.json", "later.csv", "later.md", "group-b.csv", "group-b.md"}


def test_too_few_give_no_table(class_course: Course, tmp_path: Path) -> None:
    ran = class_course("survey", a_class(tmp_path / "in", {"student": 4}))
    assert ran.code == 1
    assert ran.err.startswith("course: fewer than 5 worksheets")
    assert not (class_course.folder / "survey").exists()


def test_the_same_file_twice_counts_once(class_course: Course, tmp_path: Path) -> None:
    folder = a_class(tmp_path / "in", {"student": 12})
    shutil.copy(folder / "student-00.json", folder / "again.json")
    ran = class_course("survey", folder, folder / "student-01.json")
    assert "# 12 worksheets" in ran.out


BAD = {
    "not json": ("PK\x03\x04", "it is not JSON"),
    "a list": ("[]", "it holds no answers to this worksheet"),
    "other version": ({"version": 2}, "version 1 of the worksheet only"),
    "other sheet": ({"worksheet": "x"}, "it holds no answers to this worksheet"),
    "no number": ({"copy": 3}, "its parts 'answers' and 'copy' are damaged"),
    "unknown question": ({"answers": {"Ada": "x"}}, "a question that is not in the worksheet"),
    "unknown option": ({"answers": {"role": "Ada"}}, "its answer to 'role' is none of the options"),
    "a list for one": ({"answers": {"role": ["student"]}}, "its answer to 'role'"),
    "ticked twice": ({"answers": {"use": ["read", "read"]}}, "its answer to 'use'"),
    "too deep": ("[" * 100_000, "it is not JSON"),
    "too large": (" " * 1_000_001, "it is too large"),
}


def test_bad_files_get_one_line_each_and_stop_the_table(
    class_course: Course, tmp_path: Path
) -> None:
    folder = a_class(tmp_path / "in", {"student": 12})
    for number, (content, _) in enumerate(BAD.values(), 100):
        if isinstance(content, dict):
            hand_in(folder, number, **({"answers": {}} | content))
        else:
            (folder / f"student-{number}.json").write_text(content, encoding="utf-8")
    missing = tmp_path / "missing.json"
    ran = class_course("survey", folder, missing)
    lines = ran.err.splitlines()
    assert ran.code == 1
    assert len(lines) == len(BAD) + 2
    for line, (_, why) in zip(lines, BAD.values(), strict=False):
        assert why in line
    assert "No such file" in lines[-2]
    assert "nothing was counted" in lines[-1]
    assert "Ada" not in ran.err
    assert not (class_course.folder / "survey").exists()
    ran = class_course("survey", folder, "--skip-bad")
    assert ran.code == 0
    assert "# 12 worksheets" in ran.out


def test_a_damaged_list_of_tables_is_said(class_course: Course, tmp_path: Path) -> None:
    folder = a_class(tmp_path / "in", {"student": 12})
    assert class_course("survey", folder).code == 0
    (class_course.folder / "survey" / "tables.json").write_text("[1", encoding="utf-8")
    ran = class_course("survey", folder)
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "the list of earlier tables cannot be read" in ran.err
