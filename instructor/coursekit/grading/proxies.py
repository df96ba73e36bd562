"""What a test holds in the place of a student's objects that cannot cross as data.

A proxy is equal to nothing but itself: no test is ever decided by a method that the student wrote,
unless the test's author declared it.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterator
from typing import Any

from coursekit.grading.codec import CodecError, Decoder, Encoder, is_function, refresh
from coursekit.grading.session import Session, WorkerLost

#: Values that an iterator of a student may give before it counts as endless.
MAX_ITEMS = 200_000


class CannotCross(BaseException):
    """A test wants something of a student's value that cannot leave the sandbox.

    No `Exception`: a test that expects one of the student's must not take this for it.
    """


class StudentError(Exception):
    """An exception of a student that is of no kind known here."""


class Bridge:
    """Turns what a test does into requests, and replies into values.

    Args:
        session: the sandbox.
        packages: the course's own packages, whose data classes and exceptions are known here.
        seconds: the time left for the running test, asked before each request.
        refuse: takes the reason why a reply was refused.
    """

    def __init__(
        self,
        session: Session,
        packages: tuple[str, ...],
        seconds: Callable[[], float],
        refuse: Callable[[str], None],
    ) -> None:
        self.session = session
        self.packages = packages
        self.seconds = seconds
        self.refuse = refuse
        self.instances: dict[str, list[str]] = {}
        self.lives = 0
        """Counts sandboxes: a handle of an earlier one names nothing any more."""
        self._exceptions: dict[int, type[Exception]] = {}
        self._given: list[Callable[..., Any]] = []

    def forget(self) -> None:
        """A new sandbox: all handles of the one before are void."""
        self.lives += 1
        self._exceptions.clear()

    def fetch(self, name: str) -> Any:
        """The student's value of a name.

        Raises:
            NameError: the student has none.
            WorkerLost: the sandbox ended.
        """
        reply = self._ask({"op": "get", "name": name})
        if reply.get("missing") is True:
            raise NameError(f"name {name!r} is not defined")
        return self._value(reply)

    def call(self, handle: int, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Call a student's function and carry changed arguments back into place."""
        encoder = Encoder(self._give, self.packages)
        request = {
            "op": "call",
            "handle": handle,
            "arguments": encoder.encode(list(arguments)),
            "named": encoder.encode(named),
        }
        reply = self._ask(request, encoder.containers)
        return self._value(reply, encoder.containers)

    def attribute(self, handle: int, name: str) -> Any:
        return self._value(self._ask({"op": "attribute", "handle": handle, "name": name}))

    def next(self, handle: int) -> Any:
        reply = self._ask({"op": "next", "handle": handle})
        if reply.get("missing") is True:
            raise StopIteration
        return self._value(reply)

    def iterate(self, handle: int) -> Any:
        return self._value(self._ask({"op": "iterate", "handle": handle}))

    def is_instance(self, handle: int, kind: int) -> bool:
        reply = self._ask({"op": "is_instance", "handle": handle, "kind": kind})
        return self._value(reply) is True

    def _ask(self, request: dict[str, Any], table: list[Any] | None = None) -> dict[str, Any]:
        reply = self.session.ask(request, self.seconds(), self._call_back)
        for stream in ("out", "err"):
            taken = reply.get(stream)
            text = taken.get("text") if isinstance(taken, dict) else None
            if isinstance(text, str) and text:
                # A test that redirects its output sees what the student's function printed.
                (sys.stdout if stream == "out" else sys.stderr).write(text)
        if reply.get("expired") is True:
            raise WorkerLost("TIME-LIMIT", "a call took too long")
        if "too_large" in reply:
            raise CannotCross("the answer is too large")
        self._carry_back(reply, table or [])
        if "raised" in reply:
            raise self._error(reply["raised"])
        return reply

    def _value(self, reply: dict[str, Any], table: list[Any] | None = None) -> Any:
        if "value" not in reply:
            self.refuse("an answer without a value")
            raise CannotCross("the answer holds no value")
        try:
            return self._decoder(table).decode(reply["value"])
        except (CodecError, RecursionError) as error:
            self.refuse(str(error))
            raise CannotCross(f"the answer was refused: {error}") from None

    def _carry_back(self, reply: dict[str, Any], table: list[Any]) -> None:
        try:
            for number, content in reply.get("changed") or []:
                if type(number) is not int or not 0 <= number < len(table):
                    raise CodecError("a change of what is no argument")
                refresh(table[number], self._decoder(table).decode(content))
        except (CodecError, RecursionError, TypeError, ValueError) as error:
            self.refuse(str(error))
            raise CannotCross(f"the answer was refused: {error}") from None

    def _decoder(self, table: list[Any] | None = None) -> Decoder:
        return Decoder(self._make, self.packages, table, Opaque)

    def _make(self, body: Any) -> Any:
        if type(body) is not list or len(body) != 4 or type(body[0]) is not int:
            raise CodecError("an unknown form")
        number, kind, name, more = body
        name = str(name)[:80]
        if kind == "test":
            return self._given[number]
        if kind == "state":
            return State(name, Decoder(self._make, ()).decode(more))
        if kind == "exception":
            return self._exception(number, name, more)
        made = {"function": Function, "class": Class, "iterator": Items}.get(kind)
        if made is not None:
            return made(self, number, name)
        if kind == "instance" and name in self.instances:
            return Instance(self, number, name, frozenset(self.instances[name]))
        self.refuse(f"an object of the class {name}")
        return Opaque(name)

    def _give(self, value: Any) -> list[Any] | None:
        """What a test passes in: a proxy goes home, a function of the test stays here."""
        if isinstance(value, Proxy):
            value._check()
            return [value._handle, "own", value._name, None]
        if is_function(value) or isinstance(value, type):
            self._given.append(value)
            return [len(self._given) - 1, "test", getattr(value, "__name__", "function"), None]
        raise CannotCross(f"a {type(value).__name__} cannot be given to a student's function")

    def _call_back(self, message: dict[str, Any]) -> dict[str, Any]:
        """A student's function calls a function that the test gave it."""
        try:
            decoder = self._decoder()
            function = self._given[message["callback"]]
            arguments = decoder.decode(message["arguments"])
            named = decoder.decode(message["named"])
            value = function(*arguments, **named)
            return {"value": Encoder(self._give, self.packages).encode(value)}
        except Exception:  # its reason stays here: it may quote the test
            return {"failed": True}

    def _exception(self, number: int, name: str, lineage: Any) -> type[BaseException]:
        known = _known_exception(lineage, self.packages)
        first = lineage[0] if type(lineage) is list and lineage else None
        if known is not None and first == f"{known.__module__}:{known.__qualname__}":
            return known
        if number not in self._exceptions:
            base = known if known is not None and issubclass(known, Exception) else StudentError
            self._exceptions[number] = type("StudentException", (base,), {})
        return self._exceptions[number]

    def _error(self, raised: Any) -> BaseException:
        if type(raised) is not dict or type(raised.get("handle")) is not int:
            self.refuse("an unknown form of error")
            return StudentError("an error")
        kind = self._exception(raised["handle"], str(raised.get("type")), raised.get("lineage"))
        if not issubclass(kind, Exception):  # SystemExit, KeyboardInterrupt: not our own
            kind = StudentError
        message = str(raised.get("message"))[:2000]
        arguments = raised.get("arguments")
        plain = (str, int, float)
        if type(arguments) is not list or not all(type(a) in plain for a in arguments):
            arguments = [message]
        try:
            error = kind(*arguments)
            if str(error) != message:
                error = kind(message)
        except Exception:
            error = StudentError(message)
        return error


