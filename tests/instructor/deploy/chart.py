"""What the chart's schema says of the keys that our values use, stated by hand.

Source: https://github.com/jupyterhub/zero-to-jupyterhub-k8s/blob/4.4.0/jupyterhub/values.schema.yaml
(the same is in https://z2jh.jupyter.org/en/stable/resources/reference.html). The chart is not on a
package registry, so it cannot be fetched by a test; `helm template` checks the values against the
whole schema wherever helm is, as the README of instructor/deploy/kubernetes says.

A key that is not here is refused, as the chart refuses keys that it does not know.
"""

from __future__ import annotations

from typing import Any

VERSION = "4.4.0"

_TEXT, _NUMBER, _FLAG, _LIST = ({"type": kind} for kind in ("string", "number", "boolean", "array"))
_FREE: dict[str, Any] = {"type": "object"}


def _object(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": properties,
    }


_EXTRA_FILE = _object(
    ("mountPath",),
    mountPath=_TEXT,
    data=_FREE,
    stringData=_TEXT,
    binaryData=_TEXT,
    mode=_NUMBER,
) | {"oneOf": [{"required": [kind]} for kind in ("data", "stringData", "binaryData")]}

_OPTIONAL_NUMBER = {"type": ["number", "null"]}
_AMOUNT = {"type": ["number", "string", "null"]}

SCHEMA: dict[str, Any] = _object(
    hub=_object(
        # Any class of the hub, any of its traits; see traits.py.
        config=_FREE,
        extraFiles={"type": "object", "additionalProperties": _EXTRA_FILE},
    ),
    proxy=_object(
        https=_object(
            enabled={"type": ["boolean", "null"]},
            hosts=_LIST,
            letsencrypt=_object(contactEmail={"type": ["string", "null"]}),
        )
    ),
    singleuser=_object(
        image=_object(("name", "tag"), name=_TEXT, tag=_TEXT),
        cmd={"type": ["array", "string", "null"]},
        defaultUrl={"type": ["string", "null"]},
        startTimeout={"type": ["integer", "null"]},
        memory=_object(guarantee=_AMOUNT, limit=_AMOUNT),
        cpu=_object(guarantee=_OPTIONAL_NUMBER, limit=_OPTIONAL_NUMBER),
        allowPrivilegeEscalation={"type": ["boolean", "null"]},
        fsGid={"type": ["integer", "null"]},
        storage=_object(
            type={"enum": ["dynamic", "static", "none"]},
            capacity={"type": ["string", "null"]},
            homeMountPath=_TEXT,
            # From 4.3 on also an object or null.
            extraVolumes=_LIST,
            extraVolumeMounts=_LIST,
        ),
        networkPolicy=_object(enabled=_FLAG),
    ),
    cull=_object(
        enabled=_FLAG,
        timeout={"type": ["integer", "null"]},
        every={"type": ["integer", "null"]},
    ),
)
