"""The clocks of a campaign and of each of its sites that has a day of its own: calendar days, until the end of the last."""

from __future__ import annotations

from datetime import date, datetime

from kernel import deadline
from kernel.clock import today
from kernel.db import Tx
from kernel.obligation import Limit
from kernel.workdays import Calendar
from services.grid.domain.order.site import Site


def begin(
    tx: Tx, calendar: Calendar, id: str, number: str, *, owner: str, area: str, on: date, at: datetime, round: int = 1
) -> None:
    """Queue a clock that ends with a local day, tomorrow at the earliest. number: of the campaign."""
    limit = Limit(max(1, (on - today(at)).days), "D")
    deadline.open(
        tx, calendar, limit, subject=id, kind="campaign", stage="campaign", rule="GR-161", owner=owner, area=area, at=at,
        number=number, round=round,
    )  # fmt: skip


def of_site(tx: Tx, calendar: Calendar, site: Site, number: str, *, at: datetime) -> None:
    """Queue the clock of a site that is open, if it has a day of its own; anew when it is open again."""
    if site.due_on:
        begin(tx, calendar, site.id, number, owner=site.unit, area=site.area, on=site.due_on, at=at, round=site.version)
