"""The button that opens a prompt's discussion at a service, and what is said before it is pressed.

Nothing is asked of the service before the reader presses it (`discussion.js`).
"""

from __future__ import annotations

from docutils import nodes

from sitekit.discussing import Giscus, Hypothesis
from sitekit.html import el
from sitekit.language import _


def prompt_service(service: Giscus | Hypothesis, anchor: str, term: str) -> nodes.Element:
    """What is loaded from whom, the button, and the way to the same discussion without scripts.

    Args:
        service: as the instructor set it.
        anchor: the prompt's id on its page.
        term: by which the service tells this prompt from all others, for good.
    """
    if isinstance(service, Giscus):
        notice = _(
            "Your class discusses this prompt on GitHub. The button loads a program from "
            "giscus.app, which shows the comments here. giscus.app and GitHub (a company of "
            "Microsoft) then learn your internet address and which prompt you opened. Everybody "
            "can read the comments. To write one you need an account at GitHub, and its name "
            "stands beside what you write. Nothing is loaded before you press."
        )
        button = _("Open the discussion of this prompt (giscus, at giscus.app)")
        there = el(
            "a",
            _("All discussions at github.com/{repository}", repository=service.repo),
            href=f"https://github.com/{service.repo}/discussions",
        )
        data = {
            "data_repo": service.repo,
            "data_repo_id": service.repo_id,
            "data_category": service.category,
            "data_category_id": service.category_id,
            "data_term": term,
        }
    else:
        notice = _(
            "Your class discusses this prompt with notes on this page. The button loads a program "
            "from hypothes.is, which then learns your internet address and which page you opened. "
            "{readers} can read the notes. To write one you need an account at Hypothesis, and "
            "its name stands beside what you write. Mark words of the prompt, then choose "
            "Annotate. Nothing is loaded before you press.",
            readers=_("The members of your class’s group") if service.group else _("Everybody"),
        )
        button = _("Open the discussion of this prompt (Hypothesis, at hypothes.is)")
        there = service.group and el(
            "a",
            _("The notes of your class’s group at hypothes.is"),
            href=f"https://hypothes.is/groups/{service.group}",
        )
        data = {"data_group": service.group}
    return el(
        "div",
        el("p", notice, id=f"{anchor}-notice"),
        el(
            "button",
            button,
            type="button",
            class_="button",
            aria_describedby=f"{anchor}-notice",
            hidden=True,
        ),
        el("p", class_="prompt-said", role="status"),
        el("p", there) if there else None,
        class_="prompt-service",
        data_service=service.service,
        **data,
    )
