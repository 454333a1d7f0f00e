"""Registration (登记): how a petition comes into the world."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.decision import Decision
from kernel.errors import Invalid
from services.petition.domain.channel import channel_for
from services.petition.domain.doer import Doer
from services.petition.domain.permit import has_role
from services.petition.domain.petition import Claim, Petition
from services.petition.domain.step import tell


@dataclass(frozen=True, slots=True)
class Received:
    """What came in. claims: (request, facts, reasons) each. channel, received_at: None where the role leaves no choice.

    area: 12-digit code. party: keyed index of the petitioner's account, None without one.
    origin: id of the incident it comes from, origin_version: the incident's version then.
    """

    area: str
    claims: tuple[tuple[str, str, str], ...]
    channel: str | None = None
    urgency: str = "ordinary"
    received_at: datetime | None = None
    party: str | None = None
    origin: str | None = None
    origin_version: int | None = None


def register(given: Received, doer: Doer, *, id: str, number: str, district: str, at: datetime) -> Decision[Petition]:
    """Register a matter, whoever brings it and whatever it is: there is no way to throw one away.

    id: fresh UUIDv7. number: fresh petition number. district: 6-digit root. at: aware UTC.
    -> record registered, event petition.registered.

    Rule PT-01, 《信访工作条例》 art. 22, 23: everything received is registered, and where from is kept.

    :raises Denied: petition.role_not_allowed, petition.channel_not_allowed
    :raises Invalid: petition.area_outside, petition.receipt_not_yours, petition.receipt_in_future
    """
    has_role("register", doer)
    if not given.area.startswith(district):
        raise Invalid("petition.area_outside", pointer="/area", district=district)
    record = Petition(
        id=id,
        number=number,
        state="registered",
        channel=channel_for(doer.role, given.channel),
        urgency=given.urgency,
        area=given.area,
        received_at=received(given.received_at, doer, at=at),
        registered_at=at,
        changed_at=at,
        unit=doer.unit if doer.role == "officer" else None,
        first_unit=doer.unit,
        registered_by=doer.id if doer.role in ("grid_worker", "dispatcher", "officer", "client") else None,
        party=given.party,
        origin=given.origin,
        origin_version=given.origin_version,
    )
    return Decision(record, (tell(record, "register", was="", data={"claims": len(given.claims)}),))


def received(asked: datetime | None, doer: Doer, *, at: datetime) -> datetime:
    """Give the instant the law counts from: what a desk says of a letter or visitor, or now.

    Rule PT-02, 《信访工作条例》 art. 23: from receipt, not from keying in.

    :raises Invalid: petition.receipt_not_yours, petition.receipt_in_future
    """
    if asked is None:
        return at
    if doer.role not in ("dispatcher", "officer", "client", "system"):
        raise Invalid("petition.receipt_not_yours", pointer="/received_at")
    if asked > at:
        raise Invalid("petition.receipt_in_future", pointer="/received_at")
    return asked


def claims_of(given: Received, petition: str) -> tuple[Claim, ...]:
    """Give the claims of a registered petition, in the order they were made."""
    return tuple(Claim(petition, place, *words) for place, words in enumerate(given.claims, 1))
