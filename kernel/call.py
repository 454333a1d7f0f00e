"""Who asks, under which key, in which trace, and when: what every act is told besides its command."""
from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

import orjson
from nameko.extensions import DependencyProvider

from kernel import clock


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts.

    id: account id, or '' for somebody without one. role: one role per sign-in. unit: id of the organisation, or None.
    area: code of the root of what the actor may see, '' for none. also: further roots, found by the service that serves
    the call; they do not travel with it.
    """

    id: str = ""
    role: str = "anyone"
    unit: str | None = None
    area: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """One call. key: idempotency key or None. language: 'zh' or 'en'. now: the instant of the call, aware UTC."""

    actor: Actor = Actor()
    key: str | None = None
    trace: str = ""
    language: str = "zh"
    now: datetime = field(default_factory=clock.now)

    def data(self) -> dict[str, Any]:
        """Give the call as the context data that travels in message headers."""
        return {
            "actor": orjson.dumps({name: value for name, value in asdict(self.actor).items() if name != "also"}).decode(),
            "idempotency_key": self.key,
            "language": self.language,
            "traceparent": self.trace,
        }

    def system(self) -> Call:
        """Give the call this one leads to, made by nobody: that of a service which hears a fact."""
        return replace(self, actor=Actor(role="system"), key=None)

    @staticmethod
    def of(data: dict[str, Any]) -> Call:
        """Give the call that context data speaks of; what is absent is the least: nobody, no key."""
        actor = Actor(**orjson.loads(data["actor"])) if data.get("actor") else Actor()
        return Call(
            actor=actor,
            key=data.get("idempotency_key"),
            trace=data.get("traceparent") or "",
            language=data.get("language") or "zh",
        )


class CallProvider(DependencyProvider):
    """Gives a service method the call it serves, as `self.call`."""

    def get_dependency(self, worker_ctx: Any) -> Call:
        return Call.of(worker_ctx.data)
