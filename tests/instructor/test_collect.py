"""Taking in what students hand in: every layout, every oddity, nothing lost."""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from coursekit.collect import due_date, span
from coursekit.submissions import find_submissions
from sitekit.errors import CourseError

from tests.instructor.helpers import LAB, Course, hand_in

DAY = datetime(2026, 9, 30, 10, 0, tzinfo=UTC)


def _submitted(course: Course) -> dict[str, str]:
    """Student and time of all that was taken."""
    return {
        path.parent.parent.name: path.read_text().strip()
        for path in course.folder.glob(f"submitted/*/{LAB}/timestamp.txt")
    }


def _found(folder: Path) -> tuple[dict[str, str], list[str]]:
    found = find_submissions(folder, "lab.ipynb", LAB)
    return {s.student: str(s.entry.path) for s in found.submissions}, [
        str(o) for o in found.oddities
    ]


@pytest.mark.parametrize(
    ("files", "taken"),
    [
        (["s01/lab.ipynb", "s02/lab.ipynb"], {"s01": "s01/lab.ipynb", "s02": "s02/lab.ipynb"}),
        (["s01_lab.ipynb"], {"s01": "s01_lab.ipynb"}),
        (["s_01_lab.ipynb"], {"s_01": "s_01_lab.ipynb"}),
        (["s01/lab (1).ipynb"], {"s01": "s01/lab (1).ipynb"}),
        (["s01/lab-Copy1.ipynb"], {"s01": "s01/lab-Copy1.ipynb"}),
        (["s01/s01_lab.ipynb"], {"s01": "s01/s01_lab.ipynb"}),
        ([f"s01/{LAB}/lab.ipynb"], {"s01": f"s01/{LAB}/lab.ipynb"}),
        (["all/s01/lab.ipynb", "all/s02/lab.ipynb"],
         {"s01": "all/s01/lab.ipynb", "s02": "all/s02/lab.ipynb"}),
        (["all/s01_lab.ipynb", "all/s02_lab.ipynb"],
         {"s01": "all/s01_lab.ipynb", "s02": "all/s02_lab.ipynb"}),
        (["all/in/s01_lab.ipynb", "all/in/s02_lab.ipynb", "all/in/readme.txt"],
         {"s01": "all/in/s01_lab.ipynb", "s02": "all/in/s02_lab.ipynb"}),
        (["s01/first_lab.ipynb"], {"s01": "s01/first_lab.ipynb"}),
        (["a/b/c/lab.ipynb", "a/d/lab.ipynb"], {"d": "a/d/lab.ipynb"}),
        (["__MACOSX/s01/lab.ipynb", "s02/.ipynb_checkpoints/lab.ipynb", "s02/lab.ipynb"],
         {"s02": "s02/lab.ipynb"}),
    ],
)  # fmt: skip
def test_layouts(tmp_path: Path, files: list[str], taken: dict[str, str]) -> None:
    for name in files:
        hand_in({}, tmp_path / "in" / name)
    assert _found(tmp_path / "in")[0] == taken
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        for name in files:
            archive.writestr(name, "{}")
    assert _found(tmp_path / "in.zip")[0] == taken


def test_of_several_copies_the_newest_counts(tmp_path: Path) -> None:
    hand_in({}, tmp_path / "s01" / "lab.ipynb", DAY)
    hand_in({}, tmp_path / "s01" / "lab (1).ipynb", DAY.replace(hour=11))
    hand_in({}, tmp_path / "s01" / "scratch.ipynb", DAY.replace(hour=12))
    taken, oddities = _found(tmp_path)
    assert taken == {"s01": "s01/lab (1).ipynb"}
    assert oddities == ["s01: 2 copies; took the newest, 'lab (1).ipynb'"]


def test_what_is_not_clear_is_said_and_not_taken(tmp_path: Path) -> None:
    hand_in({}, tmp_path / "lab.ipynb")
    hand_in({}, tmp_path / "s 1" / "lab.ipynb")
    hand_in({}, tmp_path / "-rf" / "lab.ipynb")
    hand_in({}, tmp_path / "s02" / "one.ipynb")
    hand_in({}, tmp_path / "s02" / "two.ipynb")
    (tmp_path / "s03").mkdir()
    (tmp_path / "s03" / "answers.docx").write_bytes(b"x")
    taken, oddities = _found(tmp_path)
    assert taken == {}
    assert sorted(oddities) == [
        "-rf/lab.ipynb: '-rf' is no student id (letters, digits, '.', '_', '-', '@'; at most 64); "
        "rename it",
        "lab.ipynb: it is not clear whose this is; put it into a folder named after the student's "
        "id, or name it <id>_lab.ipynb",
        "s 1/lab.ipynb: 's 1' is no student id (letters, digits, '.', '_', '-', '@'; at most 64); "
        "rename it",
        "s02: 2 notebooks, none of them named lab.ipynb; ask for it again",
        "s03: no notebook named lab.ipynb; ask for it again",
    ]


