"""The pages' metadata, read by an independent parser against schema.org's own vocabulary."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pybtex.database import parse_string
from rdflib import RDF, SDO, Graph, Literal
from sitekit import build
from sitekit.course import load_course

ROOT = Path(__file__).resolve().parents[2]
COURSE = load_course(ROOT)


def triples(record: dict) -> Graph:
    """The record as RDFLib reads it; the context is schema.org's, which needs no network so."""
    assert record["@context"] == "https://schema.org"
    local = {**record, "@context": {"@vocab": str(SDO)}}
    return Graph().parse(data=json.dumps(local), format="json-ld")


def unknown_terms(graph: Graph) -> set[str]:
    """Properties and types that are no terms of schema.org."""
    used = set(graph.predicates()) - {RDF.type} | set(graph.objects(predicate=RDF.type))
    return {str(term) for term in used if term not in SDO}


def read(site: Path, docname: str) -> BeautifulSoup:
    return BeautifulSoup((site / f"{docname}.html").read_text(encoding="utf-8"), "html.parser")


def record_of(html: BeautifulSoup) -> Graph:
    """The one record of a page."""
    (script,) = html.find_all("script", type="application/ld+json")
    return triples(json.loads(script.string))


@pytest.mark.parametrize("page", COURSE.pages[1:], ids=lambda page: page.slug)
def test_every_page_but_the_first_is_a_learning_resource(page, built):
    graph = record_of(read(built, page.docname))
    assert unknown_terms(graph) == set()
    (resource,) = graph.subjects(RDF.type, SDO.LearningResource)
    assert str(graph.value(resource, SDO.name)) == page.title
    assert len(str(graph.value(resource, SDO.description))) >= 20
    assert graph.value(graph.value(resource, SDO.isPartOf), RDF.type) == SDO.Course


@pytest.mark.parametrize("page", COURSE.lessons, ids=lambda page: page.slug)
def test_a_lesson_says_what_it_teaches_and_how_long_it_takes(page, built):
    graph = record_of(read(built, page.docname))
    (resource,) = graph.subjects(SDO.learningResourceType, Literal("lesson"))
    assert len(list(graph.objects(resource, SDO.teaches))) == len(page.lesson.objectives)
    assert str(graph.value(resource, SDO.timeRequired)) == f"PT{page.lesson.minutes.total}M"


@pytest.mark.parametrize("chapter", COURSE.chapters)
def test_every_chapter_says_how_to_cite_it(chapter, built):
    """Its BibTeX is read by a program that is not ours."""
    page = COURSE.by_slug[f"{chapter}/index"]
    (fold,) = read(built, page.docname).select("article details.cite-chapter")
    (entry,) = parse_string(fold.find("pre").get_text(), "bibtex").entries.values()
    assert entry.type == "incollection"
    assert entry.fields["title"].strip("{}") == page.title
    assert entry.fields["year"] in fold.find("p").get_text()


def test_the_home_page_is_the_course_with_all_chapters(built):
    graph = record_of(read(built, "book/index"))
    assert unknown_terms(graph) == set()
    course = graph.value(predicate=RDF.type, object=SDO.Course)
    assert len(list(graph.objects(course, SDO.hasPart))) == len(COURSE.chapters) == 8


@pytest.mark.parametrize("page", COURSE.pages, ids=lambda page: page.slug)
def test_every_page_describes_itself(page, built):
    html = read(built, page.docname)
    tags = {meta["property"]: meta["content"] for meta in html.find_all("meta", property=True)}
    assert tags["og:title"] == page.title
    assert 20 < len(tags["og:description"]) <= 250
    assert html.find("meta", {"name": "description"})["content"] == tags["og:description"]


def test_a_term_that_schema_org_does_not_know_is_found():
    graph = triples({"@context": "https://schema.org", "@type": "Lesson", "teachs": "x"})
    assert unknown_terms(graph) == {f"{SDO}Lesson", f"{SDO}teachs"}


def test_a_chapters_page_is_written_anew_when_the_citation_file_changes(built):
    """A file that is not there would have the page written anew in every build."""
    with (built.parent / ".doctrees" / "environment.pickle").open("rb") as file:
        needed = pickle.load(file).dependencies
    assert "CITATION.cff" in needed["book/crops/index"]
    lost = {name for names in needed.values() for name in names if not (ROOT / name).exists()}
    assert lost == set()
    assert "CITATION.cff" in build.SOURCES
