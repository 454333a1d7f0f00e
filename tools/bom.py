"""Writes what Linli is made of as a CycloneDX 1.6 document: `python -m tools.bom [FILE]`, by default build/linli.cdx.json.

Read from the pins of what is installed to run, so that it names what an image holds and not what a machine happens to have.
"""

from __future__ import annotations

import re
import sys
import tomllib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from tools.worker import ROOT

LOCK, PROJECT, USUAL = ROOT / "requirements" / "run.txt", ROOT / "pyproject.toml", ROOT / "build" / "linli.cdx.json"
SERIALS = uuid.UUID("0e6dd8f0-3f2b-5c0f-9c7e-5d1a7f6c0b11")
PIN = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)
DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")
VIA = re.compile(r"^    #(?: via)? +(?!via\b)(\S+)", re.MULTILINE)
# what stands in the tree itself: name in its registry, and the file that tells its version
SHIPPED = (("swagger-ui-dist", ROOT / "services" / "gateway" / "pages" / "swagger-ui-bundle.js"),)
SHIPPED_VERSION = re.compile(r'PACKAGE_VERSION:"(\d+\.\d+\.\d+)"')


@dataclass(frozen=True, slots=True)
class Pin:
    """One pinned package. digests: SHA-256 of each of its files. wanted_by: names of packages, the project's own among them."""

    name: str
    version: str
    digests: tuple[str, ...]
    wanted_by: tuple[str, ...]


def pins(lock: str) -> list[Pin]:
    """Read a lock as uv writes it, in order.

    :raises ValueError: naming a package without a digest, of which nothing could be proven
    """
    heads = [*PIN.finditer(lock)]
    ends = [head.start() for head in heads[1:]] + [len(lock)]
    found = []
    for head, end in zip(heads, ends, strict=True):
        body = lock[head.start() : end]
        pin = Pin(head[1], head[2], tuple(DIGEST.findall(body)), tuple(VIA.findall(body)))
        if not pin.digests:
            raise ValueError(f"{pin.name} {pin.version} has no digest")
        found.append(pin)
    return found


def document(found: Iterable[Pin], *, name: str, version: str, shipped: Iterable[Component] = ()) -> str:
    """Give the document: the project, each package with the digests of its files, and who wants which."""
    found = list(found)
    root = Component(type=ComponentType.APPLICATION, name=name, version=version, bom_ref=name)
    parts = [_component(pin) for pin in found]
    more = list(shipped)
    bom = Bom(components=[*parts, *more], serial_number=uuid.uuid5(SERIALS, repr((name, version, found))))
    bom.metadata.component = root
    bom.register_dependency(root, more)
    for pin, part in zip(found, parts, strict=True):
        # one package may be pinned to several versions, each for other machines
        for one in (other for other in (root, *parts) if other.name in pin.wanted_by):
            bom.register_dependency(one, [part])
    return JsonV1Dot6(bom).output_as_string(indent=2)


def shipped() -> list[Component]:
    """Give what others made and the tree itself holds.

    :raises ValueError: naming a file that does not tell its version
    """
    made = []
    for name, file in SHIPPED:
        told = SHIPPED_VERSION.search(file.read_text(encoding="utf-8"))
        if told is None:
            raise ValueError(f"{file.name} does not tell its version")
        url = PackageURL("npm", name=name, version=told[1])
        made.append(Component(type=ComponentType.LIBRARY, name=name, version=told[1], purl=url, bom_ref=str(url)))
    return made


def _component(pin: Pin) -> Component:
    url = PackageURL("pypi", name=pin.name, version=pin.version)
    digests = [HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in pin.digests]
    # by its name alone: which index the files come from is for who installs to say
    files = ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri(str(url)), hashes=digests)
    return Component(
        type=ComponentType.LIBRARY,
        name=pin.name,
        version=pin.version,
        purl=url,
        bom_ref=str(url),
        external_references=[files],
    )


def main(target: Path = USUAL) -> None:
    """Write the document and say where."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    found = pins(LOCK.read_text(encoding="utf-8"))
    target.parent.mkdir(parents=True, exist_ok=True)
    text = document(found, name=project["name"], version=project["version"], shipped=shipped())
    target.write_text(text + "\n", encoding="utf-8")
    print(f"{len(found)} packages: {target}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
