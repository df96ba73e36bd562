"""The course folder that nbgrader works in, and nbgrader's own API on it.

nbgrader's steps are its sub-folders: source, release, submitted, autograded, feedback; its record
of all marks is gradebook.db.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sitekit.errors import CourseError, shown
from sitekit.paths import find_root

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from nbgrader.apps.api import NbGraderAPI

#: The default one, below the root. It is not in `_build`, which can be made again at any time: the
#: gradebook cannot. Git ignores it.
FOLDER = "marking"
CONFIG_NAME = "nbgrader_config.py"

#: The preprocessors are named, not imported: should coursekit be missing, nbgrader must stop.
#: (A failing import in this file would only be logged, and nbgrader would go on without it.)
CONFIG = '''\
"""nbgrader's settings for this course, written anew by each `course release`.

Settings of your own (a late penalty, say) go into local_config.py beside this file.
"""

from pathlib import Path

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "sequence-data"

# nbgrader's own way to grade runs students' code with your rights: `course grade` does it instead.
c.Autograde.sanitize_preprocessors = ["coursekit.grading.stock.UseCourseGrade"]
c.Autograde.autograde_preprocessors = []
# The student sees none of that, and no hidden test: the page is that of `course feedback`.
c.GenerateFeedback.preprocessors = []
c.GenerateFeedback.exporter_class = "coursekit.feedback.exporter.FeedbackExporter"
# The formgrader shows what students wrote: none of it may act there.
c.HTMLExporter.sanitize_html = True
# As `course export grades`: with quotes around a name that holds a comma.
c.ExportApp.plugin_class = "coursekit.lms.marks.MarksCsv"

if (Path(__file__).parent / "local_config.py").exists():
    load_subconfig("local_config.py")  # noqa: F821
'''


def add_folder_option(parser: argparse.ArgumentParser) -> None:
    """The option that all commands of an instructor share."""
    parser.add_argument(
        "--folder",
        type=Path,
        metavar="FOLDER",
        help=f"nbgrader's course folder, with the gradebook (default: {FOLDER}); one for "
        "each term keeps old marks",
    )


def course_folder(arguments: argparse.Namespace) -> Path:
    """The course folder that a command was given, or the default one."""
    return (arguments.folder or find_root() / FOLDER).resolve()


def prepare(folder: Path) -> None:
    """Make the course folder and write its settings.

    Raises:
        CourseError: the folder has settings that somebody else wrote.
    """
    path = folder / CONFIG_NAME
    if path.exists() and CONFIG.splitlines()[0] not in path.read_text("utf-8", "replace"):
        raise CourseError(
            f"{shown(path)}: these are settings of another course and would be lost; name another "
            "folder with --folder"
        )
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(CONFIG, encoding="utf-8")


def open_nbgrader(folder: Path) -> NbGraderAPI:
    """nbgrader's API on a course folder, with that folder's own settings.

    Raises:
        CourseError: nothing was released into this folder yet, or its settings cannot be read.
    """
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from sqlalchemy.exc import SAWarning
    from traitlets.config import PyFileConfigLoader

    # nbgrader builds its records in an order that SQLAlchemy 2.1 remarks on; nothing comes of it.
    warnings.filterwarnings("ignore", category=SAWarning, module=r"nbgrader\.api")
    if not (folder / CONFIG_NAME).is_file():
        raise CourseError(
            f"{shown(folder)}: there is no course folder of nbgrader; run "
            "'course release <chapter>' first, or name the right one with --folder"
        )
    _find_programs()
    try:
        config = PyFileConfigLoader(CONFIG_NAME, path=str(folder)).load_config()
    except Exception as error:  # the file is Python, so anything can be wrong with it
        raise CourseError(
            f"{shown(folder / CONFIG_NAME)}: the settings cannot be read: {error}; mend or remove "
            "local_config.py, or run 'course release' to write them anew"
        ) from None
    return NbGraderAPI(coursedir=CourseDirectory(root=str(folder), config=config), config=config)


@contextlib.contextmanager
def open_gradebook(folder: Path) -> Iterator[Gradebook]:
    """The gradebook of a course folder.

    Raises:
        CourseError: there is none yet, or the file is no gradebook.
    """
    from sqlalchemy.exc import DatabaseError

    path = folder / "gradebook.db"
    if not path.is_file():
        raise CourseError(
            f"{shown(path)}: there is no gradebook yet; run 'course release <chapter>' first, or "
            "name the right folder with --folder"
        )
    try:
        with open_nbgrader(folder).gradebook as gradebook:
            yield gradebook
    except DatabaseError as error:
        raise CourseError(
            f"{shown(path)}: this is no gradebook of nbgrader ({error.orig}); put back a copy, or "
            "remove it and release anew"
        ) from None


def check_released(folder: Path, assignment: str) -> None:
    """See that an assignment is in the gradebook.

    Raises:
        CourseError: it is not, or there is no gradebook.
    """
    from nbgrader.api import MissingEntry

    with open_gradebook(folder) as gradebook:
        try:
            gradebook.find_assignment(assignment)
        except MissingEntry:
            raise CourseError(
                f"{assignment!r} is not in the gradebook {shown(folder / 'gradebook.db')}; run "
                f"'course release {assignment}' first"
            ) from None


def reason(result: dict) -> str:
    """Why a step of nbgrader failed, as one line: the last error in its log."""
    log = re.sub(r"\x1b\[[0-9;]*m", "", result.get("log") or "")
    errors = [
        line.strip()
        for line in log.splitlines()
        if re.match(r"\s*[A-Za-z_][\w.]*(Error|Exception|Interrupt|Entry)(:|$)", line)
    ]
    # nbgrader ends every failure with an exception of its own that says nothing.
    telling = [line for line in errors if "NbGraderException" not in line]
    if telling:
        return telling[-1]
    last = [line for line in (result.get("error") or "").splitlines() if line.strip()]
    return last[-1].strip() if last else "nbgrader gives no reason"


def _find_programs() -> None:
    """nbgrader starts `alembic` by name; where it finds none it leaves half a database behind."""
    own = str(Path(sys.executable).parent)
    if own not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = own + os.pathsep + os.environ.get("PATH", "")
