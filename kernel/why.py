"""Why somebody sees a record, or cannot: what bounds the role, what the account has of it, what the record has; no content."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel import audit
from kernel.call import Actor, Call
from kernel.db import Tx
from kernel.errors import Missing
from kernel.scope import AREA, LEADING, PADDED, UNIT, reach
from kernel.wire import Id, Pattern, Schema, Text

# who may ask: of records of the own ground, and is told nothing that stands in them
ASKERS = {"leader": AREA, "operator": AREA}
NOTHING, PART = "nothing", "part"
CODE = r"[0-9]{0,12}"


class Explain(Schema):
    """Whether an account reaches a record. role, unit, area: of the account, as the front door knows them."""

    id = Id(required=True)
    account = Text(most=64, required=True)
    role = Text(most=32, required=True)
    unit = Text(most=64, least=0, required=True, allow_none=True)
    area = Pattern(CODE, required=True)


@dataclass(frozen=True, slots=True)
class Record:
    """What bounds a record. version: of it. helps: whether the account's unit has a part of its work."""

    kind: str
    id: str
    version: int
    area: str
    unit: str | None
    helps: bool = False


def subject(order: Mapping[str, Any], also: Sequence[str] = ()) -> Actor:
    """Give the account that is asked about as one who acts."""
    return Actor(order["account"], order["role"], order["unit"], order["area"], tuple(also))


def explain(
    tx: Tx, call: Call, record: Record, of: Actor, *, limits: Mapping[str, str], sees: bool, posts: Sequence[Any] = ()
) -> dict[str, Any]:
    """Give the chain by which an account reaches a record or does not, and write down that it was asked.

    sees: what the one predicate says. posts: (place, since, until) of the account, local dates.
    """
    limit = limits.get(of.role, NOTHING)
    because = PART if sees and record.helps else limit
    has = {AREA: [of.area, *of.also] if of.area else [*of.also], UNIT: [of.unit] if of.unit else []}
    told = {
        "sees": sees,
        "because": f"{because}_{'holds' if sees else 'fails'}",
        "role": of.role,
        "limit": limit,
        "has": has.get(limit, []),
        "record": {"area": record.area, "area_path": path(record.area), "unit": record.unit},
        "posts": [{"place": place, "since": since, "until": until} for place, since, until in posts],
    }
    detail = {"account": of.id, "sees": sees, "because": told["because"], "of": record.kind}
    audit.append(tx, call, act="why", kind="reach", subject=f"why/{record.id}", version=record.version, detail=detail)
    return told


def within(call: Call, record: Record, missing: Missing) -> None:
    """Refuse whoever leads or operates other ground, as if there were no record.

    :raises Missing: the one given
    """
    actor = call.actor
    reach(ASKERS, actor.role, unit=actor.unit, area=actor.area, aliases=()).within(missing, area=record.area)


def covered(check: Callable[[], Any]) -> bool:
    """Tell whether a check finds a record within reach: what it raises for one that is not is the answer."""
    try:
        check()
    except Missing:
        return False
    return True


def path(area: str) -> list[str]:
    """Give the codes an area lies in, from the province down to itself."""
    if len(area) != PADDED:
        return [area]
    above = [area[:digits].ljust(PADDED, "0") for digits in LEADING]
    return [*dict.fromkeys(above[: above.index(area) + 1] if area in above else [*above, area])]
