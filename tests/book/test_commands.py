"""The `course` command as a user types it: help, exit codes, one clear line, the server."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest
from sitekit import cli
from sitekit.errors import CourseError
from sitekit.paths import ROOT
from sitekit.server import make_application, open_port
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop


def course(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "sitekit.cli", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )


def test_every_command_has_help_with_an_example():
    commands = re.findall(r"^    (\w+) ", cli.build_parser().format_help(), re.MULTILINE)
    assert {"build", "serve", "check", "offline"} <= set(commands)
    if (ROOT / "instructor").is_dir():
        assert {"release", "collect", "grade", "feedback", "export"} <= set(commands)
    for command in commands:
        with pytest.raises(SystemExit) as ended:
            cli.main([command, "--help"])
        assert ended.value.code == 0


def test_help_shows_an_example(capsys):
    for command in ("build", "serve", "check", "offline"):
        with pytest.raises(SystemExit):
            cli.main([command, "--help"])
        assert f"course {command}" in capsys.readouterr().out.partition("example")[2]


@pytest.mark.parametrize("arguments", [[], ["none"], ["serve", "--port", "many"]])
def test_usage_errors_exit_with_2(arguments):
    done = course(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_fault_of_the_course_is_one_line_and_exits_with_1(small_book):
    small_book.lesson("one", prerequisites="[chapter/none]")
    done = course("build", DSI_COURSE_ROOT=str(small_book.root))
    assert done.returncode == 1
    assert done.stderr.startswith("course: book/chapter/one.md:8: ")
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_taken_port_is_said_before_anything_is_built(small_book):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = course("serve", "--port", str(port), DSI_COURSE_ROOT=str(small_book.root))
    assert done.returncode == 1
    assert done.stderr == (
        f"course: port {port} is taken by another program; choose another: "
        f"make serve PORT={port + 1}\n"
    )
    assert not (small_book.root / "_build").exists()


def test_an_entry_point_of_a_package_that_is_gone_is_passed_over(monkeypatch):
    class Gone:
        name, module = "grade", "package_that_is_gone.commands"

        @staticmethod
        def load():
            raise ModuleNotFoundError("gone", name="package_that_is_gone")

    class Broken(Gone):
        @staticmethod
        def load():
            raise ModuleNotFoundError("needs another", name="some_dependency")

    monkeypatch.setattr(cli, "entry_points", lambda group: [Gone()])
    assert "build" in cli.build_parser().format_help()
    monkeypatch.setattr(cli, "entry_points", lambda group: [Broken()])
    with pytest.raises(ModuleNotFoundError, match="needs another"):
        cli.build_parser()


@contextmanager
def served(site):
    """Serve `site` from a thread, as `course serve` does; gives the port."""
    sockets = open_port(0)
    ready = threading.Event()
    loops = []

    def run() -> None:
        loop = IOLoop()
        loops.append(loop)
        server = HTTPServer(make_application(site))
        server.add_sockets(sockets)
        loop.add_callback(ready.set)
        loop.start()
        server.stop()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(10)
    yield sockets[0].getsockname()[1]
    loops[0].add_callback(loops[0].stop)
    thread.join(10)


def get(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    return answer.status, dict(answer.getheaders()), answer.read()


def test_the_server_gives_ranges_and_compresses_and_stays_in_its_folder(tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (site / "index.html").write_text("<p>hello</p>" * 500)
    (site / "talk.mp4").write_bytes(bytes(range(256)) * 8)
    with served(site) as port:
        status, headers, body = get(port, "/talk.mp4", Range="bytes=10-19")
        assert (status, body) == (206, bytes(range(10, 20)))
        status, headers, body = get(port, "/", Accept_Encoding="gzip")
        assert (status, headers.get("Content-Encoding")) == (200, "gzip")
        assert len(body) < 500
        assert get(port, "/none.html")[0] == 404
        for path in ("/../secret.txt", "/%2e%2e/secret.txt"):
            status, _, body = get(port, path)
            assert status in (403, 404)
            assert b"secret" not in body


def test_a_page_that_was_built_again_is_served_anew(tmp_path):
    page = tmp_path / "index.html"
    page.write_text("old")
    os.utime(page, (1_000_000, 1_000_000))
    with served(tmp_path) as port:
        _, headers, body = get(port, "/index.html")
        assert body == b"old"
        seen = {"If_None_Match": headers.get("Etag", '"none"')}
        seen["If_Modified_Since"] = headers["Last-Modified"]
        assert get(port, "/index.html", **seen)[0] in (200, 304)
        page.write_text("new")
        assert get(port, "/index.html", **seen)[2] == b"new"


def test_a_port_that_needs_more_rights(monkeypatch):
    import sitekit.server

    def refuse(port, address):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(sitekit.server, "bind_sockets", refuse)
    with pytest.raises(CourseError, match="choose one above 1023"):
        open_port(80)
