"""What programs read of a page: schema.org records, Open Graph tags, and the site's map.

Everything that needs an absolute address waits for `html: baseurl:` in `_config.yml`: the course
cannot know where a copy of it will stand.
"""

from __future__ import annotations

import json
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from sitekit.cards import draw_card
from sitekit.course import Course, Page
from sitekit.language import _, language

CONTENT_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
#: Search engines and messengers show about this much of a description.
DESCRIPTION_CHARACTERS = 200
#: What Open Graph calls a language, where it is not its code.
LOCALES = {"en": "en_US", "es": "es_LA"}


def learning_resource(
    course: Course, page: Page, course_title: str, description: str
) -> dict[str, Any]:
    """The page as schema.org's `LearningResource` (https://schema.org/LearningResource)."""
    record: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "name": page.title,
        "description": description,
        "inLanguage": language(),
        "license": CONTENT_LICENCE,
        "isAccessibleForFree": True,
        "isPartOf": {"@type": "Course", "name": course_title},
    }
    lesson = page.lesson
    if lesson is None:
        return {**record, "learningResourceType": "reference"}
    record |= {
        "learningResourceType": "lesson",
        "teaches": list(lesson.objectives),
        "educationalLevel": lesson.level,
        "timeRequired": f"PT{lesson.minutes.total}M",
    }
    if lesson.prerequisites:
        record["competencyRequired"] = [course.title_of(s) for s in lesson.prerequisites]
    return record


def course_record(course: Course, title: str, description: str) -> dict[str, Any]:
    """The whole course as schema.org's `Course`, with a part for each chapter."""
    parts = [page for page in course.lessons if page.slug == f"{page.chapter}/index"]
    return {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": title,
        "description": description,
        "inLanguage": language(),
        "license": CONTENT_LICENCE,
        "isAccessibleForFree": True,
        "hasPart": [
            {"@type": "LearningResource", "name": part.title, "description": part.lesson.question}
            for part in parts
        ],
    }


def describe(page: Page | None, doctree: nodes.document | None) -> str:
    """A lesson's question; of another page, the beginning of its first paragraph."""
    if page is not None and page.lesson is not None:
        return page.lesson.question
    first = next(iter(doctree.findall(nodes.paragraph)), None) if doctree is not None else None
    words = " ".join(first.astext().split()) if first is not None else ""
    if len(words) <= DESCRIPTION_CHARACTERS:
        return words
    return f"{words[:DESCRIPTION_CHARACTERS].rpartition(' ')[0]} ..."


def open_graph(title: str, description: str, site: str, address: str, card: str) -> dict[str, str]:
    """The tags that a messenger makes a card from (https://ogp.me); no address, no card."""
    tags = {"og:type": "article", "og:title": title, "og:site_name": site}
    tags["og:locale"] = LOCALES.get(language(), language())
    if description:
        tags["og:description"] = description
    if address:
        tags |= {
            "og:url": address,
            "og:image": card,
            "og:image:width": "1200",
            "og:image:height": "630",
            "og:image:alt": _("The words “{title}”, and the name of the course", title=title),
            "twitter:card": "summary_large_image",
        }
    return tags


def _add_metadata(
    app: Sphinx,
    docname: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    if doctree is None:  # the search page, and others that no source stands behind
        return
    page = app.course.by_docname.get(docname)
    site = app.config.html_title or app.config.project
    title = page.title if page else context.get("title", "")
    description = describe(page, doctree)
    base, address, card = app.config.html_baseurl, "", ""
    if base:
        address = base.rstrip("/") + "/" + app.builder.get_target_uri(docname)
        card = base.rstrip("/") + "/" + draw_card(app.outdir, docname, title, description, site)
    lines = [
        f'<meta property="{escape(name)}" content="{escape(content, quote=True)}">'
        for name, content in open_graph(title, description, site, address, card).items()
    ]
    if description:
        lines.append(f'<meta name="description" content="{escape(description, quote=True)}">')
    record = None
    if docname == app.config.root_doc:
        record = course_record(app.course, site, description)
    elif page is not None:
        record = learning_resource(app.course, page, site, description)
    if record:
        if address:
            record["url"] = address
        # "</" would close the script element wherever it stood in a title.
        written = json.dumps(record, ensure_ascii=False).replace("</", "<\\/")
        lines.append(f'<script type="application/ld+json">{written}</script>')
    context["metatags"] = "\n".join([context.get("metatags", ""), *lines])


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", _add_metadata)
    # Leaves a page at each address of `redirects` in _config.yml.
    app.setup_extension("sphinx_reredirects")
    if app.config.html_baseurl:
        app.setup_extension("sphinx_sitemap")
        app.config.sitemap_url_scheme = "{link}"  # one language, one version: no folder for them
        app.config.sitemap_excludes = ["search.html"]
