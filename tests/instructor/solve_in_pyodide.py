"""Run by Pyodide: every cell of `/made/cells.json`, chapter by chapter, beside its data.

Each cell that fails is one line of `/made/failed.json`.
"""

import json
import os
import shutil
from pathlib import Path

import course_rest

# What a start does not need: the browser fetches it at the first import, and here it lies ready.
shutil.copy("/made/rest.zip", course_rest.ARCHIVE)
course_rest.install()

import pyodide_kernel  # noqa: E402

kernel, shell = pyodide_kernel.kernel_instance, pyodide_kernel.ipython_shell
# No page listens here.
shell.send_comm = lambda *message: None
shell.displayhook.publish_execution_result = lambda *result: None
shell.display_pub.publish = lambda *data, **more: None
failed = []
for notebook, cells in json.loads(Path("/made/cells.json").read_text()).items():
    shell.reset(new_session=True)
    os.chdir(f"/made/exercises/{notebook.partition('/')[0]}")
    for number, source in enumerate(cells):
        done = await kernel.run(source)  # noqa: F704
        if done["status"] != "ok":
            failed.append(f"{notebook}, cell {number}: {done['ename']}: {done['evalue']}")
Path("/made/failed.json").write_text(json.dumps(failed))
