"""Pyodide's lock file for the stock lab, whose packages come from PyPI and not from a CDN."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from pathlib import Path
from typing import Any


def write_lock(official: Path, folder: Path) -> None:
    """Write `folder`/pyodide-lock.json: what `official` says, with the wheels of `folder` alone.

    Wheels on PyPI differ by hash from those that Pyodide's authors serve; versions are the same.
    """
    lock: dict[str, Any] = json.loads(official.read_text(encoding="utf-8"))
    known = {_normal(entry["name"]): entry for entry in lock["packages"].values()}
    wheels = {_normal(path.name.split("-")[0]): path for path in sorted(folder.glob("*.whl"))}
    packages = {}
    for name, path in wheels.items():
        depends = known.get(name, {}).get("depends", [])
        packages[name] = {
            "depends": sorted({_normal(one) for one in depends} & set(wheels)),
            "file_name": path.name,
            "imports": _imports(path),
            "install_dir": "site",
            "name": name,
            "package_type": "package",
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "unvendored_tests": False,
            "version": path.name.split("-")[1],
        }
    lock["packages"] = packages
    (folder / "pyodide-lock.json").write_text(json.dumps(lock, indent=1), encoding="utf-8")


def _imports(wheel: Path) -> list[str]:
    """The top-level names that a wheel brings."""
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.partition("/")[0] for name in archive.namelist()}
    modules = {top for top in tops if not re.search(r"\.(dist-info|data)$", top)}
    return sorted(re.sub(r"\.pyc?$", "", top) for top in modules)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
