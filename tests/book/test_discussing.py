"""The setting of a discussion service: read, refused with one line, or a pathway's own."""

from __future__ import annotations

import pytest
import yaml
from sitekit import build as builder
from sitekit.discussing import Giscus, Hypothesis, load_service
from sitekit.errors import CourseError
from sitekit.paths import ROOT
from sitekit.pathways.command import plan_of, write_plan
from sitekit.pathways.declare import FILE, load_pathways
from sitekit.pathways.filtered import with_service

GISCUS = """
      service: giscus
      repo: our-school/our-class
      repo_id: R_kgDOabcdef
      category: Course
      category_id: DIC_kwDOabcdef
"""
CONFIG = "sphinx:\n  config:\n    language: en\n    discussion_service:"


def read(tmp_path, setting: str):
    (tmp_path / "_config.yml").write_text(CONFIG + setting, encoding="utf-8")
    return load_service(tmp_path)


def test_the_course_as_it_is_sets_none():
    assert load_service(ROOT) is None


def test_each_service_is_read(tmp_path):
    assert read(tmp_path, GISCUS) == Giscus(
        service="giscus",
        repo="our-school/our-class",
        repo_id="R_kgDOabcdef",
        category="Course",
        category_id="DIC_kwDOabcdef",
    )
    assert read(tmp_path, " {service: hypothesis}") == Hypothesis(service="hypothesis")
    assert read(tmp_path, " {service: hypothesis, group: a1B2}").group == "a1B2"
    assert read(tmp_path, "") is None


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        (" {service: disqus}", "write `service: giscus` or `service: hypothesis`"),
        (" yes", "write `service: giscus` or `service: hypothesis`"),
        (" {repo: a/b}", "write `service: giscus` or `service: hypothesis`"),
        (GISCUS.replace("      category: Course\n", ""), "category: this field is missing; add it"),
        (
            GISCUS.replace("our-school/our-class", "https://github.com/a/b"),
            "giscus.repo: write owner/name",
        ),
        (GISCUS.replace("R_kgDOabcdef", "'\"><b>'"), "giscus.repo_id: copy it from"),
        (GISCUS + "      theme: dark\n", "giscus.theme: there is no such field"),
        (
            " {service: hypothesis, group: 'https://hypothes.is/groups/a'}",
            "hypothesis.group: write what follows /groups/",
        ),
    ],
)
def test_a_bad_setting_is_one_clear_line(setting, says, tmp_path):
    with pytest.raises(CourseError) as caught:
        read(tmp_path, setting)
    (line,) = str(caught.value).splitlines()
    assert "_config.yml:4: sphinx.config.discussion_service" in line
    assert says in line


def test_the_build_stops_before_anything_is_built(small_book):
    (small_book.root / "_config.yml").write_text(CONFIG + " {service: disqus}", encoding="utf-8")
    with pytest.raises(CourseError, match=r"_config\.yml:4: sphinx\.config\.discussion_service"):
        builder.build(small_book.root, lab=False, talks=False)


def test_a_pathway_sets_its_own(tmp_path):
    (first, *_) = yaml.safe_load((ROOT / FILE).read_text(encoding="utf-8"))
    first |= {"discussion_service": {"service": "hypothesis", "group": "a1B2"}}
    path = tmp_path / "pathways.yml"
    path.write_text(yaml.safe_dump([first]), encoding="utf-8")
    plan = plan_of(ROOT, str(path))
    service = plan.pathway.discussion_service
    config = yaml.safe_load(with_service((ROOT / "_config.yml").read_text("utf-8"), service))
    assert config["sphinx"]["config"]["discussion_service"] == first["discussion_service"]
    config["sphinx"]["config"].pop("discussion_service")
    assert config == yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    # And the pathway that is written beside the syllabus keeps it.
    write_plan(plan, tmp_path)
    (kept,) = load_pathways(tmp_path / "pathway.yml").values()
    assert kept.discussion_service == service
    first["discussion_service"] = {"service": "giscus"}
    path.write_text(yaml.safe_dump([first]), encoding="utf-8")
    with pytest.raises(CourseError, match=r"discussion_service\.giscus\.repo: this field is miss"):
        load_pathways(path)
