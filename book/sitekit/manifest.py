"""What a bundle holds, file by file, so that whoever gets it can see that it is whole."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from sitekit import __version__

MANIFEST, SUMS = "MANIFEST.json", "SHA256SUMS"
#: Zip files carry times; a fixed one makes two bundles of the same sources the same bytes.
ZIP_TIME = (2026, 1, 1, 0, 0, 0)


def manifest_files(files: Mapping[str, bytes], what: str) -> dict[str, bytes]:
    """The two files that list the others: one for programs, one for `sha256sum --check`."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    listed = {
        "course": "dsi-course",
        "version": __version__,
        "what": what,
        "files": {
            name: {"bytes": len(files[name]), "sha256": digest} for name, digest in sums.items()
        },
    }
    lines = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
    return {MANIFEST: (json.dumps(listed, indent=1) + "\n").encode(), SUMS: lines.encode()}


def write_bundle(files: Mapping[str, bytes], target: Path, folder: str, what: str) -> None:
    """Write a zip that unpacks into `folder`, with its manifest; whole or not at all."""
    everything = {**files, **manifest_files(files, what)}
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in everything.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}", ZIP_TIME)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    part.replace(target)
