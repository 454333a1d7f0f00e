"""One upload, and when it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.errors import Conflict

OPEN, WHOLE, KEPT, REFUSED = STATES = ("open", "whole", "kept", "refused")
LASTS = timedelta(hours=24)
TAKEN_UP = timedelta(minutes=2)  # whoever sent the last part has this long to make an attachment of it
MOST_PARTS = 2000
MOST_OPEN_BY_ACCOUNT, MOST_OPEN_BY_TICKET = 20, 9


@dataclass(frozen=True, slots=True)
class Upload:
    """What is sent in parts. media, length: as announced, bytes. received: of it so far. parts: so many.

    owner, incident: as of an attachment. attachment: id of what was made of it. problem: code of why it was refused.
    try_at: when another process may take up a whole one.
    """

    id: str
    media: str
    length: int
    created_at: datetime
    expires_at: datetime
    state: str = OPEN
    received: int = 0
    parts: int = 0
    owner: str | None = None
    incident: str | None = None
    attachment: str | None = None
    problem: str | None = None
    try_at: datetime | None = None

    def goes_on(self, offset: int, now: datetime) -> None:
        """Refuse a part that does not begin where the last one ended.

        Rule GR-418, tus 1.0 core: a part is taken once, and at its place.

        :raises Conflict: gateway.upload_ended, gateway.upload_offset_wrong (facts offset), gateway.upload_parts_too_many
        """
        if self.state == REFUSED or now >= self.expires_at:
            raise Conflict("gateway.upload_ended")
        if offset != self.received:
            raise Conflict("gateway.upload_offset_wrong", offset=self.received)
        if self.state == OPEN and self.parts >= MOST_PARTS:
            raise Conflict("gateway.upload_parts_too_many", most=MOST_PARTS)