def test_links_and_odd_paths_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "solutions.ipynb"
    secret.write_text("{}")
    folder = tmp_path / "in"
    hand_in({}, folder / "s01" / "lab.ipynb")
    (folder / "s02").mkdir()
    (folder / "s02" / "lab.ipynb").symlink_to(secret)
    (folder / "s03").symlink_to(tmp_path)
    os.mkfifo(folder / "s01" / "timestamp.txt")
    taken, oddities = _found(folder)
    assert taken == {"s01": "s01/lab.ipynb"}
    assert sorted(oddities) == [
        "s01/timestamp.txt: no regular file; ask for the file itself",
        "s02/lab.ipynb: a link, not a file; ask for the file itself",
        "s02: no notebook named lab.ipynb; ask for it again",
        "s03: a link, not a file; ask for the file itself",
        "s03: no notebook named lab.ipynb; ask for it again",
    ]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("s02/lab.ipynb")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        for name in ("../s04/lab.ipynb", "/s05/lab.ipynb", "s06\\lab.ipynb", "C:/s07/lab.ipynb"):
            archive.writestr(name, "{}")
        archive.writestr("s01/lab.ipynb", "{}")
    (tmp_path / "in.zip").write_bytes(buffer.getvalue())
    taken, oddities = _found(tmp_path / "in.zip")
    assert taken == {"s01": "s01/lab.ipynb"}
    assert len(oddities) == 6
    assert "s02/lab.ipynb: a link, not a file; ask for the file itself" in oddities
    assert "'../s04/lab.ipynb': a path that leads out of the zip; not taken" in oddities


def test_neither_folder_nor_zip(tmp_path: Path) -> None:
    (tmp_path / "a.rar").write_bytes(b"Rar!")
    with pytest.raises(CourseError, match="neither a folder nor a zip file"):
        find_submissions(tmp_path / "a.rar", "lab.ipynb", LAB)
    with pytest.raises(CourseError, match="no such folder or zip file"):
        find_submissions(tmp_path / "b", "lab.ipynb", LAB)


def test_a_timestamp_beside_the_notebook_counts_more_than_the_files_time(tmp_path: Path) -> None:
    hand_in({}, tmp_path / "s01" / "lab.ipynb", DAY)
    (tmp_path / "s01" / "timestamp.txt").write_text("2026-09-29 08:30:00.000000 UTC\n")
    hand_in({}, tmp_path / "s02" / "lab.ipynb", DAY)
    (tmp_path / "s02" / "timestamp.txt").write_text("yesterday evening, I think\n")
    found = find_submissions(tmp_path, "lab.ipynb", LAB)
    times = {s.student: s.handed_in for s in found.submissions}
    assert times["s01"] == datetime(2026, 9, 29, 8, 30)
    assert times["s02"] == DAY.replace(tzinfo=None)
    assert [str(odd) for odd in found.oddities] == [
        "s02: timestamp.txt holds no time; took the time of the file instead"
    ]


def test_times_in_a_zip_are_local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/Sao_Paulo")
    time.tzset()
    try:
        with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
            archive.writestr(zipfile.ZipInfo("s01/lab.ipynb", (2026, 10, 1, 9, 0, 0)), "{}")
        found = find_submissions(tmp_path / "in.zip", "lab.ipynb", LAB)
        assert found.submissions[0].handed_in == datetime(2026, 10, 1, 12, 0)
        assert due_date("2026-10-01T09:00") == datetime(2026, 10, 1, 12, 0)
        assert due_date("2026-10-01T09:00+00:00") == datetime(2026, 10, 1, 9, 0)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_newer_submission_is_never_replaced_by_an_older_one(
    released: Course, tmp_path: Path
) -> None:
    blank = released.released()
    hand_in(blank, tmp_path / "one" / "s01" / "lab.ipynb", DAY)
    hand_in(blank | {"x": 2}, tmp_path / "two" / "s01" / "lab.ipynb", DAY.replace(hour=12))
    assert "took 1 of 1" in released("collect", LAB, tmp_path / "two").out
    older = released("collect", LAB, tmp_path / "one")
    assert "  s01: this one is older than the one of 2026-09-30 12:00 UTC; kept that" in older.out
    assert "took 0 of 1" in older.out
    kept = released.folder / "submitted" / "s01" / LAB / "lab.ipynb"
    assert json.loads(kept.read_bytes())["x"] == 2
    assert _submitted(released) == {"s01": "2026-09-30 12:00:00.000000 UTC"}
    assert "took 1 of 1" in released("collect", LAB, tmp_path / "two").out, "the same one again"


