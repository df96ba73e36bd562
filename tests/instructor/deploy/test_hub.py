"""An assignment's whole round on a real hub: an instructor, two students, nbgrader's exchange.

The hub has the settings of instructor/deploy/kubernetes, everyone comes in by an LTI 1.3 launch,
and each server runs as a numeric user of its own, as it does in a cluster.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest
from coursekit.hub_uids import uid_of
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.instructor.deploy.hub import COURSE_ID, ROOT, Hub
from tests.instructor.deploy.lms import Lms
from tests.instructor.deploy.values import DEPLOY
from tests.instructor.helpers import ANSWERS, CHAPTER, LAB, copy_toy

TEACHER, ADA, BEN = "8f0c1f9e-instructor", "ada-1", "ben-2"

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="a server for each person as a user of its own: needs root"
)


@pytest.fixture(scope="module")
def lms() -> Iterator[Lms]:
    platform = Lms()
    yield platform
    platform.close()


@pytest.fixture(scope="module")
def hub(lms: Lms) -> Iterator[Hub]:
    """A hub that nobody has entered yet."""
    for folder in (ROOT, *ROOT.parents):
        if not folder.stat().st_mode & 0o001:
            pytest.skip(f"{folder} lets no other user in, and the servers run as other users")
    # pytest's own temporary folders let nobody else in.
    with tempfile.TemporaryDirectory(prefix="hub-", dir="/tmp") as temporary:
        a_hub = Hub(Path(temporary), lms)
        try:
            a_hub.start()
            yield a_hub
        finally:
            a_hub.stop()


@pytest.fixture(scope="module")
def entered(hub: Hub, lms: Lms) -> Hub:
    """Everyone has come from the platform and has a server; the instructor has the course."""
    for person in (TEACHER, ADA, BEN):
        _, answer = lms.launch(hub.address, person)
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/hub/home")
        hub.start_server(person)
    for person in (TEACHER, ADA, BEN):
        hub.wait_for_server(person)
    course = copy_toy(hub.home(TEACHER) / "course")
    (course / "marking").mkdir()
    shutil.copy(DEPLOY / "local_config.py", course / "marking" / "local_config.py")
    for path in (course, *course.rglob("*")):
        os.chown(path, uid_of(TEACHER), 100)
    return hub


def teacher(hub: Hub, command: str, *, code: int = 0) -> str:
    """A command of the instructor's, in the course folder; gives all that it says."""
    setting = "export DSI_COURSE_ROOT=$HOME/course; cd ~/course/marking"
    done = hub.shell(TEACHER, f"{setting} && {command}")
    said = done.out + done.err
    assert done.code == code, said
    return said


def answer_lab(hub: Hub, student: str, answers: dict[str, str]) -> None:
    """Write answers into the student's notebook, through the student's own server."""
    path = f"/api/contents/{LAB}/lab.ipynb"
    notebook = hub.ask(student, "GET", path)["content"]
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id in answers:
            cell["source"] = answers[grade_id]
    body = {"type": "notebook", "format": "json", "content": notebook}
    hub.ask(student, "PUT", path, json=body)


def test_a_forged_launch_is_refused(hub: Hub, lms: Lms):
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    for wrong in (
        {"key": other},
        {"aud": "another-tool"},
        {"iss": "https://elsewhere.example"},
        {"nonce": "of-another-launch"},
        {"exp": 1_700_000_000, "iat": 1_700_000_000 - 60},
    ):
        browser, answer = lms.launch(hub.address, TEACHER, **wrong)
        assert answer.status_code in (400, 401), (wrong, answer.text)
        home = browser.get(f"{hub.address}/hub/home", timeout=20, allow_redirects=False)
        assert home.status_code == 302, "somebody is logged in"


def test_an_unsigned_launch_is_refused(hub: Hub, lms: Lms, monkeypatch: pytest.MonkeyPatch):
    sign = jwt.encode

    def unsigned(claims, key, algorithm, headers):
        return sign(claims, "", algorithm="none", headers=headers)

    monkeypatch.setattr(jwt, "encode", unsigned)
    _, answer = lms.launch(hub.address, TEACHER)
    assert answer.status_code in (400, 401)


def test_everyone_has_a_user_of_their_own(entered: Hub):
    for person in (TEACHER, ADA, BEN):
        done = entered.shell(person, "id -u; id -g; whoami; echo $JUPYTERHUB_USER")
        assert done.out.split() == [str(uid_of(person)), "100", "jovyan", person]


