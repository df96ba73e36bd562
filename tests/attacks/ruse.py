"""Attacks through trapdoors of the language and the system, and on whoever looks at the results."""

from __future__ import annotations

import json

from tests.attacks.arena import Kit, attack, without
from tests.attacks.flood import kept_too_much

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
ESCAPE = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e"


@attack("blank")
def traces_the_worker(kit: Kit) -> None:
    kit.add("""\
import sys, threading
def trace(frame, event, argument):
    names = frame.f_locals
    for name in ("passed", "ok", "equal"):
        if name in names:
            names[name] = True
    frame.f_trace_opcodes = True
    return trace
sys.settrace(trace)
sys.setprofile(trace)
threading.settrace(trace)
frame = sys._getframe()
while frame:
    frame.f_trace = trace
    frame.f_globals["total"] = lambda *a: 6
    frame = frame.f_back
""")
    kit.put(report="def report(values):\n    pass\n", limit="LIMIT = None\n")


@attack(codes="TIME-LIMIT WORKER-DIED")
def stops_itself(kit: Kit) -> None:
    kit.add("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)")


@attack(mark=without("total"), codes="TIME-LIMIT WORKER-DIED")
def ends_all_when_its_test_has_come(kit: Kit) -> None:
    kit.add("""\
import os, threading, time
come = threading.Event()
def wait():
    come.wait()
    os._exit(0)
threading.Thread(target=wait).start()
""")
    kit.put(total="def total(values):\n    come.set()\n    time.sleep(1)\n    return sum(values)\n")


@attack(mark=without("total", "limit", "scale"))
def gives_its_own_kinds_of_container(kit: Kit) -> None:
    kit.put(
        total="""\
class Mine(list):
    def __eq__(self, other): return True
    def __len__(self): return 1
    def __iter__(self): return iter([6])
    def __float__(self): return 6.0
    __hash__ = None
def total(values):
    return Mine([1, 2])
""",
        limit="""\
class Text(str):
    def __eq__(self, other): return True
    def __hash__(self): return hash(25)
LIMIT = {Text("25"): Text("25")}
""",
        scale="""\
def scale(values, factor):
    values[:] = [Mine([value * factor]) for value in values]
    values.append(values)
""",
    )


@attack()
def sets_its_pipes_to_other_ways(kit: Kit) -> None:
    kit.add("""\
import contextlib, fcntl, os
for number in (0, 1, 2):
    with contextlib.suppress(OSError):
        fcntl.fcntl(number, fcntl.F_SETFL, os.O_NONBLOCK)
    with contextlib.suppress(OSError):
        fcntl.fcntl(number, 1031, 4096)
""")


@attack()
def turns_to_the_files_of_its_processes(kit: Kit) -> None:
    kit.add("""\
import contextlib, glob, os, resource
for path in glob.glob("/proc/[0-9s]*/*") + glob.glob("/proc/sys/*/*"):
    for flags in (os.O_WRONLY, os.O_RDONLY):
        with contextlib.suppress(OSError):
            file = os.open(path, flags | os.O_NONBLOCK)
            if flags == os.O_WRONLY and not path.startswith("/proc/self/"):
                os.write(file, b"1")
            os.close(file)
for kind in range(16):
    for limit in ((-1, -1), (1 << 40, 1 << 40)):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, limit)
        with contextlib.suppress(OSError, ValueError):
            resource.prlimit(1, kind, limit)
""")


@attack()
def nests_its_code_beyond_measure(kit: Kit) -> None:
    for number, code in enumerate(
        (
            "(" * 100_000 + ")" * 100_000, "-" * 500_000 + "1", "1+" * 100_000 + "1",
            "a" + ".b" * 100_000, "x = '" + "y" * 3_000_000 + "'", "x = 1\0\nprint(x)",
            "if 1:\n" + "".join(" " * n + "if 1:\n" for n in range(1, 300)) + " " * 300 + "pass",
            "lambda: " * 20_000 + "1", "def f(" + ",".join(f"a{n}" for n in range(50_000)) + "): 0",
        )
    ):  # fmt: skip
        kit.add(code, place=1 + number)


