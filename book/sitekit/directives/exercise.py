"""`exercise`: a card for a graded exercise: what it is worth, how long it takes, how to get it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from docutils import nodes

from sitekit.directives.base import CourseDirective, choose
from sitekit.downloads import BUNDLE, notebook_address
from sitekit.errors import CourseError
from sitekit.exercises import exercises_of
from sitekit.html import el, facts
from sitekit.labs.build import lab_address
from sitekit.language import N_, _, language


class ExerciseCard(CourseDirective):
    """Argument: `<chapter>/<exercise>`, as in `ecology-disease/lab`."""

    def build(self) -> Sequence[nodes.Node]:
        chapter, _slash, name = self.arguments[0].partition("/")
        known = {exercise.name: exercise for exercise in exercises_of(self.root, chapter)}
        if not known:
            raise CourseError(f"there is no exercise in exercises/{chapter}/")
        exercise = choose(name, known, f"exercise of {chapter}")
        self.depends_on(exercise.path)
        about = exercise.facts
        title_id = f"title-of-{chapter}-{name}"
        points = [
            _(words, n=f"{count:g}")
            for count, words in (
                (about.points_auto, N_("{n} marked by tests")),
                (about.points_manual, N_("{n} marked by a person")),
            )
            if count
        ]
        kind = _("Graded exercise") if about.graded else _("Practice notebook")
        worth = f"{about.points:g}: {', '.join(points)}"
        if not about.graded:
            worth = _("none to hand in; its own checks count to {n}", n=f"{about.points:g}")
        return [
            el(
                "section",
                el("p", kind, class_="card-kind"),
                el("h2", about.title, id=title_id),
                el("p", about.summary),
                facts(
                    {
                        _("Time"): _("about {n} minutes", n=about.minutes),
                        _("Points"): worth,
                        _("Form"): _("a Jupyter notebook"),
                    },
                    class_="facts",
                ),
                el("ul", *(el("li", link) for link in self.ways(chapter, name)), class_="actions"),
                self.about_the_lab(),
                class_="exercise card",
                id=self.label(f"exercise-{chapter}-{name}", about.title),
                aria_labelledby=title_id,
            )
        ]

    def about_the_lab(self) -> nodes.Node | None:
        """What becomes of work that is done in the browser."""
        if not self.env.app.config.lab_built:
            return None
        return el(
            "p",
            _(
                "In the browser, your work is saved as you go, on this device alone: come "
                "back with the same browser to go on. To hand it in, press “Download to hand "
                "in” above it."
            ),
            class_="note",
        )

    def ways(self, chapter: str, name: str) -> list[nodes.Node]:
        """The links that get the exercise, the one that needs least first."""
        config = self.env.app.config
        ways = []
        if config.lab_built:
            ways.append(
                _way(
                    _("Open in the browser"),
                    _("(no account; Python is loaded once, about 10 MB)"),
                    self.static_address(lab_address(chapter, name, language())),
                    data_lab=f"{chapter}/{name}",
                )
            )
        notebook = self.static_address(notebook_address(chapter, name))
        ways.append(_way(_("Download the notebook"), f"({name}.ipynb)", notebook, download=True))
        everything = _("(notebooks, data and dsilab, .zip)")
        ways.append(
            _way(
                _("Download everything for students"),
                everything,
                self.static_address(BUNDLE),
                download=True,
            )
        )
        if config.lab_hub_url:
            address = hub_address(
                config.lab_hub_url,
                config.lab_hub_repository,
                config.lab_hub_branch,
                f"{chapter}/{name}.ipynb",
            )
            ways.append(_way(_("Open on the class’s JupyterHub"), _("(account needed)"), address))
        return ways


def hub_address(hub: str, repository: str, branch: str, path: str) -> str:
    """A link of nbgitpuller: fetch the repository's files on the hub, then open one of them.

    Raises:
        CourseError: an address is not a full one, or there is no repository.
    """
    for field, value in (("lab_hub_url", hub), ("lab_hub_repository", repository)):
        if not value.startswith(("https://", "http://")):
            raise CourseError(
                f"_config.yml: sphinx.config.{field} must be a full address that starts with "
                f"https:// (got {value!r}); leave lab_hub_url out where there is no hub"
            )
    folder = repository.rstrip("/").rpartition("/")[2].removesuffix(".git")
    query = urlencode({"repo": repository, "branch": branch, "urlpath": f"tree/{folder}/{path}"})
    return f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{query}"


def _way(text: str, detail: str, address: str, class_: str = "button", **attributes) -> nodes.Node:
    return el("a", f"{text} ", el("span", detail), class_=class_, href=address, **attributes)
