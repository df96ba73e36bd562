"""The course as a Common Cartridge: whole, readable by others, and keys in one file alone."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from coursekit.cartridge.command import write_cartridges
from coursekit.leaks import collect_secrets, find_leaks
from coursekit.quiz import read_graded
from sitekit.course import load_course
from sitekit.exercises import exercises_of
from sitekit.questions import load_questions

from tests.instructor.test_qti import read_bank

ROOT = Path(__file__).resolve().parents[2]
CC = "{http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1}"
CPX = "{http://www.imsglobal.org/xsd/imsccv1p3/imscp_extensionv1p2}"
TOPIC = "{http://www.imsglobal.org/xsd/imsccv1p3/imsdt_v1p3}"
LINK = "{http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3}"
TASK = "{http://www.imsglobal.org/xsd/imscc_extensions/assignment}"
SITE = "https://example.org/dsi"
#: What Open edX's converter takes in, by its own patterns (cc2olx, `models.py` and `enums.py`).
READ_BY_OPEN_EDX = re.compile(
    r"webcontent|imswl_xmlv\d+p\d+|imsdt_xmlv\d+p\d+|assignment_xmlv\d+p\d+|"
    r"imsqti_xmlv\d+p\d+/imscc_xmlv\d+p\d+/assessment"
)
#: An identifier of XML.
NAME = re.compile(r"[A-Za-z_][\w.-]*")


class Opened:
    """A cartridge, read by its manifest alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            self.files = {name: archive.read(name) for name in archive.namelist()}
        self.manifest = ElementTree.fromstring(self.files["imsmanifest.xml"])
        self.resources = {r.get("identifier"): r for r in self.manifest.iter(f"{CC}resource")}

    def of(self, kind: str) -> dict[str, bytes]:
        """The first file of each resource of a type."""
        return {
            name: self.files[resource.find(f"{CC}file").get("href")]
            for name, resource in self.resources.items()
            if kind in resource.get("type")
        }

    def problems(self) -> Iterator[str]:
        """What an importer would stumble over."""
        ids = [n.get("identifier") for n in self.manifest.iter() if n.get("identifier")]
        yield from (f"the id {i!r} twice" for i in set(ids) if ids.count(i) > 1)
        yield from (f"no identifier: {i!r}" for i in ids if not NAME.fullmatch(i))
        named = {f.get("href") for f in self.manifest.iter(f"{CC}file")}
        yield from (f"{name} is not there" for name in named - set(self.files))
        yield from (
            f"{name} is in no resource" for name in set(self.files) - named - {"imsmanifest.xml"}
        )
        for node in self.manifest.iter():
            wanted = node.get("identifierref")
            if wanted and wanted not in self.resources:
                yield f"no resource {wanted}"
        for name, resource in self.resources.items():
            if not READ_BY_OPEN_EDX.fullmatch(resource.get("type")):
                yield f"{name}: unknown type {resource.get('type')}"
            href = resource.get("href")
            if href and href != resource.find(f"{CC}file").get("href"):
                yield f"{name}: opens {href}"
        shown = {i.get("identifierref") for i in self.manifest.iter(f"{CC}item")}
        needed = {d.get("identifierref") for d in self.manifest.iter(f"{CC}dependency")}
        extra = {"downloads"} | {
            r for r, n in self.resources.items() if n.find(f"{CPX}variant") is not None
        }
        yield from (
            f"{name} is reached from nowhere"
            for name in set(self.resources) - shown - needed - extra
        )
        for item in self.manifest.iter(f"{CC}item"):
            if item.get("identifier") != "LearningModules" and not item.findtext(f"{CC}title"):
                yield f"{item.get('identifier')} has no title"


@pytest.fixture(scope="module")
def copies(built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Opened, Opened, Path]:
    """All chapters as copies: the file without keys, the one with them, and their folder."""
    folder = tmp_path_factory.mktemp("copies")
    paths = write_cartridges(ROOT, built, folder, None, "copy", None)
    without, with_keys = map(Opened, paths)
    return without, with_keys, folder


