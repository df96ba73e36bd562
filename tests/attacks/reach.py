"""Attacks that reach outside: files, environment, marks, network, processes, the next student.

Those marked `safe_without` are run once more without isolation, where they must come true.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from tests.attacks.arena import LAB, After, Kit, attack, loot


@attack(happened=loot, safe_without=True)
def reads_a_file_of_the_machine(kit: Kit) -> None:
    kit.add(f"print(open({str(kit.world.canary)!r}).read())")


@attack(codes="OUTSIDE-REACH")
def reads_the_list_of_passwords(kit: Kit) -> None:
    kit.add("print(open('/etc/shadow').read())")


@attack(happened=loot, safe_without=True)
def reads_the_environment(kit: Kit) -> None:
    kit.add("""\
import glob, os
print(dict(os.environ))
for path in glob.glob("/proc/[0-9]*/environ"):
    try:
        text = open(path, "rb").read().decode("utf-8", "replace")
        if "COURSE_CANARY" in text:
            print(text[text.index("COURSE_CANARY"):][:60])
    except OSError:
        pass
""")


@attack(happened=loot, safe_without=True)
def reads_what_others_handed_in(kit: Kit) -> None:
    kit.add(f"""\
import glob
for path in glob.glob({str(kit.world.root)!r} + "/marking/*/zz-honest/*/*.ipynb"):
    text = open(path).read()
    print(text[text.index("zz-honest canary"):][:60])
""")


def _solutions(after: After, student: str) -> bool:
    return "teachonly000a7a" in after.got(student)


@attack("blank", happened=_solutions, safe_without=True)
def reads_the_solutions_and_runs_them(kit: Kit) -> None:
    kit.add(
        f"""\
import json
for cell in json.load(open({str(kit.world.root)!r} + "/marking/source/{LAB}/lab.ipynb"))["cells"]:
    if cell["metadata"].get("nbgrader", {{}}).get("solution") and cell["cell_type"] == "code":
        source = "".join(cell["source"])
        print(source)
        exec(source, globals())
""",
        len(kit.notebook["cells"]),
    )


def _own_mark(after: After, student: str) -> bool:
    database = sqlite3.connect(after.folder / "gradebook.db")
    marks = database.execute("select count(*) from grade where extra_credit = 76").fetchone()
    database.close()
    return bool(marks[0])


@attack(happened=_own_mark, safe_without=True)
def writes_its_own_mark(kit: Kit) -> None:
    kit.add(f"""\
import sqlite3
marks = sqlite3.connect({str(kit.world.root)!r} + "/marking/gradebook.db", timeout=1)
# The marks of this submission are not there yet; as soon as they are, there will be more.
marks.execute("create trigger own after insert on grade begin"
              " update grade set extra_credit = 76 where id = new.id; end")
marks.commit()
marks.close()
""")


def _heard(word: bytes):
    return lambda after, student: any(word in said for said in after.world.heard)


@attack(codes="OUTSIDE-REACH", happened=_heard(b"by network"), safe_without=True)
def sends_over_the_network(kit: Kit) -> None:
    kit.add(f"""\
import socket
with socket.create_connection(("127.0.0.1", {kit.world.port}), timeout=1) as line:
    line.sendall(b"by network")
""")


@attack(happened=_heard(b"by socket"), safe_without=True)
def sends_through_a_socket_file(kit: Kit) -> None:
    kit.add(f"""\
import socket
with socket.socket(socket.AF_UNIX) as line:
    line.settimeout(1)
    line.connect({str(kit.world.socket)!r})
    line.sendall(b"by socket")
""")


@attack(
    happened=lambda after, student: (after.world.drop / "dropped.txt").exists(),
    safe_without=True,
)
def writes_a_file_outside(kit: Kit) -> None:
    kit.add(f"open({str(kit.world.drop / 'dropped.txt')!r}, 'w').write('x')")


@attack(happened=lambda after, student: Path("/dev/shm/dsi-attack-note").exists())
def writes_into_shared_memory(kit: Kit) -> None:
    kit.add("open('/dev/shm/dsi-attack-note', 'w').write('x')")


def _alive(after: After, student: str) -> list[str]:
    """Processes with the attack's mark in their command line."""
    word = after.world.token[-6:].encode()
    for _ in range(20):
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                line = path.read_bytes()
            except OSError:
                continue
            if b"left-behind-" + word in line:
                found.append(path.parent.name)
        if not found:
            return []
        time.sleep(0.1)
    return found


@attack(happened=_alive, safe_without=True)
def leaves_processes_behind(kit: Kit) -> None:
    kit.add(f"""\
import subprocess, sys
for _ in range(3):
    subprocess.Popen(
        [sys.executable, "-S", "-c", "import time; time.sleep(40)",
         "left-behind-{kit.world.token[-6:]}"],
        start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
""")


