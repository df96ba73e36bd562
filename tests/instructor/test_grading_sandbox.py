"""The sandbox: what is not there inside, its command lines, and that none is never a fallback."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import stat
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from coursekit.grading import sandbox as sandboxes
from coursekit.grading.policy import Limits
from coursekit.grading.sandbox import COURSE, Sandbox, choose
from coursekit.grading.stage import Stage
from sitekit.errors import CourseError

from tests.instructor.exam import Exam, answer, check
from tests.instructor.helpers import LAB, Course

#: Looks around inside and prints what it finds, as one JSON object.
PROBE = """\
import json, os, socket, sys
found = {}
def look(name, make):
    try:
        found[name] = make()
    except BaseException as error:
        found[name] = type(error).__name__
def connect():
    socket.create_connection(("127.0.0.1", PORT), timeout=2).send(b"hello")
    return "sent"
def write(path):
    with open(path, "w") as file:
        return file.write("x")
def environments():
    return [open(f"/proc/{p}/environ").read() for p in os.listdir("/proc") if p.isdecimal()]
look("uid in here", os.getuid)
look("environment", lambda: "S3CRET" in str(environments()) + str(os.environ))
look("home", lambda: os.listdir(os.path.expanduser("~")))
look("passwords", lambda: open("/etc/passwd").read())
look("shadow", lambda: open("/etc/shadow").read())
look("top", lambda: sorted(os.listdir("/")))
look("opt", lambda: sorted(os.listdir("/opt/grader")))
look("course", lambda: sorted(os.listdir("/course")))
look("data", lambda: open("data/numbers.txt").read())
look("network", connect)
look("core pattern", lambda: write("/proc/sys/kernel/core_pattern"))
look("usr", lambda: write("/usr/planted"))
look("given data", lambda: write("data/numbers.txt"))
look("root", lambda: write("/planted"))
look("own folder", lambda: write("mine.txt"))
look("memory", lambda: len(bytearray(3 << 30)))
def fill():
    with open("/tmp/large", "wb") as file:
        for _ in range(200):
            file.write(b"x" * 1_000_000)
    return "written"
look("disk", fill)
def forks():
    import time
    made = 0
    try:
        for _ in range(300):
            if os.fork() == 0:
                time.sleep(5)
                os._exit(0)
            made += 1
    except OSError:
        pass
    return made
look("processes", forks)
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def inside() -> dict[str, object]:
    """What the probe finds, run as a student's cell by the sandbox that is here."""
    with socket.socket() as listener, pytest.MonkeyPatch.context() as patch:
        patch.setenv("S3CRET_TOKEN", "S3CRET")
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.1)
        exam = Exam([answer("a", "f = 1"), check("t", "assert f == 1")])
        probe = PROBE.replace("PORT", str(listener.getsockname()[1]))
        graded = exam.grade({"a": "f = 1"}, {0: probe})
        assert graded.status == {"t": "passed"}
        assert "OUTSIDE-REACH" in graded.codes
        with pytest.raises(TimeoutError):
            listener.accept()
    return json.loads(graded.notebook["cells"][0]["outputs"][0]["text"])


@pytest.mark.parametrize(
    ("what", "allowed"),
    [
        ("environment", (False,)),
        ("home", ([],)),
        ("passwords", ("FileNotFoundError",)),
        ("shadow", ("FileNotFoundError",)),
        ("opt", (["__pycache__", "codec.py", "kernel.py", "worker.py"],)),
        ("course", (["dsilab", "tiny"],)),
        ("data", ("1\n2\n3\n",)),
        ("network", ("ConnectionRefusedError", "OSError")),
        ("core pattern", ("PermissionError", "OSError")),
        ("usr", ("OSError", "PermissionError")),
        ("given data", ("OSError", "PermissionError")),
        ("root", ("OSError", "PermissionError")),
        ("own folder", (1,)),
        ("memory", ("MemoryError",)),
        ("disk", ("OSError",)),
    ],
)
def test_inside(inside: dict[str, object], what: str, allowed: tuple[object, ...]) -> None:
    assert inside[what] in allowed


def test_inside_there_is_no_root_and_no_room_for_many_processes(inside: dict[str, object]) -> None:
    assert inside["uid in here"] != 0
    assert inside["processes"] < Limits().processes
    assert set(inside["top"]) <= {
        "bin", "course", "dev", "etc", "home", "lib", "lib32", "lib64", "opt", "proc", "root",
        "tmp", "usr", "work", *Path(sys.base_prefix).parts, *Path(sys.prefix).parts,
    }  # fmt: skip


def test_nothing_is_left_running() -> None:
    exam = Exam([answer("a", "f = 1"), check("t", "assert f == 1")])
    word = f"sleeper{os.getpid()}"
    fork = (
        "import os, sys\nfor _ in range(5):\n    if os.fork() == 0:\n        os.setsid()\n"
        f"        os.execv(sys.executable, [sys.executable, '-c', 'import time; time.sleep(600)', "
        f"'{word}'])"
    )
    assert exam.grade({"a": "f = 1"}, {0: fork}).status == {"t": "passed"}
    ends = time.monotonic() + 5  # the system takes a moment to clear a namespace away
    while (left := _running(word)) and time.monotonic() < ends:
        time.sleep(0.05)
    assert not left


