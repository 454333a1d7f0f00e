"""The act that opens a stream, and what keeps its reach that of today."""
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from kernel import clock
from kernel.call import Call
from kernel.errors import Denied
from kernel.seal import Sealer
from services.gateway.http.answer import Answer
from services.gateway.http.visit import Visit
from services.gateway.stream.feed import Feed
from services.gateway.stream.hub import ON_POSTS, Hub, now_ms
from services.gateway.stream.notice import Follower, follower
from services.gateway.stream.reader import Reader, Streaming
from services.gateway.token import Bearer

Order = dict[str, Any]
Remote = Callable[[str, str, Order, Call], Order]


class Following:
    """The act of the service `gateway` that lets somebody follow changes, by name in `acts`.

    holds: tells whether a session still is good. remote: calls a service.
    """

    def __init__(self, *, hub: Hub, feed: Feed, holds: Callable[[Bearer], bool], sealer: Sealer, remote: Remote):
        self._hub, self._feed, self._sealer, self._remote = hub, feed, sealer, remote
        hub.holds, hub.ground = holds, self.ground
        self.acts: dict[str, Callable[[Visit, Order], Answer]] = {"follow": self.follow}

    def follow(self, visit: Visit, command: Order) -> Answer:
        """Open a stream of what changes within the reader's reach.

        Rule GR-433, GR-434, GR-435: by the one predicate, as the services themselves would let the reader find it.

        :raises Invalid: gateway.streams_too_many
        :raises Unavailable: gateway.busy, gateway.leaving, broker.unavailable, and what asking for the ground raises
        """
        bearer = visit.bearer
        if bearer is None:
            raise Denied("gateway.token_missing")
        self._hub.admit(bearer.actor.id)
        self._feed.ready()
        followed = self.ground(bearer)
        self._hub.admit(bearer.actor.id)  # others may have come while we asked
        at = now_ms()
        gone, cut = visit.environ["linli.stream"]()
        reader = Reader(bearer, followed, at=at, until=_until(bearer, command.get("seconds"), at), gone=gone, cut=cut)
        visit.close()
        self._hub.join(reader, visit.environ.get("HTTP_LAST_EVENT_ID", command.get("since")))
        return Streaming(reader, self._hub.leave)

    def ground(self, bearer: Bearer) -> Follower:
        """Give what somebody follows as things are now; a grid worker's posts are asked for.

        Rule GR-434: who has left a post is told nothing of it any more.
        """
        actor, aliases = bearer.actor, self._sealer.aliases(bearer.actor.id)
        if actor.role != ON_POSTS:
            return follower(actor, aliases=aliases)
        areas = self._remote("grid", "my_ground", {}, Call(actor=actor))["areas"]
        return follower(actor, aliases=aliases, ground=tuple(areas))


def _until(bearer: Bearer, seconds: int | None, at: int) -> int:
    """Give when a stream ends by itself: with the session, and with the day, for posts begin and end with days."""
    tomorrow = datetime.combine(clock.today() + timedelta(days=1), time(), clock.SHANGHAI)
    ends = [bearer.expires_at * 1000, int(tomorrow.timestamp() * 1000)]
    return min([*ends, at + seconds * 1000] if seconds else ends)
