"""Zips of all hand-ins as Canvas and Moodle give them."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from coursekit.lms.hand_in_names import platform_name
from coursekit.submissions import worksheet_time

from tests.instructor.helpers import ANSWERS, LAB, Course, fill

WORKSHEET = (
    "\ufeffIdentifier,Full name,ID number,Email address,Status,Grade,Maximum grade,"
    "Last modified (submission)\n"
    'Participant 11,"Ó Briain, Ann",s01,a@x,Submitted for grading,,10,'
    '"Wednesday, 10 June 2026, 2:14 PM"\n'
    "Participant 12,Ñáñez_Bo 李,s02,b@x,Submitted for grading - 3 mins 31 secs late,,10,"
    '"Wednesday, 10 June 2026, 16:03"\n'
)


def _zip(path: Path, course: Course, names: dict[str, str], when=(2026, 6, 11, 8, 0, 0)) -> Path:
    """A zip of hand-ins, each told apart by a word in it."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, word in names.items():
            answers = {**ANSWERS, "explain-mean": word}
            content = json.dumps(fill(course.released(), answers))
            archive.writestr(zipfile.ZipInfo(name, when), content)
    return path


def _taken(course: Course, student: str) -> str:
    path = course.folder / "submitted" / student / LAB / "lab.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return next(c["source"] for c in cells if c["id"] == "explain-mean")


def _stamp(course: Course, student: str) -> str:
    return (course.folder / "submitted" / student / LAB / "timestamp.txt").read_text()[:16]


def test_canvas(released: Course, tmp_path: Path) -> None:
    source = _zip(
        tmp_path / "submissions.zip",
        released,
        {
            "obriainann_101_9001_lab.ipynb": "first",
            "obriainann_101_9007_lab-1.ipynb": "second",
            "nanezbo_LATE_102_9002_lab.ipynb": "late",
            "anon_x7Yq2_9003_lab.ipynb": "nobody",
        },
    )
    ran = released("collect", LAB, source, "--due", "2026-06-10T12:00+00:00")
    assert (ran.code, ran.err) == (0, "")
    assert _taken(released, "101") == "second", "the larger number is the newer file"
    assert "  101: 2 copies; took the newest, 'obriainann_101_9007_lab-1.ipynb'" in ran.out
    assert _taken(released, "102") == "late"
    assert "  102: late, as Canvas flags it" in ran.out
    assert "101: late" not in ran.out, "the zip's times are those of the download"
    assert _stamp(released, "101") == "2026-06-10 12:00"
    assert "anon_x7Yq2_9003_lab.ipynb: marked anonymously" in ran.out
    noted = json.loads((released.folder / "collected" / f"{LAB}.json").read_text())
    assert [odd["code"] for odd in noted["102"]["oddities"]] == ["LATE-FLAG"]


def test_an_older_zip_of_canvas_replaces_nothing(released: Course, tmp_path: Path) -> None:
    due = ["--due", "2026-06-10T12:00+00:00"]
    new = _zip(tmp_path / "new.zip", released, {"ann_101_9007_lab-1.ipynb": "new"})
    old = _zip(tmp_path / "old.zip", released, {"ann_101_9001_lab.ipynb": "old"})
    released("collect", LAB, new, *due)
    ran = released("collect", LAB, old, *due)
    assert "  101: this file (9001) is older than the one taken before; kept that" in ran.out
    assert _taken(released, "101") == "new"
    assert "took 0 of 1" in ran.out
    # Nor does the same zip lose anything, or a newer one fail to come in.
    assert "took 1 of 1" in released("collect", LAB, new, *due).out
    newest = _zip(tmp_path / "newest.zip", released, {"ann_101_9020_lab-2.ipynb": "newest"})
    released("collect", LAB, newest, *due)
    assert _taken(released, "101") == "newest"


def test_canvas_with_its_roster(released: Course, tmp_path: Path) -> None:
    """The ids are those of the class list, by whichever of Canvas's ids they are."""
    (tmp_path / "class.csv").write_text(
        'id,first_name,last_name,email\nS-01,Ann,"Ó Briain, Jr",a@x\ns02,Bo,Ñáñez,b@x\n',
        encoding="utf-8",
    )
    (tmp_path / "gradebook.csv").write_text(
        'Student,ID,SIS User ID,SIS Login ID,Section\n"Ó Briain, Ann",101,s-01,ann,One\n'
        "Ñáñez Bo,102,,s02,One\n",
        encoding="utf-8",
    )
    source = _zip(
        tmp_path / "in.zip",
        released,
        {
            "submissions/obriainann_101_9001_lab.ipynb": "ann",
            "submissions/nanezbo_102_9002_lab.ipynb": "bo",
            "submissions/who_999_9003_lab.ipynb": "who",
        },
    )
    ran = released(
        *("collect", LAB, source, "--roster", tmp_path / "class.csv"),
        *("--lms-roster", tmp_path / "gradebook.csv"),
    )
    assert ran.code == 0, ran.err
    assert (_taken(released, "S-01"), _taken(released, "s02")) == ("ann", "bo")
    assert "no row of gradebook.csv is about number 999; export it again; not taken" in ran.out


