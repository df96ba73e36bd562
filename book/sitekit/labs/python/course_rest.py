"""Modules that a start does not need: their archive is fetched at the first import of one."""

import sys
import zipimport
from pathlib import Path

ARCHIVE = Path("/lib/rest.zip")
#: The names of the modules in the archive, one a line, with `/` for the dot.
NAMES = "course_rest.txt"


class Rest:
    """Finds the modules of the archive, and fetches it before that."""

    def __init__(self, names: str) -> None:
        self.names = frozenset(names.split())

    def find_spec(self, name, path=None, target=None):
        place = name.replace(".", "/")
        if place not in self.names:
            return None
        if not ARCHIVE.exists():
            self.fetch(name)
        return zipimport.zipimporter(f"{ARCHIVE}/{place.rpartition('/')[0]}").find_spec(name)

    def fetch(self, name: str) -> None:
        import course_lab
        from pyodide.ffi import JsException

        try:
            ARCHIVE.write_bytes(course_lab.rest().to_bytes())
        except JsException as error:
            raise ImportError(
                f"{name} is a part of Python that is loaded when it is needed, and it could not be "
                "loaded. Is the network there? Run the cell again.",
                name=name,
            ) from error


def install() -> None:
    """Look into the archive where Python finds a module nowhere else."""
    sys.meta_path.append(Rest(__loader__.get_data(f"{__loader__.archive}/{NAMES}").decode()))
