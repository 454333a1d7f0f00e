"""What one operator asks for and another decides: who may, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from kernel.errors import Conflict

ASKED, CONFIRMED, REFUSED, WITHDRAWN, LAPSED = STATES = ("asked", "confirmed", "refused", "withdrawn", "lapsed")
OPERATOR = "operator"
PLACE = ("role", "unit", "area")
CHANGE = "change_account"
# what makes somebody an operator, or lets somebody in as one
ACTS = (CHANGE, "enable_account", "make_link", "reset_second_factor")
OPEN_FOR, SETTLED, HOUR = timedelta(days=7), timedelta(hours=24), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Request:
    """One thing asked for. account_version: of the account when it was asked. role, unit, area: of the account afterwards.

    decided_by: account of who decided, None while it waits and where it was decided at the command line.
    """

    id: str
    version: int
    act: str
    account: str
    account_version: int
    role: str
    unit: str | None
    area: str
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    state: str = ASKED
    decided_by: str | None = None
    decided_at: datetime | None = None


def wants_second(act: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Tell whether an act needs a second operator. before, after: role, unit and area of the account.

    Rule GR-465, design: nobody makes, moves or opens an operator's account alone, so that one person never is two.
    Disabling needs nobody else: what is in wrong hands is shut at once. Source: OWASP ASVS 4.0.3, 4.3.3.
    """
    if act not in ACTS or OPERATOR not in (before["role"], after["role"]):
        return False
    return act != CHANGE or any(before[name] != after[name] for name in PLACE)


def begins_anew(request: Request, role: str) -> bool:
    """Tell whether somebody becomes an operator by a request. role: of the account until now."""
    return request.act == CHANGE and request.role == OPERATOR and role != OPERATOR


def decided(request: Request, *, by: str | None, at: datetime, state: str) -> Request:
    """Give the request as it was decided. by: an account, None for the command line.

    :raises Conflict: gateway.account_request_ended, facts state
    """
    if request.state != ASKED or at >= request.expires_at:
        raise Conflict("gateway.account_request_ended", state=LAPSED if request.state == ASKED else request.state)
    return replace(request, version=request.version + 1, state=state, decided_by=by, decided_at=at)


def may_confirm(request: Request, *, by: str, since: datetime | None, at: datetime) -> None:
    """Refuse to confirm what was asked for by oneself, or too soon. since: when the actor became operator, None if not one.

    Rule GR-466, design: who has become an operator confirms nothing for a day, in which the others can speak up.
    Source: OWASP ASVS 4.0.3, 4.3.3.

    :raises Conflict: gateway.account_request_own, gateway.account_request_too_new (facts hours)
    """
    if by in (request.asked_by, request.account) or since is None:
        raise Conflict("gateway.account_request_own")
    if at < since + SETTLED:
        raise Conflict("gateway.account_request_too_new", hours=ceil((since + SETTLED - at) / HOUR))
