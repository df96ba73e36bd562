"""Plain data between the two processes: how a value is written as JSON and strictly read again.

Both sides use this file; it needs the standard library only. What a student's process sends is
read by a `Decoder`, which builds nothing but the values listed here: it looks no class up by a name
that it was sent, but for data classes of the packages that it was told to trust, and runs no
constructor of theirs. A value that is of no such kind crosses as a *handle* (functions, classes,
iterators, instances: they stay where they are) and is used through a proxy.

Lists, dictionaries, sets and data class instances are numbered in the order in which they are met,
so that a value may hold itself, and so that a result may *be* an argument and not only equal it.
"""

from __future__ import annotations

import collections
import math
import sys
import types

TYPE_CHECKING = False  # `typing` itself takes longer to import than all of this file
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

MAX_DEPTH = 60
#: Bits of a whole number; one of 2,000 decimal digits has 6,644.
MAX_BITS = 64_000
_SMALL = 2**63
_FACTORIES = {"int": int, "float": float, "str": str, "list": list, "dict": dict, "set": set}
#: Types that are written as their text. Their modules are slow to import, and most labs need none.
_TEXT_TYPES = {
    "q": ("fractions", "Fraction"),
    "e": ("decimal", "Decimal"),
    "y": ("datetime", "date"),
    "Y": ("datetime", "datetime"),
    "T": ("datetime", "time"),
}
_VIEWS = {"k": type({}.keys()), "v": type({}.values()), "m": type({}.items())}
_FUNCTIONS = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodWrapperType,
    types.MethodDescriptorType,
)


class CodecError(Exception):
    """A value cannot be written, or what was received is not as agreed."""


class Encoder:
    """Writes values as what `json.dumps` takes.

    Args:
        handle: gives what stands for an object that stays here; None where such are refused.
        packages: packages whose data classes may cross by name.
        known: containers that the other side has too, by identity: a result that is one of them
            crosses as its number.
    """

    def __init__(
        self,
        handle: Callable[[Any], list[Any] | None],
        packages: tuple[str, ...] = (),
        known: dict[int, int] | None = None,
    ) -> None:
        self.handle = handle
        self.packages = packages
        self.known = known or {}
        self.containers: list[Any] = []
        self._numbers: dict[int, int] = {}

    def encode(self, value: Any, depth: int = 0) -> Any:
        """One value.

        Raises:
            CodecError: it is nested too deeply, or holds a number that is too long.
        """
        kind = type(value)
        if value is None or kind is bool or kind is str:
            return value
        if kind is int:
            return _write_int(value)
        if kind is float:
            return value if math.isfinite(value) else {"f": repr(value)}
        if depth > MAX_DEPTH:
            raise CodecError("a value that is nested too deeply")
        if id(value) in self.known:
            return {"a": self.known[id(value)]}
        if id(value) in self._numbers:
            return {"r": self._numbers[id(value)]}
        return self._container(value, kind, depth + 1)

    def content(self, value: Any) -> Any:
        """A container as it is now, though the other side has it already."""
        return self._container(value, type(value), 1)

    def _container(self, value: Any, kind: type, depth: int) -> Any:
        # Methods of the base class are called, not those of the value: a subclass may lie.
        if issubclass(kind, list):
            self._number(value)
            return [self.encode(item, depth) for item in list.__iter__(value)]
        if issubclass(kind, dict):
            self._number(value)
            return self._dictionary(value, kind, depth)
        if issubclass(kind, tuple):
            items = [self.encode(item, depth) for item in tuple.__iter__(value)]
            fields = getattr(kind, "_fields", None)
            if kind is not tuple and isinstance(fields, tuple) and len(fields) == len(items):
                return {"N": [kind.__name__, [str(name) for name in fields], items]}
            return {"t": items}
        if issubclass(kind, (set, frozenset)):
            base = set if issubclass(kind, set) else frozenset
            if base is set:
                self._number(value)
            return {
                "s" if base is set else "z": [self.encode(i, depth) for i in base.__iter__(value)]
            }
        simple = self._simple(value, kind, depth)
        if simple is not None:
            return simple
        if _fields(kind) is not None and self._trusted(kind):
            self._number(value)
            pairs = [[n, self.encode(getattr(value, n), depth)] for n in _fields(kind)]
            return {"R": [kind.__module__, kind.__qualname__, pairs]}
        handle = self.handle(value)
        return {"x": kind.__name__} if handle is None else {"h": handle}

    def _dictionary(self, value: dict, kind: type, depth: int) -> Any:
        pairs = [
            [self.encode(key, depth), self.encode(item, depth)] for key, item in dict.items(value)
        ]
        if issubclass(kind, collections.Counter):
            return {"C": pairs}
        if issubclass(kind, collections.OrderedDict):
            return {"O": pairs}
        if issubclass(kind, collections.defaultdict):
            factory = getattr(value.default_factory, "__name__", None)
            if _FACTORIES.get(factory) is value.default_factory:
                return {"D": [factory, pairs]}
        return {"d": pairs}

    def _simple(self, value: Any, kind: type, depth: int) -> Any:
        if issubclass(kind, (bytes, bytearray)):
            return {"b": bytes(value).hex()}
        if issubclass(kind, str):
            return str.__str__(value)
        if issubclass(kind, int):  # an IntEnum, say: by its number
            return _write_int(int.__index__(value))
        if issubclass(kind, float):
            return self.encode(float.__float__(value), depth)
        if kind is complex:
            return {"c": [self.encode(value.real, depth), self.encode(value.imag, depth)]}
        if kind is range:
            return {"g": [_write_int(n) for n in (value.start, value.stop, value.step)]}
        for tag, view in _VIEWS.items():
            if kind is view:
                return {tag: [self.encode(item, depth) for item in value]}
        for tag, (module, name) in _TEXT_TYPES.items():
            if module in sys.modules and kind is getattr(sys.modules[module], name):
                return {tag: value.isoformat() if tag in "yYT" else str(value)}
        return None

    def _trusted(self, kind: type) -> bool:
        return kind.__module__.partition(".")[0] in self.packages

    def _number(self, value: Any) -> None:
        self._numbers[id(value)] = len(self.containers)
        self.containers.append(value)


