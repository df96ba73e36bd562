"""A whole JupyterHub on this machine: hub, proxy, a server for each person, an exchange."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
import websocket
from coursekit.grading.sandbox import interpreter
from sitekit.labs.fetch import node, npm

from tests.instructor.deploy.lms import Lms
from tests.instructor.deploy.values import DEPLOY, helm_values
from tests.registry import KEPT, debian

ROOT = Path(__file__).parents[3]
NSS_WRAPPER = (
    "libnss-wrapper",
    "1.1.12-1",
    "8bdc077d4f69f152da4ebd75f3a60ecbfa7e449e7a73915f11f269699aee4163",
)
COURSE_ID = "sequence-data"


def proxy_program() -> list[str]:
    """JupyterHub's own proxy, from npm by the lock beside this."""
    lock = Path(__file__).parent / "proxy"
    folder = KEPT / "configurable-http-proxy-5.3.0"
    if not folder.is_dir():
        part = folder.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(lock, part)
        command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=part, check=True, capture_output=True, timeout=120)
        part.rename(folder)
    bins = folder / "node_modules" / "configurable-http-proxy" / "bin"
    return [*node(), str(bins / "configurable-http-proxy")]


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _write_nbgrader_config(folder: Path, exchange: Path) -> None:
    """The course's own file, with the exchange at this test's place."""
    text = (DEPLOY / "nbgrader_config.py").read_text(encoding="utf-8")
    assert text.count('"/srv/nbgrader/exchange"') == 1
    folder.mkdir()
    text = text.replace('"/srv/nbgrader/exchange"', repr(str(exchange)))
    (folder / "nbgrader_config.py").write_text(text, encoding="utf-8")


def _write_programs(folder: Path) -> None:
    """The programs that the image has on its path, with this machine's Python."""
    folder.mkdir()
    python = interpreter().program
    modules = {"alembic": "alembic", "course": "sitekit.cli", "nbgrader": "nbgrader"}
    for name, module in modules.items():
        program = folder / name
        program.write_text(f'#!/bin/sh\nexec {python} -m {module} "$@"\n', encoding="utf-8")
        program.chmod(0o755)


@dataclass(frozen=True)
class Done:
    """What a command in somebody's server did."""

    code: int
    out: str
    err: str


