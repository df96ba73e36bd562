"""Tests run outside, students' code inside: what crosses, what does not, and what it costs."""

from __future__ import annotations

import pytest
from coursekit.grading.plan import Grading
from coursekit.grading.policy import Limits

from tests.instructor.exam import Exam, answer, check, given, written

#: What a student defines; what the test asserts of it; whether it holds.
CROSSING = {
    "values": (
        "x = {'a': [1, 2.5, None, True], 'b': (1, {2, 3})}",
        "assert x == {'a': [1, 2.5, None, True], 'b': (1, {2, 3})} and type(x['b']) is tuple",
    ),
    "large and odd numbers": (
        "x = [2**200, -1e308, float('inf'), float('nan'), 3 + 4j]",
        "assert x[0] == 2**200 and x[2] > 1e308 and x[3] != x[3] and abs(x[4]) == 5",
    ),
    "bytes, ranges, views": (
        "d = {'k': 1}\nx = [b'ab', range(3), d.keys(), d.values(), d.items()]",
        "assert x[0] == b'ab' and x[1] == range(3) and x[2] == {'k'} and list(x[3]) == [1]",
    ),
    "the standard library's containers": (
        "import collections\nx = collections.Counter('aab')\ny = collections.defaultdict(int, a=1)",
        "assert x == {'a': 2, 'b': 1} and x['z'] == 0 and y['z'] == 0 and isinstance(y, dict)",
    ),
    "fractions and dates": (
        "import datetime, fractions, decimal\nx = [fractions.Fraction(1, 4), "
        "datetime.date(1993, 12, 29), decimal.Decimal('0.1')]",
        "assert x[0] == 0.25 and x[1].year == 1993 and str(x[2]) == '0.1'",
    ),
    "a named tuple": (
        "import collections\nx = collections.namedtuple('P', 'year place')(1946, 'Nigeria')",
        "assert x.year == 1946 and x == (1946, 'Nigeria') and x[1] == 'Nigeria'",
    ),
    "a value that holds itself": ("x = []\nx.append(x)", "assert x[0] is x and len(x) == 1"),
    "a function": ("def f(a, *, b=2):\n    return a + b", "assert f(1) == 3 and f(1, b=5) == 6"),
    "a function that gives a function": (
        "def f(n):\n    return lambda x: x + n",
        "assert f(2)(3) == 5",
    ),
    "a lambda and a builtin": (
        "f = lambda x: x * 2\ng = len",
        "assert f(4) == 8 and g('abc') == 3",
    ),
    "a generator": (
        "def f(n):\n    for i in range(n):\n        yield [i]",
        "assert list(f(3)) == [[0], [1], [2]] and next(iter(f(1))) == [0]",
    ),
    "zip and map": ("x = zip('ab', [1, 2])", "assert list(x) == [('a', 1), ('b', 2)]"),
    "a function of the test, given to the student's": (
        "def f(g, xs):\n    return [g(x) for x in xs]",
        "seen = []\nassert f(lambda x: seen.append(x) or x + 1, [1, 2]) == [2, 3]\n"
        "assert seen == [1, 2]",
    ),
    "a student's function, given to another": (
        "def f(x):\n    return x + 1\ndef g(h, x):\n    return h(x)",
        "assert g(f, 1) == 2",
    ),
    "an argument changed in place": (
        "def f(xs, d):\n    xs.append(4)\n    xs[0]['k'] = 1\n    d.clear()",
        "a = [{}]\nb = {1: 2}\ninner = a[0]\nassert f(a, b) is None\n"
        "assert a == [{'k': 1}, 4] and b == {} and a[0] is inner",
    ),
    "an argument changed before an error": (
        "def f(xs):\n    xs.append(1)\n    raise ValueError('no')",
        "a = []\ntry:\n    f(a)\nexcept ValueError as error:\n    assert str(error) == 'no'\n"
        "assert a == [1]",
    ),
    "an argument that comes back itself": (
        "def f(xs):\n    return xs\ndef g(xs):\n    return list(xs)",
        "a = [1]\nassert f(a) is a and g(a) is not a and g(a) == a",
    ),
    "printed output": (
        "def f():\n    print('rain', 3)",
        "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as out:\n    f()\n"
        "assert out.getvalue() == 'rain 3\\n'",
    ),
    "builtin errors": (
        "def f(k):\n    return {}[k]\ndef g():\n    return 1 / 0",
        "for call, kind in ((lambda: f('k'), KeyError), (g, ZeroDivisionError)):\n    try:\n"
        "        call()\n    except kind as error:\n        assert error.args in (('k',), "
        "('division by zero',))\n    else:\n        raise AssertionError('no error')",
    ),
    "an error class of the student's own": (
        "class TooDry(ValueError):\n    pass\ndef f():\n    raise TooDry('no rain')",
        "try:\n    f()\nexcept TooDry as error:\n    assert isinstance(error, ValueError)\n"
        "    assert str(error) == 'no rain'",
    ),
    "an error class of the course's package": (
        "import dsilab\ndef f():\n    return dsilab.fit_clock([1, 1], [1, 2])",
        "import dsilab\ntry:\n    f()\nexcept dsilab.NoTemporalSignal:\n    pass",
    ),
    "data classes of the course's package": (
        "import dsilab\ndef f(chart):\n    return dsilab.Chart(chart.title + '!', '', "
        "{'mark': 'bar'}, ('a',), ((1,),))",
        "import dsilab\ngot = f(dsilab.Chart('Rain', '', {}, (), ()))\n"
        "assert isinstance(got, dsilab.Chart) and got.title == 'Rain!'\n"
        "assert got.spec['mark'] == 'bar'",
    ),
    "a name that the student lacks": (
        "",
        "try:\n    f()\nexcept NameError:\n    pass\nelse:\n    raise AssertionError('x')",
    ),
    "names in comprehensions": (
        "def f(x):\n    return x + n0\nn0 = 1",
        "k = 3\nassert [f(i) + k for i in range(2)] == [4, 5]",
    ),
    "documentation": ("def f():\n    'Counts.'", "assert f.__doc__ == 'Counts.'"),
    "data beside the notebook": (
        "def f():\n    return open('data/numbers.txt').read()",
        "assert f() == '1\\n2\\n3\\n'",
    ),
}


