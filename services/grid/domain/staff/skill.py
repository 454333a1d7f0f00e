"""Skills of the all-round worker (全岗通): who can do what, certified from a day until another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from kernel.decision import Decision, Event
from kernel.errors import Conflict, Invalid
from services.grid.domain.staff.term import Term


@dataclass(frozen=True, slots=True)
class Skill:
    """Something to be able to do. needed: an all-round worker holds every needed one."""

    code: str
    name_zh: str
    name_en: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Certificate:
    """Somebody holds a skill. account: UUID. area: where they stood when certified. Half-open local dates."""

    id: str
    account: str
    skill: str
    area: str
    valid_from: date
    valid_until: date | None
    version: int
    created_at: datetime

    @property
    def term(self) -> Term:
        """The days it is good for."""
        return Term(self.valid_from, self.valid_until)


def certify(new: Certificate, others: Iterable[Certificate]) -> Decision[Certificate]:
    """Certify a skill. others: certificates of the same person for the same skill.

    -> the record, event grid.skill_certified.

    Rule GR-58, domain 9.1 (0-21): skill exam, train, certify.

    :raises Invalid: grid.term_empty
    :raises Conflict: grid.skill_certified_already
    """
    if new.valid_until is not None and new.valid_until <= new.valid_from:
        raise Invalid("grid.term_empty", pointer="/valid_until")
    if any(one.term.meets(new.term) for one in others):
        raise Conflict("grid.skill_certified_already", skill=new.skill)
    return Decision(new, (tell("certified", new),))


def revoke(one: Certificate, *, on: date) -> Decision[Certificate]:
    """End a certificate: `on` is the first day it is no longer good.

    Rule GR-58.

    :raises Conflict: grid.certificate_over
    """
    if one.valid_until is not None and one.valid_until <= on:
        raise Conflict("grid.certificate_over", until=one.valid_until.isoformat())
    after = replace(one, valid_until=max(on, one.valid_from), version=one.version + 1)
    return Decision(after, (tell("revoked", after),))


def tell(what: str, one: Certificate) -> Event:
    """Make the fact `grid.skill_<what>`."""
    until = one.valid_until.isoformat() if one.valid_until else None
    data = {"skill": one.skill, "area": one.area, "valid_from": one.valid_from.isoformat(), "valid_until": until}
    return Event(f"grid.skill_{what}", one.id, data, version=one.version)
