"""Run by Pyodide after `start.py`: compiles every module that the start has imported.

Python would else compile them anew at every start, in the slower WebAssembly: two thirds of the
time. The bytecode goes to `/made/bytecode.zip`. Documentation is left out where no student reads
it, and by an environment variable the columns of the source: together a third of what is loaded.
"""

import ast
import importlib.util
import marshal
import sys
import zipfile

ARCHIVE = "/lib/python314.zip"
#: Of these a student may ask for help, or they read it themselves; others go without.
READ = frozenset(
    {"_pyodide", "collections", "datetime", "decimal", "dsilab", "fractions", "functools", "json"}
    | {"math", "pathlib", "pyodide", "random", "re", "statistics", "string", "textwrap"}
)
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def parsed(source: bytes, name: str) -> ast.Module:
    tree = ast.parse(source, name)
    if name.partition("/")[0].removesuffix(".py") not in READ:
        for node in ast.walk(tree):
            if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
                node.body[:1] = [] if node.body[1:] else [ast.Pass(lineno=1, col_offset=0)]
    return tree


specs = [getattr(module, "__spec__", None) for module in list(sys.modules.values())]
# Not what is frozen into the interpreter: that has a file, but another origin.
files = {spec.origin for spec in specs if spec}
with zipfile.ZipFile(ARCHIVE) as sources, zipfile.ZipFile("/made/bytecode.zip", "w") as out:
    for name in sorted(sources.namelist()):
        if f"{ARCHIVE}/{name}" not in files:
            continue
        source = sources.read(name)
        code = compile(parsed(source, name), f"{ARCHIVE}/{name}", "exec", dont_inherit=True)
        # Unchecked: the source is not there to be compared with (PEP 552).
        head = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little")
        head += importlib.util.source_hash(source)
        out.writestr(f"{name}c", head + marshal.dumps(code))
