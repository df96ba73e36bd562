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
from pathlib import Path
from typing import Any

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
        super().init_src()
        inbound = Path(self.inbound_path)
        if inbound.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
            self.fail(
                f"{inbound}: students can list this folder and read each other's work; the volume "
                "changes permissions (fsGroup?). Run 'chmod 733' on it and have the volume mended "
                "(instructor/deploy/kubernetes/README.md)"
            )
        own = []
        for record in self.src_records:
            status = (inbound / record["filename"]).lstat()
            owner = status.st_uid
            if not stat.S_ISDIR(status.st_mode):
                self.log.error("%s: not collected: a link or file, no folder", record["filename"])
            elif self._is(owner, record["username"]):
                own.append(record)
            else:
                self.log.error(
                    "%s: not collected: it names %s, but user %s handed it in; ask both",
                    record["filename"],
                    record["username"],
                    self._called(owner),
                )
        self.src_records = own

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy a submission as nbgrader does, with its limits, but no link and nothing behind one."""
        size, most = self.get_size(src), 1000 * self.coursedir.max_dir_size
        if size > most:
            self.fail(f"{Path(src).name}: {size} bytes, more than {most}; ask for it again, smaller")
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

    def _is(self, owner: int, student: str) -> bool:
        if self.accounts == "numbers":
            return owner == uid_of(student)
        return self._called(owner) == student

    def _called(self, owner: int) -> str:
        if self.accounts == "names":
            try:
                return pwd.getpwuid(owner).pw_name
            except KeyError:
                pass
        return str(owner)
