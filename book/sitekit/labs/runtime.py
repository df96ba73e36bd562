"""Python for the browser: Pyodide, the kernel's packages, ipywidgets and dsilab, made lean."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from sitekit.errors import CourseError
from sitekit.labs.fetch import node
from sitekit.labs.lock_patch import write_lock
from sitekit.labs.own_wheel import write_wheel, write_zip

HERE = Path(__file__).parent
#: Of npm's package, what a browser loads.
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
#: The kernel's own packages, which its labextension carries.
KERNEL = "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension"
KERNEL_WHEELS = ("ipykernel", "piplite", "pyodide_kernel")
#: What no cell of this course can come to need: tests, stubs of other people's packages, and
#: syntax highlighting of languages other than Python (tracebacks are all that is highlighted).
UNUSED = re.compile(
    r"/tests?/"
    r"|^jedi/third_party/(django-stubs|typeshed/third_party|typeshed/stdlib/2/)"
    r"|^pygments/lexers/(?!__init__|_mapping|python|special)"
    r"|^IPython/(testing/plugin|sphinxext)/"
    r"|\.data/"
    r"|\.dist-info/RECORD$"
)
#: Modules of which the student may want to read the source.
OPEN_SOURCE = ("dsilab/",)


def build_runtime(root: Path, fetched: Path, target: Path) -> None:
    """Write the folder `target`, which the kernel takes as its Pyodide.

    Raises:
        CourseError: Pyodide does not start with these packages.
    """
    target.mkdir(parents=True)
    for name in CORE:
        shutil.copy(fetched / "pyodide" / name, target / name)
    kernel = Path(sys.prefix) / KERNEL / "static" / "pypi"
    wheels = [path for name in KERNEL_WHEELS for path in kernel.glob(f"{name}-*.whl")]
    for path in [*wheels, *sorted((fetched / "wheels").glob("*.whl"))]:
        write_zip(target / path.name, _kept(path))
    write_wheel(root / "exercises" / "dsilab", target)
    write_lock(fetched / "pyodide" / "pyodide-lock.json", target)
    done = subprocess.run(
        [*node(), str(HERE / "hot.mjs"), str(target), str(HERE / "hot.py")],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip() or "no message").splitlines()[-1]
        raise CourseError(f"the labs' Python does not start with its packages: {last}")
    _put_bytecode(target)
    write_lock(fetched / "pyodide" / "pyodide-lock.json", target)


def _kept(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if not UNUSED.search(name)]
        return {name: archive.read(name) for name in names if not name.endswith("/")}


def _put_bytecode(target: Path) -> None:
    """Replace each hot module by its bytecode; where the source must stay, put both."""
    with zipfile.ZipFile(target / "hot.zip") as hot:
        bytecode = {name: hot.read(name) for name in hot.namelist()}
    (target / "hot.zip").unlink()
    for archive in sorted({name.partition("/")[0] for name in bytecode}):
        files: dict[str, bytes] = {}
        for name, data in _kept(target / archive).items():
            compiled = bytecode.get(f"{archive}/{name}c")
            if compiled is None or name.startswith(OPEN_SOURCE):
                files[name] = data
            if compiled is not None and name.startswith(OPEN_SOURCE):
                folder, _, module = name.rpartition("/")
                files[f"{folder}/__pycache__/{module[:-3]}.cpython-314.pyc"] = compiled
            elif compiled is not None:
                files[f"{name}c"] = compiled
        write_zip(target / archive, files)
