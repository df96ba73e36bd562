"""Lays the talks into the site, at `talks/<slug>/`: slides and words always, media once made."""

from __future__ import annotations

import base64
import shutil
from html import escape
from pathlib import Path
from typing import Any

from sitekit.errors import CourseError
from sitekit.language import _, language
from sitekit.talks.captions import write_vtt
from sitekit.talks.make import (
    AUDIO,
    CAPTIONS,
    CHAPTERS,
    VIDEO,
    chapter_cues,
    load_talks,
    made_talk,
    times_along,
)
from sitekit.talks.slides import slide_alt, slide_svg
from sitekit.talks.source import Talk

TRANSCRIPT, DECK = "transcript.txt", "slides.html"
MEDIA = (VIDEO, AUDIO, CAPTIONS, CHAPTERS)
DECK_STYLE = """
body { margin: 0 auto; padding: 1rem; max-width: 60rem; background: #fff; color: #1a2421;
  font: 1.125rem/1.6 Arial, Helvetica, sans-serif; }
section { margin: 0 0 3rem; break-inside: avoid; }
img { display: block; width: 100%; height: auto; border: 1px solid #d8e0dc; }
h2 { font-size: 1rem; margin: .75rem 0 0; }
p { margin: .5rem 0; max-width: 46rem; }
@media print { section { break-after: page; } }
"""


def folder_of(slug: str) -> str:
    """Where a talk's files are, from the site's root."""
    return f"talks/{slug}"


def slide_name(number: int) -> str:
    return f"slide-{number:02}.svg"


def transcript(talk: Talk) -> str:
    """All that is said, as plain text under the slides' titles."""
    parts = [talk.title, ""]
    chapter = ""
    for slide in talk.slides:
        if slide.chapter != chapter:
            chapter = slide.chapter
            parts += [chapter.upper(), ""]
        parts += [slide.title, " ".join(sentence.text for sentence in slide.sentences), ""]
    return "\n".join(parts)


def deck(root: Path, talk: Talk) -> str:
    """The slides with what is said over each, as one page that needs no other file.

    It is an instructor's deck with its speaker notes: printed, it has one slide to a page.
    """
    parts = []
    for number, slide in enumerate(talk.slides, 1):
        said = " ".join(sentence.text for sentence in slide.sentences)
        heading = _("To say over slide {n}: {title}", n=number, title=slide.title)
        parts.append(
            f'<section><img alt="{escape(slide_alt(slide), quote=True)}" width="1280" height="720" '
            f'src="{slide_data(root, talk, number)}">\n'
            f"<h2>{escape(heading)}</h2>\n"
            f"<p>{escape(said)}</p></section>\n"
        )
    title = _("{title}: slides and notes", title=talk.title)
    return (
        f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{DECK_STYLE}</style></head>\n"
        f"<body><main><h1>{escape(talk.title)}</h1>\n{''.join(parts)}</main></body></html>\n"
    )


def slide_data(root: Path, talk: Talk, number: int) -> str:
    """A slide as an address that holds it: nothing has to be asked for."""
    drawn = base64.b64encode(slide_svg(root, talk, number).encode()).decode()
    return f"data:image/svg+xml;base64,{drawn}"


def write_talk(root: Path, talk: Talk, site: Path) -> None:
    """Write one talk's files into the site; media that are not made are not there."""
    folder = site / folder_of(talk.slug)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number in range(1, len(talk.slides) + 1):
        (folder / slide_name(number)).write_text(slide_svg(root, talk, number), encoding="utf-8")
    (folder / TRANSCRIPT).write_text(transcript(talk), encoding="utf-8")
    (folder / DECK).write_text(deck(root, talk), encoding="utf-8")
    if along := times_along(root, talk):
        texts = [sentence.text for sentence in talk.sentences]
        cues = [(a, b, text) for (a, b), text in zip(along.sentences, texts, strict=True)]
        (folder / CAPTIONS).write_text(write_vtt(cues), encoding="utf-8")
        (folder / CHAPTERS).write_text(write_vtt(chapter_cues(talk, along)), encoding="utf-8")
        return
    made = made_talk(root, talk)
    for name in MEDIA if made else ():
        shutil.copyfile(made[0] / name, folder / name)


def _write(app: Any, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    root, site = Path(app.srcdir), Path(app.outdir)
    for talk in load_talks(root):
        write_talk(root, talk, site)


def _outdated(app: Any, env: Any, added: set, changed: set, removed: set) -> list[str]:
    """The pages whose talk has been made, or is no longer as it was made, since they were read."""
    known: dict[str, tuple[str, str]] = getattr(env, "talks_read", {})
    root = Path(app.srcdir)
    found = []
    for docname, (slug, name) in known.items():
        try:
            (talk,) = load_talks(root, [slug])
            now = made_name(root, talk)
        except CourseError:
            now = "unreadable"  # the page itself says what is wrong
        if now != name and docname not in removed:
            found.append(docname)
    return found


def made_name(root: Path, talk: Talk) -> str:
    """What a page remembers of a talk's media; empty where they are not made."""
    made = made_talk(root, talk)
    return made[0].name if made else ""


def _forget(app: Any, env: Any, docname: str) -> None:
    getattr(env, "talks_read", {}).pop(docname, None)


def _merge(app: Any, env: Any, docnames: Any, other: Any) -> None:
    if not hasattr(env, "talks_read"):
        env.talks_read = {}
    env.talks_read.update(getattr(other, "talks_read", {}))


def setup(app: Any) -> None:
    app.connect("env-get-outdated", _outdated)
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
    app.connect("build-finished", _write)
