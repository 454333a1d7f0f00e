"""One look: a call that showed records about people's matters to somebody who works here."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from kernel.call import Actor

KINDS = ("incident", "petition", "dispute", "intake")
READ, LIST, EXPORT, UNMASKED, ACT = PURPOSES = ("read", "list", "export", "unmasked", "act")
# those whose own matters they are, and those who see what everybody sees
OUTSIDE = ("resident", "anyone", "system")


@dataclass(frozen=True, slots=True)
class Look:
    """What is kept of one call and one kind of record.

    role, unit, area: of the standing at that time, which is the office. act: `service.act`. ids: of the records, comma
    between. trace: 32 hexadecimal digits, None for what no request asked for.

    Rule GR-398, domain 5.2, 5.1: time, subject, kind of act, object; no name, no words of the record. No address either:
    it says no more of who it was than the account does, follows people who work from home and on their own phones, and is
    shared by a whole office behind one router.
    """

    id: str
    at: datetime
    account: str
    role: str
    unit: str | None
    area: str
    act: str
    purpose: str
    kind: str
    ids: str
    trace: str | None


def unmasking(traceparent: str, kind: str) -> str:
    """Give the id of the look by which one request saw an identity in a record of a kind.

    By the request's own traceparent, which ends in what the front door drew: whoever asks chooses the trace alone, and may ask
    twice within one. The service that opened the identity has the same in its audit, so that both speak of one look.
    """
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{traceparent}/{kind}"))


def watched(actor: Actor) -> bool:
    """Tell whether what somebody sees is written down.

    Rule GR-397, domain 5.2: of everybody who works here, person or system; residents see their own matters alone.
    """
    return bool(actor.id) and actor.role not in OUTSIDE
