"""Python for the browser: Pyodide, the kernel's packages, ipywidgets and dsilab, made lean."""

from __future__ import annotations

import hashlib
import json
import lzma
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from sitekit.errors import CourseError
from sitekit.labs.fetch import node
from sitekit.manifest import ZIP_TIME

HERE = Path(__file__).parent / "python"
#: The kernel's own packages, which its labextension carries.
KERNEL = "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension"
KERNEL_WHEELS = ("ipykernel", "piplite", "pyodide_kernel")
#: What no cell of this course can come to need: tests, windows, the command line of IPython, and
#: syntax highlighting of languages other than Python (tracebacks are all that is highlighted).
UNUSED = re.compile(
    r"/tests?/|\.data/|\.dist-info/RECORD$|/$"
    r"|^(curses|ensurepip|idlelib|lib2to3|test|tkinter|turtledemo|venv)/|^turtle\.py$"
    r"|^pygments/lexers/(?!__init__|_mapping|python|special)"
    r"|^IPython/(testing/plugin|sphinxext)/|^IPython/terminal/(?!__init__|pt_inputhooks)"
)


def late(module: str, *names: str) -> bytes:
    """Functions that import what they are named after when they are called."""
    lines = "def {0}(*args, **more):\n    from {1} import {0}\n    return {0}(*args, **more)\n"
    return "".join(lines.format(name, module) for name in names).encode()


#: Lines of packages that are written anew. IPython would import its command line, with a fifth of
#: all modules, and some other things that a start does not use; the kernel would use jedi for
#: completion, where Python itself knows enough, and would lose each None of a message.
CHANGED = {
    "IPython/__init__.py": {b"\nfrom .terminal.embed import embed\n": b"\n"},
    "IPython/core/magics/code.py": {
        b"from urllib.request import Request, urlopen\n": late(
            "urllib.request", "Request", "urlopen"
        )
    },
    "IPython/core/magics/execution.py": {
        b"\nimport cProfile as profile\n": b"\n",
        b"\nimport pstats\n": b"\n",
        b"prof = profile.Profile()": b"import cProfile, pstats; prof = cProfile.Profile()",
    },
    "IPython/core/tbtools.py": {
        b"\nimport pydoc\n": b"\n",
        b"return pydoc.text.repr(value)": b"import pydoc; return pydoc.text.repr(value)",
    },
    "pygments/plugin.py": {
        b"from importlib.metadata import entry_points\n": late("importlib.metadata", "entry_points")
    },
    "pyodide_kernel/comm.py": {
        b"import comm\n": b"import comm\nfrom course_nulls import with_nulls\n",
        b"dict(data=data, ": b"dict(data=with_nulls(data), ",
    },
    "pyodide_kernel/display.py": {
        b"\nfrom .jsonutil import": b"\nfrom course_nulls import with_nulls\nfrom .jsonutil import",
        b"        if update and": b"        data = with_nulls(data)\n        if update and",
        b"= json_clean(encode_images(format_dict))": (
            b"= with_nulls(json_clean(encode_images(format_dict)))"
        ),
    },
    "pyodide_kernel/interpreter.py": {b"use_jedi = True": b"use_jedi = False"},
    "pyodide_kernel/jsonutil.py": {b'datetime.strptime("1", "%d")\n': b""},
}
#: Modules of which the student may want to read the source.
OPEN_SOURCE = ("dsilab/",)
#: Pyodide itself.
CORE = ("pyodide.asm.mjs", "pyodide.asm.wasm")
#: What runs in the browser as it is here.
OWN = ("early.mjs", "pyodide.mjs", "unlzma.mjs", "unpacked.mjs")
#: What the browser unpacks.
PACKED = (*CORE, "python.zip", "rest.zip")


