"""One class of all attackers with honest neighbours between them, graded in one go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks import (  # noqa: F401  (they enter)
    engine,
    flood,
    fool,
    mangle,
    reach,
    ruse,
    sly,
    spoil,
)
from tests.attacks.arena import ATTACKS, After, fight, release, world_in
from tests.instructor.helpers import Course


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release(tmp_path_factory.mktemp("range"))


@pytest.fixture(scope="session")
def battle(tmp_path_factory: pytest.TempPathFactory, released: Path) -> Iterator[After]:
    """All attacks, isolated."""
    with world_in(tmp_path_factory.mktemp("battle"), released) as world:
        yield fight(world, list(ATTACKS.values()))


@pytest.fixture(scope="session")
def unprotected(
    tmp_path_factory: pytest.TempPathFactory, released: Path
) -> Iterator[After]:  # fmt: skip
    """The attacks that do no harm without isolation, without it."""
    chosen = [attack for attack in ATTACKS.values() if attack.safe_without]
    with world_in(tmp_path_factory.mktemp("unprotected"), released) as world:
        yield fight(world, chosen, "--sandbox", "none")


@pytest.fixture
def course(battle: After, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The course of the battle, for more commands."""
    monkeypatch.setenv("DSI_COURSE_ROOT", str(battle.world.root))
    return Course(battle.world.root)
