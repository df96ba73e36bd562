"""Packs the course's own package `dsilab` as a wheel: the same sources give the same bytes."""

from __future__ import annotations

import base64
import hashlib
import re
import zipfile
from pathlib import Path

from sitekit.downloads import ZIP_TIME


def write_wheel(package: Path, folder: Path) -> Path:
    """Write the pure-Python wheel of the package in the folder `package` and return its path."""
    name = package.name
    source = (package / "__init__.py").read_text(encoding="utf-8")
    version = re.search(r'^__version__ = "([\w.]+)"', source, re.M)[1]
    files = {
        path.relative_to(package.parent).as_posix(): path.read_bytes()
        for path in sorted(package.rglob("*.py"))
    }
    info = f"{name}-{version}.dist-info"
    files[f"{info}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nRequires-Dist: ipywidgets\n"
    ).encode()
    files[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: sitekit\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    record = "".join(f"{path},sha256={_digest(data)},{len(data)}\n" for path, data in files.items())
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    write_zip(wheel, files)
    return wheel


def write_zip(target: Path, files: dict[str, bytes]) -> None:
    """Write a zip whose bytes depend on the files alone."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(zipfile.ZipInfo(path, ZIP_TIME), data, zipfile.ZIP_DEFLATED, 9)


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
