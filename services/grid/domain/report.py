"""Reporting: how an incident comes into the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.decision import Decision
from kernel.errors import Invalid
from services.grid.domain.doer import Doer
from services.grid.domain.ground.area import level_of
from services.grid.domain.incident import COLLECTOR, PUBLIC, SUPERIOR, Incident
from services.grid.domain.permit import PLACED, has_role
from services.grid.domain.step import tell


@dataclass(frozen=True, slots=True)
class Where:
    """A place as it is kept.

    area: 12-digit code. grid: its code or None. longitude, latitude: degrees, CGCS2000. sent_*: the pair as it came.
    """

    area: str
    grid: str | None = None
    address: str = ""
    longitude: float | None = None
    latitude: float | None = None
    sent_x: float | None = None
    sent_y: float | None = None
    sent_system: str | None = None


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who raised it; kept sealed and apart. All fields empty for somebody who stays unnamed and has no account.

    minor: under 18, as they or the officer said.
    """

    name: str = ""
    phone: str = ""
    account: str = ""
    minor: bool = False

    def __bool__(self) -> bool:
        return bool(self.name or self.phone or self.account)


def report(
    given: Mapping[str, Any],
    doer: Doer,
    *,
    solved: bool = False,
    sampled: bool = True,
    ordered: bool = False,
    id: str,
    number: str,
    at: datetime,
) -> Decision[Incident]:
    """Register what somebody raised.

    given: fields of the incident as the report gives them: description, area and the rest of its place, case_type when
    known, party (alias of the account). solved: a grid worker has solved it on the spot; sampled: and somebody else is to
    check that. ordered: a superior office has ordered it. id: fresh UUIDv7. number: fresh incident number. at: aware UTC.
    -> record in state `reported` (public), `filed` (a collector saw it, or it was ordered), `handled` (a collector solved
    it and it is checked) or `self_handled` (and it is not), event grid.incident_reported.

    Rule IN-02, domain 3.5: collector reports are filed directly, public ones are accepted and filed by the centre; what is
    ordered from above the centre registers directly.
    Rule IN-15: what is filed directly has a kind and a place at once.

    :raises Denied: grid.role_not_allowed
    :raises Invalid: grid.case_type_needed, grid.solved_not_yours, grid.ordered_not_yours, grid.place_missing
    """
    has_role("report", doer)
    collector = doer.role == "grid_worker"
    if solved and not collector:
        raise Invalid("grid.solved_not_yours", pointer="/solved")
    if ordered and doer.role != "dispatcher":
        raise Invalid("grid.ordered_not_yours", pointer="/ordered")
    direct = collector or ordered
    if direct and given.get("case_type") is None:
        raise Invalid("grid.case_type_needed", pointer="/case_type")
    if direct and level_of(given["area"]) not in PLACED:
        raise Invalid("grid.place_missing", pointer="/point")
    record = Incident(
        **given,
        id=id,
        number=number,
        state=_state(direct=direct, solved=solved, sampled=sampled),
        source=SUPERIOR if ordered else COLLECTOR if collector else PUBLIC,
        created_at=at,
        changed_at=at,
        reported_by=doer.id if doer.role != "resident" else None,
        unit=doer.unit if solved else None,
        verified=collector,
        begun_at=at if solved else None,
        safe_at=at if solved else None,
        solver=doer.id if solved else None,
        solver_unit=doer.unit if solved else None,
    )
    return Decision(record, (tell(record, "report", was="", data={"solved": solved}),))


def _state(*, direct: bool, solved: bool, sampled: bool) -> str:
    """Give the state of a fresh report.

    Rule GR-112, domain 3.5 自行处置.
    """
    if not direct:
        return "reported"
    return ("handled" if sampled else "self_handled") if solved else "filed"