@pytest.fixture(scope="module")
def crossing() -> dict[str, str]:
    """The status of each of the tests above, all in one assignment each with its own names."""
    statuses = {}
    for name, (student, source) in CROSSING.items():
        exam = Exam([answer("a", "x = f = y = g = TooDry = None"), check("t", source)])
        graded = exam.grade({"a": student})
        statuses[name] = f"{graded['t']['status']} {graded.result['oddities']}"
    return statuses


@pytest.mark.parametrize("name", CROSSING)
def test_what_crosses(crossing: dict[str, str], name: str) -> None:
    assert crossing[name] == "passed []"


#: What must not pass: a student's definition, and a test that it would fool or hang.
FOOLING = {
    "an object equal to everything": (
        "class E:\n    def __eq__(self, o):\n        return True\n    __hash__ = None\n"
        "    def __getattr__(self, n):\n        return self\n    def __getitem__(self, k):\n"
        "        return self\n    def __call__(self, *a):\n        return self\n"
        "def f():\n    return E()",
        "assert f() == 3",
    ),
    "a number equal to everything": (
        "class I(int):\n    def __eq__(self, o):\n        return True\n"
        "    __hash__ = int.__hash__\n"
        "def f():\n    return I(1)",
        "assert f() == 3",
    ),
    "a list that lies": (
        "class L(list):\n    def __eq__(self, o):\n        return True\n    def __len__(self):\n"
        "        return 3\n    def __iter__(self):\n        return iter([1, 2, 3])\n"
        "def f():\n    return L()",
        "assert f() == [1, 2, 3]",
    ),
    "not a number": ("def f():\n    return float('nan')", "assert abs(f() - 3) < 1e-9"),
    "a class that is named like a data class of the course": (
        "import dsilab\nclass Clock:\n    __module__ = 'dsilab.clock'\n    rate = 3\n"
        "def f():\n    return Clock()",
        "assert f().rate == 3",
    ),
    "an assert made harmless": (
        "import builtins\nbuiltins.AssertionError = KeyError\nbuiltins.abs = lambda x: 0\n"
        "def f():\n    return 7",
        "assert abs(f() - 3) < 1e-9",
    ),
    "course data changed": (
        "gold.clear()\ngold.append(9)\ndef f():\n    return 9",
        "assert f() == gold[0]",
    ),
    "an error that is none": ("def f():\n    raise SystemExit\n", "f()\nassert False"),
}


