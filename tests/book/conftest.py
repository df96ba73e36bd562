"""A small book of its own for each test, so that the course's own pages are never touched."""

from __future__ import annotations

from pathlib import Path

import pytest

LESSON = """\
---
title: {title}
lesson:
  question: What is there to see?
  objectives:
    - Explain what there is to see.
  minutes: {{watch: 0, read: 5, do: 2, discuss: 0}}
  prerequisites: {prerequisites}
  level: introductory
  key_points:
    - There is something to see.
---

{body}
"""


class SmallBook:
    """A book with a home page and one chapter, `chapter`, whose pages a test adds."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.pages: list[str] = []
        self.write("book/index.md", "---\ntitle: Home\n---\n\nWelcome.\n")
        self._write_toc()

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def lesson(
        self, name: str, *, title: str = "A page", prerequisites: str = "[]", body: str = "Text."
    ) -> Path:
        self.pages.append(name)
        self._write_toc()
        return self.write(
            f"book/chapter/{name}.md",
            LESSON.format(title=title, prerequisites=prerequisites, body=body),
        )

    def _write_toc(self) -> None:
        chapters = "".join(f"  - file: book/chapter/{name}\n" for name in self.pages)
        toc = "format: jb-book\nroot: book/index\n" + (f"chapters:\n{chapters}" if chapters else "")
        self.write("_toc.yml", toc)


@pytest.fixture
def small_book(tmp_path: Path) -> SmallBook:
    return SmallBook(tmp_path)
