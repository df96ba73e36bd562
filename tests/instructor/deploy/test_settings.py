"""The settings of both hubs: every key known, every value taken, nothing secret, no solution."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from coursekit.hub_uids import HOW_MANY, LOWEST, uid_of
from jsonschema import Draft7Validator
from traitlets.config import Config

from tests.instructor.deploy import chart
from tests.instructor.deploy.traits import faults, load
from tests.instructor.deploy.values import DEPLOY, KUBERNETES, helm_command, helm_values

ROOT = DEPLOY.parents[1]
TLJH = DEPLOY / "tljh"
UIDS = ROOT / "instructor" / "coursekit"


def schema_faults(values: dict[str, Any]) -> list[str]:
    found = Draft7Validator(chart.SCHEMA).iter_errors(values)
    return sorted(f"{'.'.join(map(str, e.absolute_path))}: {e.message}" for e in found)


def test_the_values_are_what_the_charts_schema_allows():
    assert schema_faults(helm_values()) == []
    assert f"--version {chart.VERSION}" in shlex.join(helm_command())


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("singleuser.memmory", {"limit": "1G"}, "'memmory' was unexpected"),
        ("singleuser.fsGid", "100", "is not of type 'integer'"),
        ("singleuser.storage.type", "shared", "is not one of"),
        ("hub.extraFiles.course", {"mountPath": "/x"}, "not valid under any of the given"),
        ("hub.extraConfigg", {}, "'extraConfigg' was unexpected"),
        ("singleuser.image", {"name": "x"}, "'tag' is a required property"),
    ],
)
def test_the_schema_finds_a_planted_fault(place: str, value: object, said: str):
    values = helm_values()
    *parents, last = place.split(".")
    spot = values
    for parent in parents:
        spot = spot[parent]
    spot[last] = value
    (fault,) = schema_faults(values)
    assert said in fault


def cluster_config(monkeypatch: pytest.MonkeyPatch) -> Config:
    """What the chart's hub gets: hub.config, then the file of jupyterhub_config.d."""
    monkeypatch.syspath_prepend(str(UIDS))
    config = Config(helm_values()["hub"]["config"])
    config.merge(load("10-course.py", str(KUBERNETES)))
    return config


def test_a_clusters_settings_are_ones_that_its_classes_have(monkeypatch: pytest.MonkeyPatch):
    assert faults(cluster_config(monkeypatch)) == []


def little_config() -> Config:
    """What TLJH makes of its config.yaml (`auth`, `users`, `limits`), and of the file beside it."""
    settings = yaml.safe_load((TLJH / "config.example.yaml").read_text(encoding="utf-8"))
    config = Config({k: v for k, v in settings["auth"].items() if k != "type"})
    config.JupyterHub.authenticator_class = settings["auth"]["type"]
    config.Authenticator.admin_users = set(settings["users"]["admin"])
    config.Spawner.mem_limit = settings["limits"]["memory"]
    config.Spawner.cpu_limit = settings["limits"]["cpu"]
    config.merge(load("10-course.py", str(TLJH)))
    return config


def test_the_little_hubs_settings_are_ones_that_its_classes_have():
    assert faults(little_config()) == []


#: The sections and keys of TLJH's config.yaml that ours uses:
#: https://tljh.jupyter.org/en/latest/topic/tljh-config.html
TLJH_KEYS = {
    "auth": None,
    "users": {"admin"},
    "limits": {"memory", "cpu"},
    "https": {"enabled", "letsencrypt"},
    "user_environment": {"default_app"},
    "services": {"cull"},
}


def test_the_little_hub_knows_every_section_of_its_file():
    settings = yaml.safe_load((TLJH / "config.example.yaml").read_text(encoding="utf-8"))
    assert set(settings) == set(TLJH_KEYS)
    for section, keys in TLJH_KEYS.items():
        assert keys is None or set(settings[section]) == keys


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"LTI13Authenticator": {"isuer": "https://x"}}, "isuer: no such setting"),
        ({"LTI13Authentcator": {"issuer": "https://x"}}, "no such class"),
        ({"LTI13Authenticator": {"uri_scheme": "ftp"}}, "uri_scheme"),
        ({"KubeSpawner": {"gid": "users"}}, "gid"),
        ({"SystemdSpawner": {"extra_path": ["/opt"]}}, "extra_path: no such setting"),
    ],
)
def test_a_wrong_setting_is_found(settings: dict[str, Any], said: str):
    (fault,) = faults(settings)
    assert said in fault