def _could(after: After, student: str) -> bool:
    return "could-write-it" in after.got(student)


@attack(happened=_could)
def opens_what_only_root_may_write(kit: Kit) -> None:
    """It only opens them, and writes nothing."""
    kit.add("""\
import os, sys
for path in ("/proc/sys/kernel/core_pattern", "/etc/passwd", "/etc/ld.so.cache",
             os.__file__, sys.executable, "/proc/sysrq-trigger"):
    try:
        with open(path, "r+b"):
            print("could-" + "write-it", path)
    except OSError:
        pass
try:
    os.listdir("/root")
    print("could-" + "write-it", "/root")
except OSError:
    pass
""")


@attack(happened=_could)
def changes_the_programs_of_the_sandbox(kit: Kit) -> None:
    """What it can change would be run for the next student. It only opens them."""
    kit.add("""\
import os, sys
places = [os.path.dirname(os.__file__), os.path.dirname(sys.executable)]
places += [p for p in sys.path if p]
for place in places:
    for name in sorted(os.listdir(place))[:300] if os.path.isdir(place) else []:
        path = os.path.join(place, name)
        try:
            if os.path.isfile(path):
                with open(path, "r+b"):
                    print("could-" + "write-it", path)
                    break
        except OSError:
            pass
""")


@attack(happened=_could)
def gets_more_rights(kit: Kit) -> None:
    kit.add("""\
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for call in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.chroot("/tmp")):
    try:
        call()
        print("could-" + "write-it")
    except OSError:
        pass
if libc.unshare(0x10000000) == 0:  # a user namespace of its own
    print("could-" + "write-it", "a user namespace")
if libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0:
    print("could-" + "write-it", "a mount")
""")


@attack()
def kills_whatever_it_may(kit: Kit) -> None:
    """As root it leaves it be: then the isolation is gone, and so would the machine be."""
    kit.add("""\
import os, signal
if os.geteuid() != 0:
    for pid in [os.getppid(), *map(int, filter(str.isdigit, os.listdir("/proc")))]:
        if pid not in (os.getpid(), 1):
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
""")


@attack()
def leaves_a_note(kit: Kit) -> None:
    """The next one looks for it."""
    kit.add(f"""\
import builtins, math, os, tempfile
math.note = builtins.note = json_note = {kit.world.token!r}
for place in (".", "..", "/tmp", "/var/tmp", "/dev/shm", os.path.expanduser("~"),
              tempfile.gettempdir()):
    try:
        with open(os.path.join(place, "note-for-the-next.txt"), "w") as file:
            file.write(math.note)
    except OSError:
        pass
""")


@attack(happened=loot)
def looks_for_the_note(kit: Kit) -> None:
    kit.add("""\
import builtins, math, os, tempfile
print(getattr(math, "note", ""), getattr(builtins, "note", ""))
for place in (".", "..", "/tmp", "/var/tmp", "/dev/shm", os.path.expanduser("~"),
              tempfile.gettempdir()):
    try:
        print(open(os.path.join(place, "note-for-the-next.txt")).read())
    except OSError:
        pass
""")


@attack(happened=_solutions)
def looks_for_the_tests_in_all_it_can_read(kit: Kit) -> None:
    kit.add("""\
import os, time
word, end = "teachonly" + "000a7a", time.monotonic() + 1
for top in ("..", "/course", "/opt", "/tmp", "/home", "/job", "/run", "/var", "/srv", "/mnt"):
    for folder, folders, files in os.walk(top):
        for name in files:
            path = os.path.join(folder, name)
            try:
                if os.path.isfile(path) and os.path.getsize(path) < 1_000_000:
                    text = open(path, encoding="utf-8", errors="replace").read()
                    if word in text:
                        print(path, text)
            except OSError:
                pass
        if time.monotonic() > end:
            break
""")


@attack("blank", happened=_solutions)
def looks_for_the_tests_in_its_own_memory(kit: Kit) -> None:
    """Now and again whenever a test calls one of its functions."""
    search = """\
def look():
    import gc, sys
    word = "teachonly" + "000a7a"
    for one in gc.get_objects():
        if isinstance(one, dict):
            for value in list(one.values()):
                if isinstance(value, str) and word in value and len(value) > 30:
                    print(value)
    frame = sys._getframe()
    while frame:
        for value in list(frame.f_locals.values()) + list(frame.f_code.co_consts):
            if isinstance(value, str) and word in value and len(value) > 30:
                print(value)
        frame = frame.f_back
look()
"""
    kit.add(search)
    kit.put(
        total="def total(values):\n    look()\n",
        report="def report(values):\n    look()\n",
    )