def build_runtime(root: Path, fetched: Path, target: Path) -> None:
    """Write the folder `target`, which the kernel takes as its Pyodide.

    Raises:
        CourseError: Pyodide does not start with these packages.
    """
    target.mkdir(parents=True)
    pyodide, made = fetched / "pyodide", target / "made"
    made.mkdir()
    shutil.copy(pyodide / "pyodide.mjs", target / "core.mjs")
    for name in CORE:
        shutil.copy(pyodide / name, target / name)
    for name in OWN:
        shutil.copy(HERE / name, target / name)
    lock = json.loads((pyodide / "pyodide-lock.json").read_text(encoding="utf-8"))
    (target / "pyodide-lock.json").write_text(json.dumps({**lock, "packages": {}}))

    files = all_files(root, fetched)
    write_zip(made / "python.zip", files)
    _run("run.mjs", target, made, HERE / "start.py", HERE / "compile.py")
    with zipfile.ZipFile(made / "bytecode.zip") as archive:
        bytecode = {name: archive.read(name) for name in archive.namelist()}
    first, rest = divide(files, bytecode)
    write_zip(made / "python.zip", first)
    write_zip(made / "rest.zip", rest)
    _run("run.mjs", target, made, *(HERE / f"{name}.py" for name in ("watch", "start", "watched")))
    for name in CORE:
        (target / name).rename(made / name)
    packed = {name: write_packed(made / name, target) for name in PACKED}
    (target / "packed.mjs").write_text(f"export const PACKED = {json.dumps(packed, indent=1)};\n")
    shutil.rmtree(made)


def all_files(root: Path, fetched: Path) -> dict[str, bytes]:
    """All modules of the lab's Python by their path: its library, the packages and `dsilab`."""
    files: dict[str, bytes] = {}
    kernel = Path(sys.prefix) / KERNEL / "static" / "pypi"
    wheels = [path for name in KERNEL_WHEELS for path in sorted(kernel.glob(f"{name}-*.whl"))]
    library = fetched / "pyodide" / "python_stdlib.zip"
    for path in [library, *wheels, *sorted((fetched / "wheels").glob("*.whl"))]:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not UNUSED.search(name)]
            files |= {name: archive.read(name) for name in names}
    exercises = root / "exercises"
    for path in sorted((exercises / "dsilab").rglob("*.py")):
        files[path.relative_to(exercises).as_posix()] = path.read_bytes()
    for name in ("course_nulls.py", "course_rest.py"):
        files[name] = (HERE / name).read_bytes()
    files["piplite/piplite.py"] = (HERE / "piplite.py").read_bytes()
    for name, changes in CHANGED.items():
        for old, new in changes.items():
            if files[name].count(old) != 1:
                raise CourseError(f"the labs: {name} has changed; see sitekit/labs/runtime.py")
            files[name] = files[name].replace(old, new)
    return files


def divide(
    files: dict[str, bytes], bytecode: dict[str, bytes]
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """What a start needs, as bytecode, and the rest, as source."""
    first = dict(bytecode)
    rest = {}
    for name, content in files.items():
        if name.startswith(OPEN_SOURCE) or name == "course_rest.py":
            first[name] = content
        elif f"{name}c" not in bytecode:
            rest[name] = content
    modules = {re.sub(r"(/__init__)?\.py$", "", name) for name in rest if name.endswith(".py")}
    first["course_rest.txt"] = "\n".join(sorted(modules)).encode()
    return first, rest


def write_zip(target: Path, files: dict[str, bytes]) -> None:
    """Write a zip whose bytes depend on the files alone; it is compressed as a whole later."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(path, ZIP_TIME), data)


def write_packed(source: Path, folder: Path) -> dict[str, str | int]:
    """Compress a file as far as it goes, under a name that its content decides; name and size."""
    plain = source.read_bytes()
    filters = [{"id": lzma.FILTER_LZMA1, "preset": 9 | lzma.PRESET_EXTREME, "pb": 0}]
    packed = lzma.compress(plain, format=lzma.FORMAT_ALONE, filters=filters)
    # Python leaves the header's size open; `unlzma.mjs` wants to know it before.
    packed = packed[:5] + len(plain).to_bytes(8, "little") + packed[13:]
    file = f"{source.name}.{hashlib.sha256(packed).hexdigest()[:12]}.lzma"
    (folder / file).write_bytes(packed)
    return {"file": file, "size": len(packed)}


def _run(script: str, *arguments: Path) -> None:
    done = subprocess.run(
        [*node(), str(HERE / script), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip() or "no message").splitlines()[-1]
        raise CourseError(f"the labs' Python does not start with its packages: {last}")
