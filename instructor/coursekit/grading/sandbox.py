"""The sandboxes: the command line that starts a program with nothing around it.

Every kind keeps one policy: no network, an empty home, the interpreter and the assignment's files
to read and nothing else of the machine, no rights, none of the caller's environment, and limits
(`policy.Limits`, which the worker sets on itself before a student's code runs).
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sitekit.errors import CourseError

from coursekit.grading.policy import Limits
from coursekit.grading.stage import Stage

KINDS = ("bubblewrap", "docker", "podman", "none")
#: The user `nobody`: whoever grades as root must not run students' code as root.
NOBODY = 65534
IMAGE = "docker.io/library/python:3.11-slim"
#: Where things lie inside.
GRADER, COURSE = "/opt/grader", "/course"
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": "/home/student", "LANG": "C.UTF-8"}


@dataclass(frozen=True)
class Interpreter:
    """A Python that the sandbox's user can read, and where its files lie."""

    program: str
    folders: tuple[str, ...]
    """What has to be there for it to start, besides the system's libraries."""
    site: tuple[str, ...]
    """Installed packages (ipywidgets), for students' imports."""


@dataclass(frozen=True)
class Sandbox:
    """One way to start a worker; `check` has seen it work.

    It is plain data, so that it can be sent to another machine.
    """

    kind: str
    image: str = IMAGE

    def command(
        self, stage: Stage, limits: Limits, program: Sequence[str], *, binds: Sequence[str] = ()
    ) -> list[str]:
        """The command line that runs `program` inside.

        Args:
            program: the interpreter's arguments; `{python}` is put before them.
            binds: more folders, each writable and at its own path (the kernel's socket).
        """
        if self.kind == "bubblewrap":
            return _bubblewrap(stage, limits, program, binds)
        if self.kind in ("docker", "podman"):
            return _container(self.kind, self.image, stage, limits, program, binds)
        return [interpreter(trusted=True).program, *program]

    def start(
        self, stage: Stage, limits: Limits, program: Sequence[str], **options: object
    ) -> subprocess.Popen[bytes]:
        """Start `program` inside, with pipes to all its standard streams."""
        extra: dict[str, object] = {"env": dict(_ENVIRONMENT)}
        if self.kind == "bubblewrap" and os.geteuid() == 0:
            extra |= {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        elif self.kind in ("docker", "podman"):
            extra["env"] = _client_environment()
        elif self.kind == "none":
            extra |= {"cwd": stage.unprotected_copy(), "env": None}
        return subprocess.Popen(
            self.command(stage, limits, program, **options),  # type: ignore[arg-type]
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            **extra,  # type: ignore[call-overload]
        )

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """End what `start` started, and everything in it."""
        with contextlib.suppress(OSError):
            process.kill()
        if self.kind in ("docker", "podman"):
            # That was its client alone: what runs in the container would go on.
            client, words = str(process.args[0]), list(process.args)
            name = words[words.index("--name") + 1]
            now = ["--time", "0"] if self.kind == "podman" else []
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                subprocess.run(
                    [client, "rm", "--force", *now, name],
                    capture_output=True, check=False, timeout=30, env=_client_environment(),
                )  # fmt: skip

    def paths(self, stage: Stage) -> tuple[str, str, tuple[str, ...]]:
        """Where the worker's files, the course's files and installed packages are inside."""
        if self.kind == "none":
            return str(stage.grader), str(stage.course), interpreter(trusted=True).site
        site = interpreter().site if self.kind == "bubblewrap" else ()
        return GRADER, COURSE, site


def choose(kind: str | None, image: str = IMAGE) -> Sandbox:
    """The sandbox that was asked for, or the first that works here; none is never chosen by itself.

    Raises:
        CourseError: it does not work here, and why.
    """
    if kind == "none":
        return Sandbox("none")
    reasons = []
    for name in [kind] if kind else ["bubblewrap", "docker", "podman"]:
        problem = _problem(Sandbox(name, image))
        if problem is None:
            return Sandbox(name, image)
        reasons.append(f"{name}: {problem}")
    if "JUPYTERHUB_USER" in os.environ:
        raise CourseError(
            f"students' code cannot be isolated on this hub ({'; '.join(reasons)}). Take the "
            "folder marking/ to a machine of your own, grade there and bring it back; "
            "instructor/deploy/README.md says how"
        )
    raise CourseError(
        f"students' code cannot be isolated here ({'; '.join(reasons)}). Install bubblewrap "
        "(Debian: apt-get install bubblewrap), or start Docker or Podman; "
        "'--sandbox none' grades without any protection"
    )


def _problem(sandbox: Sandbox) -> str | None:
    """Why a sandbox does not work here; None where it does."""
    name = "bwrap" if sandbox.kind == "bubblewrap" else sandbox.kind
    if shutil.which(name) is None:
        return f"no program {name!r}"
    with tempfile.TemporaryDirectory(prefix="course-try-") as folder:
        Path(folder).chmod(0o755)
        stage = Stage.make(Path(folder) / "stage", "try", None, None)
        try:
            tried = sandbox.start(stage, Limits(), ["-I", "-S", "-c", "print('inside')"])
            try:
                out, err = tried.communicate(timeout=60)
            except subprocess.TimeoutExpired:
                sandbox.stop(tried)
                raise
        except (OSError, subprocess.TimeoutExpired, CourseError) as error:
            return " ".join(str(error).split())[:200]
    if out.strip() == b"inside":
        return None
    lines = err.decode("utf-8", "replace").strip().splitlines()
    # Docker's last line only points to its help.
    lines = [line for line in lines if line and not line.startswith(("Run '", "See '"))]
    return lines[-1][:200] if lines else f"it ends with code {tried.returncode}"


def interpreter(*, trusted: bool = False) -> Interpreter:
    """The Python for the sandbox: ours, or the system's where its user cannot read ours.

    Raises:
        CourseError: no Python of this version can be read by an unprivileged user.
    """
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    site = (sysconfig.get_path("purelib"),)
    own = Interpreter(
        str(Path(sys._base_executable).resolve()),  # type: ignore[attr-defined]
        tuple(dict.fromkeys((sys.base_prefix, sys.base_exec_prefix))),
        site,
    )
    if trusted:
        return Interpreter(sys.executable, (), site)
    readable = tuple(path for path in site if _others_can_read(path))
    if os.geteuid() != 0 or _others_can_read(own.program):
        return Interpreter(own.program, own.folders, readable)
    for program in (f"/usr/bin/python{version}", f"/usr/local/bin/python{version}"):
        if Path(program).exists() and _others_can_read(program):
            return Interpreter(str(Path(program).resolve()), (), readable)
    raise CourseError(
        f"the sandbox runs as an unprivileged user, who cannot read {own.program}, and there is no "
        f"/usr/bin/python{version}; install python{version} for the whole system, or grade as an "
        "ordinary user"
    )


def _client_environment() -> dict[str, str]:
    """By these a container client finds its daemon; nothing of them goes into the container."""
    names = ("HOME", "DOCKER_HOST", "XDG_RUNTIME_DIR", "PATH")
    return {name: os.environ[name] for name in names if name in os.environ}


def _others_can_read(path: str) -> bool:
    """Whether a user without any rights gets at a file: each folder on the way lets everyone in."""
    real = Path(path).resolve()
    try:
        return all(parent.stat().st_mode & 0o001 for parent in real.parents) and bool(
            real.stat().st_mode & 0o004
        )
    except OSError:
        return False


def _bubblewrap(
    stage: Stage, limits: Limits, program: Sequence[str], binds: Sequence[str]
) -> list[str]:
    python = interpreter()
    line = [
        # By its whole path: it is started with an environment of its own.
        shutil.which("bwrap") or "bwrap",
        "--unshare-all",
        "--unshare-user",
        "--disable-userns",
        "--die-with-parent",
        "--new-session",
        "--cap-drop",
        "ALL",
        "--hostname",
        "grader",
        "--clearenv",
    ]
    for name, value in _ENVIRONMENT.items():
        line += ["--setenv", name, value]
    line += ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "lib", "lib32", "lib64"):
        path = Path("/") / name
        if path.is_symlink():
            line += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            line += ["--ro-bind", str(path), str(path)]
    if Path("/etc/ld.so.cache").exists():
        line += ["--ro-bind", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    size = str(limits.scratch)
    line += [
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "--size",
        size,
        "--tmpfs",
        "/tmp",
        "--size",
        size,
        "--tmpfs",
        "/home/student",
        "--size",
        size,
        "--tmpfs",
        COURSE,
    ]
    # After the empty folders: who keeps the course below /tmp has the interpreter there too.
    for folder in dict.fromkeys((*python.folders, *python.site)):
        if not folder.startswith("/usr/"):
            line += ["--ro-bind", folder, folder]
    line += ["--ro-bind", str(stage.grader), GRADER]
    for inside, outside in stage.shown():
        line += ["--ro-bind", str(outside), f"{COURSE}/{inside}"]
    line += ["--dir", f"{COURSE}/{stage.chapter}", "--chdir", f"{COURSE}/{stage.chapter}"]
    for folder in binds:
        line += ["--bind", folder, folder]
    # The folders that mounts lie on are of the root's own file system, which has no limit.
    line += ["--remount-ro", "/"]
    return [*line, "--", python.program, *program]


def _container(
    client: str,
    image: str,
    stage: Stage,
    limits: Limits,
    program: Sequence[str],
    binds: Sequence[str],
) -> list[str]:
    scratch = f"rw,nosuid,nodev,size={limits.scratch}"
    line = [
        client,
        "run",
        "--rm",
        "--name",
        f"course-{secrets.token_hex(8)}",
        "--interactive",
        "--network",
        "none",
        "--read-only",
        "--user",
        f"{NOBODY}:{NOBODY}",
        "--cap-drop",
        "ALL",
        "--security-opt",
        "no-new-privileges",
        "--ipc",
        "none",
        "--hostname",
        "grader",
        "--log-driver",
        "none",
        "--pids-limit",
        str(limits.processes),
        "--memory",
        str(limits.memory),
        "--memory-swap",
        str(limits.memory),
        "--cpus",
        "1",
        "--ulimit",
        f"fsize={limits.file_size}",
        "--ulimit",
        "core=0",
        "--ulimit",
        f"nofile={limits.open_files}",
        "--ulimit",
        f"cpu={limits.cpu_seconds}",
        "--tmpfs",
        f"/tmp:{scratch}",
        "--tmpfs",
        f"/home/student:{scratch}",
        "--tmpfs",
        f"{COURSE}:{scratch},mode=1777",
        # Of its own, as the client makes the working folder root's otherwise.
        "--tmpfs",
        f"{COURSE}/{stage.chapter}:{scratch},mode=1777",
    ]
    for name, value in _ENVIRONMENT.items():
        if name != "PATH":
            line += ["--env", f"{name}={value}"]
    mounts = [(str(stage.grader), GRADER)]
    mounts += [(str(outside), f"{COURSE}/{inside}") for inside, outside in stage.shown()]
    for outside, inside in mounts:
        line += ["--mount", f"type=bind,src={outside},dst={inside},readonly"]
    for folder in binds:
        line += ["--mount", f"type=bind,src={folder},dst={folder}"]
    line += ["--workdir", f"{COURSE}/{stage.chapter}"]
    # Should whoever started it be killed, the container still ends by itself.
    ends = str(int(limits.submission_seconds) + 60)
    return [*line, image, "timeout", "-s", "KILL", ends, "python3", *program]
