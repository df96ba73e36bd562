"""One run over a class: which submissions, graded by whom, and everything written down."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import stat
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sitekit.errors import CourseError, shown

from coursekit.assignments import Assignment
from coursekit.grading.align import Oddity
from coursekit.grading.examiner import Setting
from coursekit.grading.gradebook import Marks, open_marks
from coursekit.grading.outcome import not_run
from coursekit.grading.pool import grade_here
from coursekit.grading.reading import read_attachment
from coursekit.grading.records import (
    VERSION,
    read_raw,
    record_path,
    write_report,
    write_safely,
)
from coursekit.submissions import STUDENT_ID, is_copy_of, read_collected

#: Results that wait for one commit; so many at most are graded again after a kill.
BATCH = 20
BATCH_SECONDS = 2.0


@dataclass
class Submission:
    """One student's notebook in the course folder."""

    student: str
    path: Path
    sha256: str
    handed_in: datetime | None
    oddities: list[Oddity] = field(default_factory=list)
    attachments: dict[str, str] = field(default_factory=dict)
    """Declared files beside it that are fit to be taken, each with its SHA-256."""

    def is_of(self, record: dict[str, Any]) -> bool:
        """Whether a record is of these very files."""
        submitted = record.get("submitted", {})
        return (
            submitted.get("sha256") == self.sha256
            and submitted.get("attachments", {}) == self.attachments
        )


