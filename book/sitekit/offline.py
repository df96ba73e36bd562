"""`course offline`: the whole course as one zip file, to be read and run without internet."""

from __future__ import annotations

import re
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
    {".zip", ".whl", ".png", ".jpg", ".webp", ".mp4", ".webm", ".woff2", ".gz", ".lzma", ".opus"}
)
#: A talk's video in a page: where the player finds it, and its line among the files to take along.
VIDEO_SOURCE = re.compile(r'<source src="[^"]*/talk\.mp4"[^>]*>')
VIDEO_FILE = re.compile(r'<li class="talk-video">.*?</li>', re.S)


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


def write_offline(root: Path, site: Path, *, video: bool = True) -> Path:
    """Write `_build/dsi-course-offline.zip` from a built site; the same site gives the same bytes.

    Without `video`, the talks can be heard and read, and their pictures are the slides.

    Raises:
        CourseError: the site is not whole.
    """
    for needed in ("book/index.html", "search.html", BUNDLE):
        if not (site / needed).is_file():
            raise CourseError(f"the built site has no {needed}; build it: course build --force")
    files = offline_files(root, site)
    if not video:
        files = without_video(files)
    target = root / "_build" / f"{NAME}.zip"
    part = target.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, source in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{NAME}/{name}", ZIP_TIME)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # Unix, on whatever system it is written
            content = source if isinstance(source, bytes) else source.read_bytes()
            pressed = Path(name).suffix in PRESSED
            kind = zipfile.ZIP_STORED if pressed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, kind)
    part.replace(target)
    return target


def without_video(files: dict[str, bytes | Path]) -> dict[str, bytes | Path]:
    """The same files without the talks' videos, and pages that no longer speak of them."""
    kept: dict[str, bytes | Path] = {}
    for name, source in files.items():
        if name.startswith("site/talks/") and name.endswith("/talk.mp4"):
            continue
        if name.startswith("site/book/") and name.endswith(".html"):
            page = source.read_text(encoding="utf-8")
            if VIDEO_SOURCE.search(page):
                page = VIDEO_FILE.sub("", VIDEO_SOURCE.sub("", page))
                # What opens a moment of the video without scripts now opens the sound.
                kept[name] = page.replace("/talk.mp4#t=", "/talk.opus#t=").encode()
                continue
        kept[name] = source
    return kept
