"""Finds each student's notebook in a folder or zip, as a learning platform or a mail gives it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import stat
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from sitekit.errors import CourseError, shown

from coursekit.lms.hand_in_names import PlatformName, is_anonymous, platform_name
from coursekit.lms.matching import PlatformIds

#: What reading a file of a folder or zip may raise.
UNPACKING = (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError)
#: Bytes of one notebook; ours have some thousand, and pictures in an answer some more.
MAX_NOTEBOOK = 20_000_000
#: Bytes of one declared attachment.
MAX_ATTACHMENT = 5_000_000
#: nbgrader reads a student's name as a folder and as a search pattern.
STUDENT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
#: What systems leave lying about in folders and zips.
_LITTER = re.compile(r"(^|/)(__MACOSX|\.ipynb_checkpoints|\.DS_Store|Thumbs\.db|desktop\.ini)(/|$)")


@dataclass(frozen=True)
class Entry:
    """One file of the folder or zip."""

    path: PurePosixPath
    modified: datetime
    size: int
    read: Callable[[], bytes]
    timed: bool = True
    """Whether `modified` is its own time; else it is that of the zip, or now."""
    platform: PlatformName | None = None
    """What its path says, where a learning platform named it."""

    @property
    def name(self) -> str:
        """The file's name, without what a platform put around it."""
        return self.platform.file if self.platform else self.path.name


@dataclass(frozen=True)
class Submission:
    """One student's notebook."""

    student: str
    entry: Entry
    handed_in: datetime
    """In UTC: the time in a `timestamp.txt` beside it, else when the file was last changed."""
    attachments: dict[str, Entry] = field(default_factory=dict)
    """Declared files beside it, by the name that they were declared under."""
    late: bool | None = None
    """What the platform says; None where none spoke."""
    copy: int = 0
    """The platform's number of the file: a larger one is newer; 0 where there is none."""


@dataclass(frozen=True)
class Odd:
    """One thing that is odd about what was handed in."""

    code: str
    line: str
    student: str | None = None

    def __str__(self) -> str:
        return f"{self.student}: {self.line}" if self.student else self.line


@dataclass
class Found:
    """What a folder or zip holds, and everything odd in it."""

    submissions: list[Submission] = field(default_factory=list)
    oddities: list[Odd] = field(default_factory=list)
    places: list[PurePosixPath] = field(default_factory=list)
    """Folders, links and whatever else is no file: a student's, perhaps, that holds no notebook."""


def find_submissions(
    source: Path,
    notebook: str,
    assignment: str,
    attachments: tuple[str, ...] = (),
    ids: PlatformIds | None = None,
) -> Found:
    """Find one notebook for each student, and the declared attachments beside it.

    Students are folders (`s01/lab.ipynb`, also `s01/<assignment>/lab.ipynb`) or prefixes
    (`s01_lab.ipynb`). In a student's folder `lab (1).ipynb` and, should it be the only one, a
    notebook under any name counts too; of several the newest. What Canvas and Moodle call the
    files in their zips is understood as well.

    Args:
        source: a folder or a zip file.
        notebook: the notebook's file name, `lab.ipynb`.
        assignment: the assignment's name, which may be a folder inside a student's.
        attachments: names of the other files that are taken; there are no more than these.
        ids: whose a platform's numbers are.

    Raises:
        CourseError: `source` is neither a folder nor a zip file.
    """
    found = Found()
    entries = [e for e in _entries(source, found) if not _LITTER.search(str(e.path))]
    top = _common_folder(entries, notebook, assignment)
    by_student: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        parts = entry.path.parts[len(top) :]
        name = platform_name(PurePosixPath(*parts))
        if name or is_anonymous(PurePosixPath(*parts)):
            declared = name is not None and name.file in attachments
            if entry.path.suffix == ".ipynb" or declared:
                _take_from_platform(replace(entry, platform=name), ids, by_student, found)
            continue
        student = _student_of(parts, (notebook, *attachments), assignment)
        if student is None:
            if entry.path.suffix == ".ipynb":
                found.oddities.append(
                    Odd(
                        "PATH-REFUSED",
                        f"{entry.path}: it is not clear whose this is; put it into a folder named "
                        f"after the student's id, or name it <id>_{notebook}",
                    )
                )
        elif not STUDENT_ID.fullmatch(student):
            found.oddities.append(
                Odd(
                    "PATH-REFUSED",
                    f"{entry.path}: {student!r} is no student id (letters, digits, '.', '_', '-', "
                    "'@'; at most 64); rename it",
                )
            )
        else:
            by_student[student].append(entry)
    for place in found.places:
        parts = place.parts[len(top) :]
        known = parts and not platform_name(place) and STUDENT_ID.fullmatch(parts[0])
        if known and not _LITTER.search(str(place)):
            by_student[parts[0]] += []
    for student, own in sorted(by_student.items()):
        submission = _choose(student, own, notebook, found.oddities)
        if submission:
            _attach(submission, own, attachments, found.oddities)
            found.submissions.append(_told_by_platform(submission, ids, found.oddities))
    return found


