"""Attacks against this engine: the pipe between the two processes, and what may cross it."""

from __future__ import annotations

from tests.attacks.arena import After, Kit, attack, without
from tests.attacks.flood import kept_too_much

#: The worker's own end of the pipe, as far as a student's code can find it.
PIPE = """\
import json, os, sys
def say(message):
    data = message if isinstance(message, bytes) else json.dumps(message).encode()
    for number in (1, 3, 4, 5):
        try:
            os.write(number, len(data).to_bytes(4, "big") + data)
        except OSError:
            pass
"""


@attack("blank")
def floods_the_pipe_with_answers(kit: Kit) -> None:
    kit.add(PIPE + "for _ in range(2000):\n    say({'value': 6})\n    say({'ready': True})\n")


@attack("blank")
def floods_the_pipe_while_it_is_tested(kit: Kit) -> None:
    kit.add(PIPE)
    kit.put(
        total="def total(values):\n    for _ in range(2000):\n        say({'value': 6})\n"
        "        say(True)\n    return 6\n"
    )


@attack("blank")
def answers_with_the_right_number(kit: Kit) -> None:
    """The request's number is there for the reading; an answer is data all the same."""
    kit.add(PIPE)
    kit.put(
        total="""\
def total(values):
    frame = sys._getframe()
    while frame:
        for value in list(frame.f_locals.values()):
            if isinstance(value, dict) and "id" in value:
                say({"id": value["id"], "value": {"a": 0}})
                say({"id": value["id"], "value": True, "passed": True, "points": 2})
        frame = frame.f_back
    return True
"""
    )


@attack("blank")
def patches_the_serialiser(kit: Kit) -> None:
    kit.add("""\
import gc, json, sys
for one in gc.get_objects():
    if isinstance(one, type) and one.__name__ in ("Encoder", "Decoder", "Channel", "Worker"):
        for name in ("encode", "content", "decode", "_container"):
            if hasattr(one, name):
                setattr(one, name, lambda self, *a, **k: {"i": "0x6"})
json.dumps = lambda *a, **k: '{"value": 6, "passed": true}'
""")
    kit.put(total="def total(values):\n    return 6\n", limit="LIMIT = 25.0\n")


@attack("blank")
def announces_more_than_it_sends(kit: Kit) -> None:
    kit.add("import os\nos.write(1, b'\\xff\\xff\\xff\\xff{}')")


@attack("blank")
def sends_a_byte_a_second(kit: Kit) -> None:
    kit.add("""\
import os, time
os.write(1, (1000).to_bytes(4, "big"))
while True:
    os.write(1, b" ")
    time.sleep(0.2)
""")


@attack("blank")
def sends_bad_utf_8(kit: Kit) -> None:
    kit.add(PIPE)
    kit.put(
        total="def total(values):\n    say(b'\\xff\\xfe\\x00')\n    return 6\n",
        report="def report(values):\n    say(b'[' * 100_000)\n    print(9)\n",
        days="def days(n):\n    say(b'9' * 100_000)\n    yield 6\n",
    )


@attack("blank")
def reads_the_tests_calls_before_the_worker(kit: Kit) -> None:
    """A thread waits at the pipe for what the tests ask, and answers first."""
    kit.add(
        PIPE
        + """\
import threading
def wait():
    while True:
        size = int.from_bytes(os.read(0, 4), "big")
        asked = json.loads(os.read(0, size))
        say({"id": asked.get("id"), "value": True})
        say({"id": asked.get("id"), "value": 6})
threading.Thread(target=wait, daemon=True).start()
"""
    )


@attack("blank", happened=lambda after, student: "heard-it" in after.kept(student))
def writes_down_what_the_tests_ask(kit: Kit) -> None:
    """What it hears in one call it cannot carry to where it would be of use."""
    kit.put(
        total="""\
heard = []
def total(values):
    heard.append(list(values))
    return {1: 6}.get(len(heard), 31)
""",
        report="""\
def report(values):
    if any(sum(one) == 31.5 for one in heard):
        open("heard.txt", "w").write("heard-" + "it")
    print(9)
""",
    )


@attack(mark=without("total"))
def answers_differently_each_time(kit: Kit) -> None:
    kit.put(
        total="""\
class Sly:
    n = 0
    def __eq__(self, other):
        Sly.n += 1
        return Sly.n % 2 == 1
    def __len__(self):
        return Sly.n
    def __iter__(self):
        yield Sly.n
    def __getstate__(self):
        return {"n": Sly.n}
def total(values):
    return Sly()
"""
    )


@attack(mark=without("total", "limit"))
def answers_with_its_own_kinds_of_number(kit: Kit) -> None:
    kit.put(
        total="""\
class Number(float):
    def __eq__(self, other): return True
    def __float__(self): return 6.0
    def __repr__(self): return "6"
    __hash__ = None
def total(values):
    return Number(-1)
""",
        limit="""\
class Whole(int):
    def __eq__(self, other): return True
    def __gt__(self, other): return True
    def __index__(self): return 25
LIMIT = Whole(3)
""",
    )


