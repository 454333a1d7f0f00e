"""What a provider says of itself, kept: asked for anew when it is old or lacking, and good on while the provider is away."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from kernel import logs
from kernel.errors import Unavailable

T = TypeVar("T")
PAUSE_SECONDS = 30.0  # between two askings, whatever strangers send: unknown key ids cost a provider nothing
RETRY_SECONDS = 3.0  # between two askings while nothing was ever had
log = logs.get(__name__)


class Held(Generic[T]):
    """One document of a provider. fetch: asks for it. fresh_seconds: how long nobody asks again. label: for the log."""

    def __init__(
        self, fetch: Callable[[], T], *, fresh_seconds: float, label: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch, self._fresh, self._label, self._clock = fetch, fresh_seconds, label, clock
        self._value: T | None = None
        self._got_at = self._asked_at = float("-inf")
        self._turn = Lock()  # of many who come at once one asks, the others take what it brings

    def get(self, *, anew: bool = False) -> T:
        """Give the document. anew: something was lacking in it; it is asked for once more, unless that was done just now.

        :raises Unavailable: gateway.oidc_unavailable, when it was never had
        """
        with self._turn:
            if self._due(anew):
                self._ask()
            if self._value is None:
                raise Unavailable("gateway.oidc_unavailable")
            return self._value

    def _due(self, anew: bool) -> bool:
        now = self._clock()
        if now - self._asked_at < (RETRY_SECONDS if self._value is None else PAUSE_SECONDS):
            return False
        return anew or self._value is None or now - self._got_at >= self._fresh

    def _ask(self) -> None:
        self._asked_at = self._clock()
        try:
            self._value = self._fetch()
            self._got_at = self._asked_at
        except Unavailable as failure:
            log.warning("oidc_provider_away", provider=self._label, code=failure.code)