class Proxy:
    """An object that stays in the sandbox."""

    def __init__(self, bridge: Bridge, handle: int, name: str) -> None:
        self._bridge = bridge
        self._handle = handle
        self._name = name
        self._life = bridge.lives

    def _check(self) -> None:
        if self._life != self._bridge.lives:
            raise CannotCross(f"{self._name} was lost when its sandbox ended")

    def __repr__(self) -> str:
        return f"<{type(self).__name__.lower()} of the student>"


class Function(Proxy):  # a student's function
    def __call__(self, *arguments: Any, **named: Any) -> Any:
        self._check()
        return self._bridge.call(self._handle, arguments, named)

    @property
    def __name__(self) -> str:
        return self._name

    @property
    def __doc__(self) -> Any:
        self._check()
        return self._bridge.attribute(self._handle, "__doc__")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        self._check()
        return self._bridge.attribute(self._handle, name)


class Class(Function):  # a student's class: called, or asked whether something is of its kind
    def __instancecheck__(self, value: Any) -> bool:
        if not isinstance(value, Instance):
            return False
        self._check()
        return self._bridge.is_instance(value._handle, self._handle)


class Items(Proxy):
    """A student's generator or other iterator."""

    _count = 0

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        self._check()
        self._count += 1
        if self._count > MAX_ITEMS:
            raise CannotCross("an iterator without an end")
        return self._bridge.next(self._handle)