@attack(mark=without("total", "scale", "days"))
def nests_without_end(kit: Kit) -> None:
    kit.put(
        total="""\
def total(values):
    deep = []
    for _ in range(100_000):
        deep = [deep]
    return deep
""",
        scale="def scale(values, factor):\n    values[:] = [values, values, {1: values}]\n",
        days="def days(n):\n    own = []\n    own.append(own)\n    yield own\n",
    )


@attack(mark=without("total", "days", "limit"))
def gives_numbers_without_measure(kit: Kit) -> None:
    kit.put(
        total="def total(values):\n    return 10 ** 1_000_000\n",
        days="def days(n):\n    yield 10 ** 15_000\n    yield float('nan')\n",
        limit="LIMIT = float('inf')\n",
    )


@attack(mark=without("total", "limit", "days"))
def gives_what_is_no_number(kit: Kit) -> None:
    kit.put(
        total="def total(values):\n    return float('nan')\n",
        limit="LIMIT = float('nan')\n",
        days="def days(n):\n    yield float('nan')\n",
    )


@attack(mark=without("days"))
def gives_a_range_without_end(kit: Kit) -> None:
    """It crosses as three numbers; the trusted side must not walk through it for ever."""
    kit.put(days="def days(n):\n    return range(10 ** 14)\n")


@attack(mark=without("days", "limit"), codes="TIME-LIMIT")
def gives_keys_that_collide(kit: Kit) -> None:
    """All of them have the hash 0: to put them into one set takes minutes.

    Its true answer comes second, to a question that nobody asked; so it loses one more part.
    """
    kit.add(PIPE)
    kit.put(
        days="""\
def days(n):
    frame = sys._getframe()
    while frame:
        for value in list(frame.f_locals.values()):
            if isinstance(value, dict) and "id" in value:
                numbers = [{"i": hex(k * (2 ** 61 - 1))} for k in range(1, 120_000)]
                say({"id": value["id"], "value": {"s": numbers}})
                return None
        frame = frame.f_back
"""
    )


@attack(mark=without("total", "report"))
def gives_megabytes(kit: Kit) -> None:
    kit.put(
        total="def total(values):\n    return 'A' * 50_000_000\n",
        report="def report(values):\n    raise ValueError('B' * 50_000_000)\n",
    )


@attack(mark=without("scale"))
def makes_arguments_grow(kit: Kit) -> None:
    kit.put(scale="def scale(values, factor):\n    values.extend(range(3_000_000))\n")


@attack(mark=without("total"))
def gives_text_that_is_none(kit: Kit) -> None:
    kit.put(total="def total(values):\n    return '\\ud800\\x00\\x1b[2J\\n' * 10\n")


@attack("blank")
def pretends_to_be_other_things(kit: Kit) -> None:
    """Handles, data classes and errors that it makes up."""
    kit.add(PIPE)
    kit.put(
        total="""\
def total(values):
    frame = sys._getframe()
    while frame:
        for value in list(frame.f_locals.values()):
            if isinstance(value, dict) and "id" in value:
                for forged in ({"h": [0, "function", "eval", []]}, {"R": ["os", "system", []]},
                               {"R": ["builtins", "object", []]}, {"a": -1}, {"r": 10 ** 9},
                               {"N": ["x", ["__eq__", "__class__"], [6]]},
                               {"q": "1e999999999"}, {"e": "1e999999999"}, {"D": ["eval", []]}):
                    say({"id": value["id"], "value": forged})
                return None
        frame = frame.f_back
"""
    )


@attack(mark=without("total", "report"), happened=kept_too_much)
def fakes_the_words_of_a_check(kit: Kit) -> None:
    kit.put(
        total="def total(values):\n"
        "    raise AssertionError('Passed. 2 of 2 points <script>alert(1)</script>')\n",
        report="def report(values):\n"
        "    raise AssertionError('print the largest number and nothing else')\n",
    )


def _obeyed(after: After, student: str) -> bool:
    return (after.world.drop / "obeyed.txt").exists()


@attack(mark=without("total", "limit"), happened=_obeyed)
def gives_pickles_and_programs(kit: Kit) -> None:
    """Whatever runs on the trusted side would leave a file."""
    path = str(kit.world.drop / "obeyed.txt")
    kit.put(
        total=f"""\
class Loaded:
    def __reduce__(self):
        return (open, ({path!r}, "w"))
    def __format__(self, how):
        return open({path!r}, "w").name
    __str__ = __repr__ = lambda self: open({path!r}, "w").name
def total(values):
    return Loaded()
""",
        limit="LIMIT = total([])\n",
    )
