"""Tells those a record is about which offices saw it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from kernel import clock, number
from kernel.call import Call
from kernel.clock import SHANGHAI
from kernel.db import Database
from kernel.errors import Invalid
from services.gateway.access import look, store
from services.gateway.access.schemas import LINES
from services.gateway.http.visit import Visit

Order = dict[str, Any]
Remote = Callable[[str, str, Order, Call], Order]
SEVERAL = ("dispute",)  # records with several people, each with an identity of their own
HOLDERS = {"incident": "grid", "petition": "petition", "dispute": "mediation"}
# how each is read by whose it is; what came to the one window may still be there
READING = {**{kind: (service, "find") for kind, service in HOLDERS.items()}, "intake": ("petition", "find_intake")}
PREFIXES = {"SJ": "incident", "XF": "petition", "RX": "intake", "TJ": "dispute"}
YEAR = timedelta(days=365)
EARLIEST = date(1990, 1, 1)  # nothing is older; also the least a calendar can be asked without running out
NAMES = ("day", "unit", "role", "area", "purpose", "count")


class Telling:
    """Acts of the service `gateway` for residents, by name in `acts`. remote: calls a service."""

    def __init__(self, db: Database, *, remote: Remote):
        self._db, self._remote = db, remote
        self.acts: dict[str, Callable[[Visit, Order], Order]] = {
            "looks_by_code": self.by_code,
            **{f"{kind}_looks": self._of(kind) for kind in READING},
        }

    def by_code(self, visit: Visit, command: Order) -> Order:
        """Tell the holder of number and query code.

        :raises Invalid: number.malformed, number.check_wrong, number.kind_unknown, gateway.span_reversed
        :raises Missing: grid.incident_missing, petition.code_unknown, mediation.code_unknown
        """
        kind = PREFIXES[number.parse(command["number"], kinds=tuple(PREFIXES)).kind]
        asked = {name: command[name] for name in ("number", "code")}
        # what came to the one window is the petition service's, until it is something else
        found = self._remote(HOLDERS.get(kind, "petition"), "progress", asked, visit.call(None))
        return self._told(visit, kind, found["id"], command, asked)

    def _of(self, kind: str) -> Callable[[Visit, Order], Order]:
        def tell(visit: Visit, command: Order) -> Order:
            """Tell whose own matter it is; the service that has it knows.

            :raises Invalid: gateway.span_reversed
            :raises Missing: as reading it does
            """
            self._remote(*READING[kind], {kind: command[kind]}, visit.call(None))
            return self._told(visit, kind, command[kind], command, {"dispute": command[kind]})

        return tell

    def _told(self, visit: Visit, kind: str, id: str, command: Order, who: Order) -> Order:
        """Give offices by day. who: how the one who asks is known where a record has several people.

        Rule GR-400, domain 5.1 [S9 art.44-45]: by office and never by person, what for and how often.
        """
        since, until = days(command)
        span = {"since": midnight(since), "until": midnight(until + timedelta(days=1))}
        rows = store.looks(self._db, kind, id, limit=LINES + 1, own=self._own(visit, kind, who), **span)
        items = [dict(zip(NAMES, row, strict=True)) for row in rows[:LINES]]
        names = self._names(visit, items)
        return {
            "kind": kind,
            "id": id,
            "since": since.isoformat(),
            "until": until.isoformat(),
            "items": [_named(one, names) for one in items],
            "more": len(rows) > LINES,
        }

    def _own(self, visit: Visit, kind: str, who: Order) -> list[str] | None:
        """Give the looks at the identity of the one who asks, None where a record has nobody else's.

        Rule GR-461, domain 5.1: each side of a dispute is told of the looks at who they are, and not at the other.
        """
        if kind not in SEVERAL:
            return None
        found = self._remote(HOLDERS[kind], "own_openings", who, visit.call(None))["traces"]
        return [look.unmasking(one, kind) for one in found]

    def _names(self, visit: Visit, items: list[Order]) -> Mapping[str, Mapping[str, str]]:
        if not items:
            return {"units": {}, "areas": {}}
        units = sorted({one["unit"] for one in items if one["unit"]})
        areas = sorted({one["area"] for one in items if one["area"]})
        return self._remote("grid", "name_offices", {"units": units, "areas": areas}, visit.call(None).system())


def days(command: Order) -> tuple[date, date]:
    """Give the local days asked for, both within; the last year where nothing is said.

    :raises Invalid: gateway.span_reversed
    """
    until = max(min(_day(command.get("until")) or clock.today(), clock.today()), EARLIEST)
    since = max(_day(command.get("since")) or until - YEAR, EARLIEST)
    if since > until:
        raise Invalid("gateway.span_reversed", pointer="/since")
    return since, until


def midnight(day: date) -> datetime:
    """Give the instant a local day begins."""
    return datetime.combine(day, time(), SHANGHAI)


def _day(given: Any) -> date | None:
    return date.fromisoformat(given) if isinstance(given, str) else given


def _named(one: Order, names: Mapping[str, Mapping[str, str]]) -> Order:
    called = {"unit_name": names["units"].get(one["unit"] or ""), "area_name": names["areas"].get(one["area"])}
    return {**one, "day": one["day"].isoformat(), **called}