class Instance(Proxy):
    """An instance of a student's own class, with the attributes that the test's author declared."""

    def __init__(self, bridge: Bridge, handle: int, name: str, allowed: frozenset[str]) -> None:
        super().__init__(bridge, handle, name)
        self._allowed = allowed

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") and name not in self._allowed:
            raise AttributeError(name)
        if name not in self._allowed:
            raise CannotCross(
                f"the attribute {name!r} of {self._name} is not declared for this test"
            )
        self._check()
        return self._bridge.attribute(self._handle, name)

    def _special(self, name: str, *arguments: Any) -> Any:
        if name not in self._allowed:
            raise CannotCross(f"{name} of {self._name} is not declared for this test")
        return self.__getattr__(name)(*arguments)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        # Never with a plain value: an object that is equal to everything would pass every test.
        if (
            type(other) is not Instance
            or other._name != self._name
            or "__eq__" not in self._allowed
        ):
            return False
        return self._special("__eq__", other) is True

    def __hash__(self) -> int:
        return id(self)

    def __len__(self) -> int:
        return self._special("__len__")

    def __iter__(self) -> Iterator[Any]:
        if "__iter__" not in self._allowed:
            raise CannotCross(f"__iter__ of {self._name} is not declared for this test")
        return self._bridge.iterate(self._handle)

    def __getitem__(self, key: Any) -> Any:
        return self._special("__getitem__", key)

    def __contains__(self, item: Any) -> bool:
        return self._special("__contains__", item) is True

    def __bool__(self) -> bool:
        return self._special("__bool__") is True if "__bool__" in self._allowed else True

    def __str__(self) -> str:
        return str(self._special("__str__")) if "__str__" in self._allowed else repr(self)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        self._check()
        return self._bridge.call(self._handle, arguments, named)

    def __lt__(self, other: Any) -> bool:
        return self._special("__lt__", other) is True

    def __add__(self, other: Any) -> Any:
        return self._special("__add__", other)

    def __sub__(self, other: Any) -> Any:
        return self._special("__sub__", other)

    def __mul__(self, other: Any) -> Any:
        return self._special("__mul__", other)


class Opaque:
    """An object that cannot cross: it is not None, equal to nothing, and good for nothing."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        raise CannotCross(f"a value of the class {self._name} cannot be tested")

    def __repr__(self) -> str:
        return "<an object of the student>"


class State:
    """The plain state of a widget, or the specification of a chart."""

    def __init__(self, name: str, data: Any) -> None:
        if type(data) is not dict:
            raise CodecError("an unknown form")
        self._name = name
        self._data = data

    def __getattr__(self, name: str) -> Any:
        try:
            return self._data[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, name: str) -> Any:
        return self._data[name]

    def to_dict(self) -> dict[str, Any]:
        return self._data


def _known_exception(lineage: Any, packages: tuple[str, ...]) -> type[BaseException] | None:
    """The first class of a lineage that this side knows: a builtin one, or one of the course."""
    for entry in lineage if type(lineage) is list else []:
        module, _, name = str(entry).partition(":")
        kind = None
        if module == "builtins":
            kind = getattr(builtins, name, None)
        elif module.partition(".")[0] in packages and module in sys.modules:
            kind = getattr(sys.modules[module], name, None)
        if isinstance(kind, type) and issubclass(kind, BaseException):
            return kind
    return None
