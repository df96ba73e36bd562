"""A zip that somebody made to do harm: what is taken from it is notebooks, and nothing else."""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.arena import ANSWERS, LAB, World, course_command, world_in
from tests.instructor.helpers import fill


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory, released: Path) -> Iterator[tuple]:
    with world_in(tmp_path_factory.mktemp("zip"), released) as world:
        blank = json.loads((world.root / "marking" / "release" / LAB / "lab.ipynb").read_bytes())
        path = world.folder / "class.zip"
        path.write_bytes(_zip(json.dumps(fill(blank, ANSWERS)).encode(), world))
        env = os.environ | {"DSI_COURSE_ROOT": str(world.root)}
        yield world, course_command(env, "collect", LAB, str(path), seconds=60)


def _zip(notebook: bytes, world: World) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("aa-honest/lab.ipynb", notebook)
        archive.writestr("../../evil/lab.ipynb", notebook)
        archive.writestr("/evil/lab.ipynb", notebook)
        archive.writestr("evil\\..\\..\\x/lab.ipynb", notebook)
        archive.writestr("C:/evil/lab.ipynb", notebook)
        archive.writestr("-rf/lab.ipynb", notebook)
        archive.writestr("..evil/lab.ipynb", notebook)
        archive.writestr("e\x1b[31mvil/lab.ipynb", notebook)
        archive.writestr("évil/lab.ipynb", notebook)
        archive.writestr(f"{'n' * 200}/lab.ipynb", notebook)
        with archive.open("bomb/lab.ipynb", "w", force_zip64=True) as bomb:
            for _ in range(400):
                bomb.write(bytes(1_000_000))
        for name, kind in (
            ("link", stat.S_IFLNK),
            ("device", stat.S_IFCHR),
            ("fifo", stat.S_IFIFO),
        ):
            info = zipfile.ZipInfo(f"{name}/lab.ipynb")
            info.create_system = 3
            info.external_attr = (kind | 0o777) << 16
            archive.writestr(info, str(world.canary))
        archive.writestr("liar/lab.ipynb", notebook)
        archive.writestr("zz-honest/lab.ipynb", notebook)
    data = bytearray(packed.getvalue())
    # One that says that it is small, and is not what its checksum says.
    place = data.rindex(b"liar/lab.ipynb")
    head = data.rindex(b"PK\x01\x02", 0, place)
    data[head + 16 : head + 20] = b"\0\0\0\0"
    data[head + 24 : head + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def test_honest_ones_are_taken_and_nobody_else(collected) -> None:
    world, ran = collected
    assert ran.returncode == 0, ran.stderr
    taken = sorted(path.name for path in (world.root / "marking" / "submitted").iterdir())
    assert taken == ["aa-honest", "zz-honest"]
    assert "took 2 of " in ran.stdout


def test_nothing_was_written_elsewhere(collected) -> None:
    world, _ = collected
    assert not [path for path in world.folder.rglob("*") if "evil" in path.name]
    assert not Path("/evil").exists()
    assert world.token not in "".join(
        path.read_text("utf-8", "replace")
        for path in (world.root / "marking" / "submitted").rglob("*")
        if path.is_file()
    )


@pytest.mark.parametrize(
    "what",
    ["bomb", "link", "device", "fifo", "liar", "-rf", "..evil", "évil", "../../evil", "/evil"],
)
def test_each_has_its_line(collected, what: str) -> None:
    _, ran = collected
    lines = [line for line in ran.stdout.splitlines() if line.strip(" '\"").startswith(what)]
    assert lines, ran.stdout


def test_the_bomb_was_not_unpacked_and_the_terminal_left_alone(collected) -> None:
    _, ran = collected
    assert int(ran.stderr.rpartition("peak ")[2]) < 200_000, "kilobytes of memory at most"
    assert "\x1b" not in ran.stdout
    assert "Traceback" not in ran.stdout + ran.stderr