def _take_from_platform(
    entry: Entry, ids: PlatformIds | None, by_student: dict[str, list[Entry]], found: Found
) -> None:
    """Put a platform's file with its student's, or say why not."""
    name = entry.platform
    why = ""
    if name is None:
        why = "marked anonymously, so the name does not say whose it is; show names and zip again"
    elif name.platform == "moodle" and ids is None:
        why = (
            "Moodle's number holds for this assignment alone; give its grading worksheet: "
            "--lms-roster WORKSHEET.csv"
        )
    student = None
    if name is not None:
        student = name.id if ids is None else ids.student(name.id)
        if ids is not None and student is None:
            why = f"no row of {ids.export.path.name} is about number {name.id}; export it again"
        elif not why and not STUDENT_ID.fullmatch(student or ""):
            why = f"{student!r} is no student id (letters, digits, '.', '_', '-', '@')"
    if why:
        found.oddities.append(_refused("PATH-REFUSED", entry.path, f"{why}; not taken"))
    else:
        by_student[student].append(entry)


def _told_by_platform(
    submission: Submission, ids: PlatformIds | None, oddities: list[Odd]
) -> Submission:
    """A submission with what the platform knows about its time."""
    name = submission.entry.platform
    if name is None:
        return submission
    if name.platform == "canvas":
        return replace(submission, late=name.late, copy=name.copy)
    cells = ids.row(name.id).cells
    late = bool(re.search(r"\blate\b", cells.get("Status", "").casefold()))
    said = cells.get("Last modified (submission)", "").strip(" -")
    handed_in = worksheet_time(said)
    if said and handed_in is None:
        line = f"no time that is understood: {said!r}; took the time of the file instead"
        oddities.append(Odd("NO-TIME", line, submission.student))
    return replace(submission, late=late, handed_in=handed_in or submission.handed_in)


def worksheet_time(text: str) -> datetime | None:
    """A time as Moodle's English worksheet writes it, read in this computer's zone; in UTC."""
    for day in ("%A, %d %B %Y", "%A, %B %d, %Y"):
        for hour in ("%I:%M %p", "%H:%M"):
            with contextlib.suppress(ValueError):
                found = datetime.strptime(text.replace("\u202f", " "), f"{day}, {hour}")
                return found.astimezone(UTC).replace(tzinfo=None)
    return None


def _entries(source: Path, found: Found) -> Iterator[Entry]:
    if source.is_dir():
        yield from _folder_entries(source, found)
    elif source.is_file():
        try:
            archive = zipfile.ZipFile(source)
        except (*UNPACKING, UnicodeDecodeError):
            raise CourseError(
                f"{shown(source)}: neither a folder nor a zip file; unpack it and name the folder"
            ) from None
        # A zip without dates (some programs write none) has a time of its own.
        yield from _zip_entries(archive, found, _time(source.stat().st_mtime) or _now())
    else:
        raise CourseError(f"{shown(source)}: no such folder or zip file")


