"""Attachments as answers: data, and bytes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kernel.shape import instant
from services.gateway.attachment.folder import Files
from services.gateway.attachment.life import LIFE
from services.gateway.attachment.media import KNOWN
from services.gateway.attachment.record import KEPT, SHOWN, Attachment, edition
from services.gateway.attachment.turn import aside
from services.gateway.http.answer import GUARDS, Answer, Streamed, holds, kind
from services.gateway.http.visit import Visit

# a picture runs nothing and loads nothing, also when somebody opens it by itself
POLICY = ("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
ASK_FIRST, FOR_A_DAY = "private, no-cache", "private, max-age=86400, immutable"
VARY = ("Vary", "Authorization")
View = dict[str, Any]


def short(attachment: Attachment) -> View:
    """Give what whoever sent it is told: nothing of time and place, because the answer is stored with its key."""
    return {
        "id": attachment.id,
        "version": attachment.version,
        "state": attachment.state,
        "media": attachment.media,
        "bytes": attachment.bytes,
        "width": attachment.width,
        "height": attachment.height,
        "edition": edition(attachment.files[KEPT]),
        "shown_edition": edition(attachment.files[SHOWN]) if SHOWN in attachment.files else None,
        "covers": [asdict(one) for one in attachment.covers],
        "scan": attachment.scan,
        "acts": list(LIFE.acts(attachment.state)) if attachment.width else [],
    }


def whole(attachment: Attachment, *, inside: bool) -> View:
    """Give one attachment. inside: to somebody who works on the matter, with what the camera told."""
    place = {"lon": attachment.longitude, "lat": attachment.latitude}
    return {
        **short(attachment),
        "created_at": instant(attachment.created_at),
        "taken_at": instant(attachment.taken_at) if inside else None,
        "position": place if inside and attachment.longitude is not None else None,
    }


def content(visit: Visit, attachment: Attachment, files: Files, *, part: str, asked: str | None = None) -> Answer:
    """Give a file of an attachment, or 304 to who holds just this one.

    asked: the edition the address names: where it is this one, the answer never changes and need not be asked for again.
    """
    digest = attachment.files[part]
    tag = f'"{edition(digest)}"'
    lasting = asked == edition(digest)
    headers = [("ETag", tag), ("Cache-Control", FOR_A_DAY if lasting else ASK_FIRST), VARY, POLICY, *GUARDS]
    if holds(visit.environ.get("HTTP_IF_NONE_MATCH", ""), tag):
        return Answer(304, b"", headers)
    file = aside(lambda: files.open(digest))
    size = file.seek(0, 2)
    file.seek(0)
    return Streamed(file, size, [("Content-Type", kind(attachment.media)), _named(attachment), *headers])


def _named(attachment: Attachment) -> tuple[str, str]:
    """Name a file by its id: what a sender called it is not kept, and could say anything."""
    way = "inline" if attachment.width else "attachment"
    return "Content-Disposition", f'{way}; filename="{attachment.id}.{KNOWN[attachment.media].ending}"'
