"""Which rules to ask about first, for a new sample from a site: a signpost, not legal advice."""

from __future__ import annotations

from dsilab.macrosystems.plots import Site

#: What `first_rule` can answer, in plain words.
RULES = {
    "antarctic": "Antarctic Treaty system, and the permit of your own State",
    "high seas": "BBNJ Agreement: notify before you collect",
    "permit": "consent of the State, and terms agreed with it",
    "free": "no consent of the State needed for access; other law stays",
    "national": "the State's own law, outside the Nagoya Protocol",
    "unknown": "nobody has told us yet: ask the national focal point",
}

#: What we want to know about every site, in this order.
FIELDS = ("nagoya_party", "access", "permit", "community")


def first_rule(site: Site) -> str:
    """A key of RULES. What is not known counts as not known, never as "no".

    Raises ValueError for a place that is none of the three kinds.
    """
    if site.where == "south of 60 S":
        return "antarctic"
    if site.where == "high seas":
        return "high seas"
    if site.where != "state":
        raise ValueError(f"{site.name}: {site.where!r} is no kind of place that we know")
    if site.nagoya_party is None:
        return "unknown"
    if not site.nagoya_party:
        return "national"
    return site.access if site.access in ("permit", "free") else "unknown"


def still_to_ask(site: Site) -> list[str]:
    """The fields that no source has filled in, in the order of FIELDS.

    Outside States, two fields have no meaning: no State can be a Party there, or give access.
    """
    fields = FIELDS if site.where == "state" else FIELDS[2:]
    return [field for field in fields if getattr(site, field) is None]
