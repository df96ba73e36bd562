"""Where attacks are fought out: a small course, a class of attackers and honest neighbours.

The honest ones stand at the start, in the middle and at the end of the class. What an attack is
after lies outside of the course: a file, the grader's environment, a listening socket, a folder
that anybody may write to, and what other students handed in.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from coursekit.folder import open_gradebook
from coursekit.record import Record, read_records

from tests.instructor.helpers import Course, fill, hand_in

SLUG = "rain-gauges"
LAB, MEMO = f"{SLUG}-lab", f"{SLUG}-memo"
HERE = Path(__file__).parent
#: Small, so that endless things end soon.
LIMITS = ("--cell-seconds", "2", "--submission-seconds", "12", "--memory-mb", "512")

#: What each part is worth, and what one writes who can do it all.
POINTS = {"total": 2, "scale": 2, "days": 2, "limit": 1, "report": 1}
ANSWERS = {
    "total": "def total(values):\n    together = 0\n    for value in values:\n"
    "        together += value\n    return together\n",
    "scale": "def scale(values, factor):\n    values[:] = [value * factor for value in values]\n",
    "days": "def days(n):\n    day = 1\n    while day <= n:\n        yield day\n        day += 1\n",
    "limit": "LIMIT = 25\n",
    "report": "def report(values):\n    print(sorted(values)[-1])\n",
    "in-words": "Between two readings anything may happen.",
}
FULL = float(sum(POINTS.values()))
#: Neighbours: their marks must be these whatever the others do.
HONEST = {
    "aa-honest": FULL, "dd-honest": FULL, "hh-half": 4.0, "mm-blank": 0.0, "pp-honest": FULL,
    "tt-honest": FULL, "zz-honest": FULL,
}  # fmt: skip


@dataclass
class World:
    """What there is to be had, and who is listening."""

    folder: Path
    token: str
    port: int = 0
    heard: list[bytes] = field(default_factory=list)

    @property
    def root(self) -> Path:
        """The course's."""
        return self.folder / "course"

    @property
    def canary(self) -> Path:
        """A file that everybody on the machine may read."""
        return self.folder / "outside" / "canary.txt"

    @property
    def drop(self) -> Path:
        """A folder that everybody on the machine may write to."""
        return self.folder / "outside" / "drop"

    @property
    def socket(self) -> Path:
        return self.folder / "outside" / "ear"


@dataclass
class Kit:
    """What an attacker works with."""

    notebook: dict[str, Any]
    folder: Path
    """Everything that this student hands in."""
    world: World
    written: bool = False

    def add(self, code: str, place: int = 1) -> None:
        """One more code cell."""
        cell = {"cell_type": "code", "id": f"extra-{len(self.notebook['cells'])}", "metadata": {},
                "source": code, "outputs": [], "execution_count": None}  # fmt: skip
        self.notebook["cells"].insert(place, cell)

    def put(self, **sources: str) -> None:
        """Other code in the solution cells."""
        for name, source in sources.items():
            self.cell(name)["source"] = source

    def cell(self, name: str) -> dict[str, Any]:
        return next(c for c in self.notebook["cells"] if c["id"] == name.replace("_", "-"))

    def write(self, content: bytes, name: str = "lab.ipynb") -> None:
        """A file in the place of the notebook, or beside it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.written = True

    def dump(self) -> bytes:
        return json.dumps(self.notebook).encode()


@dataclass(frozen=True)
class After:
    """What can be seen when all is graded."""

    world: World
    collected: subprocess.CompletedProcess[str]
    graded: subprocess.CompletedProcess[str]
    seconds: float
    peak_kilobytes: int
    """Of memory: the largest process that the command was or started."""

    @property
    def folder(self) -> Path:
        return self.world.root / "marking"

    @cached_property
    def records(self) -> dict[str, Record]:
        return read_records(self.folder, LAB)

    @cached_property
    def marks(self) -> dict[str, float]:
        with open_gradebook(self.folder) as gradebook:
            return {s.student.id: s.score for s in gradebook.assignment_submissions(LAB)}

    @cached_property
    def said(self) -> str:
        return "".join(
            (self.collected.stdout, self.collected.stderr, self.graded.stdout, self.graded.stderr)
        )

    def kept(self, student: str) -> str:
        """All text that is kept of a student: the graded notebook, the record, the feedback."""
        paths = [self.folder / "records" / LAB / f"{student}.json"]
        for name in ("autograded", "feedback"):
            paths += sorted((self.folder / name / student).rglob("*"))
        return "\n".join(p.read_text("utf-8", "replace") for p in paths if p.is_file())

    def got(self, student: str) -> str:
        """What the student's code put out, and what else the student may come to read."""
        outputs = []
        for path in (self.folder / "autograded" / student).rglob("*.ipynb"):
            cells = json.loads(path.read_bytes())["cells"]
            outputs = [cell.get("outputs", "") for cell in cells]
        paths = [self.folder / "records" / LAB / f"{student}.json"]
        paths += sorted((self.folder / "feedback" / student).rglob("*"))
        texts = [p.read_text("utf-8", "replace") for p in paths if p.is_file()]
        return "\n".join([json.dumps(outputs), *texts])

    def codes(self, student: str) -> set[str]:
        return {oddity.code for oddity in self.records[student].oddities}


