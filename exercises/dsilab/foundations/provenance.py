"""What a record says about its origin: the place, the year and the coordinates, or nothing.

Place names: the qualifier `country` was renamed `geo_loc_name` in June 2024
(https://www.ddbj.nig.ac.jp/news/en/2024-05-09-e.html), so both are read. Values that begin with
"missing" are the reasons that the databases allow for leaving a field out
(https://www.insdc.org/news/insdc-spatiotemporal-metadata-missing-values-update-03-04-2023/).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

PLACE_NAMES = ("geo_loc_name", "country")
#: Texts that fill a field without saying anything.
EMPTY = frozenset({"", "not collected", "not applicable", "not provided", "restricted access"})

Qualifiers = Mapping[str, str]


def is_missing(value: str | None) -> bool:
    """Whether a field is absent, empty, or holds one of the words for "we do not say"."""
    if value is None:
        return True
    plain = value.strip().lower()
    return plain in EMPTY or plain.startswith("missing")


def country(qualifiers: Qualifiers) -> str | None:
    """The country, ocean or sea, without what follows the colon; None where there is none."""
    for name in PLACE_NAMES:
        value = qualifiers.get(name)
        if not is_missing(value):
            return value.split(":")[0].strip()
    return None


def year(qualifiers: Qualifiers) -> int | None:
    """The year of collection, from `23-Nov-2014`, `Nov-2014`, `2014` or `2014-11-23`; else None.

    Of a range such as `2010/2012` the last year is taken: by then it had been collected.
    """
    value = qualifiers.get("collection_date")
    if is_missing(value):
        return None
    found = re.findall(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)", value)
    return int(found[-1]) if found else None


def coordinates(text: str) -> tuple[float, float]:
    """Latitude and longitude in degrees, north and east positive, of `2.92 S 59.95 W`.

    Raises ValueError when the text is not of that form, or the place is not on Earth.
    """
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s+([NS])\s+(\d+(?:\.\d+)?)\s+([EW])\s*", text)
    if not found:
        raise ValueError(f"{text!r} is not of the form '2.92 S 59.95 W'")
    latitude, longitude = float(found.group(1)), float(found.group(3))
    if latitude > 90 or longitude > 180:
        raise ValueError(
            f"{text!r} is not on Earth: at most 90 degrees of latitude, 180 of longitude"
        )
    return (
        -latitude if found.group(2) == "S" else latitude,
        -longitude if found.group(4) == "W" else longitude,
    )


def has_coordinates(qualifiers: Qualifiers) -> bool:
    """Whether the record gives coordinates that can be read."""
    try:
        coordinates(qualifiers.get("lat_lon", ""))
    except ValueError:
        return False
    return True


CHECKS: dict[str, Callable[[Qualifiers], bool]] = {
    "country": lambda record: country(record) is not None,
    "year": lambda record: year(record) is not None,
    "coordinates": has_coordinates,
}


def audit(records: Sequence[Qualifiers]) -> dict[str, int]:
    """How many records say the country, the year, the coordinates, and none of the three."""
    counts = {name: sum(check(record) for record in records) for name, check in CHECKS.items()}
    nothing = sum(not any(check(record) for check in CHECKS.values()) for record in records)
    return {"records": len(records), **counts, "nothing": nothing}
