"""The course as its pages declare it: every page of the table of contents, and their order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from sphinx_external_toc.parsing import parse_toc_yaml

from sitekit.declared import read_declared
from sitekit.errors import CourseError
from sitekit.pathways.missing import LeftOut, read_left_out
from sitekit.schema import Lesson, LessonFrontMatter, PlainFrontMatter

#: Folders under `book/` whose pages are no lessons.
REFERENCE_FOLDERS = frozenset({"reference"})


@dataclass(frozen=True)
class Page:
    """One page of the book."""

    docname: str
    """Sphinx's name for it, from the root of the repository: `book/ecology-disease/science`."""
    path: Path
    """Its file, from the root of the repository."""
    title: str
    lesson: Lesson | None
    lesson_line: int
    """The line of `path` on which the lesson's block starts (1 where there is none)."""

    @property
    def slug(self) -> str:
        """What `prerequisites` calls it: `ecology-disease/science`."""
        return self.docname.removeprefix("book/")

    @property
    def chapter(self) -> str:
        """The chapter's slug; empty for the home page."""
        return self.slug.rpartition("/")[0]


@dataclass(frozen=True)
class Course:
    """All pages, in the order of the table of contents."""

    root: Path
    pages: tuple[Page, ...]
    left_out: LeftOut | None = None
    """What this book lacks of the whole one, where it is filtered."""

    def title_of(self, slug: str) -> str:
        """A lesson's title; of one that is left out too."""
        if slug in self.by_slug:
            return self.by_slug[slug].title
        return self.left_out.titles[f"book/{slug}"]

    @cached_property
    def by_docname(self) -> dict[str, Page]:
        return {page.docname: page for page in self.pages}

    @cached_property
    def by_slug(self) -> dict[str, Page]:
        return {page.slug: page for page in self.pages}

    @cached_property
    def lessons(self) -> tuple[Page, ...]:
        return tuple(page for page in self.pages if page.lesson)

    @property
    def chapters(self) -> tuple[str, ...]:
        """The chapters' slugs, in order."""
        return tuple(dict.fromkeys(page.chapter for page in self.lessons))

    def lessons_of(self, chapter: str) -> tuple[Page, ...]:
        """The lessons of one chapter, each after what it needs."""
        position = {page.slug: n for n, page in enumerate(self.reading_order)}
        chosen = [page for page in self.lessons if page.chapter == chapter]
        return tuple(sorted(chosen, key=lambda page: position[page.slug]))

    @cached_property
    def reading_order(self) -> tuple[Page, ...]:
        """Every lesson after its prerequisites; otherwise as the table of contents has them.

        Raises:
            CourseError: a prerequisite is no lesson of this book, or they go round in a circle.
        """
        lessons = {page.slug: page for page in self.lessons}
        elsewhere = self.left_out.titles if self.left_out else {}
        for page in self.lessons:
            for index, wanted in enumerate(page.lesson.prerequisites):
                if wanted not in lessons and f"book/{wanted}" not in elsewhere:
                    line = _line_of(wanted, self.root, page)
                    raise CourseError(
                        f"{page.path}:{line}: lesson.prerequisites.{index}: {wanted!r} is no "
                        "lesson of this book; allowed: "
                        + ", ".join(sorted(set(lessons) - {page.slug}))
                    )
        # TopologicalSorter hands out what is ready; taking the earliest of the table of contents
        # first keeps the author's order wherever the prerequisites leave it open.
        sorter = TopologicalSorter(
            {p.slug: [s for s in p.lesson.prerequisites if s in lessons] for p in self.lessons}
        )
        try:
            sorter.prepare()
        except CycleError as error:
            circle = list(reversed(error.args[1]))
            first = lessons[circle[0]]
            raise CourseError(
                f"{first.path}:{first.lesson_line}: lesson.prerequisites: these lessons need one "
                f"another in a circle, so none can be read first: {' needs '.join(circle)}; "
                "take one of them out"
            ) from None
        toc_position = {page.slug: n for n, page in enumerate(self.lessons)}
        order: list[Page] = []
        ready = list(sorter.get_ready())
        while ready:
            ready.sort(key=toc_position.__getitem__)
            slug = ready.pop(0)
            order.append(lessons[slug])
            sorter.done(slug)
            ready += sorter.get_ready()
        return tuple(order)


def load_course(root: Path) -> Course:
    """Read the table of contents and the front matter of every page in it.

    Raises:
        CourseError: a page is not there, or its front matter breaks the schema.
    """
    site_map = parse_toc_yaml(root / "_toc.yml")
    faults: list[str] = []
    pages: list[Page] = []
    for docname in site_map:
        try:
            pages.append(read_page(root, docname))
        except CourseError as error:
            faults.append(str(error))
    if faults:
        raise CourseError("\n".join(faults))
    course = Course(root, tuple(pages), read_left_out(root))
    _ = course.reading_order
    return course


def chosen_chapters(course: Course, wanted: list[str] | None) -> list[str]:
    """The chapters asked for, each once, in the course's order.

    Raises:
        CourseError: one is not in this course.
    """
    unknown = [name for name in wanted or [] if name not in course.chapters]
    if unknown:
        raise CourseError(
            f"{unknown[0]!r} is no chapter of this course; there are: {', '.join(course.chapters)}"
        )
    return [name for name in course.chapters if not wanted or name in wanted]


def chapter_title(course: Course, chapter: str) -> str:
    """What the table of contents calls a chapter, or else its overview page's own title."""
    overview = f"book/{chapter}/index"
    entry = parse_toc_yaml(course.root / "_toc.yml")[overview]
    return entry.title or course.by_docname[overview].title


def read_page(root: Path, docname: str) -> Page:
    """Read one page's front matter; which schema it must meet follows from its folder."""
    path = root / docname if docname.endswith(".md") else root / f"{docname}.md"
    shown = path.relative_to(root)
    if not path.exists():
        raise CourseError(f"_toc.yml: {shown} is listed but there is no such file")
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0].strip() != "---" or "---" not in (s.strip() for s in lines[1:]):
        raise CourseError(
            f"{shown}:1: the page must start with front matter: a line '---', the fields "
            "(title, lesson), and another line '---'"
        )
    end = next(n for n, line in enumerate(lines[1:], 1) if line.strip() == "---")
    text = "\n".join(lines[1:end])
    parts = docname.removeprefix("book/").split("/")
    if len(parts) == 2 and parts[0] not in REFERENCE_FOLDERS:
        front = read_declared(LessonFrontMatter, text, shown, first_line=2)
        block = next((n for n, s in enumerate(lines, 1) if s.startswith("lesson:")), 1)
        return Page(docname, shown, front.title, front.lesson, block)
    plain = read_declared(PlainFrontMatter, text, shown, first_line=2)
    return Page(docname, shown, plain.title, None, 1)


def _line_of(wanted: str, root: Path, page: Page) -> int:
    """The line of the lesson's block on which `wanted` stands (the block's own if none does)."""
    lines = (root / page.path).read_text(encoding="utf-8").splitlines()
    hits = [n for n, line in enumerate(lines, 1) if wanted in line and n > page.lesson_line]
    return hits[0] if hits else page.lesson_line
