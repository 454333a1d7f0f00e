"""What one operator alone may not do to an account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil

from kernel.errors import Conflict

APART, HOUR = timedelta(hours=24), timedelta(hours=1)
# a link sets the password, a reset takes the second factor: who does both can come in as the holder
OTHER = {"make_link": "reset_second_factor", "reset_second_factor": "make_link"}


def two_persons(act: str, mine: Mapping[str, datetime], now: datetime) -> None:
    """Refuse the second half of a take-over to the operator who did the first. mine: when the operator did an act last.

    Rule GR-444, design: to come in as somebody else takes two operators, or a day in which the holder, who is told of
    each half, can speak up. Source: OWASP ASVS 4.0.3, 4.3.3 (duties kept apart).

    :raises Conflict: gateway.account_two_persons, facts hours (until it may be done alone)
    """
    before = OTHER.get(act)
    done = mine.get(before) if before else None
    if done is not None and now < done + APART:
        raise Conflict("gateway.account_two_persons", hours=ceil((done + APART - now) / HOUR))
