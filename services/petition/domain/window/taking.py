"""Taking in: how an intake comes into the world, whatever it may turn out to be."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.decision import Decision
from kernel.errors import Invalid
from services.petition.domain.doer import Doer
from services.petition.domain.window.intake import Intake
from services.petition.domain.window.permit import PETITIONERS, channel_for, has_role
from services.petition.domain.window.step import tell


@dataclass(frozen=True, slots=True)
class Brought:
    """What came to the window. area: 12-digit code, the district's own where no finer one is known.

    received_at: when it reached staff who key it in later, None for now.
    """

    area: str
    channel: str | None
    language: str
    urgent: bool
    unnamed: bool
    point: dict[str, Any] | None
    photos: tuple[str, ...]
    party: str | None
    received_at: datetime | None
    suggestions: tuple[dict[str, Any], ...]
    lexicon: str


def take_in(given: Brought, doer: Doer, *, id: str, number: str, district: str, at: datetime) -> Decision[Intake]:
    """Take in what somebody brings; there is no way to throw one away, and none waits for being understood.

    id: fresh UUIDv7. number: fresh RX number. district: 6-digit root. at: aware UTC.
    -> record waiting, event petition.intake_taken_in.

    Rule GR-423, 《信访工作条例》 art. 22, 23, 43, domain 4.1: everything received is registered, once, at one window.

    :raises Denied: petition.role_not_allowed, petition.channel_not_allowed
    :raises Invalid: petition.area_outside, petition.receipt_not_yours, petition.receipt_in_future
    """
    has_role("take_in", doer)
    own = doer.role in PETITIONERS
    if not given.area.startswith(district):
        raise Invalid("petition.area_outside", pointer="/area", district=district)
    if given.received_at is not None and own:
        raise Invalid("petition.receipt_not_yours", pointer="/received_at")
    if given.received_at is not None and given.received_at > at:
        raise Invalid("petition.receipt_in_future", pointer="/received_at")
    intake = Intake(
        id=id,
        number=number,
        state="waiting",
        channel=channel_for(doer.role, given.channel),
        language=given.language,
        urgent=given.urgent,
        area=given.area,
        received_at=given.received_at or at,
        changed_at=at,
        own=own,
        unnamed=given.unnamed,
        point=given.point,
        photos=given.photos,
        party=given.party,
        suggestions=given.suggestions,
        lexicon=given.lexicon,
    )
    return Decision(intake, (tell(intake, "take_in", was=""),))
