"""What tus 1.0 says in headers. Source: tus resumable upload protocol 1.0.0, core, creation, expiration, checksum,
termination.

Chosen over the draft of the IETF (resumable uploads for HTTP), which still changes from version to version: clients for tus
are there for every browser and telephone.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from kernel.errors import Invalid
from services.gateway.attachment.media import Media, declared

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,checksum,termination"
ALGORITHMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
PART = "application/offset+octet-stream"
TOLD = (
    ("Tus-Resumable", VERSION),
    ("Tus-Version", VERSION),
    ("Tus-Extension", EXTENSIONS),
    ("Tus-Checksum-Algorithm", ",".join(ALGORITHMS)),
)
NUMBER = re.compile("[0-9]{1,15}")
KINDS = ("filetype", "type", "content-type")  # as clients call it
Headers = list[tuple[str, str]]
Environ = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Proof:
    """The digest a part is said to have. algorithm: of ALGORITHMS."""

    algorithm: str
    digest: bytes

    def check(self, found: bytes) -> None:
        """Refuse a part that came otherwise than it was sent.

        :raises Invalid: gateway.upload_checksum_wrong
        """
        if found != self.digest:
            raise Invalid("gateway.upload_checksum_wrong")


def spoken(environ: Environ) -> None:
    """Refuse another version of the protocol; who names none is taken at its word.

    :raises Invalid: gateway.upload_protocol_unknown, facts known
    """
    if environ.get("HTTP_TUS_RESUMABLE", VERSION).strip() != VERSION:
        raise Invalid("gateway.upload_protocol_unknown", known=[VERSION])


def announced(environ: Environ, limits: Mapping[str, int]) -> tuple[Media, int]:
    """Give what is going to be sent: its kind, from Upload-Metadata, and its length in bytes.

    limits: bytes by group of media.

    Rule GR-418, tus 1.0 creation: what is too large is refused before any of it is sent.

    :raises Invalid: gateway.upload_header_malformed, gateway.body_too_large, gateway.attachment_type_refused,
        gateway.attachment_heic
    """
    media = declared(_kind(environ.get("HTTP_UPLOAD_METADATA", "")))
    length = number(environ, "Upload-Length")
    if not length:
        raise Invalid("gateway.upload_header_malformed", header="Upload-Length")
    if length > limits[media.group]:
        raise Invalid("gateway.body_too_large", most=limits[media.group])
    return media, length


def number(environ: Environ, header: str) -> int:
    """Give a header that is a number of bytes.

    :raises Invalid: gateway.upload_header_malformed, facts header
    """
    text = environ.get(f"HTTP_{header.upper().replace('-', '_')}", "").strip()
    if not NUMBER.fullmatch(text):
        raise Invalid("gateway.upload_header_malformed", header=header)
    return int(text)


def proof(environ: Environ) -> Proof | None:
    """Give what Upload-Checksum says, or None.

    :raises Invalid: gateway.upload_header_malformed
    """
    header = environ.get("HTTP_UPLOAD_CHECKSUM")
    if header is None:
        return None
    name, _, text = header.strip().partition(" ")
    if name not in ALGORITHMS:
        raise Invalid("gateway.upload_header_malformed", header="Upload-Checksum")
    return Proof(name, _decoded(text, "Upload-Checksum"))


def part(environ: Environ) -> None:
    """Refuse a body that does not say it is a part.

    :raises Invalid: gateway.content_type_refused
    """
    if environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() != PART:
        raise Invalid("gateway.content_type_refused")


def expires(at: datetime) -> tuple[str, str]:
    """Give when an upload ends, as a header. at: aware."""
    return "Upload-Expires", format_datetime(at.astimezone(UTC), usegmt=True)


def _kind(metadata: str) -> str:
    """Give the media type that Upload-Metadata names; what a file is called is not read, it could say anything."""
    pairs = (pair.strip().partition(" ") for pair in metadata.split(","))
    given = {name: value for name, _, value in pairs}
    text = next((given[name] for name in KINDS if name in given), "")
    return _decoded(text, "Upload-Metadata").decode("utf-8", "replace")


def _decoded(text: str, header: str) -> bytes:
    try:
        return b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise Invalid("gateway.upload_header_malformed", header=header) from None
