"""Run by Pyodide after `watch.py` and `start.py`: the kernel may have caught the error itself."""

if missed:  # noqa: F821
    raise ImportError(f"a start needs {missed[0]}, which was not compiled for it")  # noqa: F821