@pytest.mark.parametrize("name", FOOLING)
def test_what_fools_no_test(name: str) -> None:
    student, source = FOOLING[name]
    exam = Exam(
        [
            given("g", "gold = [3]"),
            answer("a", "def f():\n    return 3"),
            check("t", source),
            check("next", "assert f is not None"),
        ]
    )
    graded = exam.grade({"a": student})
    assert graded["t"]["status"] in ("failed", "error")
    assert graded["t"]["points"] == 0
    assert graded["next"]["status"] == "passed", "and the next test is not the worse for it"


def test_an_instance_crosses_by_declared_attributes_only() -> None:
    student = (
        "class P:\n    def __init__(self, x):\n        self.x, self.y = x, 'secret'\n"
        "    def double(self):\n        return P(2 * self.x)\n"
        "    def __eq__(self, other):\n        return self.x == other.x\n"
    )
    cells = [
        answer("a", student),
        check("reads", "p = P(3)\nassert p.x == 3 and p.double().x == 6 and isinstance(p, P)"),
        check("compares", "assert P(3) == P(3) and P(3) != P(4) and P(3) != 3"),
        check("undeclared", "assert P(3).y == 'secret'"),
        check("none", "assert P(3).x == 3"),
    ]
    some = Grading(instances={"P": ["x", "double", "__eq__"]})
    exam = Exam(cells, dict.fromkeys(("reads", "compares", "undeclared"), some))
    graded = exam.grade({"a": student})
    assert graded.status == {
        "reads": "passed",
        "compares": "passed",
        "undeclared": "error",
        "none": "error",
    }
    assert "REPLY-REFUSED" in graded.codes


def test_messages_are_the_authors_and_say_whether_it_was_hidden() -> None:
    cells = [
        answer("a", "def f():\n    return 3"),
        check("seen", "assert f() == 3, f'three, not {f()}'\n### BEGIN HIDDEN TESTS\nassert True"),
        check("hidden", "assert f() != 0\n### BEGIN HIDDEN TESTS\nassert f() == 3, 'a hint'"),
        check("theirs", "f('x')"),
    ]
    student = (
        "def f(x=None):\n    if x:\n        raise AssertionError('my own words')\n    return 4"
    )
    graded = Exam(cells).grade({"a": student})
    assert (graded["seen"]["message"], graded["seen"]["hidden"]) == ("three, not 4", False)
    assert (graded["hidden"]["message"], graded["hidden"]["hidden"]) == ("a hint", True)
    assert "my own words" not in str(graded["theirs"]["message"])
    assert {c["status"] for c in graded.result["cells"]} == {"failed"}


def test_partial_credit_is_nbgraders_and_stderr_costs_nothing() -> None:
    cells = [
        answer("a", "def f():\n    return 3"),
        check("part", "f() / 2", 2),
        check("too much", "f() + 9", 2),
        check("text", "'done'", 2),
        check("none", "None", 2),
        check("warns", "import sys\nprint(f(), file=sys.stderr)", 2),
    ]
    graded = Exam(cells).grade(
        {"a": "import warnings\ndef f():\n    warnings.warn('x')\n    return 3"}
    )
    assert {c["grade_id"]: c["points"] for c in graded.result["cells"]} == {
        "part": 1.5,
        "too much": 2,
        "text": 2,
        "none": 2,
        "warns": 2,
    }


def test_what_ends_the_sandbox_costs_its_own_cell_only() -> None:
    cells = [
        answer("one", "def f():\n    return 1"),
        check("f-check", "assert f() == 1"),
        answer("two", "def g():\n    return 2"),
        check("g-check", "assert g() == 2"),
        answer("three", "def h():\n    return 3"),
        check("h-check", "assert h() == 3 and f() == 1"),
    ]
    graded = Exam(cells).grade(
        {
            "one": "def f():\n    return 1",
            "two": "import os\ndef g():\n    os._exit(3)",
            "three": "def h():\n    return 3",
        },
        {
            2: "import os\nos.kill(os.getpid(), 9)",
            0: "while True:\n    try:\n        while True:\n"
            "            pass\n    except BaseException:\n        pass",
        },
    )
    assert graded.status == {"f-check": "passed", "g-check": "killed", "h-check": "passed"}
    assert {"WORKER-DIED", "TIME-LIMIT"} <= graded.codes


