"""The course as the rules see it: its documents, each read once, and the built site."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from sphinx_external_toc.parsing import parse_toc_yaml

from sitekit.course import Course, load_course
from sitekit.editions.translations import Translation, languages, translations
from sitekit.exercises import EXERCISE_NAMES
from sitekit.lint.document import Document, Kind, read_document


def _kind(one: Translation) -> Kind:
    if one.path.suffix == ".yml":
        return "data"
    if one.name.startswith("exercises/"):
        return "notebook"
    return "page" if one.is_page else "talk"


class Sources:
    """What rules are given. `site` is None where no built site is to be looked at."""

    def __init__(self, root: Path, site: Path | None = None) -> None:
        self.root, self.site = root, site

    @cached_property
    def course(self) -> Course:
        return load_course(self.root)

    @cached_property
    def documents(self) -> list[Document]:
        """Every file with words for readers: pages, talks, notebooks, and declared texts."""
        found: list[Document] = []
        for docname in parse_toc_yaml(self.root / "_toc.yml"):
            found += self._read([self.root / f"{docname}.md"], "page")
        found += self._read(sorted(self.root.glob("book/*/talk.md")), "talk")
        notebooks = [self.root.glob(f"exercises/*/{name}.md") for name in EXERCISE_NAMES]
        found += self._read(sorted(path for paths in notebooks for path in paths), "notebook")
        data = [*self.root.glob("exercises/*/questions.yml"), *self.root.glob("book/_data/*.yml")]
        return found + self._read(sorted(data), "data")

    @cached_property
    def translated(self) -> list[Document]:
        """The same of the editions in other languages; a sentence's rules are for English."""
        found: list[Document] = []
        for language in languages(self.root):
            for one in translations(self.root, language):
                found += self._read([one.path], _kind(one))
        return found

    @property
    def everywhere(self) -> list[Document]:
        """The documents of all languages."""
        return self.documents + self.translated

    def _read(self, paths: list[Path], kind: Kind) -> list[Document]:
        return [
            read_document(path, path.relative_to(self.root).as_posix(), kind)
            for path in paths
            if path.is_file()
        ]

    def of(self, *kinds: Kind) -> list[Document]:
        """The documents of these kinds, in the order of the course."""
        return [document for document in self.documents if document.kind in kinds]
