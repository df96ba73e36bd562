"""Run by Pyodide: starts the kernel, and compiles every module that the start imports.

Python would else compile them anew at every start, in the slower WebAssembly: two thirds of the
time. `/pyodide` is the folder of the runtime; `/pyodide/hot.zip` is what this writes: the bytecode
of each hot module as `<archive>/<path>c`.
"""

import importlib.util
import marshal
import re
import sys
import zipfile
from pathlib import Path

import dsilab
import ipywidgets  # noqa: F401
import pyodide_kernel

# No page listens here.
pyodide_kernel.ipython_shell.send_comm = lambda *message: None
await pyodide_kernel.kernel_instance.run("1 + 1")  # noqa: F704
next(iter(dsilab.EXPLORERS.values())).widget()

files = {getattr(module, "__file__", None) or "" for module in list(sys.modules.values())}
hot = {re.sub(r"^.*/(python314\.zip|site-packages)/", "", file) for file in files}
with zipfile.ZipFile("/pyodide/hot.zip", "w") as out:
    for archive in sorted([*Path("/pyodide").glob("*.whl"), Path("/pyodide/python_stdlib.zip")]):
        with zipfile.ZipFile(archive) as source:
            for name in sorted(set(source.namelist()) & hot):
                text = source.read(name)
                code = compile(text, name, "exec", dont_inherit=True)
                # Unchecked: the source is not there to be compared with (PEP 552).
                head = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little")
                head += importlib.util.source_hash(text)
                out.writestr(f"{archive.name}/{name}c", head + marshal.dumps(code))
