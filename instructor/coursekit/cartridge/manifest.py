"""The manifest of a Common Cartridge 1.3: what is in it, and in which order it is shown."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from coursekit.cartridge.xml import document, el

_CC = "http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1"
_CC_SCHEMA = "http://www.imsglobal.org/profile/cc/ccv1p3/ccv1p3_imscp_v1p2_v1p0.xsd"
_LOM = "http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest"
_EXTENSION = "http://www.imsglobal.org/xsd/imsccv1p3/imscp_extensionv1p2"

WEB_CONTENT = "webcontent"
WEB_LINK = "imswl_xmlv1p3"
TOPIC = "imsdt_xmlv1p3"
ASSIGNMENT = "assignment_xmlv1p0"
#: QTI 1.2 in Common Cartridge 1.3.
ASSESSMENT = "imsqti_xmlv1p2/imscc_xmlv1p3/assessment"

#: Zip files made from the same sources have the same bytes.
_ZIP_TIME = (2026, 1, 1, 0, 0, 0)


@dataclass
class Resource:
    """One thing in the cartridge."""

    id: str
    type: str
    files: dict[str, bytes]
    """By their path in the cartridge; the first is what is opened."""
    title: str | None = None
    """How the table of contents calls it; None for what only others use."""
    needs: tuple[str, ...] = ()
    """Resources that it shows or links to."""
    instead: str | None = None
    """The resource that this one stands in for, where a platform does not know its type."""


@dataclass
class Module:
    """One chapter."""

    id: str
    title: str
    resources: list[Resource] = field(default_factory=list)


@dataclass
class Cartridge:
    """A course."""

    title: str
    description: str
    modules: Sequence[Module]
    shared: Sequence[Resource] = ()

    @property
    def resources(self) -> list[Resource]:
        """All of them, each once."""
        return [*(r for m in self.modules for r in m.resources), *self.shared]

    def write(self, path: Path) -> None:
        """Write the `.imscc` file, whole or not at all."""
        files = {"imsmanifest.xml": self.manifest()}
        for resource in self.resources:
            for name, content in resource.files.items():
                if files.setdefault(name, content) is not content:
                    raise ValueError(f"two resources of the cartridge are called {name!r}")
        part = path.with_suffix(".part")
        with zipfile.ZipFile(part, "w") as archive:
            for name, content in files.items():
                info = zipfile.ZipInfo(name, _ZIP_TIME)
                archive.writestr(info, content, zipfile.ZIP_DEFLATED)
        part.replace(path)

    def manifest(self) -> bytes:
        """`imsmanifest.xml`."""
        modules = [
            el(
                "item",
                el("title", module.title),
                *(
                    el("item", el("title", r.title), identifier=f"item_{r.id}", identifierref=r.id)
                    for r in module.resources
                    if r.title
                ),
                identifier=f"module_{module.id}",
            )
            for module in self.modules
        ]
        organization = el(
            "organization",
            el("item", *modules, identifier="LearningModules"),
            identifier="org_1",
            structure="rooted-hierarchy",
        )
        root = el(
            "manifest",
            self._metadata(),
            el("organizations", organization),
            el("resources", *map(_resource, self.resources)),
            identifier="course",
        )
        return document(root, _CC, _CC_SCHEMA, lomimscc=_LOM, cpx=_EXTENSION)

    def _metadata(self) -> ElementTree.Element:
        def words(tag: str, said: str) -> ElementTree.Element:
            return el(f"lomimscc__{tag}", el("lomimscc__string", said, language="en"))

        lom = el(
            "lomimscc__lom",
            el(
                "lomimscc__general",
                words("title", self.title),
                el("lomimscc__language", "en"),
                words("description", self.description),
            ),
            el(
                "lomimscc__lifeCycle",
                el(
                    "lomimscc__contribute",
                    el("lomimscc__date", el("lomimscc__dateTime", date.today().isoformat())),
                ),
            ),
            el(
                "lomimscc__rights",
                el("lomimscc__copyrightAndOtherRestrictions", el("lomimscc__value", "yes")),
                words("description", "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"),
            ),
        )
        return el(
            "metadata",
            el("schema", "IMS Common Cartridge"),
            el("schemaversion", "1.3.0"),
            lom,
        )


def _resource(resource: Resource) -> ElementTree.Element:
    opened = next(iter(resource.files))
    variant = None
    if resource.instead:
        variant = el(
            "cpx__variant",
            el("cpx__metadata"),
            identifier=f"{resource.id}_variant",
            identifierref=resource.instead,
        )
    # Only what is opened in a browser has an address of its own.
    opens = resource.type in (WEB_CONTENT, ASSIGNMENT)
    return el(
        "resource",
        variant,
        *(el("file", href=name) for name in resource.files),
        *(el("dependency", identifierref=needed) for needed in resource.needs),
        identifier=resource.id,
        type_=resource.type,
        href=opened if opens else None,
    )
