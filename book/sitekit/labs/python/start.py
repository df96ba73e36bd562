"""Run by Pyodide when the labs are built: all that a first visit to an exercise needs."""

import importlib
import pkgutil

import dsilab
import ipywidgets  # noqa: F401
import piplite.piplite  # noqa: F401
import pyodide_kernel

# Of each chapter some modules are imported by its notebooks alone.
for module in pkgutil.walk_packages(dsilab.__path__, "dsilab."):
    importlib.import_module(module.name)
kernel, shell = pyodide_kernel.kernel_instance, pyodide_kernel.ipython_shell
# No page listens here.
shell.send_comm = lambda *message: None
shell.displayhook.publish_execution_result = lambda *result: None
for cell in (
    "import dsilab",
    "print(1 + 1)",
    "def wrong(): raise ValueError('a traceback')\nwrong()",
    "from pathlib import Path\nPath('none.txt').read_text()",
    "assert len('ACGT') == 3, 'a check that fails'",
    *(f"dsilab.EXPLORERS[{name!r}].widget()" for name in dsilab.EXPLORERS),
):
    await kernel.run(cell)  # noqa: F704
kernel.complete("dsilab.", 7)
kernel.inspect("dsilab", 6, 0)
kernel.comm_info("jupyter.widget")
