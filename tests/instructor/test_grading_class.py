"""A class through `course grade`: resumed after a kill, marks by hand kept, on a cluster too."""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from coursekit.folder import open_gradebook
from coursekit.grading import run as run_module

from tests.instructor.helpers import ANSWERS, LAB, Course, edit, fill, hand_in

WRONG = {"mean-of": "def mean_of(values):\n    return 0\n"}
FULL, WITHOUT_MEAN = 8.0, 3.0


def _submit(course: Course, count: int, first: int = 0) -> dict[str, float]:
    """Hand in `count` notebooks; the automatic points that each is worth."""
    expected = {}
    for number in range(first, first + count):
        answers = ANSWERS | (WRONG if number % 3 == 2 else {})
        answers["explain-mean"] = f"An answer of number {number}."
        path = course.folder / "submitted" / f"s{number:03}" / LAB / "lab.ipynb"
        hand_in(fill(course.released(), answers), path)
        path.with_name("timestamp.txt").write_text("2026-10-01 09:00:00.000000 UTC\n")
        expected[f"s{number:03}"] = WITHOUT_MEAN if number % 3 == 2 else FULL
    return expected


def _marks(course: Course | Path) -> dict[str, float]:
    """The sum of automatic marks of each student, straight from the database."""
    folder = course if isinstance(course, Path) else course.folder
    with sqlite3.connect(folder / "gradebook.db") as database:
        rows = database.execute(
            "select submitted_assignment.student_id, sum(grade.auto_score) from grade "
            "join submitted_notebook on submitted_notebook.id = grade.notebook_id "
            "join submitted_assignment on submitted_assignment.id = "
            "submitted_notebook.assignment_id group by submitted_assignment.student_id"
        )
        return dict(rows.fetchall())


def _record(course: Course, student: str) -> dict:
    return json.loads((course.folder / "records" / LAB / f"{student}.json").read_bytes())


def _report(course: Course) -> dict:
    return json.loads((course.folder / "records" / f"{LAB}.json").read_bytes())


def test_only_what_is_new_or_changed_is_graded(released: Course) -> None:
    expected = _submit(released, 4)
    ran = released("grade", LAB)
    assert (ran.code, ran.err) == (0, "")
    assert f"{LAB}: graded 4\n" in ran.out
    assert _marks(released) == expected
    assert f"{LAB}: graded 0, 4 were graded before\n" in released("grade", LAB).out
    # Changed by content, new, its notebook gone, its record gone, its time another: five reasons.
    expected |= _submit(released, 1, first=7)
    path = released.folder / "submitted" / "s000" / LAB / "lab.ipynb"
    hand_in(fill(released.released(), ANSWERS | WRONG), path)
    shutil.rmtree(released.folder / "autograded" / "s001")
    (released.folder / "records" / LAB / "s002.json").unlink()
    stamp = released.folder / "submitted" / "s003" / LAB / "timestamp.txt"
    stamp.write_text("2026-10-02 09:00:00.000000 UTC\n")
    os.utime(path, (0, 0))  # the file's time says nothing
    assert f"{LAB}: graded 5\n" in released("grade", LAB).out
    assert _marks(released) == expected | {"s000": WITHOUT_MEAN}
    assert sorted(_report(released)["graded"]) == ["s000", "s001", "s002", "s003", "s007"]


def test_another_release_is_graded_anew(released: Course) -> None:
    _submit(released, 1)
    released("grade", LAB)
    edit(released.solutions, "assert mean_of([7.25, 8.75, 20.5]) == 12.166666666666666",
         "assert mean_of([1.0]) == 2.0")  # fmt: skip
    assert released("release", LAB, "--no-check").code == 0
    assert f"{LAB}: graded 1\n" in released("grade", LAB).out
    assert _marks(released) == {"s000": FULL - 2}


