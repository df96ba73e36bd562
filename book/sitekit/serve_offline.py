"""Serves the course from this folder, with Python alone: `python3 serve.py`.

This machine alone can reach it, unless `--share` opens it to the local network.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import functools
import hashlib
import io
import os
import posixpath
import re
import socket
import sys
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

SITE = "site"
HOME = "book/index.html"
THIS_MACHINE = "127.0.0.1"
#: Windows asks its registry for these, which other programs change; a wrong one stops the labs.
TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".ipynb": "application/json",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".mp4": "video/mp4",
    ".opus": "audio/ogg",
    ".svg": "image/svg+xml",
    ".vtt": "text/vtt",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".whl": "application/zip",
    ".zip": "application/zip",
}


@functools.lru_cache(maxsize=4096)
def entity_tag(path: str, size: int, changed: int) -> str:
    """A name for a file's content. All files of an edition have one time, which names nothing."""
    digest = hashlib.sha256()
    with Path(path).open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return f'"{digest.hexdigest()[:32]}"'


class CourseFile(SimpleHTTPRequestHandler):
    """A file of the site: no lists of folders, and never an old copy after a new edition."""

    protocol_version = "HTTP/1.1"

    def send_head(self):
        path = Path(self.translate_path(self.path))
        if path.is_dir() and urlsplit(self.path).path.endswith("/"):
            path /= "index.html"
        self.tag = None
        if path.is_file():
            about = path.stat()
            self.tag = entity_tag(str(path), about.st_size, about.st_mtime_ns)
            if self.headers.get("If-None-Match") == self.tag:
                self.send_response(304)
                self.end_headers()
                return None
            if part := re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", "")):
                return self.send_part(path, about.st_size, *part.groups())
        del self.headers["If-Modified-Since"]
        return super().send_head()

    def send_part(self, path: Path, size: int, first: str, last: str) -> io.BytesIO | None:
        """Answer with some bytes of a file: without this nobody can move inside a video."""
        start = int(first) if first else max(0, size - int(last or 0))
        end = min(int(last), size - 1) if first and last else size - 1
        if start > end:
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{size}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        self.send_response(206)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Range", f"bytes {start}-{end}/{size}")
        self.send_header("Content-Length", str(end - start + 1))
        self.end_headers()
        with path.open("rb") as file:
            file.seek(start)
            return io.BytesIO(file.read(end - start + 1))

    def end_headers(self) -> None:
        if getattr(self, "tag", None):
            self.send_header("ETag", self.tag)
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def guess_type(self, path: str) -> str:
        ending = posixpath.splitext(str(path))[1].lower()
        return TYPES.get(ending) or super().guess_type(path)

    def list_directory(self, path: str) -> None:
        self.send_error(404, "File not found")

    def log_message(self, *parts: object) -> None:
        """Say nothing: who reads what is nobody's business."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    # On Windows this would let two programs take one port.
    allow_reuse_address = os.name != "nt"

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that went away in the middle is no fault."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def open_server(folder: Path, address: str, port: int) -> Server:
    """A server on this port, or on the next one that is free.

    Raises:
        SystemExit: none of the next fifty can be used.
    """
    handler = functools.partial(CourseFile, directory=str(folder))
    for candidate in range(port, min(port + 50, 65535) + 1):
        try:
            server = Server((address, candidate), handler)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            continue
        if candidate != port:
            print(f"Port {port} is taken by another program, so this is port {candidate}.")
        return server
    sys.exit(f"serve.py: no port from {port} on is free; choose another: --port 9000")


def addresses_here() -> list[str]:
    """This machine's addresses in the local network, the most likely one first."""
    found: list[str] = []
    # A network without internet may have no way out, and a machine no name.
    probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with contextlib.suppress(OSError), probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing: it only chooses a way out
        found.append(probe.getsockname()[0])
    with contextlib.suppress(OSError):
        found += socket.gethostbyname_ex(socket.gethostname())[2]
    return [a for a in dict.fromkeys(found) if not a.startswith("127.") and a != "0.0.0.0"]


def main() -> int:
    parser = argparse.ArgumentParser(description="Serve the course to a browser.")
    parser.add_argument("--port", type=int, default=8000, help="the port (default: 8000)")
    parser.add_argument(
        "--share", action="store_true", help="let other machines of the local network read it"
    )
    arguments = parser.parse_args()
    folder = Path(__file__).resolve().parent / SITE
    if not (folder / HOME).is_file():
        sys.exit(
            f"serve.py: the folder {SITE!r} is not beside this file; unpack the whole zip first, "
            "then start serve.py from the unpacked folder"
        )
    if not 0 < arguments.port < 65536:
        sys.exit(f"serve.py: a port is a number from 1 to 65535, not {arguments.port}")
    server = open_server(folder, "" if arguments.share else THIS_MACHINE, arguments.port)
    port = server.server_address[1]
    print(f"The course is at http://{THIS_MACHINE}:{port}/{HOME}")
    if arguments.share:
        for address in addresses_here():
            print(f"On other machines of this network: http://{address}:{port}/{HOME}")
        if not addresses_here():
            print("This machine has no address in a network yet: join one, then start this again.")
    print("Stop it with Ctrl+C.", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
