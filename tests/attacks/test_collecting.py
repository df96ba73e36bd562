"""Folders and zips that are out to stop `course collect`: honest ones in them are taken."""

from __future__ import annotations

import os
import struct
import time
import zipfile
from pathlib import Path

import pytest
from coursekit.submissions import Found, find_submissions

LAB = "rain-gauges-lab"


def _find(source: Path) -> Found:
    started = time.perf_counter()
    found = find_submissions(source, "lab.ipynb", LAB)
    assert time.perf_counter() - started < 20, "seconds"
    return found


def _students(found: Found) -> list[str]:
    return [submission.student for submission in found.submissions]


def _zip(path: Path, *more: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("aa/lab.ipynb", b"{}"), *more, ("zz/lab.ipynb", b"{}")):
            archive.writestr(name, content)
    return path


def _in_directory(path: Path, name: bytes, offset: int, data: bytes) -> None:
    """Change the entry of one member in a zip's central directory."""
    content = bytearray(path.read_bytes())
    head = content.rindex(b"PK\x01\x02", 0, content.rindex(name))
    content[head + offset : head + offset + len(data)] = data
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("date", [0, 0xFFFF], ids=["no date", "month 15"])
def test_a_date_that_is_none(tmp_path: Path, date: int) -> None:
    """Some programs write no date at all into a zip."""
    path = _zip(tmp_path / "a.zip", ("mm/lab.ipynb", b"{}"))
    _in_directory(path, b"mm/lab.ipynb", 12, struct.pack("<HH", date, date))
    found = _find(path)
    assert _students(found) == ["aa", "mm", "zz"]
    assert [odd.code for odd in found.oddities if odd.student == "mm"] == ["NO-TIME"]
    assert "mm: lab.ipynb has no time of its own; took 2" in str(found.oddities[0])


@pytest.mark.parametrize("seconds", [-(10**10), 10**11, 10**12])
def test_a_file_of_another_age(tmp_path: Path, seconds: int) -> None:
    for student in ("aa", "mm", "zz"):
        path = tmp_path / "in" / student / "lab.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text("{}")
    try:
        os.utime(tmp_path / "in" / "mm" / "lab.ipynb", (seconds, seconds))
    except (OSError, OverflowError):
        pytest.skip("no file here can be as old")
    assert _students(_find(tmp_path / "in")) == ["aa", "mm", "zz"]


@pytest.mark.parametrize(
    "content",
    [b"1" * 10_000_000, b"\xff\xfe", b"", b"0001-01-01 00:00:00 +14:00", b"9999-12-31 -14:00",
     b"2026-10-01 " * 90, b"nan", b"\0" * 500, "٢٠٢٦-١٠-٠١".encode()],
)  # fmt: skip
def test_a_time_that_is_none(tmp_path: Path, content: bytes) -> None:
    path = _zip(tmp_path / "a.zip", ("mm/lab.ipynb", b"{}"), ("mm/timestamp.txt", content))
    found = _find(path)
    assert _students(found) == ["aa", "mm", "zz"]
    times = [s.handed_in for s in found.submissions]
    assert sorted(times), "they can be compared"


def test_a_time_that_cannot_be_unpacked(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", ("mm/lab.ipynb", b"{}"), ("mm/timestamp.txt", b"2026-10-01"))
    _in_directory(path, b"mm/timestamp.txt", 16, b"\0\0\0\0")  # its checksum
    found = _find(path)
    assert _students(found) == ["aa", "mm", "zz"]
    assert "mm: timestamp.txt holds no time; took the time of the file instead" in [
        str(odd) for odd in found.oddities
    ]


def test_a_hundred_thousand_files(tmp_path: Path) -> None:
    more = [(f"mm/{number}.txt", b"") for number in range(100_000)]
    assert _students(_find(_zip(tmp_path / "a.zip", ("mm/lab.ipynb", b"{}"), *more))) == [
        "aa", "mm", "zz",
    ]  # fmt: skip


def test_a_folder_that_cannot_be_read_or_is_very_deep(tmp_path: Path) -> None:
    name = "/".join(["d"] * 5_000)
    path = _zip(tmp_path / "a.zip", (f"mm/{name}/lab.ipynb", b"{}"), ("nn/" * 9 + "x", b"{}"))
    assert _students(_find(path)) == ["aa", "zz"]


@pytest.mark.parametrize("place", [6, 8, 10, 20, 28, 30, 42])
def test_a_directory_entry_of_nonsense(tmp_path: Path, place: int) -> None:
    """It ends as a zip that is none, or as one member less: never as a traceback."""
    from sitekit.errors import CourseError

    path = _zip(tmp_path / "a.zip", ("mm/lab.ipynb", b"{}"))
    _in_directory(path, b"mm/lab.ipynb", place, b"\xff\xff")
    try:
        found = _find(path)
    except CourseError as error:
        assert "zip" in str(error)
        return
    for submission in found.submissions:
        if submission.student != "mm":
            assert submission.entry.read() == b"{}"