def test_both_hubs_let_people_in_the_same_way(monkeypatch: pytest.MonkeyPatch):
    cluster, little = cluster_config(monkeypatch), little_config()
    assert cluster.LTI13Authenticator == little.LTI13Authenticator
    assert cluster.JupyterHub.authenticator_class == little.JupyterHub.authenticator_class


def test_each_person_is_another_user_and_always_the_same():
    names = [f"student-{number}" for number in range(500)]
    uids = {uid_of(name) for name in names}
    assert len(uids) == 500
    assert all(LOWEST <= uid < LOWEST + HOW_MANY < 2**31 for uid in uids)
    # Were this to change, every file on a hub would belong to nobody.
    assert uid_of("ada-1") == 1_699_705_673


def test_the_uids_need_the_standard_library_only():
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(UIDS / "hub_uids.py")], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_exchange_is_at_one_place_everywhere():
    nbgrader = load("nbgrader_config.py", str(DEPLOY))
    mounts = helm_values()["singleuser"]["storage"]["extraVolumeMounts"]
    assert [mount["mountPath"] for mount in mounts] == [nbgrader.Exchange.root]
    assert f"chmod 1777 {nbgrader.Exchange.root}" in (TLJH / "setup.sh").read_text("utf-8")
    claim, job = yaml.safe_load_all((KUBERNETES / "exchange.yaml").read_text(encoding="utf-8"))
    (volume,) = helm_values()["singleuser"]["storage"]["extraVolumes"]
    name = volume["persistentVolumeClaim"]["claimName"]
    assert claim["metadata"]["name"] == name
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"]
    pod = job["spec"]["template"]["spec"]
    assert pod["volumes"][0]["persistentVolumeClaim"]["claimName"] == name
    assert pod["containers"][0]["command"] == ["chmod", "1777", "/exchange"]


def copied_into_the_image() -> list[str]:
    text = (DEPLOY / "image" / "Dockerfile").read_text(encoding="utf-8")
    lines = re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE)
    return [source for line in lines for source in line.split()]


def test_the_image_holds_nothing_that_a_student_may_not_see():
    sources = copied_into_the_image()
    for source in sources:
        assert (ROOT / source).exists(), source
    teaching = [source for source in sources if source.startswith("instructor")]
    assert teaching == [
        "instructor/deploy/nbgrader_config.py",
        "instructor/deploy/image/start-as-jovyan",
    ]
    assert "." not in sources


def test_the_image_takes_its_packages_from_the_lock_by_hash():
    text = (DEPLOY / "image" / "Dockerfile").read_text(encoding="utf-8")
    installs = re.findall(r"pip install (.+?)(?: \\|$)", text, re.MULTILINE)
    assert len(installs) == 2
    assert "--require-hashes --requirement /tmp/requirements.lock" in installs[0]
    assert "--no-deps" in installs[1]


def test_no_file_holds_a_secret():
    held = re.compile(
        r"(secret|password|token|api_key)\w*['\"]?\s*[:=]\s*['\"]?\w{8,}|BEGIN .*PRIVATE KEY", re.I
    )
    assert held.search("cookie_secret: 0123456789abcdef")
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            assert not held.search(path.read_text(encoding="utf-8")), path


def test_every_address_of_the_site_is_an_example():
    for path in DEPLOY.rglob("*.yaml"):
        for host in re.findall(r"https?://([^/\s\"']+)", path.read_text(encoding="utf-8")):
            assert host.endswith(".example.edu") or host == "hub.jupyter.org", (path, host)


def test_the_scripts_are_shell_that_parses():
    for script in (TLJH / "setup.sh", DEPLOY / "image" / "start-as-jovyan"):
        assert script.stat().st_mode & 0o111, script
        subprocess.run(["sh", "-n", script], check=True)


def test_the_readmes_name_files_that_are_there():
    for readme in DEPLOY.rglob("README.md"):
        for target in re.findall(r"\]\(((?!https?:)[^)#]+)\)", readme.read_text(encoding="utf-8")):
            assert (readme.parent / target).exists(), (readme, target)
    for word in helm_command():
        path = word.partition("=")[2]
        if word.startswith("hub.extraFiles"):
            assert (KUBERNETES / Path(path)).is_file(), path
