"""DSI5xx: the built site holds together."""

from __future__ import annotations

from collections.abc import Iterable

from sitekit.addresses import lost_addresses
from sitekit.links import broken_links
from sitekit.lint.rule import Finding, Rule
from sitekit.lint.sources import Sources
from sitekit.outside_links import wrong_addresses


def links_that_break(sources: Sources) -> Iterable[Finding]:
    return map(Finding.from_line, broken_links(sources.site))


def addresses_that_vanish(sources: Sources) -> Iterable[Finding]:
    return map(Finding.from_line, lost_addresses(sources.root, sources.site))


def addresses_nobody_can_open(sources: Sources) -> Iterable[Finding]:
    return map(Finding.from_line, wrong_addresses(sources.site))


RULES = (
    Rule(
        "DSI501",
        "link that leads nowhere",
        "The reader meets an error page, or the top of a page instead of the place.",
        "mend the link, or the id that it names",
        links_that_break,
        needs="site",
        may_opt_out=False,
    ),
    Rule(
        "DSI502",
        "published address that no longer answers",
        "Links from syllabuses, papers and bookmarks would break.",
        "keep the page’s line in book/_data/addresses.txt, and say in _config.yml where it went",
        addresses_that_vanish,
        needs="site",
        may_opt_out=False,
    ),
    Rule(
        "DSI503",
        "address of another site that cannot be one",
        "The reader’s browser cannot open it as it is written.",
        "write it as https://example.org/page, a DOI as https://doi.org/10.1234/abc",
        addresses_nobody_can_open,
        needs="site",
        may_opt_out=False,
    ),
)