def _folder_entries(source: Path, found: Found) -> Iterator[Entry]:
    for folder, folders, files in os.walk(source):
        for name in sorted(folders + files):
            path = Path(folder) / name
            relative = PurePosixPath(path.relative_to(source).as_posix())
            if name in folders or path.is_symlink():
                found.places.append(relative)
            if path.is_symlink():
                # It could lead to the solutions, and its target would come back as feedback.
                found.oddities.append(
                    _refused(
                        "LINK-REFUSED", relative, "a link, not a file; ask for the file itself"
                    )
                )
            elif name in files:
                status = path.stat()
                if not stat.S_ISREG(status.st_mode):
                    found.oddities.append(
                        _refused(
                            "PATH-REFUSED", relative, "no regular file; ask for the file itself"
                        )
                    )
                    continue
                modified = _time(status.st_mtime)
                yield Entry(
                    relative,
                    modified or _now(),
                    status.st_size,
                    path.read_bytes,
                    modified is not None,
                )


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _time(seconds: float) -> datetime | None:
    """A file's time in UTC; None where it is no time that a calendar has."""
    try:
        return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None


def _zip_entries(archive: zipfile.ZipFile, found: Found, otherwise: datetime) -> Iterator[Entry]:
    for info in archive.infolist():
        path = PurePosixPath(info.filename)
        if info.is_dir() or stat.S_ISLNK(info.external_attr >> 16):
            found.places.append(path)
        if info.is_dir():
            continue
        if stat.S_ISLNK(info.external_attr >> 16):
            found.oddities.append(
                _refused("LINK-REFUSED", path, "a link, not a file; ask for the file itself")
            )
        elif path.is_absolute() or ".." in path.parts or re.search(r"[\\:\x00-\x1f]", str(path)):
            line = f"{str(path)!r}: a path that leads out of the zip; not taken"
            found.oddities.append(Odd("PATH-REFUSED", line))
        elif info.flag_bits & 1:
            line = f"{path}: encrypted; ask for it without a password"
            found.oddities.append(Odd("PATH-REFUSED", line))
        else:
            # Zip files hold the local time of the machine that made them, without a zone.
            try:
                modified = datetime(*info.date_time).astimezone(UTC).replace(tzinfo=None)
            except (ValueError, OverflowError):
                modified = None
            yield Entry(
                path,
                modified or otherwise,
                info.file_size,
                lambda info=info: _unpack(archive, info),
                modified is not None,
            )


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A member of a zip, however small its directory says that it is.

    Raises:
        OSError: it is larger than a notebook, the largest of files, may be.
    """
    with archive.open(info) as member:
        content = member.read(MAX_NOTEBOOK + 1)
    if len(content) > MAX_NOTEBOOK:
        raise OSError(f"more than {MAX_NOTEBOOK // 1_000_000} MB when unpacked")
    return content


def _refused(code: str, path: PurePosixPath, why: str) -> Odd:
    return Odd(code, f"{path}: {why}")


def _common_folder(entries: list[Entry], notebook: str, assignment: str) -> tuple[str, ...]:
    """The folders that everything lies in and that are no student's: `submissions/`."""
    top: tuple[str, ...] = ()
    while True:
        below = [entry.path.parts[len(top) :] for entry in entries]
        names = {parts[0] for parts in below}
        files = {parts[1] for parts in below if len(parts) == 2}
        folders = {parts[1] for parts in below if len(parts) > 2}
        # A student's folder holds files, or the assignment's folder; but not several students'.
        prefixes = {name for name in files if name.endswith(f"_{notebook}")}
        by_platform = any(platform_name(PurePosixPath(name)) for name in files | folders)
        a_students = not by_platform and (assignment in folders or (files and len(prefixes) < 2))
        own = any(platform_name(PurePosixPath(name)) for name in names)
        if len(names) != 1 or own or a_students or not (files or folders):
            return top
        top += (names.pop(),)


def _student_of(parts: tuple[str, ...], names: tuple[str, ...], assignment: str) -> str | None:
    if len(parts) == 1:
        name = next((name for name in names if parts[0].endswith(f"_{name}")), None)
        return parts[0].removesuffix(f"_{name}") or None if name else None
    if len(parts) == 2 or (len(parts) == 3 and parts[1] == assignment):
        return parts[0]
    return None