class Decoder:
    """Reads what an `Encoder` of the other side wrote.

    Args:
        make: makes what stands for the other side's object of a handle.
        packages: packages whose data classes may be rebuilt (never by running their code).
        known: the containers that the other side may name by number.
    """

    def __init__(
        self,
        make: Callable[[list[Any]], Any],
        packages: tuple[str, ...] = (),
        known: list[Any] | None = None,
        opaque: Callable[[str], Any] | None = None,
    ) -> None:
        self.make = make
        self.packages = packages
        self.known = known or []
        self.opaque = opaque
        self.containers: list[Any] = []

    def decode(self, data: Any, depth: int = 0) -> Any:
        """One value.

        Raises:
            CodecError: `data` is not what an encoder writes.
        """
        kind = type(data)
        if data is None or kind in (bool, str, float):
            return data
        if kind is int:
            return data
        if depth > MAX_DEPTH + 1:
            raise CodecError("a value that is nested too deeply")
        if kind is list:
            made: list[Any] = []
            self.containers.append(made)
            made.extend(self.decode(item, depth + 1) for item in data)
            return made
        if kind is not dict or len(data) != 1:
            raise CodecError("an unknown form")
        [(tag, body)] = data.items()
        reader = _READERS.get(tag)
        if reader is None:
            raise CodecError("an unknown form")
        try:
            return reader(self, body, depth + 1)
        except (TypeError, ValueError, KeyError, ArithmeticError, AttributeError, IndexError):
            raise CodecError("a value that is not what it says it is") from None

    def items(self, body: Any, depth: int) -> Iterator[Any]:
        if type(body) is not list:
            raise CodecError("an unknown form")
        return (self.decode(item, depth) for item in body)

    def pairs(self, body: Any, depth: int) -> Iterator[tuple[Any, Any]]:
        if type(body) is not list:
            raise CodecError("an unknown form")
        for pair in body:
            if type(pair) is not list or len(pair) != 2:
                raise CodecError("an unknown form")
            yield self.decode(pair[0], depth), self.decode(pair[1], depth)

    def dictionary(self, made: dict, body: Any, depth: int) -> dict:
        self.containers.append(made)
        for key, value in self.pairs(body, depth):
            dict.__setitem__(made, key, value)
        return made

    def instance(self, body: Any, depth: int) -> Any:
        """A data class instance, its fields put in place without running any of its code."""
        module, name, fields = body
        if str(module).partition(".")[0] not in self.packages or module not in sys.modules:
            raise CodecError("an instance of a class that is not the course's own")
        kind = getattr(sys.modules[module], str(name), None)
        if not isinstance(kind, type) or _fields(kind) is None:
            raise CodecError("an instance of a class that is not the course's own")
        made = object.__new__(kind)
        self.containers.append(made)
        wanted = set(_fields(kind))
        for field, value in self.pairs(fields, depth):
            if field not in wanted:
                raise CodecError("an instance with a field that its class lacks")
            object.__setattr__(made, field, value)
            wanted.discard(field)
        if wanted:
            raise CodecError("an instance without all fields of its class")
        return made


