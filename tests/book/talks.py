"""A small talk that keeps every rule, for tests to break one at a time."""

from __future__ import annotations

from pathlib import Path

HEAD = "---\ntitle: A small talk\n---\n\n"
BIB = "@misc{known2020source, title={A source}, author={Ada One and Bo Two}, year={2020}}\n"
PRONUNCIATIONS = '- {written: Nagoya, say: "nahgoya", source: "a test"}\n'


def slide(number: int, spoken: str | None = None, extra: str = "") -> str:
    said = f"This is slide number {number}." if spoken is None else spoken
    return f"## Slide {number}\n- A point\n{extra}\n:::{{spoken}}\n{said}\n:::\n\n"


def text(slides: dict[int, str] | None = None) -> str:
    """Eight slides in two chapters; `slides` replaces some of them, by number."""
    made = {n: slide(n) for n in range(1, 9)}
    made[3] = slide(3, extra=":::{pause}\nWhat would you do?\n:::\n")
    made |= slides or {}
    first = "".join(made[n] for n in range(1, 5))
    return f"{HEAD}# One\n{first}# Two\n" + "".join(made[n] for n in range(5, 9))


def write_course(root: Path, talk: str) -> Path:
    """A folder with this talk and the lists that it needs; gives the talk's path."""
    data = root / "book" / "_data"
    (data / "references").mkdir(parents=True, exist_ok=True)
    (data / "references" / "shared.bib").write_text(BIB, encoding="utf-8")
    (data / "pronunciations.yml").write_text(PRONUNCIATIONS, encoding="utf-8")
    (data / "pronunciations-allowed.txt").write_text("Brazil\n", encoding="utf-8")
    path = root / "book" / "chapter" / "talk.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(talk, encoding="utf-8")
    return path
