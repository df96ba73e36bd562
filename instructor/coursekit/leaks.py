"""Searches what students can reach for what only instructors may see.

Two nets: the marker words planted in every solution, test, mark scheme, key, rubric and guide; and
every line of them that is long enough to tell and that no student file holds.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sitekit.errors import CourseError, shown
from sitekit.paths import find_root

from coursekit.fingerprints import SIGNIFICANT_WORDS, normalise, significant_lines
from coursekit.hints import message_lines
from coursekit.markers import MARKER, teaching_files
from coursekit.solutions import HIDDEN_TESTS, SOLUTION, read_solutions
from coursekit.unwrap import texts

#: What students can read anyway, as far as it is text; a line in there is no secret.
STUDENT_FILES = ("exercises/**/*", "book/**/*.md", "book/**/*.yml", "book/**/*.bib", "*.md")

#: Sound and video hold no text; what is said in them is searched in captions and transcripts.
MEDIA = frozenset({".mp4", ".opus"})
#: Letters that are compared at a time; half of what a fingerprint has at least.
GRAM = SIGNIFICANT_WORDS // 2


@dataclass(frozen=True)
class Leak:
    """One secret found in one file."""

    file: Path
    marker: str
    """The marker word, or the line's letters and digits (see `fingerprints.normalise`)."""
    where: str
    """How it was reached inside the file, and where the line comes from."""

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        return f"{shown(self.file)}: teaching material in a student's file: {self.marker}{place}"


@dataclass(frozen=True)
class Secrets:
    """What to look for besides marker words: fingerprints of lines, each with where it is from."""

    lines: dict[str, str]

    @cached_property
    def _grams(self) -> dict[str, set[str]]:
        """Every run of GRAM letters of every line, with the lines that it is in."""
        grams: dict[str, set[str]] = {}
        for line in self.lines:
            for start in range(len(line) - GRAM + 1):
                grams.setdefault(line[start : start + GRAM], set()).add(line)
        return grams

    def found_in(self, stream: str) -> Iterator[str]:
        """The lines that a normalised text holds.

        A line of 16 letters or more covers at least one of the text's blocks of 8 whole, so it is
        enough to look up the blocks: a thousand lines take no longer to search for than ten.
        """
        blocks = {stream[start : start + GRAM] for start in range(0, len(stream), GRAM)}
        likely = {line for block in blocks & self._grams.keys() for line in self._grams[block]}
        return (line for line in sorted(likely) if line in stream)

    def without(self, text: str) -> Secrets:
        """The secrets that `text` does not hold."""
        known = normalise(text)
        return Secrets({found: at for found, at in self.lines.items() if found not in known})


def collect_secrets(root: Path | None = None, *, for_feedback: bool = False) -> Secrets:
    """The telling lines of everything in `instructor/<slug>/`.

    Args:
        root: the repository (default: the one this package works on).
        for_feedback: leave out what a feedback page may hold: the lines of solutions, which a
            good student may well have written too, and the hints in hidden tests.
    """
    root = root or find_root()
    lines: dict[str, str] = {}
    for path in teaching_files(root / "instructor"):
        text = path.read_text(encoding="utf-8")
        left_out = _lines_fit_for_feedback(path) if for_feedback else set()
        for number, _, prints in significant_lines(text):
            if number not in left_out:
                for found in prints:
                    lines.setdefault(found, f"{shown(path)}:{number}")
    return Secrets(lines).without("\n".join(_student_texts(root)))


def find_leaks(paths: Iterable[Path], secrets: Secrets | None = None) -> list[Leak]:
    """Search files, and folders with all that is in them.

    Args:
        paths: what a student gets.
        secrets: the lines to look for (default: all of `instructor/`); any marker word counts.
    """
    secrets = secrets if secrets is not None else collect_secrets()
    found: dict[tuple[Path, str], Leak] = {}
    for path in _files(paths):
        for leak in _leaks_in(path, secrets):
            found.setdefault((leak.file, leak.marker), leak)
    return list(found.values())


def refuse_leaks(files: Mapping[str, bytes], root: Path) -> None:
    """See that files which students are about to get hold no teaching material.

    Raises:
        CourseError: one does; one line for each.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        leaks = find_leaks([folder], collect_secrets(root))
        if leaks:
            raise CourseError("\n".join(str(leak).replace(f"{folder}/", "") for leak in leaks))


def _leaks_in(path: Path, secrets: Secrets) -> Iterator[Leak]:
    searched: set[str] = set()
    named = [(path.name, "its name")]
    for text, where in [*named, *texts(path.read_bytes())]:
        stream = normalise(text)
        if stream in searched:
            continue
        searched.add(stream)
        for match in MARKER.finditer(stream):
            yield Leak(path, match.group(), where)
        for line in secrets.found_in(stream):
            origin = f"from {secrets.lines[line]}"
            yield Leak(path, line, f"{where}, {origin}" if where else origin)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            files = (p for p in path.rglob("*") if p.is_file() and p.suffix not in MEDIA)
            yield from sorted(files)
        else:
            yield path


def _student_texts(root: Path) -> Iterator[str]:
    for pattern in STUDENT_FILES:
        for path in sorted(root.glob(pattern)):
            if path.is_file() and path.suffix != ".pyc":
                yield path.read_text(encoding="utf-8", errors="replace")


def _lines_fit_for_feedback(path: Path) -> set[int]:
    """The lines of a file of solutions that a feedback page may hold."""
    numbers: set[int] = set()
    if path.name.endswith(".solutions.md"):
        for section in read_solutions(path).values():
            for block in section.blocks.values():
                if block.kind == SOLUTION:
                    numbers.update(range(block.line, block.line + block.source.count("\n")))
                elif block.kind == HIDDEN_TESTS:
                    numbers.update(n + block.line - 1 for n in message_lines(block.source))
    return numbers