class NamedTuple(tuple):
    """A student's named tuple: a tuple whose items have names too."""

    _names: tuple[str, ...] = ()

    def __getattr__(self, name: str) -> Any:
        if name in self._names:
            return self[self._names.index(name)]
        raise AttributeError(name)


def refresh(target: Any, fresh: Any) -> None:
    """Give a container the content of another of its kind (an argument changed in place).

    Raises:
        CodecError: the two are not of one kind.
    """
    if isinstance(target, list) and isinstance(fresh, list):
        target[:] = fresh
    elif isinstance(target, dict) and isinstance(fresh, dict):
        dict.clear(target)
        dict.update(target, fresh)
    elif isinstance(target, set) and isinstance(fresh, set):
        set.clear(target)
        set.update(target, fresh)
    elif _fields(type(target)) is not None and type(target) is type(fresh):
        for name in _fields(type(target)):
            object.__setattr__(target, name, getattr(fresh, name))
    else:
        raise CodecError("an argument that changed its kind")


def parts(container: Any) -> list[Any]:
    """The very objects that a container holds now; kept, they tell later whether it changed."""
    if isinstance(container, dict):
        return [part for pair in dict.items(container) for part in pair]
    if isinstance(container, list):
        return list.copy(container)
    if isinstance(container, set):
        return sorted(set.__iter__(container), key=id)
    return [getattr(container, name, None) for name in _fields(type(container))]


def changed(container: Any, before: list[Any]) -> bool:
    """Whether a container no longer holds exactly the objects that it held."""
    now = parts(container)
    return len(now) != len(before) or any(a is not b for a, b in zip(now, before, strict=True))


def is_function(value: Any) -> bool:
    """Whether a value is something that is only ever called."""
    return isinstance(value, _FUNCTIONS)


def _fields(kind: type) -> list[str] | None:
    """The fields of a data class, in order; None for any other class."""
    if "dataclasses" not in sys.modules or not hasattr(kind, "__dataclass_fields__"):
        return None
    return [field.name for field in sys.modules["dataclasses"].fields(kind)]


def _write_int(value: int) -> Any:
    if -_SMALL < value < _SMALL:
        return value
    if value.bit_length() > MAX_BITS:
        raise CodecError("a whole number of more than 19,000 digits")
    return {"i": hex(value)}


def _whole(value: Any) -> int:
    if type(value) is dict and list(value) == ["i"]:
        return _read_int(None, value["i"], 0)
    if type(value) is not int:
        raise CodecError("an unknown form")
    return value


