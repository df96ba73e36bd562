"""Runs a student's cells inside the sandbox and answers questions about what they left behind.

Started as `python -I worker.py SETTINGS`. It reads requests from its standard input and writes
replies to its standard output, each as four bytes of length and JSON, and moves both away before
any code of a student runs. Everything in this process belongs to the student once a cell has run:
the other side believes nothing of it but plain data, and never shows it a test.

Standard library only.
"""

from __future__ import annotations

import _ast
import builtins
import io
import json
import os
import resource
import signal
import sys
import types

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100,PTH120
import codec

del sys.path[0]

TYPE_CHECKING = False  # `typing`, `ast` and `re` are slow to import, and this is for each student
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: What may be opened without a word about it: the interpreter, the course's files, scratch space.
_HARMLESS = ("/usr/", "/lib", "/course", "/tmp/", "/dev/null", "/dev/urandom", "/opt/grader")
_TELLING = {
    "socket.connect",
    "socket.bind",
    "os.system",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "subprocess.Popen",
    "os.kill",
    "os.symlink",
    "os.link",
    "ctypes.dlopen",
    "sqlite3.connect",
}
MAX_EVENTS = 40


class Capture(io.TextIOBase):
    """Standard output or error of a student, kept up to a limit and counted beyond it."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.kept: list[str] = []
        self.size = self.lost = 0

    def writable(self) -> bool:
        return True

    @property
    def encoding(self) -> str:
        return "utf-8"

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        room = self.limit - self.size
        if room > 0:
            self.kept.append(text[:room])
        self.size += min(len(text), max(room, 0))
        self.lost += max(0, len(text) - max(room, 0))
        return len(text)

    def take(self) -> dict[str, Any]:
        taken = {"text": "".join(self.kept), "lost": self.lost}
        self.kept, self.size, self.lost = [], 0, 0
        return taken


class Channel:
    """Messages to and from the trusted process."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        # Away from where a student's prints and reads go.
        self.input, self.output = os.dup(0), os.dup(1)
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)

    def receive(self) -> dict[str, Any]:
        length = int.from_bytes(self._read(4), "big")
        return json.loads(self._read(length))

    def send(self, message: dict[str, Any]) -> None:
        data = json.dumps(message).encode()
        if len(data) > self.limit:
            data = json.dumps({"id": message.get("id"), "too_large": len(data)}).encode()
        data = len(data).to_bytes(4, "big") + data
        while data:
            data = data[os.write(self.output, data) :]

    def _read(self, length: int) -> bytes:
        data = b""
        while len(data) < length:
            more = os.read(self.input, length - len(data))
            if not more:
                os._exit(0)  # the other side is gone
            data += more
        return data


