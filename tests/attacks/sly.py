"""Attacks by the kinds of Python's objects, by timing, and by what a person is shown."""

from __future__ import annotations

import json

from tests.attacks.arena import After, Kit, attack, loot, without

#: Tells a terminal to clear itself, to set its title, and to turn the line round.
_TERMINAL = "\x1b[2J\x1b]0;owned\x07\u202e\x9b31m"


@attack(base="blank", mark=0.0)
def returns_subclasses_that_are_equal_to_everything(kit: Kit) -> None:
    kit.put(
        total="class N(int):\n    def __eq__(self, other): return True\n"
        "    def __ne__(self, other): return False\n    __hash__ = int.__hash__\n"
        "def total(values): return N(-1)\n",
        limit="class T(str):\n    def __eq__(self, other): return True\n"
        "    def __hash__(self): return 0\nLIMIT = T('x')\n",
        days="class D(dict):\n    def __eq__(self, other): return True\n"
        "class L(list):\n    def __eq__(self, other): return True\n"
        "    def __iter__(self): return iter(())\n"
        "def days(n): return L([D(a=1)])\n",
    )


@attack(base="blank", mark=0.0)
def returns_what_runs_when_it_is_unpickled(kit: Kit) -> None:
    kit.put(
        total="class R:\n    def __reduce__(self): return (print, ('RAN',))\n"
        "    __getstate__ = __reduce__\n    def __index__(self): return 6\n"
        "def total(values): return R()\n",
        limit="import pickle\nclass P:\n    def __reduce__(self): return (eval, ('1',))\n"
        "LIMIT = pickle.dumps(P())\n",
    )


@attack()
def traces_everything_that_runs(kit: Kit) -> None:
    kit.add(
        "import sys, threading\nseen = []\n"
        "def spy(frame, event, arg):\n    seen.append(dict(frame.f_globals))\n    del seen[:-3]\n"
        "    return spy\n"
        "sys.setprofile(lambda *a: None)\nsys.settrace(spy)\nthreading.settrace(spy)"
    )


@attack(base="blank", mark=0.0, happened=loot)
def walks_all_objects_for_the_channel(kit: Kit) -> None:
    kit.add(
        "import gc, json\nfor thing in gc.get_objects():\n"
        "    if type(thing).__name__ == 'Channel':\n"
        "        thing.send({'id': 'x', 'value': 25})\n"
        "        thing.send({'ready': True, 'points': 99})\n"
    )


def _signalled(after: After, student: str) -> bool:
    return after.graded.returncode < 0


@attack(happened=_signalled)
def signals_its_parents(kit: Kit) -> None:
    kit.add(
        "import os, signal\nfor target in (os.getppid(), 1, 0x7fffffff):\n"
        "    for number in (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):\n"
        "        try:\n            os.kill(target, number)\n"
        "        except (OSError, ProcessLookupError):\n            pass\n"
    )


@attack(happened=loot)
def looks_through_proc(kit: Kit) -> None:
    kit.add(
        "import glob\n"
        "for path in glob.glob('/proc/*/environ') + glob.glob('/proc/*/root/etc/passwd')"
        " + glob.glob('/proc/*/cwd/*') + glob.glob('/proc/*/maps'):\n"
        "    try:\n        print(path, open(path, errors='replace').read(2000))\n"
        "    except OSError as error:\n        print(path, error.errno)\n"
    )


@attack()
def goes_off_when_nobody_looks(kit: Kit) -> None:
    kit.add(
        "import os, threading, signal\n"
        "bomb = threading.Timer(60, lambda: os._exit(3))\nbomb.daemon = True\nbomb.start()\n"
        "import atexit\natexit.register(lambda: os.write(2, b'late' * 1000))\n"
    )


@attack(mark=without("total"))
def yields_where_a_value_is_due(kit: Kit) -> None:
    kit.put(total="def total(values):\n    while True:\n        yield 1\n")


@attack()
def writes_names_in_other_letters(kit: Kit) -> None:
    kit.add("été = 1\n变量 = 2\nﬁ = 3\nprint(été, 变量, fi)\n")


def _obeyed(after: After, student: str) -> bool:
    kept = after.kept(student)
    return "\x1b" in after.said or "\\u001b" in kept or "\x1b" in kept


@attack(mark=without("total"), happened=_obeyed)
def speaks_to_the_terminal(kit: Kit) -> None:
    kit.add(f"print({_TERMINAL!r})\n")
    kit.put(total=f"def total(values):\n    raise ValueError({_TERMINAL!r})\n")


@attack()
def writes_scripts_wherever_it_may(kit: Kit) -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    kit.add(f"print({bad!r})\nclass X:\n    def __repr__(self): return {bad!r}\nX()\n")
    kit.put(in_words=f"{bad}\n\n[a](javascript:alert(1)) <svg onload=alert(1)>")
    for cell in kit.notebook["cells"]:
        cell["metadata"]["name"] = bad
    kit.notebook["metadata"]["title"] = bad


@attack(mark=None)
def has_a_hundred_thousand_cells(kit: Kit) -> None:
    cell = kit.notebook["cells"][0] | {"source": ""}
    kit.notebook["cells"] += [cell] * 100_000
    kit.write(json.dumps(kit.notebook).encode())


@attack()
def brings_a_picture_of_megabytes(kit: Kit) -> None:
    kit.add("pass")
    kit.notebook["cells"][1]["outputs"] = [
        {"output_type": "display_data", "metadata": {}, "data": {"image/png": "A" * 9_000_000,
         "text/html": "<script>alert(1)</script>", "image/svg+xml": "<svg onload='x()'/>"}}
    ]  # fmt: skip
