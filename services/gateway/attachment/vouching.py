"""What another service is told of attachments before it lets a matter refer to them."""

from __future__ import annotations

import re
from typing import Any

from kernel import clock
from kernel.db import Database
from kernel.rpc import rpc
from kernel.shape import instant
from kernel.wire import ID, Flag, Many, Schema, Text, load
from services.gateway.attachment import store
from services.gateway.attachment.record import GOOD_FOR, KEPT, Attachment

MOST = 200


class Vouch(Schema):
    """Ask about attachments; what is no id names none, which is for who asks to say in its own words.

    hold: who asks keeps them until somebody has decided what they are for, which may be after the day they are good for.
    """

    attachments = Many(Text(most=128), most=MOST, required=True)
    hold = Flag(load_default=False)


class Vouching:
    """Answers services; no client may ask this."""

    db: Database

    @rpc
    def vouch(self, command: dict[str, Any]) -> dict[str, Any]:
        """Give those of these attachments that exist and that a matter may still begin to refer to.

        -> attachments: id, digest (of the kept content), media, owner (alias) or incident (of the ticket), taken_at, lon, lat.

        Rule GR-147, design.
        """
        order, now = load(Vouch, command), clock.now()
        asked = [id for id in order["attachments"] if re.fullmatch(ID, id)]
        found = [one for one in store.list_of(self.db, asked) if one.good(now)]
        if order["hold"] and found:
            with self.db.transaction() as tx:
                store.use(tx, [one.id for one in found], ask_at=now + GOOD_FOR)
        return {"attachments": [_told(one) for one in found]}


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
