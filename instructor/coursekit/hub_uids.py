"""One numeric user for each person on a hub where everyone's server has the same image.

In containers everyone is usually the same user, and the exchange's file permissions separate no
one. The hub's settings (instructor/deploy/kubernetes/10-course.py) start each server as the number
that this gives; `coursekit.exchange` compares it with who owns a submission. The file is also
mounted into the hub, which has no coursekit: the standard library only.
"""

from __future__ import annotations

import hashlib

#: Above the system's users and those of most directories, below the largest that Kubernetes takes.
LOWEST, HOW_MANY = 1_000_000, 2_000_000_000


def uid_of(name: str) -> int:
    """The numeric user of a hub's user name: the same for ever, on every machine.

    It comes from the name and not from the hub's database, whose numbers are given anew when
    accounts go or the database is lost. Two of 500 names share a number with a probability of
    1 in 16,000.
    """
    digest = hashlib.sha256(name.encode("utf-8")).digest()
    return LOWEST + int.from_bytes(digest[:8], "big") % HOW_MANY