def _running(word: str) -> list[str]:
    """The processes whose command line holds a word."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            found += [path.parent.name] if word.encode() in path.read_bytes() else []
    return found


FAKE = """\
#!{python}
import json, sys
open({log!r}, "a").write(json.dumps(sys.argv[1:]) + "\\n")
print("inside" if {works} else "")
sys.exit(0 if {works} else "Cannot connect to the daemon. Is it running?\\n\\nRun 'x' for help")
"""


def _client(folder: Path, name: str, *, works: bool) -> Path:
    """A program that is called like a container client and only writes down what it was asked."""
    folder.mkdir(exist_ok=True)
    log = folder / f"{name}.log"
    path = folder / name
    path.write_text(FAKE.format(python=sys.executable, log=str(log), works=works))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return log


@pytest.mark.parametrize("client", ["docker", "podman"])
def test_a_container_has_the_same_policy(
    client: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = _client(tmp_path / "bin", client, works=True)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("S3CRET_TOKEN", "S3CRET")
    assert choose(client, "course:1") == Sandbox(client, "course:1")
    line = json.loads(log.read_text().splitlines()[0])
    assert line[:3] == ["run", "--rm", "--name"]
    assert "--interactive" in line
    pairs = dict(pairwise(line))
    for option, value in {
        "--network": "none", "--user": "65534:65534", "--cap-drop": "ALL",
        "--security-opt": "no-new-privileges", "--pids-limit": str(Limits().processes),
        "--memory": str(Limits().memory), "--memory-swap": str(Limits().memory),
    }.items():  # fmt: skip
        assert pairs[option] == value, option
    assert "--read-only" in line
    assert "--privileged" not in line
    assert "S3CRET" not in " ".join(line)
    # It ends by itself, should whoever started it be killed.
    after = line[line.index("course:1") + 1 :]
    assert after[:5] == ["timeout", "-s", "KILL", str(int(Limits().submission_seconds) + 60),
                         "python3"]  # fmt: skip
    mounts = [b for a, b in pairwise(line) if a == "--mount"]
    assert mounts
    assert all(mount.endswith(",readonly") for mount in mounts)


@pytest.mark.parametrize("client", ["docker", "podman"])
def test_a_container_is_ended_and_not_only_its_client(
    client: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = _client(tmp_path / "bin", client, works=True)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    sandbox = Sandbox(client, "course:1")
    stage = Stage.make(tmp_path / "stage", "rain", None, None)
    started = sandbox.start(stage, Limits(), ["x.py"])
    started.communicate()
    sandbox.stop(started)
    run, ended = (json.loads(line) for line in log.read_text().splitlines())
    name = dict(pairwise(run))["--name"]
    assert ended == ["rm", "--force", *(["--time", "0"] if client == "podman" else []), name]


def test_a_container_sees_the_assignments_files_and_no_other(tmp_path: Path) -> None:
    released = tmp_path / "released"
    (released / "data").mkdir(parents=True)
    (released / "lab.ipynb").write_text("{}")
    stage = Stage.make(tmp_path / "stage", "rain", released, None)
    line = Sandbox("docker").command(stage, Limits(), ["x.py"])
    place = f"{COURSE}/{stage.chapter}"
    assert line[line.index("--workdir") + 1] == place
    tmpfs = [line[n + 1] for n, word in enumerate(line) if word == "--tmpfs"]
    [own] = [words for words in tmpfs if words.startswith(f"{place}:")]
    assert own.endswith("mode=1777"), "students' code writes beside the notebook"
    inside = [b.split("dst=")[1].split(",")[0] for a, b in pairwise(line)
              if a == "--mount"]  # fmt: skip
    assert inside == ["/opt/grader", "/course/rain/data"]


def test_without_any_sandbox_grading_stops_with_one_line(
    released: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("bwrap", "docker", "podman"):
        _client(tmp_path / "bin", name, works=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    ran = released("grade", LAB)
    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert "students' code cannot be isolated here (bubblewrap: " in ran.err
    assert "docker: Cannot connect to the daemon" in ran.err
    assert "apt-get install bubblewrap" in ran.err
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "podman: no program 'podman'" in released("grade", LAB).err
    assert "bubblewrap: no program" in released("grade", LAB, "--sandbox", "bubblewrap").err


def test_root_never_runs_students_code_as_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[dict[str, object]] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **options: started.append(options))
    monkeypatch.setattr(sandboxes, "_others_can_read", lambda path: True)
    Sandbox("bubblewrap").start(Stage.make(tmp_path / "s", "t", None, None), Limits(), ["-c", ""])
    assert started[0]["user"] == started[0]["group"] == 65534
    assert started[0]["extra_groups"] == []
    assert set(started[0]["env"]) == {"PATH", "HOME", "LANG"}


def test_a_python_that_the_sandboxs_user_cannot_read_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(sandboxes, "_others_can_read", lambda path: False)
    with pytest.raises(CourseError, match="grade as an ordinary user"):
        sandboxes.interpreter()