def test_a_mark_by_hand_is_never_changed_and_flagged_when_the_work_changes(
    released: Course,
) -> None:
    _submit(released, 1)
    released("grade", LAB)
    with open_gradebook(released.folder) as gradebook:
        for name, points in (("explain-mean", 3.5), ("mean-of-check", 1.5)):
            grade = gradebook.find_grade(name, "lab", LAB, "s000")
            grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.find_comment("explain-mean", "lab", LAB, "s000").manual_comment = "Well seen."
        gradebook.db.commit()
    again = released("grade", LAB, "--again")
    assert "look again" not in again.out, "nothing of it has changed"
    path = released.folder / "submitted" / "s000" / LAB / "lab.ipynb"
    hand_in(fill(released.released(), WRONG | {"explain-mean": "Another answer."}), path)
    changed = released("grade", LAB)
    assert "s000: 5 of 12, to be marked by hand yet; look again at the marks by hand" in changed.out
    with open_gradebook(released.folder) as gradebook:
        for name, points in (("explain-mean", 3.5), ("mean-of-check", 1.5)):
            grade = gradebook.find_grade(name, "lab", LAB, "s000")
            assert (grade.manual_score, grade.needs_manual_grade) == (points, True)
        comment = gradebook.find_comment("explain-mean", "lab", LAB, "s000")
        assert comment.manual_comment == "Well seen."


def test_a_late_penalty_is_nbgraders_own_setting(released: Course) -> None:
    _submit(released, 1)
    with open_gradebook(released.folder) as gradebook:
        gradebook.update_or_create_assignment(LAB, duedate=datetime(2026, 9, 30))
    (released.folder / "local_config.py").write_text(
        "c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"
    )
    ran = released("grade", LAB)
    assert "s000: 8 of 12, 118800 s late (penalty 8), to be marked by hand yet" in ran.out
    with open_gradebook(released.folder) as gradebook:
        assert gradebook.find_submission_notebook("lab", LAB, "s000").late_submission_penalty == 8


def _start(course: Course, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "sitekit.cli", "grade", LAB, *words],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        env=os.environ | {"DSI_COURSE_ROOT": str(course.root)},
    )  # fmt: skip


def _of_this_course(course: Course) -> list[str]:
    """Processes that were started with this course's root in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            found += [path.parent.name] if str(course.root).encode() in path.read_bytes() else []
    return found


def test_killed_at_any_moment_and_run_again_it_loses_no_mark(released: Course) -> None:
    """SIGKILL at random moments, some while nothing is done yet, some amid the writing."""
    expected = _submit(released, 60)
    records = released.folder / "records" / LAB
    chance = random.Random(4)
    done = 0
    for more in (0, 0, 1, 3, 5, 7, 9, 11):
        run = _start(released)
        # A slow machine is waited for: so many more are done, and then some moments pass.
        ends = time.monotonic() + 60
        enough = min(done + more, 59)
        while len(list(records.glob("*.json"))) < enough and time.monotonic() < ends:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.5))
        run.send_signal(signal.SIGKILL)
        run.wait()
        with sqlite3.connect(released.folder / "gradebook.db") as database:
            assert database.execute("pragma integrity_check").fetchone() == ("ok",)
        for path in (released.folder / "records" / LAB).glob("*.json"):
            record = json.loads(path.read_bytes())
            if record["outcome"] == "graded":
                points = sum(cell["points"] for cell in record["cells"])
                assert _marks(released)[path.stem] == points == expected[path.stem]
        before, done = done, len(list((released.folder / "records" / LAB).glob("*.json")))
        assert done >= before, "a kill takes nothing away"
    ends = time.monotonic() + 30
    while (left := _of_this_course(released)) and time.monotonic() < ends:
        time.sleep(0.1)
    assert not left, "grading processes end when nobody reads their results any more"
    last = released("grade", LAB)
    assert last.code == 0
    assert _marks(released) == expected
    report = _report(released)
    assert len(report["kept"]) >= done > 0, "what was graded is not graded again"
    assert len(report["kept"]) + len(report["graded"]) == 60


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MB: the real thing, where we may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", place]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small file system")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.parametrize("room", [0, 40_000, 150_000, 400_000])
def test_a_full_disk_stops_with_one_line_and_loses_nothing(
    released: Course, small_disk: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    """It fills up at the start, and at several places in the middle; freed, it goes on."""
    expected = _submit(released, 30)
    folder = small_disk / "marking"
    shutil.copytree(released.folder, folder)
    monkeypatch.setattr(run_module, "BATCH", 4)
    weight = small_disk / "weight"
    free = shutil.disk_usage(small_disk).free
    weight.write_bytes(b"x" * (free - room))
    ran = released("grade", LAB, "--folder", folder)
    assert ran.code == 1
    assert ran.err.count("\n") == 1, ran.err
    assert "cannot be written" in ran.err
    assert "what was graded before is kept" in ran.err
    lasting = {path.stem for path in (folder / "records" / LAB).glob("*.json")}
    assert len(lasting) < len(expected)
    with sqlite3.connect(folder / "gradebook.db") as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    assert not lasting - _marks(folder).keys(), "what has a record has its marks"
    weight.unlink()
    ran = released("grade", LAB, "--folder", folder)
    assert (ran.code, ran.err) == (0, "")
    assert f"{LAB}: graded {len(expected) - len(lasting)}" in ran.out
    assert _marks(folder) == expected
    assert not list(folder.rglob(".*.new"))


def test_a_gradebook_that_may_not_grow_loses_nothing_either(
    released: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A limit on the size of files stands in for a full disk where none can be mounted."""
    expected = _submit(released, 30)
    monkeypatch.setattr(run_module, "BATCH", 4)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = (released.folder / "gradebook.db").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 16_384, hard))
    try:
        ran = released("grade", LAB)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert ran.code == 1
    assert ran.err.count("\n") == 1, ran.err
    assert "gradebook.db: cannot be written" in ran.err
    lasting = {path.stem for path in (released.folder / "records" / LAB).glob("*.json")}
    assert 0 < len(lasting) < len(expected), "it happened in the middle"
    assert not lasting - _marks(released).keys()
    assert released("grade", LAB).code == 0
    assert _marks(released) == expected