def _read_int(decoder: Decoder | None, body: Any, depth: int) -> int:
    if type(body) is not str or len(body) > MAX_BITS // 4 + 8:
        raise CodecError("an unknown form")
    return int(body, 16)


def _read_float(decoder: Decoder, body: Any, depth: int) -> float:
    return {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[body]


def _read_complex(decoder: Decoder, body: Any, depth: int) -> complex:
    real, imaginary = (decoder.decode(part, depth) for part in body)
    if type(real) is not float or type(imaginary) is not float:
        raise CodecError("an unknown form")
    return complex(real, imaginary)


def _read_set(decoder: Decoder, body: Any, depth: int) -> set:
    made: set = set()
    decoder.containers.append(made)
    made.update(decoder.items(body, depth))
    return made


def _read_default(decoder: Decoder, body: Any, depth: int) -> dict:
    factory, pairs = body
    return decoder.dictionary(collections.defaultdict(_FACTORIES[factory]), pairs, depth)


def _read_named(decoder: Decoder, body: Any, depth: int) -> NamedTuple:
    _, names, items = body
    if not all(type(name) is str for name in names):
        raise CodecError("an unknown form")
    made = NamedTuple(decoder.items(items, depth))
    made._names = tuple(names)
    return made


def _read_text_type(tag: str) -> Callable[[Decoder, Any, int], Any]:
    def read(decoder: Decoder, body: Any, depth: int) -> Any:
        if type(body) is not str or len(body) > 2_000:
            raise CodecError("an unknown form")
        module, name = _TEXT_TYPES[tag]
        kind = getattr(__import__(module), name)
        if tag == "q" and "/" not in body and not body.lstrip("-").isdigit():
            raise CodecError("an unknown form")  # Fraction("1e999999999") takes all memory
        return kind.fromisoformat(body) if tag in "yYT" else kind(body)

    return read


def _numbered(chosen: str) -> Callable[[Decoder, Any, int], Any]:
    def read(decoder: Decoder, body: Any, depth: int) -> Any:
        if type(body) is not int or body < 0:
            raise CodecError("an unknown form")
        return (decoder.containers if chosen == "r" else decoder.known)[body]

    return read


def _read_opaque(decoder: Decoder, body: Any, depth: int) -> Any:
    if decoder.opaque is None or type(body) is not str:
        raise CodecError("an unknown form")
    return decoder.opaque(body[:80])


_READERS: dict[str, Callable[[Decoder, Any, int], Any]] = {
    "i": _read_int,
    "f": _read_float,
    "c": _read_complex,
    "b": lambda decoder, body, depth: bytes.fromhex(body),
    "t": lambda decoder, body, depth: tuple(decoder.items(body, depth)),
    "s": _read_set,
    "z": lambda decoder, body, depth: frozenset(decoder.items(body, depth)),
    "d": lambda decoder, body, depth: decoder.dictionary({}, body, depth),
    "C": lambda decoder, body, depth: decoder.dictionary(collections.Counter(), body, depth),
    "O": lambda decoder, body, depth: decoder.dictionary(collections.OrderedDict(), body, depth),
    "D": _read_default,
    "N": _read_named,
    "R": lambda decoder, body, depth: decoder.instance(body, depth),
    "g": lambda decoder, body, depth: range(*map(_whole, body)),
    "k": lambda decoder, body, depth: dict.fromkeys(decoder.items(body, depth)).keys(),
    "v": lambda decoder, body, depth: dict(enumerate(decoder.items(body, depth))).values(),
    "m": lambda decoder, body, depth: dict(decoder.items(body, depth)).items(),
    "q": _read_text_type("q"),
    "e": _read_text_type("e"),
    "y": _read_text_type("y"),
    "Y": _read_text_type("Y"),
    "T": _read_text_type("T"),
    "r": _numbered("r"),
    "a": _numbered("a"),
    "h": lambda decoder, body, depth: decoder.make(body),
    "x": _read_opaque,
}
