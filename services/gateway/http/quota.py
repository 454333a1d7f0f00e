"""How often those without an account may ask, counted in this process by address."""
from __future__ import annotations

import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from kernel.errors import Invalid

QUOTAS = {
    "report": "60 per 1 minute",
    "progress": "30 per 1 minute",
    "sign_in": "60 per 1 minute",
    "document": "120 per 1 minute",
    "map": "300 per 1 minute",
    "place": "60 per 1 minute",
    "similar": "20 per 1 minute",
    "upload": "30 per 1 minute",
    "picture": "600 per 1 minute",
}
# failed sign-ins: for one login from one address, for one login from anywhere, from one address for any login.
# The first is tight; the second is not, or a stranger could lock anybody out.
FAILURES = {
    "login_address": "5 per 15 minute",
    "login": "50 per 15 minute",
    "address": "100 per 15 minute",
}


class Quotas:
    """Counts in fixed windows. Replicas do not share their counts: n of them allow n times as much."""

    def __init__(self, quotas: dict[str, str] | None = None):
        self._items = {name: parse(text) for name, text in {**QUOTAS, **FAILURES, **(quotas or {})}.items()}
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def take(self, name: str, *who: str) -> list[tuple[str, str]]:
        """Count one request and give the RateLimit headers of the answer.

        :raises Invalid: gateway.too_many_requests, facts retry_after_seconds
        """
        item = self._items[name]
        if not self._limiter.hit(item, name, *who):
            raise Invalid("gateway.too_many_requests", retry_after_seconds=self._wait(item, name, *who))
        return self.headers(name, *who)

    def headers(self, name: str, *who: str) -> list[tuple[str, str]]:
        """Give what is left of a quota as RateLimit headers."""
        item = self._items[name]
        remaining = self._limiter.get_window_stats(item, name, *who).remaining
        return [
            ("RateLimit-Policy", f'"{name}";q={item.amount};w={item.get_expiry()}'),
            ("RateLimit", f'"{name}";r={max(0, remaining)};t={self._wait(item, name, *who)}'),
        ]

    def refuse_locked(self, *, login: str, address: str) -> None:
        """Refuse a sign-in after too many failures.

        :raises Invalid: gateway.account_locked, facts retry_after_seconds
        """
        for name, who in _failure_keys(login, address):
            if not self._limiter.test(self._items[name], name, *who):
                wait = self._wait(self._items[name], name, *who)
                raise Invalid("gateway.account_locked", retry_after_seconds=wait)

    def count_failure(self, *, login: str, address: str) -> None:
        """Count a failed sign-in."""
        for name, who in _failure_keys(login, address):
            self._limiter.hit(self._items[name], name, *who)

    def _wait(self, item: RateLimitItem, *who: str) -> int:
        return max(1, round(self._limiter.get_window_stats(item, *who).reset_time - time.time()))


def _failure_keys(login: str, address: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return ("login_address", (login, address)), ("login", (login,)), ("address", (address,))