def _choose(
    student: str, entries: list[Entry], notebook: str, oddities: list[Odd]
) -> Submission | None:
    notebooks = [entry for entry in entries if entry.path.suffix == ".ipynb"]
    named = [entry for entry in notebooks if is_copy_of(entry.name, notebook)]
    if not named and len(notebooks) == 1:
        line = f"took {notebooks[0].name!r} for {notebook}"
        oddities.append(Odd("RENAMED-FILE", line, student))
        named = notebooks
    if not named:
        what = f"{len(notebooks)} notebooks, none of them" if notebooks else "no notebook"
        line = f"{what} named {notebook}; ask for it again"
        oddities.append(Odd("MISSING-FILE", line, student))
        return None
    newest = max(named, key=lambda entry: _age(entry, notebook))
    if len(named) > 1:
        line = f"{len(named)} copies; took the newest, {newest.path.name!r}"
        oddities.append(Odd("TWO-SUBMISSIONS", line, student))
    elif newest.name not in (notebook, f"{student}_{notebook}") and named is not notebooks:
        line = f"took {newest.name!r} for {notebook}"
        oddities.append(Odd("RENAMED-FILE", line, student))
    if newest.size > MAX_NOTEBOOK:
        line = (
            f"{newest.path} has {newest.size // 1_000_000} MB, more than "
            f"{MAX_NOTEBOOK // 1_000_000}; ask for it without its outputs"
        )
        oddities.append(Odd("SIZE-REFUSED", line, student))
        return None
    return Submission(student, newest, _handed_in(student, newest, entries, oddities))


def _age(entry: Entry, notebook: str) -> tuple[int, datetime, bool]:
    """What sorts the newest last. In a zip of Canvas all times are that of the download."""
    return (entry.platform.copy if entry.platform else 0, entry.modified, entry.name == notebook)


def _attach(
    submission: Submission, entries: list[Entry], names: tuple[str, ...], oddities: list[Odd]
) -> None:
    """Give a submission the declared files that lie beside its notebook."""
    student, place = submission.student, submission.entry.path.parent
    for name in names:
        found = next(
            (
                entry
                for entry in entries
                if entry.path.parent == place and entry.name in (name, f"{student}_{name}")
            ),
            None,
        )
        if found is None:
            line = f"no {name} beside the notebook, which the exercise asks for"
            oddities.append(Odd("ATTACHMENT-MISSING", line, student))
        elif found.size > MAX_ATTACHMENT:
            line = f"{name} has more than {MAX_ATTACHMENT // 1_000_000} MB; not taken"
            oddities.append(Odd("ATTACHMENT-REFUSED", line, student))
        else:
            submission.attachments[name] = found


def is_copy_of(name: str, notebook: str) -> bool:
    """`lab.ipynb`, `lab (1).ipynb`, `lab(2).ipynb`, `lab-Copy1.ipynb`, `s01_lab.ipynb`.

    Canvas writes `lab-1.ipynb` where it was handed in again.
    """
    stem = re.escape(notebook.removesuffix(".ipynb"))
    return bool(re.fullmatch(rf"(.+_)?{stem}( ?\(\d+\)|-Copy\d+|-\d+)?\.ipynb", name))


def collected_path(folder: Path, assignment: str) -> Path:
    """Where `course collect` leaves what it noticed, for `course grade` to go on with."""
    return folder / "collected" / f"{assignment}.json"


def read_collected(folder: Path, assignment: str) -> dict[str, dict[str, Any]]:
    """For each student the name of the file that was taken, what was odd, or why none was taken."""
    try:
        data = json.loads(collected_path(folder, assignment).read_bytes())
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _handed_in(student: str, chosen: Entry, entries: list[Entry], oddities: list[Odd]) -> datetime:
    from nbgrader.utils import parse_utc

    beside = [
        entry
        for entry in entries
        if entry.path.name == "timestamp.txt" and entry.path.parent == chosen.path.parent
    ]
    if beside and len(chosen.path.parts) > 1:
        try:
            content = beside[0].read()
            if len(content) > 1000:
                raise ValueError("no time is as long as that")
            return parse_utc(content.decode("utf-8").strip())
        except (ValueError, OverflowError, *UNPACKING):
            line = "timestamp.txt holds no time; took the time of the file instead"
            oddities.append(Odd("NO-TIME", line, student))
    if not chosen.timed:
        line = (
            f"{chosen.path.name} has no time of its own; took {chosen.modified:%Y-%m-%d %H:%M} UTC"
        )
        oddities.append(Odd("NO-TIME", line, student))
    return chosen.modified
