"""The chart's values as `helm upgrade` puts them together, by the command in the README."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

DEPLOY = Path(__file__).parents[3] / "instructor" / "deploy"
KUBERNETES = DEPLOY / "kubernetes"


def helm_command() -> list[str]:
    """The words of the README's `helm upgrade`."""
    text = (KUBERNETES / "README.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^ *(helm upgrade(?:.*\\\n)+.*)$", text, re.MULTILINE)
    return shlex.split(command.replace("\\\n", " "))


def helm_values() -> dict[str, Any]:
    """All of a site's values: our file, then the example of the site's own, then the set files."""
    words = helm_command()
    merged: dict[str, Any] = {}
    for option, value in pairwise(words):
        if option == "--values":
            name = value.replace("site.yaml", "site.example.yaml")
            merge(merged, yaml.safe_load((KUBERNETES / name).read_text(encoding="utf-8")))
    for option, value in pairwise(words):
        if option == "--set-file":
            key, _, path = value.partition("=")
            leaf: dict[str, Any] = merged
            *parents, last = key.split(".")
            for parent in parents:
                leaf = leaf.setdefault(parent, {})
            leaf[last] = (KUBERNETES / path).read_text(encoding="utf-8")
    return merged


def merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    """As helm merges: mappings together, everything else replaced."""
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = value
