"""`course offline`: the whole course as one zip file, to be read and run without internet."""

from __future__ import annotations

import zipfile
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from sitekit.course import load_course
from sitekit.downloads import BUNDLE
from sitekit.errors import CourseError
from sitekit.manifest import ZIP_TIME

NAME = "dsi-course-offline"
#: What lies beside the site in the zip, by its name there.
SERVER = Path(__file__).with_name("serve_offline.py")
START = "START-HERE.html"
#: Already compressed: pressing them again takes time and saves nothing.
PRESSED = frozenset(
    {".zip", ".whl", ".png", ".jpg", ".webp", ".mp4", ".webm", ".woff2", ".gz", ".lzma"}
)


def offline_files(root: Path, site: Path) -> dict[str, bytes | Path]:
    """What the zip holds, by name: the site, a page to start with, a server, the licences."""
    files: dict[str, bytes | Path] = {
        START: start_page(root, site).encode(),
        "serve.py": SERVER,
        "LICENSE": root / "LICENSE",
    }
    if (root / "LICENSE-CONTENT").is_file():
        files["LICENSE-CONTENT"] = root / "LICENSE-CONTENT"
    for path in site.rglob("*"):
        if path.is_file() and path.name != ".buildinfo":
            files[f"site/{path.relative_to(site).as_posix()}"] = path
    return files


def start_page(root: Path, site: Path) -> str:
    """The page that says how to read, how to run the labs, and how to serve a classroom."""
    environment = Environment(
        loader=FileSystemLoader(root / "book" / "_templates"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
    )
    return environment.get_template(START).render(
        title=load_course(root).pages[0].title,
        lab=(site / "lab").is_dir(),
        bundle=BUNDLE,
    )


def write_offline(root: Path, site: Path) -> Path:
    """Write `_build/dsi-course-offline.zip` from a built site; the same site gives the same bytes.

    Raises:
        CourseError: the site is not whole.
    """
    for needed in ("book/index.html", "search.html", BUNDLE):
        if not (site / needed).is_file():
            raise CourseError(f"the built site has no {needed}; build it: course build --force")
    target = root / "_build" / f"{NAME}.zip"
    part = target.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, source in sorted(offline_files(root, site).items()):
            entry = zipfile.ZipInfo(f"{NAME}/{name}", ZIP_TIME)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # Unix, on whatever system it is written
            content = source if isinstance(source, bytes) else source.read_bytes()
            pressed = Path(name).suffix in PRESSED
            kind = zipfile.ZIP_STORED if pressed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, kind)
    part.replace(target)
    return target
