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
    "strength": "30 per 1 minute",
    "text": "10 per 1 hour",
    "document": "120 per 1 minute",
    "map": "300 per 1 minute",
    "place": "60 per 1 minute",
    "similar": "20 per 1 minute",
    "upload": "30 per 1 minute",
    "upload_part": "600 per 1 minute",
    "picture": "600 per 1 minute",
    "open311": "300 per 1 minute",
    "provider": "600 per 1 minute",
}
# failed sign-ins from one address for any login; those for one login are counted over all replicas, see credential/attempt
FAILURES = {"address": "100 per 15 minute"}


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

    def refuse_locked(self, *, address: str) -> None:
        """Refuse a sign-in after too many failures from one address.

        :raises Invalid: gateway.account_locked, facts retry_after_seconds
        """
        item = self._items["address"]
        if not self._limiter.test(item, "address", address):
            raise Invalid("gateway.account_locked", retry_after_seconds=self._wait(item, "address", address))

    def count_failure(self, *, address: str) -> None:
        """Count a failed sign-in."""
        self._limiter.hit(self._items["address"], "address", address)

    def _wait(self, item: RateLimitItem, *who: str) -> int:
        return max(1, round(self._limiter.get_window_stats(item, *who).reset_time - time.time()))
