"""The petition (信访事项): one matter somebody brought, what it asks for, and how far it has come."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing asked for, place counted from 1, and its answer once there is one.

    outcome: support, explain or not_support. finding: facts and reasons found. basis: law or rule.
    """

    petition: str
    place: int
    request: str
    facts: str = ""
    reasons: str = ""
    outcome: str | None = None
    finding: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Petition:
    """One matter and its present state; nothing in it says whose it is.

    number: shown to people. version: 1 at registration, one more after each act.
    received_at: when it reached us, which is what the law counts from; registered_at: when it was keyed in.
    area: 12-digit code, the district's own where no finer one is known. unit: who deals with it, None until routed.
    first_unit: who first received it; never changes. purpose: suggest or appeal, once confirmed by a person.
    competence: why the deciding unit may decide. recused: ids of staff who have withdrawn from it.
    refusal: reason code. due_at, near_at: of the clock that runs now. party: keyed index of the petitioner's account.
    origin: id of the incident it was handed over from, origin_version: the incident's version at that act.
    """

    id: str
    number: str
    state: str
    channel: str
    urgency: str
    area: str
    received_at: datetime
    registered_at: datetime
    changed_at: datetime
    version: int = 1
    round: int = 1
    unit: str | None = None
    first_unit: str | None = None
    registered_by: str | None = None
    handler: str | None = None
    recused: tuple[str, ...] = ()
    purpose: str | None = None
    competence: str | None = None
    refusal: str | None = None
    score: int | None = None
    party: str | None = None
    due_at: datetime | None = None
    near_at: datetime | None = None
    origin: str | None = None
    origin_version: int | None = None
