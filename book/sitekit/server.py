"""`course serve`: the built site on this machine alone, as a static host would serve it.

Tornado answers byte ranges, without which a browser cannot move inside a recording, and compresses
what it sends; Python's own file server does neither.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, StaticFileHandler

from sitekit.errors import CourseError

ADDRESS = "127.0.0.1"
TALKS_THERE = "The talks are there now: load their pages anew."


class SiteFile(StaticFileHandler):
    """A file of the site; a page that was built again is never taken from the browser's cache."""

    def set_extra_headers(self, path: str) -> None:
        self.set_header("Cache-Control", "no-cache")

    def compute_etag(self) -> None:
        """None: Tornado would remember a file's digest as long as it runs, past the next build."""


def make_application(site: Path, prefix: str = "/") -> Application:
    """The site as a Tornado application, under `prefix` (a static host may serve a sub-path)."""
    settings = {"path": str(site), "default_filename": "index.html"}
    return Application([(rf"{prefix}(.*)", SiteFile, settings)], compress_response=True)


def open_port(port: int) -> list[socket.socket]:
    """Take the port on this machine's own address; 0 takes any that is free.

    Raises:
        CourseError: the port is taken, or may not be used.
    """
    try:
        return bind_sockets(port, ADDRESS)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            another = port + 1 if port < 65535 else 8001
            raise CourseError(
                f"port {port} is taken by another program; choose another: "
                f"make serve PORT={another}"
            ) from None
        if error.errno == errno.EACCES:
            raise CourseError(f"port {port} needs more rights; choose one above 1023") from None
        raise


async def serve(site: Path, sockets: list[socket.socket], later: list[str] | None = None) -> None:
    """Serve until the program is stopped; meanwhile run the command `later`, if there is one."""
    server = HTTPServer(make_application(site))
    server.add_sockets(sockets)
    port = sockets[0].getsockname()[1]
    print(f"The course is at http://{ADDRESS}:{port}/  (stop with Ctrl+C)", flush=True)
    running = await asyncio.create_subprocess_exec(*later) if later else None
    try:
        if running:
            failed = await running.wait()
            said = "The talks could not be made: see above." if failed else TALKS_THERE
            print(said, flush=True)
        await asyncio.Event().wait()
    finally:
        if running and running.returncode is None:
            running.terminate()