def test_one_bad_submission_stops_no_other_and_the_report_tells(
    released: Course, tmp_path: Path
) -> None:
    expected = _submit(released, 2)
    submitted = released.folder / "submitted"
    hand_in(b"", submitted / "empty" / LAB / "lab.ipynb")
    (submitted / "linked" / LAB).mkdir(parents=True)
    (submitted / "linked" / LAB / "lab.ipynb").symlink_to(released.solutions)
    (submitted / "named" / LAB).mkdir(parents=True)
    shutil.copy(submitted / "s000" / LAB / "lab.ipynb", submitted / "named" / LAB / "lab (1).ipynb")
    (submitted / "nothing" / LAB).mkdir(parents=True)
    (submitted / "-rf" / LAB).mkdir(parents=True)
    ran = released("grade", LAB)
    assert ran.code == 1
    assert _marks(released) == expected | {"named": FULL}
    report = _report(released)
    why = {entry["student"]: entry["reason"] for entry in report["refused"]}
    assert why == {
        "-rf": "no student id (letters, digits, '.', '_', '-', '@'; at most 64); rename the folder",
        "empty": "the file is empty; ask for it again",
        "linked": "lab.ipynb is a link, not a file; ask for it again",
        "nothing": "no notebook named lab.ipynb; ask for it again",
    }
    for student, reason in why.items():
        assert f"  {student}: not graded: {reason}\n" in ran.out
    assert [o["code"] for o in _record(released, "named")["oddities"]] == ["RENAMED-FILE"]
    refused = _record(released, "empty")
    assert (refused["outcome"], refused["reason"]) == ("refused", why["empty"])
    assert {cell["status"] for cell in refused["cells"]} == {"not_run"}
    # A broken file after a good one: the marks of the good one stay.
    hand_in(b"", submitted / "s000" / LAB / "lab.ipynb")
    later = released("grade", LAB)
    assert "s000: not graded: the file is empty; ask for it again; the marks of" in later.out
    assert _marks(released)["s000"] == FULL


