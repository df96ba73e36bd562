"""Starts an ipykernel inside the sandbox, for tests that cannot run outside of it.

Started as `python -I -S kernel.py SETTINGS`. Standard library only, up to the kernel itself.
"""

from __future__ import annotations

import json
import resource
import sys


def main() -> None:
    settings = json.loads(sys.argv[1])
    for name, limit in settings["limits"].items():
        kind = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(kind)[1]
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (limit, limit))
    del sys.path[0]
    sys.path += settings["site"]
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(
        argv=["-f", settings["connection"], "--HistoryManager.enabled=False", "--log-level=ERROR"]
    )


if __name__ == "__main__":
    main()