def test_a_round_of_an_assignment(entered: Hub):
    hub = entered
    # The instructor releases.
    teacher(hub, f"course release {CHAPTER} --no-check")
    teacher(hub, f"nbgrader release_assignment {LAB}")

    # Each student fetches, works, hands in.
    for student, answers in ((ADA, ANSWERS), (BEN, {"mean-of": ANSWERS["mean-of"]})):
        listed = hub.assignments(student, "fetch", LAB)
        assert [(a["assignment_id"], a["status"]) for a in listed] == [(LAB, "fetched")]
        answer_lab(hub, student, answers)
        listed = hub.assignments(student, "submit", LAB)
        assert any(a["status"] == "submitted" for a in listed)

    # Neither gets at the other's work, nor at the instructor's.
    inbound = hub.exchange / COURSE_ID / "inbound"
    assert len(list(inbound.iterdir())) == 2
    for command in (
        f"ls {inbound}",
        f"ls {hub.home(ADA)}",
        f"ls {hub.home(TEACHER)}",
        f"cat {hub.home(TEACHER)}/course/marking/gradebook.db",
        f"mv {hub.exchange}/{COURSE_ID} {hub.exchange}/away",
        f"touch {hub.exchange}/{COURSE_ID}/outbound/{LAB}/lab.ipynb",
        f"echo x >> {hub.exchange}/{COURSE_ID}/outbound/{LAB}/lab.ipynb",
    ):
        done = hub.shell(BEN, command)
        assert done.code != 0, command
        assert "denied" in done.err or "not permitted" in done.err, (command, done)

    # Ben hands in under Ada's name, later than she; and links where work should be.
    forged = hub.shell(BEN, f"sleep 1; JUPYTERHUB_USER={ADA} nbgrader submit {LAB}")
    assert forged.code == 0, forged.err
    link = f"{inbound}/x+{LAB}+2026-11-24 03:00:00 UTC+y"
    hub.shell(BEN, f"ln -s {hub.home(TEACHER)}/course '{link}'")
    hub.shell(BEN, f"mkdir '{inbound}/{BEN}+{LAB}+'")

    # The instructor collects: Ada's own, Ben's own, and one line for each that is not.
    said = teacher(hub, f"nbgrader collect {LAB}")
    refused = [line for line in said.splitlines() if "not collected" in line]
    assert len(refused) == 3, said
    assert any(f"it names {ADA}, but user {uid_of(BEN)} handed it in" in line for line in refused)
    assert "Traceback" not in said
    submitted = hub.home(TEACHER) / "course" / "marking" / "submitted"
    assert sorted(path.name for path in submitted.iterdir()) == [ADA, BEN]
    taken = json.loads((submitted / ADA / LAB / "lab.ipynb").read_bytes())
    assert any(ANSWERS["explain-mean"] in "".join(cell["source"]) for cell in taken["cells"])

    # It is marked, and each gets their own feedback back.
    said = teacher(hub, f"course grade {LAB} --jobs 1")
    assert "graded 2" in said
    teacher(hub, f"course feedback {LAB}")
    teacher(hub, f"nbgrader release_feedback {LAB}")
    pages = {}
    for student in (ADA, BEN):
        hub.assignments(student, "fetch_feedback", LAB)
        (page,) = (hub.home(student) / LAB / "feedback").rglob("*.html")
        pages[student] = page.read_text(encoding="utf-8")
        assert page.stat().st_uid == uid_of(student)
    assert ADA in pages[ADA] and BEN not in pages[ADA]
    assert BEN in pages[BEN] and ADA not in pages[BEN]
    done = hub.shell(BEN, f"ls {hub.exchange}/{COURSE_ID}/feedback")
    assert done.code != 0 and "denied" in done.err


def test_a_student_does_not_enter_the_others_server(entered: Hub, lms: Lms):
    browser, _ = lms.launch(entered.address, BEN)
    # A page first: it sends the browser through the hub's own log-in at that server.
    for person, codes in ((BEN, {200}), (ADA, {403, 404}), (TEACHER, {403, 404})):
        for address in ("tree", "api/contents"):
            got = browser.get(f"{entered.address}/user/{person}/{address}", timeout=20)
            assert got.status_code in codes, got.url


def test_only_the_instructor_is_an_administrator(entered: Hub, lms: Lms):
    for person, code in ((TEACHER, 200), (ADA, 403)):
        browser, _ = lms.launch(entered.address, person)
        assert browser.get(f"{entered.address}/hub/admin", timeout=20).status_code == code
