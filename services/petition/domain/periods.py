"""How long the law gives each stage of a petition, as rows."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kernel.obligation import Limit
from services.petition.domain.petition import Petition


@dataclass(frozen=True, slots=True)
class Period:
    """One time limit.

    trigger: the states during which it runs. purposes: of which petitions, None for all. who: whom it binds.
    Duties of offices are not rolled off a rest day: the strict date is shown.
    """

    id: str
    stage: str
    trigger: tuple[str, ...]
    limit: Limit
    who: str
    source: str
    purposes: tuple[str, ...] | None = None


PERIODS = (
    Period("PT-02", "notice", ("registered",), Limit(15, "D"), "receiving unit", "《信访工作条例》 23"),
    Period("PT-03", "notice_by_unit", ("forwarded",), Limit(15, "D"), "competent unit", "《信访工作条例》 23"),
    Period(
        "PT-05", "answer", ("accepted",), Limit(60, "D"), "competent unit", "《信访工作条例》 34", purposes=("appeal",)
    ),
)

BY_RULE: Mapping[str, Period] = {period.id: period for period in PERIODS}


@dataclass(frozen=True, slots=True)
class Turn:
    """What happens to one clock. kind: start or stop. at: from when it counts, aware UTC."""

    period: Period
    kind: str
    at: datetime


def running(petition: Petition) -> Period | None:
    """Give the limit a petition is under now.

    Rules PT-02, PT-03: from receipt to written notice. Rule PT-05: from acceptance, and only for an appeal that has no
    other lawful route; a suggestion has no such limit (《信访工作条例》 art. 29, 31, 34).
    """
    for period in PERIODS:
        if petition.state in period.trigger and (period.purposes is None or petition.purpose in period.purposes):
            return period
    return None


def turns(before: Petition | None, after: Petition) -> tuple[Turn, ...]:
    """Say what a step does to the clocks. before: None for a fresh registration.

    A unit the matter is sent to has its own fifteen days; a step that leaves stage and unit moves none.

    Rules PT-02, PT-03, PT-05: the first counts from receipt, also when the matter was keyed in later.
    """
    old = running(before) if before else None
    new = running(after)
    if old is new and before is not None and before.unit == after.unit:
        return ()
    stopped = (Turn(old, "stop", after.changed_at),) if old else ()
    since = after.received_at if before is None else after.changed_at
    started = (Turn(new, "start", since),) if new else ()
    return stopped + started