def test_what_collect_noticed_is_in_the_record(released: Course, tmp_path: Path) -> None:
    notebook = fill(released.released(), ANSWERS)
    hand_in(notebook, tmp_path / "in" / "s01" / "lab (1).ipynb")
    hand_in(b"{", tmp_path / "in" / "s02" / "lab.ipynb")
    released("collect", LAB, tmp_path / "in")
    ran = released("grade", LAB)
    assert ran.code == 1, "somebody's work is not in it"
    record = _record(released, "s01")
    assert record["submitted"]["file"] == "lab (1).ipynb"
    assert [oddity["code"] for oddity in record["oddities"]] == ["RENAMED-FILE"]
    [left_out] = _report(released)["not_taken"]
    assert left_out["student"] == "s02"
    assert f"  s02: not taken: {left_out['reason']}" in ran.out


def test_no_sandbox_must_be_typed_and_is_told(released: Course) -> None:
    _submit(released, 1)
    assert released("grade", LAB).code == 0
    assert _record(released, "s000")["sandbox"] == "bubblewrap"
    ran = released("grade", LAB, "--again", "--sandbox", "none")
    assert "--sandbox none: students' code runs with your rights" in ran.out
    assert _record(released, "s000")["sandbox"] == "none"


def test_nbgraders_own_autograde_runs_no_students_code(released: Course, tmp_path: Path) -> None:
    planted = tmp_path / "planted"
    path = released.folder / "submitted" / "s01" / LAB / "lab.ipynb"
    hand_in(fill(released.released(), {"mean-of": f"open({str(planted)!r}, 'w')"}), path)
    ran = subprocess.run(
        [Path(sys.executable).with_name("nbgrader"), "autograde", LAB],
        cwd=released.folder, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert ran.returncode != 0
    assert f"use 'course grade {LAB}'" in ran.stderr
    assert not planted.exists()


@pytest.fixture
def cluster() -> Iterator[str]:
    """The address of a local cluster of two workers, each a process of its own."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as running:
        yield running.scheduler_address


def test_on_a_cluster_the_marks_are_the_same(released: Course, cluster: str) -> None:
    expected = _submit(released, 6)
    hand_in(
        fill(released.released(), {"mean-of": "import os\nos.kill(os.getppid(), 9)\nos._exit(1)"}),
        released.folder / "submitted" / "sly" / LAB / "lab.ipynb",
    )
    ran = released("grade", LAB, "--dask", cluster)
    assert (ran.code, ran.err) == (0, ""), ran.out
    assert _marks(released) == expected | {"sly": 0}
    record = _record(released, "sly")
    assert record["sandbox"] == "bubblewrap"
    assert "WORKER-DIED" in {oddity["code"] for oddity in record["oddities"]}


def test_a_cluster_that_is_not_there_gets_one_line(
    released: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coursekit.grading import cluster

    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    _submit(released, 1)
    ran = released("grade", LAB, "--dask", "tcp://127.0.0.1:9")
    assert ran.code == 1
    assert "--dask tcp://127.0.0.1:9: no Dask scheduler answers there" in ran.err


def test_a_test_that_cannot_run_outside_is_found_at_release(course: Course) -> None:
    hidden = "assert mean_of([7.25, 8.75, 20.5]) == 12.166666666666666"
    edit(course.solutions, f'{hidden}, "The mean of three fractions is off."',
         'import inspect\nassert "sum" in inspect.getsource(mean_of), "Use sum."')  # fmt: skip
    ran = course("release", LAB)
    assert ran.code == 1
    assert "with its solution the test 'mean-of-check' earns 0 of 2 points when it runs" in ran.err
    edit(course.solutions, "## mean-of-properties", "```yaml grading\n# teachonly00000b01\n"
         "same_process: true\n```\n\n## mean-of-properties")  # fmt: skip
    ran = course("release", LAB)
    assert ran.code == 0, ran.err
    assert "teachonly00000b01" not in json.dumps(course.released())


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ("same_procces: true", "same_procces"),
        ("seconds: -1", "seconds"),
        ("instances: [P]", "instances"),
    ],
)
def test_a_wrong_declaration_is_said(course: Course, block: str, words: str) -> None:
    edit(
        course.solutions,
        "## mean-of-properties",
        f"```yaml grading\n# teachonly00000b01\n{block}\n```\n\n## mean-of-properties",
    )
    ran = course("release", LAB, "--no-check")
    assert ran.code == 1
    assert "lab.solutions.md:" in ran.err
    assert words in ran.err