@dataclass
class Batch:
    """All submissions of one run, and what became of them."""

    folder: Path
    assignment: Assignment
    setting: Setting
    only: str | None = None
    again: bool = False
    graded: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    not_taken: dict[str, str] = field(default_factory=dict)
    """Who handed in what `course collect` could not take, and why."""
    flagged: list[str] = field(default_factory=list)
    """Students whose marks by hand are of an earlier submission."""
    lines: dict[str, list[str]] = field(default_factory=dict)
    report: Path = Path()
    _oddities: list[dict[str, Any]] = field(default_factory=list)
    _collected: dict[str, dict[str, Any]] = field(default_factory=dict)

    def run(self, slots: int, dask: str | None) -> None:
        """Grade what is new or changed, and write everything down.

        Raises:
            CourseError: nothing was collected, the course's own cells fail, or something cannot be
                written; what was written before holds.
        """
        name = self.assignment.name
        self._collected = collected = read_collected(self.folder, name)
        with open_marks(self.folder, name, self.assignment.exercise) as marks:
            known = marks.students()
            todo = []
            for submission in self._submissions(collected):
                if not self.again and self._is_done(submission, known):
                    self.kept.append(submission.student)
                else:
                    todo.append(submission)
            by_student = {submission.student: submission for submission in todo}
            jobs = [
                {"student": s.student, "path": str(s.path), "attachments": list(s.attachments)}
                for s in todo
            ]
            self._grade(marks, by_student, jobs, slots, dask)
        self.not_taken = {
            student: entry["refused"]
            for student, entry in sorted(collected.items())
            if "refused" in entry and self.only in (None, student)
        }
        not_taken = [{"student": s, "reason": why} for s, why in self.not_taken.items()]
        refused = [{"student": s, "reason": why} for s, why in sorted(self.refused.items())]
        self.report = write_report(
            self.folder,
            name,
            {
                "graded": sorted(self.graded),
                "kept": sorted(self.kept),
                "refused": refused,
                "not_taken": not_taken,
                "oddities": self._oddities,
            },
        )

    def _grade(
        self,
        marks: Marks,
        todo: dict[str, Submission],
        jobs: list[dict[str, Any]],
        slots: int,
        dask: str | None,
    ) -> None:
        from tqdm import tqdm

        if not jobs:
            return
        if dask:
            from coursekit.grading.cluster import grade_on_cluster

            results = grade_on_cluster(self.setting, jobs, dask)
        else:
            results = grade_here(self.setting, jobs, min(slots, len(jobs)))
        waiting: list[tuple[Submission, dict[str, Any]]] = []
        last = time.monotonic()
        try:
            with contextlib.closing(results):
                for job, result in tqdm(
                    results, total=len(jobs), unit="submission", disable=None, leave=False
                ):
                    waiting.append((todo[job["student"]], result))
                    if len(waiting) >= BATCH or time.monotonic() - last > BATCH_SECONDS:
                        self._write(marks, waiting)
                        waiting, last = [], time.monotonic()
        finally:
            # Also when somebody presses Ctrl-C: what is graded is not graded again.
            self._write(marks, waiting)

    def _submissions(self, collected: dict[str, dict[str, Any]]) -> list[Submission]:
        """Every student's notebook; what cannot be taken is refused right here."""
        base = self.folder / "submitted"
        folders = sorted(base.iterdir()) if base.is_dir() else []
        found = []
        seen = False
        for own in folders:
            place = own / self.assignment.name
            if not place.is_dir() or self.only not in (None, own.name):
                continue
            seen = True
            if not STUDENT_ID.fullmatch(own.name):
                self._refuse(
                    own.name,
                    "no student id (letters, digits, '.', '_', '-', '@'; at most "
                    "64); rename the folder",
                    "PATH-REFUSED",
                    record=False,
                )
            elif own.is_symlink() or place.is_symlink():
                self._refuse(
                    own.name, "its folder is a link; put the files themselves there", "LINK-REFUSED"
                )
            else:
                submission = self._submission(own.name, place, collected.get(own.name, {}))
                found += [submission] if submission else []
        if not seen:
            known = ", ".join(f.name for f in folders if (f / self.assignment.name).is_dir())
            who = f"from {self.only!r}; there are: {known or 'none'}" if self.only else "yet"
            raise CourseError(
                f"{self.assignment.name}: nothing was collected {who}"
                if self.only
                else f"{self.assignment.name}: there are no submissions in {shown(base)}; run "
                f"'course collect {self.assignment.name} <folder or zip>' first"
            )
        return found

    def _submission(
        self, student: str, place: Path, collected: dict[str, Any]
    ) -> Submission | None:
        name = self.assignment.notebook_name
        path = place / name
        oddities = [Oddity(**oddity) for oddity in collected.get("oddities", [])]
        if not os.path.lexists(path):
            others = [p for p in place.iterdir() if is_copy_of(p.name, name) and not p.is_symlink()]
            if not others:
                return self._refuse(student, f"no notebook named {name}; ask for it again")
            path = max(others, key=lambda other: other.stat().st_mtime)
            oddities.append(
                Oddity("RENAMED-FILE", None, f"took {path.name!r} for {name}", path.name)
            )
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            return self._refuse(
                student, f"{name} is a link, not a file; ask for it again", "LINK-REFUSED"
            )
        if not stat.S_ISREG(status.st_mode):
            return self._refuse(
                student, f"{name} is no regular file; ask for it again", "PATH-REFUSED"
            )
        if status.st_size > self.setting.limits.notebook_bytes:
            return self._refuse(
                student,
                f"{name} has {status.st_size // 1_000_000} MB, more than "
                f"{self.setting.limits.notebook_bytes // 1_000_000}; ask for it without outputs",
                "SIZE-REFUSED",
            )
        try:
            content = path.read_bytes()
        except OSError as error:
            return self._refuse(student, f"{name} cannot be read ({error.strerror})")
        attachments = {}
        for attachment in self.assignment.attachments:
            if (data := _attachment(place / attachment, oddities)) is not None:
                attachments[attachment] = hashlib.sha256(data).hexdigest()
        digest, stamp = hashlib.sha256(content).hexdigest(), _handed_in(place / "timestamp.txt")
        return Submission(student, path, digest, stamp, oddities, attachments)

    def _is_done(self, submission: Submission, known: set[str]) -> bool:
        """Whether this very file was graded against this very release, and all of it is there."""
        name = self.assignment.name
        record = read_raw(record_path(self.folder, name, submission.student))
        notebook = self.folder / "autograded" / submission.student / name
        return (
            record.get("outcome") == "graded"
            and submission.is_of(record)
            and record.get("submitted", {}).get("timestamp") == _iso(submission.handed_in)
            and record.get("release") == self.setting.plan.release
            and submission.student in known
            and (notebook / self.assignment.notebook_name).is_file()
        )

    def _write(self, marks: Marks, results: list[tuple[Submission, dict[str, Any]]]) -> None:
        """Notebooks, then marks, then records: only what has a record counts as graded."""
        from sqlalchemy.exc import SQLAlchemyError

        name = self.assignment.name
        records = []
        try:
            for submission, result in results:
                before = read_raw(record_path(self.folder, name, submission.student))
                if result["outcome"] == "refused":
                    self._refuse(
                        submission.student,
                        result["reason"],
                        None,
                        submission=submission,
                        oddities=result["oddities"],
                        record=True,
                    )
                    continue
                self._write_notebook(submission, result["notebook"])
                flagged = marks.put(
                    submission.student,
                    submission.handed_in,
                    result["cells"],
                    result["unanswered"],
                    changed=not submission.is_of(before),
                )
                self.flagged += [submission.student] if flagged else []
                records.append((submission, result))
            marks.commit()
        except SQLAlchemyError as error:
            marks.db.rollback()
            raise CourseError(
                f"{shown(self.folder / 'gradebook.db')}: cannot be written "
                f"({error.__cause__ or error}); what was graded before is kept: mend that and "
                "run the same command again"
            ) from None
        for submission, result in records:
            oddities = [o.as_json() for o in submission.oddities] + result["oddities"]
            self._record(submission, "graded", None, result["cells"], oddities, result["seconds"])
            self.graded.append(submission.student)

    def _write_notebook(self, submission: Submission, notebook: str) -> None:
        target = self.folder / "autograded" / submission.student / self.assignment.name
        write_safely(target / self.assignment.notebook_name, notebook)
        for name in self.assignment.attachments:
            # For the person who marks: the formgrader lists what lies beside the notebook.
            data = None
            if name in submission.attachments:
                data = _attachment(submission.path.with_name(name), [])
            if data is None:
                (target / name).unlink(missing_ok=True)
            else:
                write_safely(target / name, data)
        for name in ("timestamp.txt", "submission_secret.txt"):
            beside = submission.path.with_name(name)
            if beside.is_file() and not beside.is_symlink() and beside.stat().st_size < 1000:
                write_safely(target / name, beside.read_text("utf-8", "replace"))

    def _refuse(
        self,
        student: str,
        reason: str,
        code: str | None = None,
        *,
        submission: Submission | None = None,
        oddities: list[dict[str, Any]] | None = None,
        record: bool = True,
    ) -> None:
        """Note that a submission cannot be graded. Marks of an earlier one stay as they are."""
        name = self.assignment.name
        if (self.folder / "autograded" / student / name).is_dir():
            reason += "; the marks of the submission before it stay"
        reason = re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", "?", reason)
        student = student.encode("utf-8", "replace").decode("utf-8")
        self.refused[student] = reason
        found = [o.as_json() for o in submission.oddities] if submission else []
        found += oddities or []
        if code:
            found.append(Oddity(code, None, reason).as_json())
        if record:
            submission = submission or Submission(student, Path(), "", None)
            self._record(submission, "refused", reason, not_run(self.setting.plan), found, 0.0)
        else:
            self._oddities += [{"student": student, **oddity} for oddity in found]

    def _record(
        self,
        submission: Submission,
        outcome: str,
        reason: str | None,
        cells: list[dict[str, Any]],
        oddities: list[dict[str, Any]],
        seconds: float,
    ) -> None:
        plan, student = self.setting.plan, submission.student
        collected = self._collected.get(student, {})
        record = {
            "version": VERSION,
            "assignment": plan.assignment,
            "exercise": plan.exercise,
            "student": student,
            "submitted": {
                "sha256": submission.sha256,
                "file": collected.get("file") or submission.path.name or None,
                "timestamp": _iso(submission.handed_in),
                "attachments": submission.attachments,
            },
            "release": plan.release,
            "sandbox": self.setting.sandbox.kind,
            "outcome": outcome,
            "reason": reason,
            "seconds": seconds,
            "cells": cells,
            "oddities": oddities,
        }
        text = json.dumps(record, indent=1) + "\n"
        write_safely(record_path(self.folder, plan.assignment, student), text)
        self._oddities += [{"student": student, **oddity} for oddity in oddities]
        lines = list(dict.fromkeys(f"{o['line']} [{o['code']}]" for o in oddities))
        if len(lines) > SHOWN:
            lines[SHOWN - 1 :] = [f"and {len(lines) - SHOWN + 1} more oddities, in its record"]
        self.lines[student] = lines


#: Of one student's oddities so many lines are printed; the record holds all.
SHOWN = 4


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _attachment(path: Path, oddities: list[Oddity]) -> bytes | None:
    """A declared file beside a notebook; None where there is none that can be taken."""
    try:
        return read_attachment(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        code = "LINK-REFUSED" if path.is_symlink() else "ATTACHMENT-REFUSED"
        why = "a link" if path.is_symlink() else error.strerror or str(error)
        oddities.append(Oddity(code, None, f"{path.name} was not taken: {why}", path.name))
        return None


def _handed_in(stamp: Path) -> datetime | None:
    from nbgrader.utils import parse_utc

    try:
        if stamp.is_symlink() or stamp.stat().st_size > 1000:
            return None
        return parse_utc(stamp.read_text(encoding="utf-8").strip())
    except (OSError, ValueError, OverflowError):
        return None
