"""What is said of requests that wait for a second operator."""

from __future__ import annotations

from kernel.wire import INTEGER_MAX, Choice, Id, Instant, Integer, Listing, Rows, Schema, Text, Version
from services.gateway.http.route import ROLES
from services.gateway.roster.request.record import ACTS, STATES


class ListAccountRequests(Listing):
    """Page through what waits for a second operator, and what was decided, the oldest first."""

    state = Choice(*STATES, load_default=None, allow_none=True)


class DecideAccountRequest(Schema):
    """Confirm, refuse or withdraw a request that was read."""

    request = Id(required=True)
    version = Version()


class AccountRequestView(Schema):
    """One request. role, unit, area: of the account afterwards. decided_by: null also for the command line."""

    id = Id()
    version = Integer(1, INTEGER_MAX)
    act = Choice(*ACTS)
    account = Id()
    role = Choice(*ROLES)
    unit = Text(most=64, allow_none=True)
    area = Text(most=12, least=0)
    state = Choice(*STATES)
    asked_by = Id()
    asked_at = Instant()
    expires_at = Instant()
    decided_by = Id(allow_none=True)
    decided_at = Instant(allow_none=True)


class AccountRequestPage(Schema):
    """One page of a list; next: what to send as `cursor`, or null at the end."""

    items = Rows(AccountRequestView)
    next = Text(most=2000, allow_none=True)


class ConfirmedRequestView(AccountRequestView):
    """A request that was carried out. link: of a confirmed `make_link` or a new operator, shown this once to who confirms."""

    link = Text(most=200, allow_none=True)
    link_expires_at = Instant(allow_none=True)
