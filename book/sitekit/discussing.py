"""Where readers may comment on a discussion prompt: the service that an instructor sets, if any.

`discussion_service` stands in `_config.yml` (under `sphinx: config:`) or in a pathway's file.
Without it no page names a service, and each prompt has its worksheet alone.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Discriminator,
    StringConstraints,
)
from sphinx.application import Sphinx
from sphinx.config import Config

from sitekit.declared import read_declared_file
from sitekit.errors import CourseError
from sitekit.schema import Declaration

FILE = "_config.yml"
SETTING = "discussion_service"


def _written(pattern: str, how: str) -> Any:
    """A string of this form; a fault says how it is written."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(how)
        return text

    return Annotated[str, AfterValidator(check)]


def _known(setting: Any) -> Any:
    if not isinstance(setting, dict) or setting.get("service") not in ("giscus", "hypothesis"):
        raise ValueError("write `service: giscus` or `service: hypothesis`, and what belongs to it")
    return setting


Repository = _written(r"[\w-]+/[\w.-]+", "write owner/name, as in our-school/our-class")
NodeId = _written(r"[\w=-]{8,}", "copy it from https://giscus.app, as in R_kgDOabcdef")
Group = _written(r"[\w-]+", "write what follows /groups/ in the group's address, as in a1B2c3D4")


class Giscus(Declaration):
    """Comments as discussions of a public GitHub repository (https://giscus.app)."""

    service: Literal["giscus"]
    repo: Repository
    repo_id: NodeId
    category: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    category_id: NodeId


class Hypothesis(Declaration):
    """Notes on the page (https://hypothes.is): of a group, or of everybody."""

    service: Literal["hypothesis"]
    group: Group | None = None


Service = Annotated[
    Annotated[Giscus | Hypothesis, Discriminator("service")],
    BeforeValidator(_known),
]


class _SphinxConfig(BaseModel):
    discussion_service: Service | None = None


class _Sphinx(BaseModel):
    config: _SphinxConfig = _SphinxConfig()


class _File(BaseModel):
    """Of `_config.yml` the one setting; Jupyter Book and Sphinx look after the others."""

    sphinx: _Sphinx = _Sphinx()


def load_service(root: Path) -> Giscus | Hypothesis | None:
    """The service that `_config.yml` sets, or None.

    Raises:
        CourseError: the setting is wrong; one line for each fault.
    """
    return read_declared_file(_File, root / FILE).sphinx.config.discussion_service


def _load(app: Sphinx, config: Config) -> None:
    try:
        app.discussion_service = load_service(Path(app.srcdir))
    except CourseError as error:
        raise SystemExit(str(error)) from None


def setup(app: Sphinx) -> None:
    app.add_config_value(SETTING, None, "env", types=frozenset({dict}))
    app.connect("config-inited", _load)
