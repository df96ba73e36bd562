"""Read the R data files (.rda) that the two scripts beside this one start from.

Standard library only. It reads what those files hold (vectors, lists, factors, data frames and the
slots of an S4 object, in R's binary "XDR" form, versions 2 and 3) and refuses anything else. The
form is described in the manual "R Internals", section "Serialization Formats".
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NA_INTEGER = -(2**31)


@dataclass
class Value:
    """An R object: its values (None for a missing one) and its attributes."""

    values: Any
    attributes: dict[str, Any] = field(default_factory=dict)

    def named(self) -> dict[str, Any]:
        """A list or data frame as a dictionary."""
        return dict(zip(self.attributes["names"].values, self.values, strict=True))

    def words(self) -> list[str]:
        """A factor as the words it stands for; other vectors as they are."""
        if "levels" not in self.attributes:
            return list(self.values)
        levels = self.attributes["levels"].values
        return [levels[number - 1] for number in self.values]


def read_rda(path: Path) -> dict[str, Any]:
    """The objects of an .rda file by name. Raises ValueError where it is not one we can read."""
    raw = path.read_bytes()
    for start, opener in ((b"\x1f\x8b", gzip), (b"BZh", bz2), (b"\xfd7zXZ", lzma)):
        if raw.startswith(start):
            try:
                raw = opener.decompress(raw)
            except (OSError, EOFError, lzma.LZMAError) as error:
                raise ValueError(f"it cannot be decompressed ({error})") from None
            break
    if raw[:7] not in (b"RDX2\nX\n", b"RDX3\nX\n"):
        raise ValueError("it is not an R data file in binary form")
    try:
        return _pairs(_Reader(raw[7:]).start())
    except struct.error:
        raise ValueError("the R data file ends too early") from None


def _pairs(found: Any) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


class _Reader:
    def __init__(self, raw: bytes) -> None:
        self.raw, self.at, self.seen = raw, 0, []

    def start(self) -> Any:
        version = self.number()
        self.at += 8  # the versions of R that wrote it and that can read it
        if version == 3:
            self.take(self.number())
        return self.item()

    def take(self, size: int) -> bytes:
        found = self.raw[self.at : self.at + size]
        if len(found) != size:
            raise struct.error
        self.at += size
        return found

    def number(self) -> int:
        return struct.unpack(">i", self.take(4))[0]

    def item(self) -> Any:
        flags = self.number()
        kind = flags & 0xFF
        if kind in (254, 253, 242, 241):  # NULL, and environments that have a name of their own
            return None
        if kind == 255:  # something seen before
            return self.seen[(flags >> 8 or self.number()) - 1]
        if kind == 1:  # a symbol
            self.seen.append(self.item())
            return self.seen[-1]
        if kind == 9:  # one text
            size = self.number()
            raw = None if size == -1 else self.take(size)
            return None if raw is None else raw.decode("utf-8" if flags & 1 << 15 else "latin-1")
        if kind in (2, 6):  # a list of pairs, or a call
            return self.pairs(flags)
        if kind == 25:  # an S4 object: its slots are its attributes
            return Value(None, self.item())
        found = Value(self.vector(kind))
        if flags & 1 << 9:
            found.attributes = self.item()
        return found

    def pairs(self, flags: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while flags & 0xFF in (2, 6):
            if flags & 1 << 9:
                self.item()
            tag = self.item() if flags & 1 << 10 else None
            found[tag or f"#{len(found)}"] = self.item()
            flags = self.number()
        if flags & 0xFF != 254:
            raise ValueError("a list in this R data file does not end as expected")
        return found

    def vector(self, kind: int) -> list[Any]:
        if kind not in (10, 13, 14, 16, 19):
            raise ValueError(
                f"the R data file holds a kind of object ({kind}) that is not read here"
            )
        size = self.number()
        if kind in (10, 13):
            numbers = struct.unpack(f">{size}i", self.take(4 * size))
            return [None if number == NA_INTEGER else number for number in numbers]
        if kind == 14:
            numbers = struct.unpack(f">{size}d", self.take(8 * size))
            return [None if number != number else number for number in numbers]
        return [self.item() for _ in range(size)]
