"""The labs: a JupyterLite site under the book, in which exercises run with no server.

`fetch` gets what comes from the registries, `runtime` makes Python for the browser of it, `lite`
runs `jupyter lite build`, and `build` holds them together and remembers what it made. The pages
learn through an environment variable whether a lab goes with them: `jupyter-book build` alone makes
none, and its pages must not link to one.
"""

from __future__ import annotations

import os

from sphinx.application import Sphinx

#: Set to 1 by `course build` where the lab goes with the book.
LAB_VARIABLE = "DSI_COURSE_LAB"


def setup(app: Sphinx) -> None:
    app.add_config_value("lab_built", os.environ.get(LAB_VARIABLE) == "1", "env")
    # Where an instructor has a JupyterHub, and the git repository of the students' files for it.
    app.add_config_value("lab_hub_url", "", "env", types=(str,))
    app.add_config_value("lab_hub_repository", "", "env", types=(str,))
    app.add_config_value("lab_hub_branch", "main", "env", types=(str,))