def test_one_file_of_canvas_in_a_folder(released: Course, tmp_path: Path) -> None:
    source = _zip(tmp_path / "in.zip", released, {"submissions/ann_101_9001_lab.ipynb": "ann"})
    assert released("collect", LAB, source).code == 0
    assert _taken(released, "101") == "ann"


def test_moodle(released: Course, tmp_path: Path) -> None:
    names = {
        "Ó Briain, Ann_11_assignsubmission_file_/lab.ipynb": "ann",
        "Ó Briain, Ann_11_assignsubmission_file_/notes/picture.png": "-",
        "Ñáñez_Bo 李_12_assignsubmission_file_lab (1).ipynb": "bo",
        "Ñáñez_Bo 李_12_assignsubmission_onlinetext_onlinetext.html": "-",
        "New Nia_13_assignsubmission_file_/lab.ipynb": "nia",
    }
    source = _zip(tmp_path / "in.zip", released, names)
    ran = released("collect", LAB, source)
    assert ran.code == 1 and ran.out.count("give its grading worksheet") == 3, (
        "a participant's number is another one in the next assignment"
    )
    (tmp_path / "worksheet.csv").write_text(WORKSHEET, encoding="utf-8")
    ran = released(
        *("collect", LAB, source, "--lms-roster", tmp_path / "worksheet.csv"),
        *("--due", "2026-06-10T16:00"),
    )
    assert ran.code == 0, ran.err
    assert (_taken(released, "s01"), _taken(released, "s02")) == ("ann", "bo")
    assert "  s02: late by 3 min" in ran.out and "s01: late" not in ran.out
    noted = json.loads((released.folder / "collected" / f"{LAB}.json").read_text())
    assert "LATE-FLAG" in [odd["code"] for odd in noted["s02"]["oddities"]]
    assert "no row of worksheet.csv is about number 13" in ran.out


def test_the_platforms_flag_stays_without_a_due_date(released: Course, tmp_path: Path) -> None:
    (tmp_path / "worksheet.csv").write_text(WORKSHEET, encoding="utf-8")
    source = _zip(tmp_path / "in.zip", released, {"Bo_12_assignsubmission_file_/lab.ipynb": "bo"})
    ran = released("collect", LAB, source, "--lms-roster", tmp_path / "worksheet.csv")
    assert "  s02: late, as the platform flags it (no due date is known here" in ran.out


def test_a_wrong_or_broken_file_is_one_line(released: Course, tmp_path: Path) -> None:
    whole = _zip(tmp_path / "in.zip", released, {"ann_101_9001_lab.ipynb": "ann"})
    (tmp_path / "half.zip").write_bytes(whole.read_bytes()[:-40])
    ran = released("collect", LAB, tmp_path / "half.zip")
    assert (ran.code, len(ran.err.splitlines())) == (1, 1)
    assert "neither a folder nor a zip file" in ran.err
    (tmp_path / "grades.csv").write_text("First name,Last name,ID number\nA,B,s01\n")
    ran = released("collect", LAB, whole, "--lms-roster", tmp_path / "grades.csv")
    assert ran.code == 1 and "or the grading worksheet of Moodle's assignment" in ran.err
    assert not (released.folder / "submitted").exists()


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("doe_1_2_lab.ipynb", ("canvas", "1", "lab.ipynb", False, 2)),
        ("doe_LATE_1_2_my_lab_3_4.ipynb", ("canvas", "1", "my_lab_3_4.ipynb", True, 2)),
        ("A B_7_assignsubmission_file_/x.ipynb", ("moodle", "7", "x.ipynb", False, 0)),
        ("A_B_7_assignsubmission_file_x y.ipynb", ("moodle", "7", "x y.ipynb", False, 0)),
        ("A B_7_assignsubmission_file/x.ipynb", ("moodle", "7", "x.ipynb", False, 0)),
        ("s01/lab.ipynb", None),
        ("s01_lab.ipynb", None),
        ("s_01_lab.ipynb", None),
    ],
)
def test_names(path: str, found: tuple | None) -> None:
    from pathlib import PurePosixPath

    name = platform_name(PurePosixPath(path))
    assert (name and (name.platform, name.id, name.file, name.late, name.copy)) == found


def test_moodles_times() -> None:
    here = datetime(2026, 6, 10, 14, 14).astimezone()
    for text in (
        *("Wednesday, 10 June 2026, 2:14 PM", "Wednesday, June 10, 2026, 2:14 PM"),
        *("Wednesday, 10 June 2026, 14:14", "Wednesday, 10 June 2026, 2:14\u202fPM"),
    ):
        found = worksheet_time(text)
        assert found is not None and (here.utcoffset() + found) == here.replace(tzinfo=None)
    assert worksheet_time("mercredi 10 juin 2026") is None
