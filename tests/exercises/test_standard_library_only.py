"""dsilab runs in a browser with no network: it may import the standard library and ipywidgets."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

EXERCISES = Path(__file__).resolve().parents[2] / "exercises"
DSILAB = EXERCISES / "dsilab"
ALLOWED = sys.stdlib_module_names | {"dsilab", "ipywidgets"}


def foreign_imports(source: str) -> set[str]:
    """Names of the packages that Python source imports and may not."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add((node.module or "").partition(".")[0])
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            names |= {
                argument.value.partition(".")[0]
                for argument in node.args[:1]
                if isinstance(argument, ast.Constant)
            }
    return names - ALLOWED


@pytest.mark.parametrize("path", sorted(DSILAB.rglob("*.py")), ids=lambda path: path.name)
def test_dsilab_imports_nothing_else(path):
    assert foreign_imports(path.read_text(encoding="utf-8")) == set()


def test_the_data_script_imports_nothing_else(data_folder):
    source = (data_folder / "derive_yellow_fever.py").read_text(encoding="utf-8")
    assert foreign_imports(source) == set()


@pytest.mark.parametrize(
    "planted",
    [
        "import numpy",
        "import numpy.linalg as la",
        "from numpy import array",
        "def late():\n    import numpy",
        "import importlib\nimportlib.import_module('numpy.random')",
    ],
)
def test_a_planted_import_is_caught(planted):
    source = (DSILAB / "clock.py").read_text(encoding="utf-8")
    assert foreign_imports(f"{source}\n{planted}\n") == {"numpy"}


def test_dsilab_works_where_nothing_is_installed(data_folder):
    """-I -S: no site-packages at all, so neither ipywidgets nor anything else can be found."""
    script = (
        f"import sys; sys.path.insert(0, {str(EXERCISES)!r})\n"
        "import dsilab\n"
        f"chart = dsilab.FIGURES['yellow-fever-when']({str(data_folder)!r})\n"
        "outcome = dsilab.EXPLORERS['embargo'].outcome()\n"
        "print(len(chart.rows), 'ipywidgets' in sys.modules)\n"
        "try:\n    dsilab.EXPLORERS['embargo'].widget()\n"
        "except ModuleNotFoundError as error:\n    print(error.name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout.split() == ["7", "False", "ipywidgets"]
