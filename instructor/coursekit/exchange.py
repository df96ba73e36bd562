"""nbgrader's `collect` on a hub, for submissions that are whose they say they are.

A student chooses the name that stands in a submission's file name. nbgrader compares it with the
account that owns the folder, but only warns, and takes it; and it follows links, which in a
submission can lead to the solutions. This one takes neither. Switched on by
`instructor/deploy/local_config.py`.
"""

from __future__ import annotations

import pwd
import shutil
import stat
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import ignore_patterns
from traitlets import Enum

from coursekit.hub_uids import uid_of


class CollectOwn(ExchangeCollect):
    """Collects only what the student it names has handed in."""

    accounts = Enum(
        ("numbers", "names"),
        "numbers",
        help="How the hub runs a student's server: 'numbers', as the user of coursekit.hub_uids "
        "(Kubernetes); 'names', as a Unix account of the student's name (The Littlest JupyterHub).",
    ).tag(config=True)

    def init_src(self) -> None:
        """Find the newest submission of each student; what is refused hides none behind it."""
        super().init_src()
        self.src_records = [record for record in self.src_records if record["username"]]
        inbound = Path(self.inbound_path)
        if inbound.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
            self.fail(
                f"{inbound}: students can list this folder and find each other's work; the volume "
                "changes permissions. Run 'chmod 733' on it and have the volume mended: "
                "instructor/deploy/kubernetes/README.md"
            )

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """One submission; one that is not taken has no student."""
        try:
            record = super()._path_to_record(path)
            problem = self._problem(Path(path), record["username"])
        except (ExchangeError, ValueError, OverflowError):
            record = {"filename": Path(path).name, "timestamp": datetime.min}
            problem = "the name of the folder is not one that nbgrader gives"
        if problem:
            self.log.error("%s: not collected: %s", record["filename"], problem)
            record["username"] = ""
        return record

    def _problem(self, path: Path, student: str) -> str | None:
        status = path.lstat()
        if not stat.S_ISDIR(status.st_mode):
            return "a link or a file, no folder"
        if self.accounts == "numbers":
            own, owner = status.st_uid == uid_of(student), str(status.st_uid)
        else:
            owner = _account(status.st_uid)
            own = owner == student
        return None if own else f"it names {student}, but user {owner} handed it in; ask both"

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy as nbgrader does, with its limits, but no link and nothing behind one."""
        size, most = self.get_size(src), 1000 * self.coursedir.max_dir_size
        if size > most:
            self.log.error("%s: not collected: %d bytes, more than %d", Path(src).name, size, most)
            return
        leave_out = ignore_patterns(
            exclude=self.coursedir.ignore,
            include=self.coursedir.include,
            max_file_size=self.coursedir.max_file_size,
            log=self.log,
        )
        shutil.copytree(src, dest, symlinks=True, ignore=leave_out)
        for path in Path(dest).rglob("*"):
            if path.is_symlink():
                path.unlink()
                self.log.error(
                    "%s: left out %s, a link; ask for the file itself",
                    Path(src).name,
                    path.relative_to(dest),
                )


def _account(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
