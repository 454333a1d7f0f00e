"""What another service is told of attachments before it lets a matter refer to them."""

from __future__ import annotations

import re
from typing import Any

from kernel import clock
from kernel.db import Database
from kernel.rpc import rpc
from kernel.shape import instant
from kernel.wire import ID, Many, Schema, Text, load
from services.gateway.attachment import store
from services.gateway.attachment.record import KEPT, Attachment

MOST = 200


class Vouch(Schema):
    """Ask about attachments; what is no id names none, which is for who asks to say in its own words."""

    attachments = Many(Text(most=128), most=MOST, required=True)


class Vouching:
    """Answers services; no client may ask this."""

    db: Database

    @rpc
    def vouch(self, command: dict[str, Any]) -> dict[str, Any]:
        """Give those of these attachments that exist and that a matter may still begin to refer to.

        -> attachments: id, digest (of the kept content), media, owner (alias) or incident (of the ticket), taken_at, lon, lat.

        Rule GR-147, design.
        """
        asked = [id for id in load(Vouch, command)["attachments"] if re.fullmatch(ID, id)]
        now = clock.now()
        return {"attachments": [_told(one) for one in store.list_of(self.db, asked) if one.good(now)]}


def _told(one: Attachment) -> dict[str, Any]:
    return {
        "id": one.id,
        "digest": one.files[KEPT],
        "media": one.media,
        "owner": one.owner,
        "incident": one.incident,
        "taken_at": instant(one.taken_at),
        "lon": one.longitude,
        "lat": one.latitude,
    }