def test_notebooks_that_cannot_be_graded_get_one_line_each(
    released: Course, tmp_path: Path
) -> None:
    blank = released.released()
    folder = tmp_path / "in"
    hand_in(blank, folder / "good" / "lab.ipynb")
    hand_in(b"", folder / "empty" / "lab.ipynb")
    hand_in(b'{"cells": [}', folder / "broken" / "lab.ipynb")
    hand_in(b"\xff\xfe\x00\x01", folder / "binary" / "lab.ipynb")
    hand_in({"nbformat": 3, "worksheets": []}, folder / "old" / "lab.ipynb")
    hand_in(b"[1, 2]", folder / "list" / "lab.ipynb")
    hand_in(blank | {"cells": [blank["cells"][0]]}, folder / "other" / "lab.ipynb")
    hand_in({"nbformat": 4, "cells": [7, {"metadata": 3}]}, folder / "odd" / "lab.ipynb")
    ran = released("collect", LAB, folder)
    assert ran.code == 0
    lines = ran.out.splitlines()
    for student in ("empty", "broken", "binary", "old", "list", "other", "odd"):
        own = [line for line in lines if line.startswith(f"  {student}: ")]
        assert len(own) == 1, own
        assert own[0].endswith("; not taken")
    assert f"{LAB}: took 1 of 8 into marking/submitted" in lines
    assert set(_submitted(released)) == {"good"}


def test_a_zip_with_a_damaged_member_gives_the_others(released: Course, tmp_path: Path) -> None:
    blank = json.dumps(released.released())
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("s01/lab.ipynb", blank + " " * 7)
        archive.writestr("s02/lab.ipynb", blank)
    whole = (tmp_path / "in.zip").read_bytes()
    (tmp_path / "in.zip").write_bytes(whole.replace(b" " * 7, b"x" * 7, 1))
    ran = released("collect", LAB, tmp_path / "in.zip")
    assert "  s01: s01/lab.ipynb: cannot be read (Bad CRC-32 for file 's01/lab.ipynb')" in ran.out
    assert set(_submitted(released)) == {"s02"}


def test_the_class_list(released: Course, tmp_path: Path) -> None:
    roster = tmp_path / "students.csv"
    roster.write_text("\ufeffid,first_name,last_name,email,group\ns01,Ann,Oh,a@b.c,2\ns02,,,,\n")
    for student in ("s01", "s99"):
        hand_in(released.released(), tmp_path / "in" / student / "lab.ipynb")
    ran = released("collect", LAB, tmp_path / "in", "--roster", roster)
    assert "  s99: not in the class list; not taken" in ran.out
    assert "  nothing yet from: s02" in ran.out
    assert set(_submitted(released)) == {"s01"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,email\n", "students.csv:1: the first line must name the columns"),
        ("", "the first line must name the columns"),
        ("id,first_name,last_name,email\n../x,a,b,c\n", "students.csv:2: id: '../x'"),
        (
            "id,first_name,last_name,email\ns1,a,b,c\ns1,a,b,c\n",
            "students.csv:3: id: 's1' is there",
        ),
        (
            "id,first_name,last_name,email\ns1,a,Oh, Jr,c\n",
            "students.csv:2: more than 4 cells: a comma inside a value needs quotes",
        ),
        ("id,first_name,last_name,email\n,a,b,c\n", "students.csv:2: id: '' is no student id"),
    ],
)
def test_a_bad_class_list(released: Course, tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "students.csv").write_text(text)
    (tmp_path / "in").mkdir()
    ran = released("collect", LAB, tmp_path / "in", "--roster", tmp_path / "students.csv")
    assert ran.code == 1
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_nothing_found(released: Course, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    ran = released("collect", LAB, tmp_path / "in")
    assert (ran.code, ran.err) == (
        1,
        f"course: {LAB}: no submission was found; expected <student id>/lab.ipynb or "
        "<student id>_lab.ipynb\n",
    )


def test_lengths_of_time() -> None:
    start = datetime(2026, 1, 1)
    ends = [datetime(2026, 1, 2, 2), datetime(2026, 1, 1, 0, 0, 40), datetime(2026, 1, 1, 3, 5, 9)]
    assert [span(end - start) for end in ends] == ["1 d 2 h", "40 s", "3 h 5 min"]
