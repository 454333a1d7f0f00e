"""Commands and views of uploads."""

from __future__ import annotations

from kernel.wire import Choice, Id, Instant, Integer, Schema, Text
from services.gateway.attachment.schemas import MOST_BYTES
from services.gateway.attachment.upload.record import STATES


class Begin(Schema):
    """Announce a file that is going to be sent in parts, all by headers."""


class Find(Schema):
    """Name an upload."""

    upload = Id(required=True)


class Continue(Find):
    """Send one part as the body of the request, as it is."""


class UploadView(Schema):
    """How far an upload has come; bytes. attachment: what was made of it. problem: code of why nothing was."""

    id = Id()
    state = Choice(*STATES)
    media = Text(most=64)
    length = Integer(1, MOST_BYTES)
    offset = Integer(0, MOST_BYTES)
    expires_at = Instant()
    attachment = Id(allow_none=True)
    problem = Text(most=64, allow_none=True)
