"""Distance over the globe, and how closely two series of numbers go together."""

from __future__ import annotations

import math
from collections.abc import Sequence

EARTH_RADIUS = 6371.0  # km, mean
#: Where published studies start the measuring: Addis Ababa (latitude, longitude in degrees).
ADDIS_ABABA = (9.0, 38.7)


def great_circle(latitude: float, longitude: float, to_latitude: float, to_longitude: float):
    """The shortest way over the globe in kilometres (haversine formula). Angles in degrees.

    Raises ValueError for a latitude beyond 90 degrees.
    """
    for one in (latitude, to_latitude):
        if not -90 <= one <= 90:
            raise ValueError(f"a latitude lies between -90 and 90 degrees, not at {one}")
    here, there = math.radians(latitude), math.radians(to_latitude)
    across = math.radians(to_longitude - longitude)
    half = math.sin((there - here) / 2) ** 2
    half += math.cos(here) * math.cos(there) * math.sin(across / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(min(1.0, math.sqrt(half)))


def correlation(first: Sequence[float], second: Sequence[float]) -> float:
    """Pearson's correlation, from -1 to 1.

    Raises ValueError for series of different length, of fewer than two, or that do not vary.
    """
    if len(first) != len(second) or len(first) < 2:
        raise ValueError(f"two series of the same length are needed: {len(first)}, {len(second)}")
    mean_1, mean_2 = sum(first) / len(first), sum(second) / len(second)
    together = sum((a - mean_1) * (b - mean_2) for a, b in zip(first, second, strict=True))
    alone = sum((a - mean_1) ** 2 for a in first) * sum((b - mean_2) ** 2 for b in second)
    if alone <= 0:
        raise ValueError("a series that does not vary has no correlation with anything")
    return together / math.sqrt(alone)
