"""What all records of the neighbourhood share: an area, a state, a version; and the roster of units in a community."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol, TypeVar

from kernel.decision import Decision, Event
from kernel.errors import Conflict

ACTIVE, ENDED = STATES = ("active", "ended")
MEMBER_KINDS: dict[str, tuple[str, str]] = {
    "agency": ("机关", "Public agency"),
    "institution": ("事业单位", "Public institution"),
    "state_enterprise": ("国有企业", "State enterprise"),
    "private_enterprise": ("非公企业", "Private enterprise"),
    "school": ("学校", "School"),
    "hospital": ("医院", "Hospital"),
    "association": ("社会组织", "Social organisation"),
}
EVENTS = tuple(f"grid.{noun}_{what}" for noun in ("member", "provider") for what in ("registered", "changed", "ended"))


@dataclass(frozen=True, slots=True)
class MemberUnit:
    """A unit that stays in a community (驻区单位). kind: one of MEMBER_KINDS. area: the community.

    Rule GR-89, domain 9.1: the roster holds units by name and kind; it holds no members and no files of a Party.
    """

    id: str
    area: str
    name: str
    kind: str
    state: str
    created_at: datetime
    changed_at: datetime
    version: int


class Neighbour(Protocol):
    """What every record of the neighbourhood has."""

    @property
    def id(self) -> str:
        """UUID."""

    @property
    def area(self) -> str:
        """Code of the area it is for."""

    @property
    def state(self) -> str:
        """Where it stands."""

    @property
    def version(self) -> int:
        """Grows with each act."""


Record = TypeVar("Record", bound=Neighbour)


def begin(one: Record, event: str, **told: Any) -> Decision[Record]:
    """Give a fresh record with its fact. told: codes and counts beside its area."""
    return Decision(one, (Event(event, one.id, {"area": one.area, **told}, one.version),))


def step(before: Record, event: str, changes: Mapping[str, Any], *, at: datetime) -> Decision[Record]:
    """Give the next version of a record with its fact."""
    after = replace(before, **changes, changed_at=at, version=before.version + 1)  # type: ignore[type-var]  # all are dataclasses
    return Decision(after, (Event(event, after.id, {"area": after.area, "state": after.state}, after.version),))


def active(one: Neighbour) -> None:
    """Refuse what has ended: it stays to be read, and nothing happens to it any more.

    :raises Conflict: grid.neighbour_ended
    """
    if one.state == ENDED:
        raise Conflict("grid.neighbour_ended")