def test_a_loop_without_end_is_stopped_and_what_it_had_done_stays() -> None:
    cells = [
        answer("a", "def f():\n    return 1"),
        check("t", "assert f() == 1"),
        check("loops", "f(True)"),
        check("after", "assert f() == 1"),
    ]
    student = "def f(x=False):\n    while x:\n        pass\n    return 1\nwhile True:\n    pass"
    graded = Exam(cells, limits=Limits(cell_seconds=0.5)).grade({"a": student})
    assert graded.status == {"t": "passed", "loops": "timeout", "after": "passed"}
    assert graded.result["seconds"] < 12


@pytest.mark.parametrize(
    "student",
    ["def f():\n    return range(10**12)", "def f():\n    while True:\n        yield 1"],
)
def test_a_test_that_hangs_on_this_side_costs_itself_only(student: str) -> None:
    """`sum(range(10**12))` heeds no signal; `sum` of an endless generator asks for ever."""
    cells = [
        answer("a", "def f():\n    return [1]"),
        check("before", "assert f"),
        check("hangs", "assert sum(f()) == 1"),
        check("after", "assert f is not None"),
    ]
    graded = Exam(cells, limits=Limits(cell_seconds=1, submission_seconds=30)).grade({"a": student})
    assert graded.status == {"before": "passed", "hangs": "timeout", "after": "passed"}


def test_the_courses_own_cells_run_only_where_a_mark_depends_on_them() -> None:
    slow = "import time\ntime.sleep(30)\nunused = 1"
    cells = [
        given("data", "numbers = [1, 2]"),
        given("slow", slow),
        answer("a", "def f():\n    return sum(numbers)"),
        check("t", "assert f() == sum(numbers)"),
    ]
    # Sleeping is a call whose result nobody takes; put so that it binds a name and no more.
    cells[1]["source"] = "import time\nunused = time.sleep(30)"
    exam = Exam(cells)
    graded = exam.grade({"a": "def f():\n    return sum(numbers)"})
    assert graded.status == {"t": "passed"}
    assert graded.result["seconds"] < 2
    # A cell of the student's own that uses it makes it run.
    graded = exam.grade({"a": "def f():\n    return sum(numbers)"}, {4: "print(unused)"})
    assert "TIME-LIMIT" in graded.codes


def test_written_answers_wait_for_a_person_or_earn_nothing() -> None:
    exam = Exam([answer("a", "f = 1"), check("t", "assert f == 1"), written("w"), written("v")])
    graded = exam.grade({"a": "f = 1", "w": "I say so."})
    assert graded.status == {"t": "passed", "w": "manual", "v": "missing"}
    assert graded.result["unanswered"] == ["v"]
    text = [c["source"] for c in graded.notebook["cells"]]
    assert "I say so." in text
    assert any("A model." in source for source in text), "the marker sees the model answer"


def test_same_process_is_told_and_canaries_catch_a_kernel_that_passes_everything() -> None:
    cells = [
        answer("a", "def f():\n    return 3"),
        check("t", "assert f() == 3\n0.5"),
        check("two", "assert f() == 3"),
    ]
    exam = Exam(cells, {"t": Grading(same_process=True)}, limits=Limits(cell_seconds=20))
    with exam.sitting() as sitting:
        honest = sitting.grade(exam.filled({"a": "def f():\n    return 3"}))
        wrong = sitting.grade(exam.filled({"a": "def f():\n    return 4"}))
        sly = sitting.grade(
            exam.filled(
                {},
                {
                    0: (
                        "try:\n    ip = get_ipython()\n"
                        "    ip.input_transformers_cleanup.append(lambda l: ['pass\\n'])\n"
                        "except NameError:\n    pass"
                    )
                },
            )
        )
    assert (honest["t"]["mode"], honest["t"]["points"]) == ("same process", 0.5)
    assert honest["two"]["mode"] == "two processes"
    assert (wrong["t"]["status"], wrong["t"]["points"]) == ("failed", 0)
    assert sly["t"]["status"] == "manual", "a person decides"
    assert sly["t"]["points"] == 0
    evidence = {o["code"]: o["evidence"] for o in sly.result["oddities"]}
    assert "an assert" in evidence["SAME-PROCESS"]
    assert "none" in next(o["evidence"] for o in honest.result["oddities"])
