"""Attacks that are after marks which the work does not earn, by way of the tests."""

from __future__ import annotations

import copy

from tests.attacks.arena import Kit, attack

ALWAYS = """\
class Always(int):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __lt__ = __gt__ = __le__ = __ge__ = __eq__
    def __hash__(self): return 1
    def __bool__(self): return True
    def __iter__(self): return iter([self])
    def __len__(self): return 3
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
    def __add__(self, other): return self
    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __abs__ = __add__
    def __instancecheck__(self, other): return True
    @property
    def __class__(self): return int
    def __reduce__(self): return (eval, ("True",))
"""


@attack("blank", codes="LOCKED-CELL-CHANGED")
def edits_the_tests(kit: Kit) -> None:
    for cell in kit.notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade") and cell["cell_type"] == "code":
            cell["source"] = "assert True"


@attack(codes="POINTS-EDITED")
def edits_the_points(kit: Kit) -> None:
    for name in ("total-check", "limit-check"):
        kit.cell(name)["metadata"]["nbgrader"]["points"] = 100


@attack("blank", codes="CELL-RELABELLED CELL-TYPE-CHANGED LOCKED-CELL-CHANGED")
def relabels_tests_as_solutions(kit: Kit) -> None:
    for name in ("total-check", "scale-check", "days-check"):
        kit.cell(name)["metadata"]["nbgrader"] |= {"solution": True, "grade": False}
        kit.cell(name)["source"] = "assert True"


@attack("blank", codes="CELL-DUPLICATED LOCKED-CELL-CHANGED")
def hands_in_each_test_twice(kit: Kit) -> None:
    for name in ("total-check", "scale-check"):
        twin = copy.deepcopy(kit.cell(name)) | {"source": "assert True", "id": f"{name}-2"}
        kit.notebook["cells"].append(twin)


@attack("blank")
def makes_every_cell_a_pass(kit: Kit) -> None:
    kit.add("get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])")


@attack("blank")
def makes_every_run_a_success(kit: Kit) -> None:
    kit.add("""\
from IPython.core.interactiveshell import InteractiveShell, ExecutionResult
InteractiveShell.showtraceback = lambda *a, **k: None
ExecutionResult.success = True
""")


@attack("blank")
def is_equal_to_everything(kit: Kit) -> None:
    kit.put(
        total=f"{ALWAYS}\ntotal = Always()\n",
        scale="def scale(values, factor):\n    return Always()\n",
        days="def days(n):\n    yield Always()\n",
        limit=f"{ALWAYS}\nLIMIT = Always()\n",
        report="report = Always()\n",
    )


@attack("blank")
def has_a_class_that_is_equal_to_everything(kit: Kit) -> None:
    kit.put(
        total="""\
class Kind(type):
    def __eq__(cls, other): return True
    def __call__(cls, *a): return cls
    def __gt__(cls, other): return True
    def __iter__(cls): return iter(())
    def __instancecheck__(cls, one): return True
    __hash__ = type.__hash__
class total(metaclass=Kind):
    pass
""",
        limit="LIMIT = total\n",
        days="days = total\n",
        scale="scale = total\n",
        report="report = total\n",
    )


@attack("blank")
def rebinds_the_builtins(kit: Kit) -> None:
    kit.add("""\
import builtins
builtins.AssertionError = builtins.NotImplementedError = type("Quiet", (BaseException,), {})
builtins.isinstance = lambda *a: True
builtins.sum = lambda *a: 6
builtins.list = lambda *a: [3, 6]
builtins.len = lambda *a: 3
builtins.__import__ = lambda *a, **k: builtins
""")


@attack("blank")
def switches_asserts_off(kit: Kit) -> None:
    kit.add("""\
import sys
sys.flags = type("F", (), {"optimize": 2, "__getattr__": lambda s, n: 0})()
__debug = False
import ast
ast.Assert = ast.Pass
compile = lambda *a, **k: (lambda: None).__code__
exec = eval = lambda *a, **k: None
sys.excepthook = lambda *a: None
sys.settrace(lambda *a: None)
""")


@attack("blank")
def redefines_the_data_of_the_tests(kit: Kit) -> None:
    """The sum of no readings at all is easily had."""
    kit.add("READINGS[:] = []\nREADINGS = []\nopen = lambda *a: []\n", 3)
    kit.put(total="def total(values):\n    READINGS.clear()\n    values.clear()\n    return 0\n")


@attack("blank")
def knows_the_visible_checks_by_heart(kit: Kit) -> None:
    kit.put(
        total="def total(values):\n    return 6\n",
        scale="def scale(values, factor):\n    values[:] = [3, 6]\n",
        days="def days(n):\n    yield 6\n",
        limit="LIMIT = 11\n",
        report="def report(values):\n    print(9)\n",
    )


@attack("blank")
def asks_its_caller_for_the_answer(kit: Kit) -> None:
    kit.put(
        total="""\
def total(values):
    import sys
    frame = sys._getframe()
    while frame:
        for name in ("all_gauges_together", "expected", "want", "got"):
            for place in (frame.f_locals, frame.f_globals):
                if name in place:
                    return place[name]
        frame = frame.f_back
    return 6
"""
    )


@attack("blank")
def shows_high_numbers(kit: Kit) -> None:
    """nbgrader takes the number that a test cell shows for its points."""
    kit.add("""\
import sys
sys.displayhook = lambda value: sys.stdout.write("100")
display(100)
100
""")
    kit.put(total="def total(values):\n    display(2.0)\n    print(2.0)\n    return 2.0\n")


@attack("blank")
def pretends_to_be_graded_already(kit: Kit) -> None:
    for cell in kit.notebook["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("grade"):
            marks |= {"score": 8, "manual_score": 8, "auto_score": 8, "comment": "very good"}
            if cell["cell_type"] == "code":
                shown = {"output_type": "execute_result", "metadata": {}, "execution_count": 1}
                cell["outputs"] = [shown | {"data": {"text/plain": "2.0"}}]
    kit.notebook["metadata"]["nbgrader"] = {"score": 8}


@attack("blank")
def empties_what_it_is_given(kit: Kit) -> None:
    """Arguments come back changed, so a test that looks at them may find what suits a fraud."""
    kit.put(
        total="def total(values):\n    values[:] = [0]\n    return 0\n",
        scale="def scale(values, factor):\n    values.clear()\n",
    )


@attack("blank")
def raises_what_a_test_waits_for(kit: Kit) -> None:
    for name in ("total", "scale", "days", "report"):
        kit.put(**{name: f"def {name}(*a):\n    raise StopIteration({name!r})\n"})
    kit.put(limit="raise GeneratorExit\n")
