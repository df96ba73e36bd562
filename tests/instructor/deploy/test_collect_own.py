"""What `nbgrader collect` takes from the exchange with our settings, and what it refuses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from coursekit.exchange import CollectOwn
from coursekit.hub_uids import uid_of
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError
from traitlets.config import Config

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="gives folders away: needs root")

SENT, LATER = "2026-11-24 03:00:00.000000 UTC", "2026-11-24 04:00:00.000000 UTC"


@pytest.fixture
def inbound(tmp_path: Path) -> Path:
    folder = tmp_path / "exchange" / "c1" / "inbound"
    folder.mkdir(parents=True)
    folder.chmod(0o733)
    (tmp_path / "exchange").chmod(0o1777)
    return folder


def hand_in(inbound: Path, name: str, when: str, *, by: str, text: str) -> Path:
    folder = inbound / f"{name}+lab+{when}+x{len(list(inbound.iterdir()))}"
    folder.mkdir()
    (folder / "lab.ipynb").write_text(text)
    os.chown(folder, uid_of(by), 100)
    return folder


def collect(inbound: Path, **settings: str) -> tuple[dict[str, str], Path]:
    """Collect into a course folder; gives each student's text."""
    root = inbound.parents[2] / "marking"
    root.mkdir()
    config = Config()
    config.Exchange.root = str(inbound.parents[1])
    config.CollectOwn.update(settings)
    place = CourseDirectory(root=str(root), course_id="c1", assignment_id="lab", config=config)
    CollectOwn(coursedir=place, config=config).start()
    found = (root / "submitted").glob("*/lab/lab.ipynb")
    return {path.parts[-3]: path.read_text() for path in found}, root / "submitted"


def test_a_forged_later_one_does_not_hide_the_students_own(inbound: Path):
    hand_in(inbound, "ada", SENT, by="ada", text="ada's")
    hand_in(inbound, "ada", LATER, by="ben", text="forged")
    hand_in(inbound, "ben", SENT, by="ben", text="ben's")
    taken, _ = collect(inbound)
    assert taken == {"ada": "ada's", "ben": "ben's"}


def test_names_that_nbgrader_never_gives_stop_nobody(inbound: Path):
    hand_in(inbound, "ada", SENT, by="ada", text="ada's")
    for name in ("ben+lab+", "ben+lab+no time+y", "..+lab+" + SENT + "+z"):
        (inbound / name).mkdir()
        os.chown(inbound / name, uid_of("ben"), 100)
    taken, submitted = collect(inbound)
    assert taken == {"ada": "ada's"}
    assert [path.name for path in submitted.iterdir()] == ["ada"]


def test_links_bring_nothing_in(inbound: Path, tmp_path: Path):
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "lab.ipynb").write_text("the solution")
    link = inbound / f"ada+lab+{SENT}+x"
    link.symlink_to(tmp_path / "solutions")
    os.lchown(link, uid_of("ada"), 100)
    folder = hand_in(inbound, "ben", SENT, by="ben", text="")
    (folder / "lab.ipynb").unlink()
    (folder / "lab.ipynb").symlink_to(tmp_path / "solutions" / "lab.ipynb")
    (folder / "more").symlink_to(tmp_path / "solutions")
    taken, submitted = collect(inbound)
    assert taken == {}
    assert not any("solution" in p.read_text() for p in submitted.rglob("*") if p.is_file())


def test_a_folder_that_students_can_list_is_refused(inbound: Path):
    hand_in(inbound, "ada", SENT, by="ada", text="ada's")
    inbound.chmod(0o777)
    with pytest.raises(ExchangeError, match="chmod 733"):
        collect(inbound)


def test_accounts_with_names(inbound: Path):
    folder = hand_in(inbound, "nobody", SENT, by="x", text="nobody's")
    os.chown(folder, 65534, 100)
    other = hand_in(inbound, "root", SENT, by="x", text="forged")
    os.chown(other, 65534, 100)
    taken, _ = collect(inbound, accounts="names")
    assert taken == {"nobody": "nobody's"}