@pytest.fixture(scope="module")
def links(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Two chapters as links."""
    folder = tmp_path_factory.mktemp("links")
    chapters = ["synthesis", "crops"]
    return Opened(next(iter(write_cartridges(ROOT, built, folder, chapters, "link", SITE))))


def test_nothing_to_stumble_over(copies: tuple[Opened, Opened, Path], links: Opened) -> None:
    for cartridge in (*copies[:2], links):
        assert list(cartridge.problems()) == []


def test_a_damaged_cartridge_is_noticed(links: Opened, tmp_path: Path) -> None:
    path = tmp_path / "x.imscc"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in links.files.items():
            if name == "imsmanifest.xml":
                content = content.replace(b'identifier="topic_', b'identifier="1 topic_', 1)
                content = content.replace(b"imsdt_xmlv1p3", b"discussion", 1)
            if name != "links/crops-science.xml":
                archive.writestr(name, content)
        archive.writestr("left-over.html", "")
    said = " ".join(Opened(path).problems())
    for words in ("no identifier", "no resource", "unknown type", "is in no resource"):
        assert words in said
    assert "links/crops-science.xml is not there" in said


def test_the_order_is_that_of_the_book(copies: tuple[Opened, Opened, Path]) -> None:
    course = load_course(ROOT)
    top = copies[0].manifest.find(f".//{CC}item[@identifier='LearningModules']")
    assert [m.get("identifier") for m in top] == [f"module_{name}" for name in course.chapters]
    for module, chapter in zip(top, course.chapters, strict=True):
        shown = [i.findtext(f"{CC}title") for i in module if "page_" in i.get("identifierref", "")]
        assert shown == [page.title for page in course.lessons_of(chapter)]


def test_copied_pages_need_nothing_else(copies: tuple[Opened, Opened, Path]) -> None:
    files = copies[0].files
    pages = {n: c for n, c in files.items() if re.fullmatch(r"web_resources/[\w-]+\.html", n)}
    assert len(pages) == len(load_course(ROOT).lessons)
    pictures = 0
    for name, content in pages.items():
        page = BeautifulSoup(content, "html.parser")
        assert not page.select("script, style, form, svg, template, [onclick], [hidden]"), name
        assert page.h1 and len(page.get_text().split()) > 80, name
        for image in page.select("img"):
            pictures += 1
            assert len(image["alt"]) > 60, f"{name}: a chart's description"
            svg = files[posixpath.join("web_resources", image["src"])]
            assert ElementTree.fromstring(svg).get("viewBox")
        for node in page.select("[href]"):
            address, _ = urldefrag(unquote(node["href"]))
            if address and not re.match(r"(https?|mailto):", address):
                assert posixpath.join("web_resources", address) in files, (name, address)
    assert pictures >= 25


def test_links_lead_to_the_published_book(links: Opened, built: Path) -> None:
    found = links.of("imswl")
    assert len(found) == len([p for p in load_course(ROOT).lessons if p.chapter in
                              ("crops", "synthesis")])  # fmt: skip
    for content in found.values():
        address = ElementTree.fromstring(content).find(f"{LINK}url").get("href")
        assert address.startswith(f"{SITE}/book/")
        assert (built / address.removeprefix(f"{SITE}/")).is_file()


def test_the_self_checks_come_back_whole(copies: tuple[Opened, Opened, Path]) -> None:
    strip = re.compile(r"<[^>]+>")
    for cartridge in copies[:2]:
        banks = {n: c for n, c in cartridge.of("imsqti").items() if n.startswith("selfcheck_")}
        assert len(banks) == len(load_course(ROOT).chapters)
        for name, content in banks.items():
            chapter = name.removeprefix("selfcheck_")
            bank = load_questions(ROOT / "exercises" / chapter / "questions.yml")
            wanted = [q for q in bank if q.use == "self-check"]
            found = read_bank(content)
            assert [q["id"] for q in found] == [q.id for q in wanted]
            for question, source in zip(found, wanted, strict=True):
                assert question["right"] == [source.answer]
                assert len(question["options"]) == len(source.options)
                for told, option in zip(question["feedback"], source.options, strict=True):
                    assert len(told) == 1, "each option has its own feedback"
                    plain = re.sub(r"\W+", "", strip.sub("", told[0]))
                    assert plain[:20] in re.sub(r"\W+", "", option.feedback)


def test_keys_are_in_the_instructors_file_alone(copies: tuple[Opened, Opened, Path]) -> None:
    without, with_keys, _ = copies
    assert not [name for name in without.of("imsqti") if "graded" in name]
    graded = {n: c for n, c in with_keys.of("imsqti").items() if n.startswith("graded_")}
    assert len(graded) == len(load_course(ROOT).chapters)
    for name, content in graded.items():
        pairs = read_graded(ROOT, name.removeprefix("graded_"))
        assert [q["right"] for q in read_bank(content)] == [[key.answer - 1] for _, key in pairs]


def test_a_key_in_the_other_file_would_be_found(links: Opened) -> None:
    secrets = collect_secrets(ROOT)
    assert find_leaks([links.path], secrets) == []
    assert find_leaks([links.path.with_name("course-link-instructor.imscc")], secrets) != []


def test_every_prompt_is_a_topic_with_all_its_cards(copies: tuple[Opened, Opened, Path]) -> None:
    topics = copies[0].of("imsdt")
    sources = "".join(
        (ROOT / page.path).read_text(encoding="utf-8") for page in load_course(ROOT).lessons
    )
    assert len(topics) == len(re.findall(r"^:{3,}\{discussion\}", sources, re.MULTILINE))
    letters = re.sub(r"\W+", " ", sources)
    cards = 0
    for content in topics.values():
        root = ElementTree.fromstring(content)
        assert re.sub(r"\W+", " ", root.findtext(f"{TOPIC}title")).strip() in letters
        text = BeautifulSoup(root.findtext(f"{TOPIC}text"), "html.parser")
        cards += sum(h.get_text() != "Sources" for h in text.select("h3"))
        assert not text.select("script, [hidden], .meaning")
    assert cards == len(re.findall(r"^:{3,}\{position\}", sources, re.MULTILINE))


def test_assignments_have_their_points(copies: tuple[Opened, Opened, Path]) -> None:
    course = load_course(ROOT)
    for cartridge, keys in zip(copies[:2], (False, True), strict=True):
        tasks = {
            name.removeprefix("assignment_"): ElementTree.fromstring(content)
            for name, content in cartridge.of("assignment_xml").items()
        }
        graded = {
            f"{one.chapter}-{one.name}": one
            for chapter in course.chapters
            for one in exercises_of(ROOT, chapter)
            if one.facts.graded
        }
        assert tasks.keys() == graded.keys()
        for name, task in tasks.items():
            assert task.findtext(f"{TASK}title") == graded[name].facts.title
            gradable = task.find(f"{TASK}gradable")
            assert gradable.text == "true"
            assert float(gradable.get("points_possible")) == graded[name].facts.points
            assert task.find(f"{TASK}submission_formats/{TASK}format").get("type") == "file"
            has_rubric = (ROOT / "instructor" / f"{graded[name].chapter}/{graded[name].name}"
                          ".rubric.yml").is_file()  # fmt: skip
            assert ("How it is marked" in task.findtext(f"{TASK}text")) == has_rubric
            noted = task.find(f"{TASK}instructor_text") is not None
            assert noted == (keys and has_rubric), name


def test_the_same_sources_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_cartridges(ROOT, built, tmp_path / name, ["crops"], "link", SITE)
    for name in ("course-link.imscc", "course-link-instructor.imscc"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_copies_for_open_edx_link_as_its_converter_reads(built: Path, tmp_path: Path) -> None:
    """cc2olx turns these two tokens into Open edX's addresses, and leaves relative ones dead."""
    course = load_course(ROOT)
    (path, _) = write_cartridges(ROOT, built, tmp_path, ["crops"], "copy", None, edx=True)
    cartridge = Opened(path)
    assert list(cartridge.problems()) == []
    pages = {n.removeprefix("page_") for n in cartridge.resources if n.startswith("page_")}
    assert len(pages) == len(list(course.lessons_of("crops")))
    links = 0
    for name in pages:
        soup = BeautifulSoup(cartridge.of("webcontent")[f"page_{name}"], "html.parser")
        for image in soup.select("img"):
            source = image["src"].removeprefix("$IMS-CC-FILEBASE$")
            assert f"web_resources{source}" in cartridge.files
        for anchor in soup.select("a[href]"):
            linked = anchor["href"].removeprefix("$WIKI_REFERENCE$/pages/")
            links += linked in pages
            assert linked in pages or re.match(r"#|[a-z][a-z0-9+.-]*:", linked), linked
    assert links
    shown = {i.get("identifierref") for i in cartridge.manifest.iter(f"{CC}item")}
    assert "downloads" in shown
