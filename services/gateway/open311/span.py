"""The days a question about requests is of."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from kernel.clock import today
from kernel.errors import Invalid

MOST_DAYS = 90
FIRST, LAST = date(1990, 1, 1), date(2100, 1, 1)


def span(start: str, end: str, *, on: date) -> tuple[date, date]:
    """Give first and last local day of a question; what is not said follows from the 90 days a question may span.

    start, end: an instant or a date, '' for not said. on: today.

    :raises Invalid: gateway.open311_date_malformed, gateway.open311_span_too_long
    """
    since, until = _day(start, "start_date"), _day(end, "end_date")
    if until is None:
        until = min(on, since + timedelta(MOST_DAYS)) if since else on
    if since is None:
        since = until - timedelta(MOST_DAYS)
    if not timedelta(0) <= until - since <= timedelta(MOST_DAYS):
        raise Invalid("gateway.open311_span_too_long", pointer="/start_date", most=MOST_DAYS)
    return since, until


def _day(text: str, name: str) -> date | None:
    """Read one end. A plus sign that nobody encoded arrives as a blank; clients of this standard do that."""
    if not text:
        return None
    try:
        found = _read(text.strip().replace(" ", "+"))
    except (ValueError, OverflowError):
        found = None
    if found is None or not FIRST <= found < LAST:
        raise Invalid("gateway.open311_date_malformed", pointer=f"/{name}")
    return found


def _read(text: str) -> date | None:
    if "T" not in text:
        return date.fromisoformat(text)
    at = datetime.fromisoformat(text)
    return today(at) if at.tzinfo else None
