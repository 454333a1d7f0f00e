"""Uploads as answers: data, and headers."""

from __future__ import annotations

from typing import Any

from kernel.shape import instant
from services.gateway.attachment.upload.protocol import Headers, expires
from services.gateway.attachment.upload.record import OPEN, Upload


def whole(upload: Upload) -> dict[str, Any]:
    """Give what its sender is told."""
    return {
        "id": upload.id,
        "state": upload.state,
        "media": upload.media,
        "length": upload.length,
        "offset": upload.received,
        "expires_at": instant(upload.expires_at),
        "attachment": upload.attachment,
        "problem": upload.problem,
    }


def headers(upload: Upload) -> Headers:
    """Give what tus says of it. When it ends is told for as long as it may go on."""
    found = [("Upload-Offset", str(upload.received)), ("Upload-Length", str(upload.length))]
    return [*found, expires(upload.expires_at)] if upload.state == OPEN else found
