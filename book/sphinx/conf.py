"""The same book with Sphinx alone, for the day on which Jupyter Book 1.x ends.

`sphinx-build -W -c book/sphinx . _build/sphinx` reads the very sources that Jupyter Book reads.
What an author sets stays in `_config.yml` and `_toc.yml`; here stands what Jupyter Book adds to it.
"""

from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
_config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))

project = html_title = _config["title"]
author = _config["author"]
copyright = _config["copyright"]
extensions = [
    "sphinx_togglebutton",
    "sphinx_copybutton",
    "sphinx_design",
    "myst_nb",
    "sphinx_external_toc",
    *_config["sphinx"]["extra_extensions"],
]
exclude_patterns = _config["exclude_patterns"]
external_toc_path = str(ROOT / "_toc.yml")
external_toc_exclude_missing = _config["only_build_toc_files"]
html_theme = "sphinx_book_theme"
html_baseurl = _config["html"].get("baseurl", "")
html_theme_options = {"home_page_in_toc": _config["html"]["home_page_in_navbar"]}
myst_enable_extensions = ["colon_fence", "dollarmath"]
nb_execution_mode = _config["execute"]["execute_notebooks"]
numfig = True
myst_footnote_sort = False  # the sources stand under the heading "Sources"

globals().update(_config["sphinx"]["config"])
# Sphinx looks for these beside conf.py; Jupyter Book looks from the root.
templates_path = [str(ROOT / path) for path in _config["sphinx"]["config"]["templates_path"]]
html_static_path = [str(ROOT / path) for path in _config["sphinx"]["config"]["html_static_path"]]