@attack()
def writes_its_names_in_other_letters(kit: Kit) -> None:
    """Python takes them for the same name, and so do the tests."""
    kit.put(
        total="def ｔｏｔａｌ(values):\n    return sum(values)\n",
        limit="𝐋𝐈𝐌𝐈𝐓 = 25\n",
    )


@attack(codes="KERNEL-NAME")
def holds_script_in_every_field(kit: Kit) -> None:
    book = kit.notebook
    book["metadata"] = {
        "kernelspec": {"name": SCRIPT, "display_name": SCRIPT, "language": SCRIPT},
        "title": SCRIPT, "authors": [{"name": SCRIPT}], SCRIPT: SCRIPT,
    }  # fmt: skip
    shown = {"text/html": SCRIPT, "image/svg+xml": f"<svg onload=alert(1)>{SCRIPT}</svg>",
             "application/javascript": "alert(1)", "text/markdown": SCRIPT, "text/plain": SCRIPT,
             "image/png": SCRIPT}  # fmt: skip
    for cell in book["cells"]:
        cell["metadata"] |= {"name": SCRIPT, "tags": [SCRIPT], SCRIPT: SCRIPT}
        cell["attachments"] = {SCRIPT: {"image/svg+xml": SCRIPT}}
        if cell["cell_type"] == "code":
            cell["outputs"] = [
                {"output_type": "display_data", "data": shown, "metadata": {SCRIPT: SCRIPT}},
                {"output_type": "error", "ename": SCRIPT, "evalue": SCRIPT, "traceback": [SCRIPT]},
                {"output_type": "stream", "name": SCRIPT, "text": SCRIPT},
            ]
    kit.put(in_words=f"{SCRIPT}\n\n[a](javascript:alert(1)) ![b](data:text/html,{SCRIPT})\n\n"
            "<iframe src=//example.org></iframe><style>*{display:none}</style>")  # fmt: skip
    kit.add(f"raise type({SCRIPT!r}, (Exception,), {{}})({SCRIPT!r})")
    kit.add(f"class Shown:\n    def _repr_mimebundle_(self, **k):\n        return {shown!r}\n"
            f"print({SCRIPT!r})\ndisplay(Shown())\nopen('/etc/' + {SCRIPT!r})")  # fmt: skip


@attack(codes="OUTSIDE-REACH")
def writes_to_the_graders_terminal(kit: Kit) -> None:
    kit.notebook["metadata"]["kernelspec"] = {"name": ESCAPE}
    kit.add(f"raise type({ESCAPE!r}, (Exception,), {{}})({ESCAPE!r})")
    kit.add(f"open('/etc/' + {ESCAPE!r})")
    kit.add(f"print({ESCAPE!r})\ninput({ESCAPE!r})")
    kit.add(f"%{ESCAPE}\n!echo {ESCAPE}")
    kit.add(f"import os\nos.write(2, {ESCAPE.encode()!r})\nos._exit(0)")
    more = json.loads(json.dumps(kit.cell("total")))
    more["id"], more["metadata"]["nbgrader"]["grade_id"] = "more", ESCAPE
    kit.notebook["cells"].append(more)


@attack()
def has_an_answer_that_is_hard_to_show(kit: Kit) -> None:
    kit.put(in_words="[" * 50_000 + "*a " * 30_000 + "`" * 9_999 + "> " * 20_000 + "\n" * 50_000)


@attack(happened=kept_too_much)
def has_metadata_as_large_as_a_library(kit: Kit) -> None:
    kit.notebook["metadata"]["book"] = "x" * 5_000_000
    for cell in kit.notebook["cells"][:5]:
        cell["metadata"]["page"] = ["y" * 1_000_000]
        cell["attachments"] = {"a.png": {"image/png": "A" * 1_000_000}}