class Hub:
    """Started with `start`; `stop` ends it with all servers."""

    def __init__(self, folder: Path, lms: Lms) -> None:
        self.folder, self.lms = folder, lms
        self.exchange = folder / "exchange"
        public, hub, proxy = _free_ports(3)
        self.address = f"http://127.0.0.1:{public}"
        self.token = secrets.token_hex(16)
        self.process: subprocess.Popen[bytes] | None = None
        config = helm_values()["hub"]["config"]
        config["LTI13Authenticator"] |= lms.traits | {"uri_scheme": "http"}
        wrapper = debian(*NSS_WRAPPER) / "usr" / "lib" / "x86_64-linux-gnu" / "libnss_wrapper.so"
        python, venv = interpreter().program, Path(sysconfig.get_path("data"))
        rooms = [str(ROOT / room) for room in ("book", "exercises", "instructor")]
        self.setting = {
            "folder": str(folder),
            "config": config,
            "address": self.address,
            "hub_address": f"http://127.0.0.1:{hub}",
            "proxy_address": f"http://127.0.0.1:{proxy}",
            "proxy": proxy_program(),
            "token": self.token,
            # As singleuser.cmd has it, with this machine's Python.
            "command": [
                str(DEPLOY / "image" / "start-as-jovyan"),
                python,
                "-m",
                "jupyterhub.singleuser",
            ],
            "environment": {
                "PATH": f"{folder / 'bin'}:/usr/local/bin:/usr/bin:/bin",
                "LANG": "C.UTF-8",
                "NSS_WRAPPER_LIBRARY": str(wrapper.resolve()),
                "PYTHONPATH": os.pathsep.join([*rooms, sysconfig.get_path("purelib")]),
                "JUPYTER_CONFIG_PATH": f"{folder / 'etc'}{os.pathsep}{venv / 'etc' / 'jupyter'}",
                "JUPYTER_PATH": str(venv / "share" / "jupyter"),
            },
        }

    def start(self) -> None:
        self.folder.chmod(0o755)
        (self.folder / "homes").mkdir()
        self.exchange.mkdir()
        # As the job of exchange.yaml does.
        self.exchange.chmod(0o1777)
        _write_programs(self.folder / "bin")
        _write_nbgrader_config(self.folder / "etc", self.exchange)
        setting = self.folder / "hub.json"
        setting.write_text(json.dumps(self.setting), encoding="utf-8")
        setting.chmod(0o600)
        paths = [ROOT, *(ROOT / room for room in ("book", "exercises", "instructor"))]
        # hub_uids.py is beside the chart's settings there, and in coursekit here.
        paths.append(ROOT / "instructor" / "coursekit")
        environment = os.environ | {
            "TEST_HUB": str(setting),
            "PYTHONPATH": os.pathsep.join(str(path) for path in paths),
        }
        config = Path(__file__).with_name("hub_config.py")
        with (self.folder / "hub.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", "--config", str(config)],
                cwd=self.folder,
                env=environment,
                stdout=log,
                stderr=log,
            )
        self._wait(lambda: requests.get(f"{self.address}/hub/api/", timeout=2).ok, "the hub", 40)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()

    @property
    def log(self) -> str:
        return (self.folder / "hub.log").read_text(encoding="utf-8", errors="replace")

    def home(self, name: str) -> Path:
        return self.folder / "homes" / name

    def start_server(self, name: str) -> None:
        """Ask for a person's server and wait until it answers."""
        self._hands("POST", f"/hub/api/users/{name}/server")

    def wait_for_server(self, name: str) -> None:
        def answers() -> bool:
            status = f"{self.address}/user/{name}/api/status"
            return requests.get(status, headers=self._headers, timeout=5).ok

        self._wait(answers, f"the server of {name}", 60)

    def ask(self, name: str, method: str, path: str, **options: Any) -> Any:
        """A request to a person's server; gives the JSON that it answers."""
        return self._hands(method, f"/user/{name}{path}", **options).json()

    def assignments(self, name: str, action: str, assignment: str) -> list[dict[str, Any]]:
        """A button of nbgrader's Assignment List: fetch, submit or fetch_feedback."""
        data = {"course_id": COURSE_ID, "assignment_id": assignment}
        answer = self.ask(name, "POST", f"/assignments/{action}", json=data)
        assert answer["success"], answer
        return answer["value"]

    def shell(self, name: str, command: str) -> Done:
        """A command line in a person's server, as in a terminal there."""
        kernel = self.ask(name, "POST", "/api/kernels", json={"name": "python3"})["id"]
        code = (
            "import json, subprocess\n"
            f"done = subprocess.run({command!r}, shell=True, capture_output=True, text=True)\n"
            "print(json.dumps([done.returncode, done.stdout, done.stderr]))"
        )
        printed = self._execute(name, kernel, code)
        self._hands("DELETE", f"/user/{name}/api/kernels/{kernel}")
        return Done(*json.loads(printed))

    def _execute(self, name: str, kernel: str, code: str) -> str:
        address = self.address.replace("http", "ws", 1)
        channel = websocket.create_connection(
            f"{address}/user/{name}/api/kernels/{kernel}/channels",
            header=[f"Authorization: token {self.token}"],
            timeout=60,
        )
        mine, printed = uuid.uuid4().hex, ""
        header = {"msg_id": mine, "msg_type": "execute_request", "session": mine, "version": "5.3"}
        content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        channel.send(json.dumps(message | {"channel": "shell", "buffers": []}))
        while True:
            said = json.loads(channel.recv())
            if said["parent_header"].get("msg_id") != mine:
                continue
            if said["msg_type"] == "stream":
                printed += said["content"]["text"]
            if said["msg_type"] == "status" and said["content"]["execution_state"] == "idle":
                channel.close()
                return printed

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"token {self.token}"}

    def _hands(self, method: str, path: str, **options: Any) -> requests.Response:
        address = f"{self.address}{path}"
        answer = requests.request(method, address, headers=self._headers, timeout=60, **options)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer

    def _wait(self, ready: Any, what: str, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert self.process is not None and self.process.poll() is None, self.log[-3000:]
            try:
                if ready():
                    return
            except requests.RequestException:
                pass
            time.sleep(0.2)
        raise AssertionError(f"{what} does not answer after {seconds} s:\n{self.log[-3000:]}")