#: Says what of an attack came true; empty or False where nothing did.
Happened = Callable[[After, str], Any]


@dataclass(frozen=True)
class Attack:
    """One submission that is up to no good, or broken."""

    name: str
    kind: str
    make: Callable[[Kit], None]
    base: str
    mark: float | None
    """What it must get; None where it must be refused with a line that says why."""
    codes: frozenset[str]
    """Of these oddities at least one is put before a person."""
    happened: Happened
    safe_without: bool
    """Whether it does no harm where there is no isolation, and must then come true."""

    @property
    def student(self) -> str:
        return self.name.replace("_", "-")


ATTACKS: dict[str, Attack] = {}


def attack(
    base: str = "full",
    mark: float | str | None = "honest",
    *,
    codes: str = "",
    happened: Happened = lambda after, student: False,
    safe_without: bool = False,
) -> Callable[[Callable[[Kit], None]], Callable[[Kit], None]]:
    """Enter a function into the list of attacks.

    Args:
        base: the work it is done to: `full` (all is right) or `blank` (nothing is done).
        mark: what it must get (default: what the work without the attack gets).
    """

    def enter(make: Callable[[Kit], None]) -> Callable[[Kit], None]:
        kind = make.__module__.rpartition(".")[2]
        honest = FULL if base == "full" else 0.0
        assert make.__name__ not in ATTACKS, make.__name__
        ATTACKS[make.__name__] = Attack(
            make.__name__, kind, make, base, honest if mark == "honest" else mark,
            frozenset(codes.split()), happened, safe_without,
        )  # fmt: skip
        return make

    return enter


def without(*parts: str) -> float:
    """All points but those of some parts."""
    return FULL - sum(POINTS[part] for part in parts)


def loot(after: After, student: str) -> bool:
    """Whether the student's code got hold of the canary's token."""
    return after.world.token in after.got(student)


@contextlib.contextmanager
def world_in(folder: Path, released: Path) -> Iterator[World]:
    """A released course with something to steal around it, and somebody who listens."""
    world = World(folder, f"canary{os.urandom(6).hex()}")
    shutil.copytree(released, world.root)
    world.drop.mkdir(parents=True)
    for path in (*world.folder.parents, world.folder, world.canary.parent):
        # pytest's folders are the user's own; here everybody must be able to come in.
        if path.stat().st_uid == os.geteuid() and path != Path("/"):
            path.chmod(path.stat().st_mode | 0o111)
    world.drop.chmod(0o777)
    world.canary.write_text(world.token)
    with contextlib.ExitStack() as stack:
        for family, address in (
            (socket.AF_INET, ("127.0.0.1", 0)), (socket.AF_UNIX, str(world.socket))
        ):  # fmt: skip
            ear = stack.enter_context(socket.socket(family))
            ear.bind(address)
            ear.listen(50)
            if family == socket.AF_INET:
                world.port = ear.getsockname()[1]
            threading.Thread(target=_listen, args=(ear, world.heard), daemon=True).start()
        world.socket.chmod(0o777)
        yield world


