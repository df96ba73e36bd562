"""Whether each setting of a JupyterHub is one that its class has, with a value that it takes."""

from __future__ import annotations

from typing import Any

from jupyterhub.app import JupyterHub
from jupyterhub.auth import Authenticator
from kubespawner import KubeSpawner
from ltiauthenticator.lti13.auth import LTI13Authenticator
from systemdspawner import SystemdSpawner
from traitlets import TraitError
from traitlets.config import Config, Configurable, PyFileConfigLoader

CLASSES: tuple[type[Configurable], ...] = (
    JupyterHub,
    Authenticator,
    LTI13Authenticator,
    KubeSpawner,
    SystemdSpawner,
)


def load(path: str, folder: str) -> Config:
    """What a jupyterhub_config file sets."""
    return PyFileConfigLoader(path, path=folder).load_config()


def faults(config: Config | dict[str, Any]) -> list[str]:
    """One line for each setting that no class has, or whose value its class refuses."""
    known = {
        parent.__name__: cls
        for cls in CLASSES
        for parent in cls.__mro__
        if issubclass(parent, Configurable)
    }
    found = []
    for section, settings in config.items():
        cls = known.get(section)
        if cls is None:
            found.append(f"{section}: no such class")
            continue
        traits = cls.class_traits(config=True)
        for name, value in settings.items():
            if name not in traits:
                found.append(f"{section}.{name}: no such setting")
                continue
            try:
                traits[name]._validate(_Bare(), value)
            except TraitError as error:
                found.append(f"{section}.{name}: {error}")
    return found


class _Bare(Configurable):
    """Something to validate a value for."""
