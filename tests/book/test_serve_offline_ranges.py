"""The offline edition's own server answers with a part of a file: a video needs it."""

from __future__ import annotations

import threading
from http.client import HTTPConnection

import pytest
from sitekit.serve_offline import THIS_MACHINE, open_server

CONTENT = bytes(range(200))


@pytest.fixture
def ask(tmp_path):
    (tmp_path / "talk.mp4").write_bytes(CONTENT)
    server = open_server(tmp_path, THIS_MACHINE, 18_400)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def ask_(wanted: str | None):
        line = HTTPConnection(THIS_MACHINE, server.server_address[1], timeout=5)
        line.request("GET", "/talk.mp4", headers={"Range": wanted} if wanted else {})
        answer = line.getresponse()
        return answer, answer.read()

    yield ask_
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("wanted", "part", "says"),
    [
        ("bytes=0-9", CONTENT[:10], "bytes 0-9/200"),
        ("bytes=190-", CONTENT[190:], "bytes 190-199/200"),
        ("bytes=150-999", CONTENT[150:], "bytes 150-199/200"),
        ("bytes=-5", CONTENT[-5:], "bytes 195-199/200"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else None,
)
def test_a_part(ask, wanted, part, says):
    answer, body = ask(wanted)
    assert (answer.status, body) == (206, part)
    assert answer.headers["Content-Range"] == says
    assert answer.headers["Content-Type"] == "video/mp4"


@pytest.mark.parametrize("wanted", [None, "bytes=0-1,5-6", "lines=1-2"])
def test_the_whole(ask, wanted):
    answer, body = ask(wanted)
    assert (answer.status, body) == (200, CONTENT)
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("wanted", ["bytes=200-", "bytes=9-3"])
def test_a_part_that_is_not_there(ask, wanted):
    answer, body = ask(wanted)
    assert (answer.status, body) == (416, b"")
    assert answer.headers["Content-Range"] == "bytes */200"