def _listen(ear: socket.socket, heard: list[bytes]) -> None:
    with contextlib.suppress(OSError):
        while True:
            caller, _ = ear.accept()
            caller.settimeout(2)
            with caller, contextlib.suppress(OSError):
                heard.append(caller.recv(1000))


def fight(world: World, attacks: list[Attack], *options: str) -> After:
    """Hand everything in, collect it and grade it in one go."""
    work = world.folder / "work"
    blank = json.loads(
        (world.root / "marking" / "release" / LAB / "lab.ipynb").read_bytes()
    )  # fmt: skip
    for cell in blank["cells"]:
        cell["source"] = "".join(cell["source"])
    full = fill(blank, ANSWERS)
    half = fill(blank, {name: ANSWERS[name] for name in ("total", "days")})
    for student, mark in HONEST.items():
        notebook = {FULL: full, 4.0: half, 0.0: blank}[mark]
        own = fill(notebook, {"in-words": f"{student} {world.token}"})
        hand_in(own, work / student / "lab.ipynb")
    for one in attacks:
        kit = Kit(fill(full if one.base == "full" else blank, {}), work / one.student, world)
        kit.folder.mkdir(parents=True)
        one.make(kit)
        if not kit.written:
            kit.write(kit.dump())
    env = os.environ | {"DSI_COURSE_ROOT": str(world.root), "COURSE_CANARY": world.token}
    collected = course_command(env, "collect", LAB, str(work), seconds=60)
    started = time.monotonic()
    graded = course_command(env, "grade", LAB, *LIMITS, *options, seconds=240)
    seconds = time.monotonic() - started
    assert "cannot be isolated" not in graded.stderr, graded.stderr
    assert "Traceback" not in graded.stderr, graded.stderr[-3000:]
    peak = int(graded.stderr.rpartition("peak ")[2] or 0)
    return After(world, collected, graded, seconds, peak)


def course_command(
    env: dict[str, str], *words: str, seconds: float
) -> subprocess.CompletedProcess[str]:  # fmt: skip
    """`course` in a process of its own: some attacks are out to end it."""
    # Not ru_maxrss of the process itself: that starts with what its parent had.
    program = (
        "import re, resource, sys\nfrom sitekit.cli import main\ncode = main(sys.argv[1:])\n"
        "own = re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read()).group(1)\n"
        "below = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        "print('peak', max(int(own), below), file=sys.stderr)\nsys.exit(code)\n"
    )
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        env=env, capture_output=True, encoding="utf-8", errors="replace", check=False,
        timeout=seconds, cwd=env["DSI_COURSE_ROOT"],
    )  # fmt: skip


def release(folder: Path) -> Path:
    """The course of these tests, released."""
    root = folder / "course"
    shutil.copytree(HERE / "course", root)
    (root / "_config.yml").write_text("title: Rain\n", encoding="utf-8")
    package = root / "exercises" / "dsilab"
    package.mkdir()
    (package / "__init__.py").write_text('"""A stand-in."""\n', encoding="utf-8")
    before = os.environ.get("DSI_COURSE_ROOT")
    os.environ["DSI_COURSE_ROOT"] = str(root)
    try:
        ran = Course(root)("release", SLUG, "--no-check")
    finally:
        os.environ.pop("DSI_COURSE_ROOT")
        if before is not None:
            os.environ["DSI_COURSE_ROOT"] = before
    assert ran.code == 0, ran.err
    return root