class Worker:
    """The student's namespace and what can be asked of it."""

    def __init__(self, channel: Channel, settings: dict[str, Any]) -> None:
        self.channel = channel
        self.packages = tuple(settings["packages"])
        self.limit = settings["output_chars"]
        self.out, self.err = Capture(self.limit), Capture(self.limit)
        self.module = types.ModuleType("__main__")
        self.names = self.module.__dict__
        self.names.update(__builtins__=builtins, display=self._display)
        self.objects: list[Any] = []
        self.shown: list[dict[str, Any]] = []
        self.expired = self.armed = False
        sys.modules["__main__"] = self.module
        sys.stdout, sys.stderr = self.out, self.err
        builtins.input = self._no_input
        signal.signal(signal.SIGALRM, self._expire)
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def serve(self) -> None:
        while True:
            request = self.channel.receive()
            reply = self._answer(request)
            signal.setitimer(signal.ITIMER_REAL, 0)
            reply |= {
                "id": request["id"],
                "out": self.out.take(),
                "err": self.err.take(),
                "expired": self.expired,
            }
            self.channel.send(reply)

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        self.expired = False
        try:
            try:
                self.armed = True
                signal.setitimer(signal.ITIMER_REAL, request["seconds"])
                reply = getattr(self, f"do_{request['op']}")(request)
            except BaseException as error:  # whatever a student raises is an answer
                reply = {"raised": self._raised(error)}
            self.armed = False
        except KeyboardInterrupt as late:  # the alarm, at the very end
            self.armed = False
            reply = {"raised": self._raised(late)}
        return reply

    def do_cell(self, request: dict[str, Any]) -> dict[str, Any]:
        self.shown = []
        tree = self._parse(request["source"])
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], _ast.Expr) else None
        name = f"<{request['name']}>"
        exec(_compile(tree, name, "exec"), self.names)
        if last is not None and not request["source"].rstrip().endswith(";"):
            value = eval(_compile(_ast.Expression(last.value), name, "eval"), self.names)
            if value is not None:
                self.names["_"] = value
                self._display(value)
        elif last is not None:
            eval(_compile(_ast.Expression(last.value), name, "eval"), self.names)
        return {"shown": self.shown}

    def _parse(self, source: str) -> _ast.Module:
        """A cell as Python; what only IPython understands is left out and told."""
        try:
            return _parse(source)
        except SyntaxError:
            plain, left_out = without_magics(source)
            if not left_out:
                raise
        self.channel.send({"event": "magic", "detail": " | ".join(left_out)[:200]})
        return _parse(plain)

    def do_get(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["name"] not in self.names:
            return {"missing": True}
        return {"value": self._encoder().encode(self.names[request["name"]])}

    def do_call(self, request: dict[str, Any]) -> dict[str, Any]:
        decoder = self._decoder()
        arguments = decoder.decode(request["arguments"])
        named = decoder.decode(request["named"])
        table = decoder.containers
        before = [codec.parts(container) for container in table]
        known = {id(container): number for number, container in enumerate(table)}
        function = self.objects[request["handle"]]
        try:
            reply = {"value": self._encoder(known).encode(function(*arguments, **named))}
        except codec.CodecError:
            raise
        except BaseException as error:
            reply = {"raised": self._raised(error)}
        different = [n for n, old in enumerate(before) if codec.changed(table[n], old)]
        reply["changed"] = [[n, self._encoder(known).content(table[n])] for n in different]
        return reply

    def do_next(self, request: dict[str, Any]) -> dict[str, Any]:
        iterator = self.objects[request["handle"]]
        try:
            return {"value": self._encoder().encode(next(iterator))}
        except StopIteration:
            return {"missing": True}

    def do_iterate(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"value": self._encoder().encode(iter(self.objects[request["handle"]]))}

    def do_attribute(self, request: dict[str, Any]) -> dict[str, Any]:
        value = getattr(self.objects[request["handle"]], request["name"])
        return {"value": self._encoder().encode(value)}

    def do_is_instance(self, request: dict[str, Any]) -> dict[str, Any]:
        one, kind = self.objects[request["handle"]], self.objects[request["kind"]]
        return {"value": isinstance(one, kind)}

    def _encoder(self, known: dict[int, int] | None = None) -> codec.Encoder:
        return codec.Encoder(self._handle, self.packages, known)

    def _decoder(self) -> codec.Decoder:
        return codec.Decoder(self._stand_in, self.packages)

    def _handle(self, value: Any) -> list[Any]:
        """Keep an object here; what the other side needs to know to use it."""
        state = _state(value)
        number = next((n for n, kept in enumerate(self.objects) if kept is value), None)
        if number is None:
            number = len(self.objects)
            self.objects.append(value)
        if state is not None:
            return [
                number,
                "state",
                type(value).__name__,
                codec.Encoder(lambda _: None).encode(state),
            ]
        if isinstance(value, type):
            if issubclass(value, BaseException):
                return [number, "exception", value.__name__, _lineage(value)]
            return [number, "class", value.__name__, None]
        if codec.is_function(value):
            return [number, "function", getattr(value, "__name__", "?"), None]
        if hasattr(type(value), "__next__"):
            return [number, "iterator", type(value).__name__, None]
        if isinstance(value, types.ModuleType):
            return [number, "module", value.__name__, None]
        return [number, "instance", type(value).__name__, None]

    def _stand_in(self, body: list[Any]) -> Any:
        """What the other side sends as a handle: one of ours that comes back, or one of theirs."""
        number, kind, name, _ = body
        if kind != "test":
            return self.objects[number]

        def call_back(*arguments: Any, **named: Any) -> Any:
            encoder = self._encoder()
            self.channel.send(
                {
                    "callback": number,
                    "arguments": encoder.encode(list(arguments)),
                    "named": encoder.encode(named),
                }
            )
            reply = self.channel.receive()
            if "value" not in reply:
                raise RuntimeError(f"{name}() failed")
            return self._decoder().decode(reply["value"])

        call_back.__name__ = name
        return call_back

    def _raised(self, error: BaseException) -> dict[str, Any]:
        signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            message = str(error)[:2000]
        except BaseException:
            message = ""
        plain = codec.Encoder(lambda _: None)
        try:
            arguments = plain.encode([a for a in error.args if type(a) in (str, int, float)][:4])
        except BaseException:
            arguments = []
        line = None
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_globals is self.names:
                line = trace.tb_lineno
            trace = trace.tb_next
        if isinstance(error, SyntaxError) and line is None:
            line = error.lineno
        handle = self._handle(type(error))
        return {
            "handle": handle[0],
            "type": handle[2],
            "lineage": handle[3],
            "message": message,
            "arguments": arguments,
            "line": line,
        }

    def _display(self, *values: Any, **_options: Any) -> None:
        """What a cell shows: its text, and a chart's specification, as plain data."""
        for value in values:
            data = {"text/plain": repr(value)[: self.limit]}
            bundle = getattr(type(value), "_repr_mimebundle_", None)
            if bundle is not None:
                made = bundle(value)
                made = made[0] if isinstance(made, tuple) else made
                for kind, content in made.items():
                    if kind == "text/plain" or kind.startswith("application/vnd.vegalite"):
                        data[kind] = content
            if len(self.shown) < 50 and len(json.dumps(data)) < 2 * self.limit:
                self.shown.append(data)

    def _no_input(self, prompt: str = "") -> str:
        self.channel.send({"event": "input", "detail": str(prompt)[:200]})
        raise EOFError("there is nobody to answer while this is marked: do not use input()")

    def _expire(self, *_: Any) -> None:
        if self.armed:
            self.expired = True
            raise KeyboardInterrupt("time limit")


def _parse(source: str) -> _ast.Module:
    return _compile(source, "<cell>", "exec", _ast.PyCF_ONLY_AST)


def _compile(source: str | _ast.AST, name: str, mode: str, flags: int = 0) -> Any:
    # Not with this file's own `from __future__`.
    return compile(source, name, mode, flags, dont_inherit=True)


def without_magics(source: str) -> tuple[str, list[str]]:
    """A cell without IPython's magics, shell lines and questions, and those lines."""
    import re

    # A magic or shell line, perhaps assigned to a name, or a question.
    magic = re.compile(r"(\s*)(\w+\s*=\s*)?(?:[%!].*|\??\??[\w.]+\?\??\s*)$")
    lines, left_out = source.split("\n"), []
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        left_out.append(lines[first])
        if lines[first].split()[0] not in ("%%time", "%%timeit", "%%capture", "%%prun"):
            return "", left_out  # another language
        lines[first] = ""
    for number, line in enumerate(lines):
        match = magic.match(line)
        if match:
            left_out.append(line.strip())
            lines[number] = match.group(1) + (match.group(2) + "None" if match.group(2) else "pass")
    return "\n".join(lines), left_out


def _lineage(kind: type) -> list[str]:
    """The classes of an exception, its own first, as `module:name`."""
    return [f"{one.__module__}:{one.__qualname__}" for one in kind.__mro__][:20]


def _state(value: Any) -> dict[str, Any] | None:
    """The plain data behind a widget or a chart that is no data class; None for other objects."""
    kind = type(value)
    for module in {one.__module__.partition(".")[0] for one in kind.__mro__}:
        if module == "ipywidgets":
            state = value.get_state()
            state["children"] = [_state(child) for child in getattr(value, "children", ())]
            return {key: item for key, item in state.items() if not key.startswith("_view")}
    if hasattr(kind, "_repr_mimebundle_") or hasattr(kind, "to_dict"):
        made = value.to_dict() if hasattr(kind, "to_dict") else value._repr_mimebundle_()
        return made if isinstance(made, dict) else {"data": made}
    return None


def watch(send: Callable[[dict[str, Any]], None]) -> None:
    """Tell at once of every attempt to reach something outside; it is evidence, and no defence."""
    told = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal told
        if told >= MAX_EVENTS or not (event in _TELLING or event == "open"):
            return
        if event == "open":
            path = arguments[0]
            if not isinstance(path, (str, bytes)):
                return
            path = os.path.abspath(os.fsdecode(path))  # noqa: PTH100
            if path.startswith(harmless):
                return
            arguments = (path,)
        told += 1
        send({"event": event, "detail": repr(arguments)[:200]})

    harmless = (*_HARMLESS, sys.prefix, os.getcwd(), os.path.dirname(os.getcwd()), *sys.path)  # noqa: PTH109,PTH120
    harmless = tuple(path for path in harmless if len(path) > 1)
    sys.addaudithook(hook)


def main() -> None:
    settings = json.loads(sys.argv[1])
    for name, limit in settings["limits"].items():
        kind = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(kind)[1]
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (limit, limit))
    channel = Channel(settings["reply_bytes"])
    sys.path[:0] = [""]
    sys.path += settings["site"]
    sys.argv = ["notebook"]
    worker = Worker(channel, settings)
    for name in settings["preload"]:
        __import__(name)
    watch(channel.send)
    channel.send({"ready": True})
    worker.serve()


if __name__ == "__main__":
    main()
