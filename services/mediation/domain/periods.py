"""How long mediation may take and how long its agreement may be taken to court, as rows."""
from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kernel.obligation import Limit
from kernel.ruler import local_date
from services.mediation.domain.dispute import Dispute


def month(on: date) -> Limit:
    """Give one month from a local date as calendar days: to the same day of the next month, or its last day.

    Rule MT-01, 《人民调解工作若干规定》 art. 33.
    """
    year, following = (on.year, on.month + 1) if on.month < 12 else (on.year + 1, 1)
    last = monthrange(year, following)[1]
    return Limit((date(year, following, min(on.day, last)) - on).days, "D")


@dataclass(frozen=True, slots=True)
class Period:
    """One time limit. trigger: the states during which it runs. limit: its length, counted from a local date."""

    id: str
    stage: str
    trigger: tuple[str, ...]
    limit: Callable[[date], Limit]
    who: str
    source: str


PERIODS = (
    Period(
        "MT-01", "mediate", ("accepted", "assigned", "mediating"), month, "committee", "《人民调解工作若干规定》 33"
    ),
    # the citizens' own window, so a last day that is a rest day gives way to the next working day
    Period(
        "MT-07",
        "confirm",
        ("agreed",),
        lambda on: Limit(30, "D", roll="forward"),
        "both parties",
        "《人民调解法》 33, 《民事诉讼法》 205",
    ),
)

BY_RULE: Mapping[str, Period] = {period.id: period for period in PERIODS}


@dataclass(frozen=True, slots=True)
class Turn:
    """What happens to one clock. kind: start or stop. at: from when it counts, aware UTC."""

    period: Period
    kind: str
    at: datetime

    @property
    def limit(self) -> Limit:
        """Give how long the clock runs that is started."""
        return self.period.limit(local_date(self.at))


def running(dispute: Dispute) -> Period | None:
    """Give the limit a dispute is under now.

    Rule MT-07, 《人民调解法》 art. 33: none for agreements about identity, adoption or marriage itself, which no court
    confirms (2011 interpretation, art. 4).
    """
    if dispute.state == "agreed" and dispute.personal_status:
        return None
    return next((period for period in PERIODS if dispute.state in period.trigger), None)


def turns(before: Dispute | None, after: Dispute) -> tuple[Turn, ...]:
    """Say what a step does to the clocks. before: None for a case just opened.

    Rules MT-01 from the last consent, MT-07 from the day the agreement takes effect, not from when it was entered.
    """
    old = running(before) if before else None
    new = running(after)
    if old is new:
        return ()
    stopped = (Turn(old, "stop", after.changed_at),) if old else ()
    since = after.effective_at if after.state == "agreed" and after.effective_at else after.changed_at
    started = (Turn(new, "start", since),) if new else ()
    return stopped + started
