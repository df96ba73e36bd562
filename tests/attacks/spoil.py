"""Submissions that end what runs them, or never end: by accident or on purpose."""

from __future__ import annotations

from tests.attacks.arena import Kit, attack, without


@attack()
def ends_its_process(kit: Kit) -> None:
    kit.add("import os\nos._exit(0)")


@attack()
def exits_politely(kit: Kit) -> None:
    kit.add("import sys\nsys.exit('done')")
    kit.add("quit()")


@attack(mark=without("total"))
def ends_its_process_when_it_is_tested(kit: Kit) -> None:
    kit.put(total="def total(values):\n    import os\n    os._exit(0)\n")


@attack()
def writes_where_it_must_not(kit: Kit) -> None:
    kit.add("import ctypes\nctypes.string_at(0)")


@attack()
def kills_itself(kit: Kit) -> None:
    kit.add("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")


@attack(mark=without("days"))
def kills_itself_when_it_is_tested(kit: Kit) -> None:
    kit.put(days="def days(n):\n    import os\n    yield 1\n    os.kill(os.getpid(), 9)\n")


@attack(codes="TIME-LIMIT")
def never_ends(kit: Kit) -> None:
    kit.add("while True:\n    pass")


@attack(codes="TIME-LIMIT")
def never_ends_and_hears_nothing(kit: Kit) -> None:
    kit.add("""\
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
""")


@attack(codes="TIME-LIMIT")
def never_ends_in_one_step(kit: Kit) -> None:
    """No signal handler of Python runs inside one long step in C."""
    kit.add("sum(range(10**13))")


@attack(mark=without("total"), codes="TIME-LIMIT")
def never_ends_when_it_is_tested(kit: Kit) -> None:
    kit.put(total="def total(values):\n    while True:\n        pass\n")


@attack(mark=without("days"), codes="TIME-LIMIT REPLY-REFUSED")
def yields_for_ever(kit: Kit) -> None:
    kit.put(days="def days(n):\n    while True:\n        yield 0\n")


@attack(codes="TIME-LIMIT")
def sleeps(kit: Kit) -> None:
    kit.add("import time\ntime.sleep(1000)")


@attack()
def keeps_threads_running(kit: Kit) -> None:
    kit.add("""\
import atexit, threading, time
def on():
    while True:
        time.sleep(0.01)
for _ in range(3):
    threading.Thread(target=on).start()
atexit.register(on)
""")


@attack()
def raises_in_the_first_cell(kit: Kit) -> None:
    kit.add("raise RuntimeError('so it starts')")


@attack()
def does_not_parse(kit: Kit) -> None:
    kit.add("def half(:")
    kit.add("return 5")
    kit.add("x = 1\n\ty = 2")


@attack(mark=without("total", "report"))
def raises_errors_that_cannot_be_shown(kit: Kit) -> None:
    kit.put(
        total="""\
class Bad(Exception):
    def __str__(self): raise self
    __repr__ = __str__
def total(values):
    raise Bad(Bad())
""",
        report="""\
def report(values):
    raise type("A\\nB\\x1b[31m" * 50, (Exception,), {})("\\ud800\\x00\\x1b[2J" * 9000)
""",
    )


@attack(mark=without("total", "scale", "days"))
def raises_what_ends_programs(kit: Kit) -> None:
    kit.put(
        total="def total(values):\n    raise KeyboardInterrupt\n",
        scale="def scale(values, factor):\n    raise SystemExit(0)\n",
        days="def days(n):\n    yield 1\n    raise GeneratorExit\n",
    )


@attack(mark=without("total", "scale", "days", "report"))
def raises_errors_that_are_hard_to_make(kit: Kit) -> None:
    """Each of them needs arguments of its own, or changes what is running when it is raised."""
    kit.put(
        total="def total(values):\n    raise UnicodeDecodeError('utf-8', b'x' * 9000, 0, 1, 'r')\n",
        scale="def scale(values, factor):\n"
        "    raise BaseExceptionGroup('g', [KeyboardInterrupt(), SystemExit()])\n",
        days="def days(n):\n    def more():\n        yield 1\n        next(iter(()))\n"
        "    yield from more()\n",
        report="def report(values):\n    raise SyntaxError('x', ('f', 1, 1, 'text', 1, 1))\n",
    )


@attack(codes="ASKED-FOR-INPUT")
def asks_for_input(kit: Kit) -> None:
    kit.add("name = input('Your name? ')")


@attack(codes="MAGIC-OR-SHELL")
def uses_magics_and_a_shell(kit: Kit) -> None:
    kit.add("%matplotlib inline\n%time x = 1\n!ls -la\nfiles = !ls\n?print")
    kit.add("%%bash\nrm -rf ~")


@attack()
def warns_on_stderr(kit: Kit) -> None:
    """Stock nbgrader gives 0 for that."""
    kit.put(
        total="import sys, warnings\n\n\ndef total(values):\n    warnings.warn('old')\n"
        "    print('adding', file=sys.stderr)\n    return sum(values)\n"
    )


@attack()
def closes_every_file(kit: Kit) -> None:
    kit.add("import os\nos.closerange(0, 256)")


@attack()
def recurses_until_it_breaks(kit: Kit) -> None:
    kit.add("""\
import sys
sys.setrecursionlimit(10**9)
def down(n):
    return down(n + 1) + 1
down(0)
""")


@attack()
def takes_the_interpreter_apart(kit: Kit) -> None:
    """At the end, so that its own work is done; the tests still call its functions."""
    kit.add(
        "import sys\nsys.path.clear()\nfor name in ('json', 'os', 'io', 'signal'):\n"
        "    sys.modules[name] = None\nsys.stdout = sys.stderr = sys.stdin = None\n",
        len(kit.notebook["cells"]),
    )
