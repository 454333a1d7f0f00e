"""What lets somebody without an account send photos for the one matter they have reported."""

from __future__ import annotations

import time

from kernel.errors import Denied, Invalid
from services.gateway.http.cursor import Cursor

SECONDS = 1800
CONTEXT = "upload"


class Tickets:
    """Issues and reads tickets. key: at least 32 bytes, the same in every replica.

    Rule GR-145, domain 3.5: whoever holds number and query code of a receipt may show what they reported; a ticket is
    good for half an hour and for that incident alone, and names nobody.
    """

    def __init__(self, key: bytes):
        self._sealed = Cursor(key)

    def issue(self, incident: str) -> tuple[str, int]:
        """Give a ticket and when it ends, epoch seconds."""
        until = int(time.time()) + SECONDS
        return self._sealed.seal({"incident": incident, "until": until}, CONTEXT), until

    def read(self, ticket: str) -> str:
        """Give the incident a ticket is for.

        :raises Denied: gateway.ticket_refused, also when it has ended
        """
        try:
            place = self._sealed.open(ticket, CONTEXT)
        except Invalid:
            raise Denied("gateway.ticket_refused") from None
        if place["until"] < time.time():
            raise Denied("gateway.ticket_refused")
        return str(place["incident"])
