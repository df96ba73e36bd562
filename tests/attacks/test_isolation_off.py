"""The suite sees it when the isolation is off: the same attacks then come true."""

from __future__ import annotations

import pytest

from tests.attacks.arena import ATTACKS, After, Attack

OPEN = {name: attack for name, attack in ATTACKS.items() if attack.safe_without}


@pytest.mark.parametrize("attack", OPEN.values(), ids=OPEN)
def test_without_isolation_the_attack_is_seen_to_come_true(
    unprotected: After, attack: Attack
) -> None:
    assert attack.happened(unprotected, attack.student), "the check of this attack checks nothing"


def test_marks_without_isolation_say_so(unprotected: After) -> None:
    assert {record.sandbox for record in unprotected.records.values()} == {"none"}


def test_enough_attacks_prove_it() -> None:
    assert len(OPEN) >= 8
