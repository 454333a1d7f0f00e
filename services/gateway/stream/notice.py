"""What of a fact a follower is told, and by what it is decided who may be one."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kernel.call import Actor
from kernel.scope import AREA, NOTHING, PARTY, UNIT, Scope, reach

# what the services themselves let a role reach; a contract test holds both together
REACHES = {
    "resident": PARTY,
    "grid_worker": AREA,
    "dispatcher": AREA,
    "checker": AREA,
    "leader": AREA,
    "officer": UNIT,
}
MATTER = frozenset(("resident", "dispatcher", "leader", "officer"))
# kind of record -> who may reach one at all
HEARERS = {"incident": frozenset(REACHES), "petition": MATTER, "dispute": MATTER}
# how the name of a fact begins -> kind of the record it is of; other facts carry no bounds, and nobody is told of them
KINDS = {"grid.incident_": "incident", "petition.": "petition", "mediation.": "dispute"}
BOUNDS = ("area", "unit", "party", "state", "was")


@dataclass(frozen=True, slots=True)
class Notice:
    """One change. at: when it came to this process, epoch milliseconds. id: of the fact.

    name: of the fact. kind, subject, number, version: the record's. area, unit, party: what bounds the record after it.
    helper: an organisation that has a part of the work by it, or None. moved: the record has another state by it.
    """

    at: int
    id: str
    name: str
    kind: str
    subject: str
    number: str
    version: int
    area: str
    unit: str | None
    party: str | None
    helper: str | None
    moved: bool

    @property
    def mark(self) -> str:
        """Give where it stands in a stream, for Last-Event-ID: the same fact has another in another process."""
        return f"{self.at}.{self.id}"


@dataclass(frozen=True, slots=True)
class Follower:
    """What somebody follows: those with the same are asked once. role: of the account. scope: what it reaches."""

    role: str
    scope: Scope

    def hears(self, one: Notice) -> bool:
        """Tell whether the follower is told: the one predicate decides, after the role.

        Rule GR-433. Rule GR-435: a resident hears that the own matter is in another state, and of no act inside the house.
        """
        if self.role not in HEARERS[one.kind] or (self.role == "resident" and not one.moved):
            return False
        units = (one.unit, one.helper) if one.helper else (one.unit,)
        return any(self.scope.covers(area=one.area, unit=unit, party=one.party) for unit in units)


def follower(actor: Actor, *, aliases: tuple[str, ...], ground: tuple[str, ...] | None = None) -> Follower:
    """Give what an account follows.

    aliases: of the account, one for each live key. ground: roots by the posts of today, None where the account's counts.

    Rule GR-433: by the account's own area, organisation or matters. Rule GR-434: a grid worker by the posts of today.
    """
    if ground is None:
        scope = reach(REACHES, actor.role, unit=actor.unit, area=actor.area, aliases=aliases)
    elif not ground:
        scope = NOTHING
    else:
        scope = reach(REACHES, actor.role, unit=actor.unit, area=ground[0], aliases=aliases, also=ground[1:])
    return Follower(actor.role, scope)


def read(event: dict[str, Any], *, at: int) -> Notice | None:
    """Give what is told of a fact, None where nobody is told. at: epoch milliseconds.

    A fact that does not say all that bounds its record is told to nobody: whom it concerns is not guessed.
    """
    name, data = str(event.get("name", "")), event.get("data")
    kind = next((kind for start, kind in KINDS.items() if name.startswith(start)), None)
    if kind is None or not isinstance(data, dict) or not all(bound in data for bound in BOUNDS):
        return None
    leaves = name.endswith("_released")
    return Notice(
        at=at,
        id=event["id"],
        name=name,
        kind=kind,
        subject=event["subject"],
        number=data.get("number") or "",
        version=event["version"],
        area=data["area"] or "",
        unit=data["unit"],
        party=data["party"],
        helper=None if leaves else data.get("helper"),
        moved=data["state"] != data["was"] or event["version"] == 1,
    )
