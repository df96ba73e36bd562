"""Starts servers on this machine as Kubernetes does: each as a numeric user without an account."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from jupyterhub.spawner import SimpleLocalProcessSpawner
from traitlets import Any


class NumericSpawner(SimpleLocalProcessSpawner):
    """The numbers come from the course's own settings for KubeSpawner."""

    uid = Any().tag(config=True)
    gid = Any().tag(config=True)

    async def start(self) -> tuple[str, int]:
        home = Path(self.home_dir)
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.chown(home, self.uid(self), self.gid)
        return await super().start()

    def make_preexec_fn(self, name: str) -> Callable[[], None]:
        uid, gid, home = self.uid(self), self.gid, self.home_dir

        def become() -> None:
            os.setgroups([])
            os.setgid(gid)
            os.setuid(uid)
            os.umask(0o022)
            os.chdir(home)

        return become
